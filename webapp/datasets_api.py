"""The HTTP API of datasets: look, freeze, list, export. Parse, ask the portal, answer. Knows no policy."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from portal.portal import Portal
from storage.exports.archive import ArchiveKind
from storage.exports.formats import ExportFormat
from webapp.api import COMMON, refusals
from webapp.dataset_schemas import (
    DatasetAnswer,
    DatasetBody,
    DatasetsAnswer,
    PreviewAnswer,
    SelectionBody,
    WithdrawalsAnswer,
)
from webapp.session import CurrentMember

MEDIA_TYPES = {ArchiveKind.ZIP: "application/zip", ArchiveKind.TAR: "application/x-tar"}


def datasets_router(portal: Portal) -> APIRouter:
    """Routes for maintainers."""
    router = APIRouter(**COMMON, tags=["datasets"])
    forbidden = refusals(HTTPStatus.FORBIDDEN)
    not_found = refusals(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)

    @router.post("/datasets/preview", responses=forbidden)
    def preview_dataset(selection: SelectionBody, member: CurrentMember) -> PreviewAnswer:
        """How much `POST /api/v1/datasets` would freeze now with the same `filters` and `pair_gap`. Stores nothing. For
        maintainers.
        """
        wanted = selection.filters.wanted()
        return PreviewAnswer.of(portal.datasets.preview(member, wanted, pair_gap=selection.pair_gap))

    @router.post("/datasets", status_code=HTTPStatus.CREATED, responses=forbidden)
    def freeze_dataset(order: DatasetBody, member: CurrentMember) -> DatasetAnswer:
        """Freeze the rated, consented clips that match `filters` into an immutable dataset, split by prompt. Two clips
        of one prompt whose means are `pair_gap` stars apart become a preference pair. `filters` has `from` and `until`
        (days on which clips were asked for), `models`, `words` (all must occur in the prompt), `min_raters`,
        `min_rating` and `max_rating` (means), `rater_roles` (whose ratings count), `max_spread` (most stars that
        ratings of one clip lie apart), `approved_only`, `with_tags` and `without_tags` (defects that ratings name). For
        maintainers.
        """
        frozen = portal.datasets.freeze(member, order.name, order.filters.wanted(), pair_gap=order.pair_gap)
        return DatasetAnswer.of(frozen)

    @router.get("/datasets", responses=forbidden)
    def list_datasets(member: CurrentMember) -> DatasetsAnswer:
        """The datasets that were frozen last, newest first. For maintainers."""
        return DatasetsAnswer(datasets=[DatasetAnswer.of(dataset) for dataset in portal.datasets.newest(member)])

    @router.get("/datasets/{dataset_id}", responses=not_found)
    def get_dataset(dataset_id: str, member: CurrentMember) -> WithdrawalsAnswer:
        """A dataset, and which of its clips are `withdrawn`: their artists consent no longer. For maintainers."""
        return WithdrawalsAnswer.of_withdrawals(portal.datasets.withdrawals(member, dataset_id))

    @router.get("/datasets/{dataset_id}/export", response_model=None, responses=not_found)
    def export_dataset(
        dataset_id: str,
        member: CurrentMember,
        format: str = ExportFormat.CANONICAL,
        archive: ArchiveKind = ArchiveKind.ZIP,
    ) -> StreamingResponse:
        """The dataset as a zip or tar stream. `format` is `canonical`, `videoalign`, `pick-a-pic`, `videodpo`,
        `musubi-tuner`, `finetrainers`, `fastvideo`, `ltx` or `webdataset`; a README.md in each says how it is loaded.
        For maintainers.
        """
        stream = portal.datasets.archive(member, dataset_id, format, archive)
        disposition = f'attachment; filename="dailies-{dataset_id[:12]}-{format}.{archive}"'
        headers = {"Content-Disposition": disposition}
        return StreamingResponse(stream, media_type=MEDIA_TYPES[archive], headers=headers)

    return router
