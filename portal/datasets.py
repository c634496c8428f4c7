"""Datasets: looking at a selection of rated clips, freezing it, handing it out. Knows no SQL and no file formats."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal.audit import record
from portal.dataset import Dataset, Preview
from portal.dataset_filter import DatasetFilter
from portal.errors import InvalidRequest, NotFound, Unavailable
from portal.freezing import CLIPS_PER_QUERY, Draft, Freezer
from portal.members import Member
from portal.moments import now
from portal.policy import Action, require
from portal.prompt_groups import Grouping, PromptGroups
from portal.pseudonyms import Pseudonyms
from portal.shot import AskedShot
from portal.text import require_text
from storage import comparisons as comparison_rows
from storage import datasets as rows
from storage.database import Database, Session
from storage.exports import destination
from storage.exports.archive import STREAMS, ArchiveKind
from storage.exports.entry import Entry
from storage.exports.folder import Task
from storage.exports.formats import WRITERS, ExportFormat, export
from storage.exports.frozen import Frozen
from storage.exports.manifest import Heading, Manifest
from storage.exports.splits import Split
from storage.media import MediaKind, MediaStore
from storage.tables import DatasetRow
from storage.words import AuditAction

MAX_NAME_CHARACTERS = 200
MAX_LISTED = 200

PAIR_GAP = 1.0
"""Means of stars that are nearer are too often the other way round when others rate."""

LEAST_GAP, WIDEST_GAP = 0.1, 4.0

NOTHING_MATCHES = (
    "No clip matches: a dataset takes ready clips that are rated, whose artist consented to training use, and that no "
    "curator excluded. Rate some, or loosen the filters."
)

NO_PAIRS = (
    "There are no preference pairs, of which this format is made: no two clips of one prompt are rated far enough "
    "apart, and no blind vote decided between two. Rate several takes of one prompt, or choose another format."
)


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """A frozen dataset and the clips in it whose artists have withdrawn consent since."""

    dataset: Dataset
    withdrawn: tuple[str, ...]


class Datasets:
    """The room where datasets are kept. A `member` of None is the command line, whose user owns the files anyway.

    Args:
        database: rows.
        media: films and manifests.
        prompt_groups: which prompts mean the same; without it they are told apart by their wording.
    """

    def __init__(self, database: Database, media: MediaStore, prompt_groups: PromptGroups | None = None) -> None:
        self._database = database
        self._media = media
        self._prompt_groups = prompt_groups or PromptGroups(database, None)

    def preview(self, member: Member, wanted: DatasetFilter, *, pair_gap: float = PAIR_GAP) -> Preview:
        """What freezing would take now. Nothing is stored.

        Raises:
            Forbidden: the member is no maintainer.
            InvalidRequest: an impossible filter or gap.
        """
        require(member, Action.MAKE_DATASET)
        selection = wanted.selection()
        _require_gap(pair_gap)
        grouping = self._prompt_groups.known()
        with self._database.reading() as session:
            draft = _draft(session, selection, pair_gap, grouping)
            draft.raters = rows.raters(session, list(draft.key_of_clip), selection.rater_roles)
        return draft.preview()

    def freeze(
        self,
        member: Member | None,
        name: str,
        wanted: DatasetFilter | None = None,
        *,
        pair_gap: float = PAIR_GAP,
        must_have_pairs: bool = False,
    ) -> Dataset:
        """Freeze all clips that match now.

        Raises:
            Forbidden: the member is no maintainer.
            InvalidRequest: no name, an impossible filter or gap, nothing matches, or no pair is in it and must be.
            Unavailable: a video of it is missing.
        """
        if member is not None:
            require(member, Action.MAKE_DATASET)
        require_text(name, "name of the dataset", limit=MAX_NAME_CHARACTERS)
        wanted = wanted or DatasetFilter()
        selection = wanted.selection()
        _require_gap(pair_gap)
        created = now()
        heading = Heading(name, created.isoformat(), wanted.to_json(), pair_gap)
        pseudonyms = self._pseudonyms(name, created)
        grouping = self._prompt_groups.complete()
        with self._database.reading() as session:
            draft = _draft(session, selection, pair_gap, grouping)
            if not draft.key_of_clip:
                raise InvalidRequest(NOTHING_MATCHES)
            if must_have_pairs and next(draft.pairs(), None) is None:
                raise InvalidRequest(NO_PAIRS)
            freezer = Freezer(session, selection, draft, pseudonyms, self._video_size)
            stored = self._media.keep(MediaKind.MANIFEST, lambda path: freezer.write(heading, path))
        counts = draft.preview().counts
        row = DatasetRow(
            id=stored.sha256,
            name=name,
            created_by=member.id if member else None,
            filters=dict(heading.filters),
            clips=counts.clips,
            ratings=counts.ratings,
            counts=counts.to_json(),
            created_at=created,
        )
        with self._database.writing() as session:
            session.add(row)
            record(session, row.created_by, AuditAction.DATASET_FROZEN, row.id, name=name, clips=row.clips)
        return Dataset.from_row(row)

    def newest(self, member: Member) -> tuple[Dataset, ...]:
        """The datasets that were frozen last, at most 200.

        Raises:
            Forbidden: the member is no maintainer.
        """
        require(member, Action.MAKE_DATASET)
        with self._database.reading() as session:
            return tuple(Dataset.from_row(row) for row in rows.newest(session, MAX_LISTED))

    def withdrawals(self, member: Member, dataset_id: str) -> Withdrawals:
        """A dataset, and which of its clips the next one will not have, because their artists withdrew consent.

        Raises:
            Forbidden: the member is no maintainer.
            NotFound: there is no such dataset.
            Unavailable: its manifest is missing.
        """
        require(member, Action.MAKE_DATASET)
        frozen = self._frozen(dataset_id)
        clip_ids = [row.clip_id for row in frozen.rows()]
        withdrawn: set[str] = set()
        with self._database.reading() as session:
            dataset = Dataset.from_row(self._row(session, dataset_id))
            for start in range(0, len(clip_ids), CLIPS_PER_QUERY):
                withdrawn |= rows.withdrawn(session, clip_ids[start : start + CLIPS_PER_QUERY])
        return Withdrawals(dataset, tuple(clip_id for clip_id in clip_ids if clip_id in withdrawn))

    def held_out(self, dataset_id: str, at_most: int) -> list[tuple[AskedShot, ...]]:
        """Storyboards of the dataset's validation and test splits, each prompt once, those for testing first.

        Raises:
            NotFound: there is no such dataset.
            Unavailable: its manifest is missing.
        """
        found: dict[Split, dict[str, tuple[AskedShot, ...]]] = {Split.TEST: {}, Split.VALIDATION: {}}
        for row in self._frozen(dataset_id).rows():
            if row.split in found:
                found[row.split].setdefault(row.prompt, tuple(AskedShot.from_json(shot) for shot in row.shots))
        return [*found[Split.TEST].values(), *found[Split.VALIDATION].values()][:at_most]

    def archive(
        self,
        member: Member,
        dataset_id: str,
        export_format: str = ExportFormat.CANONICAL,
        kind: ArchiveKind = ArchiveKind.ZIP,
    ) -> Iterator[bytes]:
        """The dataset in a format as the bytes of one file.

        Raises:
            Forbidden: the member is no maintainer.
            NotFound: there is no such dataset.
            InvalidRequest: there is no such format, or it is made of pairs and there are none.
            Unavailable: files of it are missing.
        """
        require(member, Action.MAKE_DATASET)
        frozen, chosen = self._to_export(dataset_id, export_format)
        return STREAMS[kind](export(frozen, chosen))

    def export_to(
        self,
        dataset_id: str,
        address: str | Path,
        export_format: str = ExportFormat.CANONICAL,
        *,
        watch: Callable[[Iterable[Entry]], Iterable[Entry]] = iter,
    ) -> Dataset:
        """Write the dataset in a format to an address, for the command line. A folder that was cut short is gone
        on with.

        Args:
            dataset_id: the dataset.
            address: a folder that does not exist yet, or is empty; a name that ends in .zip or .tar; or the same behind
                `s3://…` or another scheme of fsspec's.
            export_format: one of `ExportFormat`.
            watch: is handed the files and hands them on, to show how far it is.

        Raises:
            NotFound: there is no such dataset.
            InvalidRequest: there is no such format or kind of address, or it is made of pairs and there are none.
            Unavailable: files of it are missing.
            FileExistsError: something is there already, or something else was begun there.
        """
        frozen, chosen = self._to_export(dataset_id, export_format)
        try:
            destination.write(watch(export(frozen, chosen)), str(address), Task(dataset_id, chosen))
        except destination.UnknownDestination as error:
            raise InvalidRequest(str(error)) from error
        with self._database.reading() as session:
            return Dataset.from_row(self._row(session, dataset_id))

    def _to_export(self, dataset_id: str, export_format: str) -> tuple[Frozen, ExportFormat]:
        chosen = require_format(export_format)
        frozen = self._frozen(dataset_id)
        if WRITERS[chosen].needs_pairs and not frozen.has_pairs():
            raise InvalidRequest(NO_PAIRS)
        # Look for every file before the first byte goes out: an archive cannot be taken back half-way.
        for row in frozen.rows():
            self._video_size(row.clip_id, row.sha256)
        return frozen, chosen

    def _frozen(self, dataset_id: str) -> Frozen:
        with self._database.reading() as session:
            self._row(session, dataset_id)
        try:
            path = self._media.find(dataset_id, MediaKind.MANIFEST).path
        except FileNotFoundError as error:
            raise Unavailable(f"The manifest {dataset_id} is missing. Restore it from a backup.") from error
        return Frozen(dataset_id, Manifest(path), self._media)

    def _row(self, session: Session, dataset_id: str) -> DatasetRow:
        row = rows.by_id(session, dataset_id)
        if row is None:
            raise NotFound(f"There is no dataset {dataset_id[:64]!r}.")
        return row

    def _video_size(self, clip_id: str, sha256: str) -> int:
        try:
            return self._media.find(sha256, MediaKind.VIDEO).size_bytes
        except FileNotFoundError as error:
            raise Unavailable(
                f"The video {sha256} of clip {clip_id} is missing from the media folder. Restore it from a backup."
            ) from error

    def _pseudonyms(self, name: str, created: datetime) -> Pseudonyms:
        key = self._database.secret("raters", secrets.token_hex(32))
        return Pseudonyms(key, f"{created.isoformat()}|{name}")


def require_format(name: str) -> ExportFormat:
    """The export format of that name.

    Raises:
        InvalidRequest: there is none.
    """
    if name not in set(ExportFormat):
        raise InvalidRequest(f"There is no export format {name[:40]!r}. Choose one of: {', '.join(ExportFormat)}.")
    return ExportFormat(name)


def _draft(session: Session, selection: rows.Selection, pair_gap: float, grouping: Grouping) -> Draft:
    votes = comparison_rows.tallies(session, selection.rater_roles)
    return Draft.of(rows.candidates(session, selection), pair_gap, votes, grouping)


def _require_gap(pair_gap: float) -> None:
    if not LEAST_GAP <= pair_gap <= WIDEST_GAP:
        raise InvalidRequest(
            f"A gap of {pair_gap:g} stars was asked for between the clips of a pair; choose {LEAST_GAP:g} to "
            f"{WIDEST_GAP:g}."
        )
