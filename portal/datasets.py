"""Datasets: freezing a selection of rated clips, and handing it out. Knows no SQL and no file formats."""

from __future__ import annotations

import hmac
import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from portal.audit import record
from portal.errors import InvalidRequest, NotFound, Unavailable
from portal.members import Member
from portal.moments import now
from portal.policy import Action, require
from portal.shot import AskedShot
from portal.text import require_text
from storage import datasets as rows
from storage import ratings as rating_rows
from storage.database import Database
from storage.exports.canonical import entries
from storage.exports.folder import write_folder, zip_stream
from storage.exports.manifest import Manifest, RatedBy, Row
from storage.media import MediaFile, MediaKind, MediaStore
from storage.tables import ClipRow, DatasetRow, RatingRow
from storage.words import AuditAction

MAX_NAME_CHARACTERS = 200
MAX_RATERS = 10_000
EXPORT_FORMATS = ("canonical",)


@dataclass(frozen=True, slots=True)
class DatasetFilter:
    """Which rated, consented clips a dataset takes."""

    min_rating: float | None = None
    min_raters: int = 1
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A frozen selection; `id` is the SHA-256 of its manifest."""

    id: str
    name: str
    clips: int
    ratings: int
    created_at: datetime


class Datasets:
    """The room where datasets are kept."""

    def __init__(self, database: Database, media: MediaStore) -> None:
        self._database = database
        self._media = media

    def freeze(self, member: Member | None, name: str, wanted: DatasetFilter | None = None) -> Dataset:
        """Freeze all clips that match now. `member` is None for the command line, whose user owns the files anyway.

        Raises:
            Forbidden: the member is no maintainer.
            InvalidRequest: no name, an impossible filter, or nothing matches.
            Unavailable: a video of it is missing.
        """
        if member is not None:
            require(member, Action.MAKE_DATASET)
        wanted = wanted or DatasetFilter()
        require_text(name, "name of the dataset", limit=MAX_NAME_CHARACTERS)
        _check(wanted)
        created = now()
        manifest = self._manifest(name, created, wanted)
        if not manifest.rows:
            raise InvalidRequest(
                "No clip matches: a dataset takes ready clips that are rated and whose artist consented to training "
                "use. Rate some, or loosen the filters."
            )
        stored = self._media.keep_bytes(MediaKind.MANIFEST, manifest.canonical_json())
        ratings = sum(len(row.ratings) for row in manifest.rows)
        row = DatasetRow(
            id=stored.sha256,
            name=name,
            created_by=member.id if member else None,
            filters=asdict(wanted),
            clips=len(manifest.rows),
            ratings=ratings,
            created_at=created,
        )
        with self._database.writing() as session:
            session.add(row)
            record(session, row.created_by, AuditAction.DATASET_FROZEN, row.id, name=name, clips=row.clips)
        return _dataset(row)

    def archive(self, member: Member, dataset_id: str, export_format: str = "canonical") -> Iterator[bytes]:
        """The dataset's folder as the bytes of a zip file.

        Raises:
            Forbidden: the member is no maintainer.
            NotFound: there is no such dataset.
            InvalidRequest: there is no such format.
            Unavailable: files of it are missing.
        """
        require(member, Action.MAKE_DATASET)
        if export_format not in EXPORT_FORMATS:
            raise InvalidRequest(
                f"There is no export format {export_format[:40]!r}. Choose one of: {', '.join(EXPORT_FORMATS)}."
            )
        manifest = self._load(dataset_id)
        self._require_files(manifest)
        return zip_stream(entries(dataset_id, manifest, self._media))

    def export_folder(self, dataset_id: str, out: Path) -> int:
        """Write the dataset's folder to `out`, for the command line; returns the number of clips.

        Raises:
            NotFound: there is no such dataset.
            Unavailable: files of it are missing.
            FileExistsError: `out` exists and is not an empty folder.
        """
        manifest = self._load(dataset_id)
        self._require_files(manifest)
        write_folder(entries(dataset_id, manifest, self._media), out)
        return len(manifest.rows)

    def _load(self, dataset_id: str) -> Manifest:
        with self._database.reading() as session:
            row = rows.by_id(session, dataset_id)
        if row is None:
            raise NotFound(f"There is no dataset {dataset_id[:64]!r}.")
        try:
            path = self._media.find(dataset_id, MediaKind.MANIFEST).path
        except FileNotFoundError as error:
            raise Unavailable(f"The manifest {dataset_id} is missing. Restore it from a backup.") from error
        return Manifest.from_json(path.read_bytes())

    def _require_files(self, manifest: Manifest) -> None:
        """Look for every file before the first byte goes out: an archive cannot be taken back half-way."""
        for row in manifest.rows:
            self._video(row.clip_id, row.sha256)

    def _video(self, clip_id: str, sha256: str) -> MediaFile:
        try:
            return self._media.find(sha256, MediaKind.VIDEO)
        except FileNotFoundError as error:
            raise Unavailable(
                f"The video {sha256} of clip {clip_id} is missing from the media folder. Restore it from a backup."
            ) from error

    def _manifest(self, name: str, created: datetime, wanted: DatasetFilter) -> Manifest:
        pseudonyms = _Pseudonyms(
            self._database.secret("raters", secrets.token_hex(32)), f"{created.isoformat()}|{name}"
        )
        with self._database.reading() as session:
            clips = rows.eligible_clips(
                session, min_rating=wanted.min_rating, min_raters=wanted.min_raters, model=wanted.model
            )
            ratings: dict[str, list[RatingRow]] = defaultdict(list)
            for rating in rating_rows.of_clips(session, [clip.id for clip in clips]):
                ratings[rating.clip_id].append(rating)
        return Manifest(
            name=name,
            created_at=created.isoformat(),
            filters={key: value for key, value in asdict(wanted).items() if value is not None},
            rows=tuple(self._row(clip, ratings[clip.id], pseudonyms) for clip in clips),
        )

    def _row(self, clip: ClipRow, ratings: list[RatingRow], pseudonyms: _Pseudonyms) -> Row:
        if clip.sha256 is None or clip.frames is None:
            raise Unavailable(f"Clip {clip.id} is ready but has no video. Check the database against a backup.")
        return Row(
            clip_id=clip.id,
            sha256=clip.sha256,
            size_bytes=self._video(clip.id, clip.sha256).size_bytes,
            prompt=clip.prompt,
            shots=tuple(AskedShot.from_json(shot).to_json() for shot in clip.shots),
            negative_prompt=clip.negative_prompt,
            model=clip.model,
            aspect=clip.aspect,
            native_width=clip.width,
            native_height=clip.height,
            fps=clip.fps,
            frames=clip.frames,
            seed=clip.seed,
            steps=clip.steps,
            guidance=clip.guidance,
            fast=clip.fast,
            created_at=clip.created_at.isoformat(),
            ratings=tuple(
                RatedBy(
                    rater=pseudonyms.of(rating.member_id),
                    overall=rating.overall,
                    aspects=rating.aspects,
                    tags=tuple(rating.tags),
                    comment=rating.comment,
                    rated_on=rating.created_at.date().isoformat(),
                )
                for rating in ratings
            ),
        )


class _Pseudonyms:
    """Names for raters: keyed hashes, so that nobody without the key can test a guess, and salted for each dataset,
    so that two datasets cannot be joined on them."""

    def __init__(self, key: str, salt: str) -> None:
        self._key = bytes.fromhex(key)
        self._salt = salt

    def of(self, member_id: str) -> str:
        return hmac.digest(self._key, f"{self._salt}|{member_id}".encode(), "sha256").hex()[:16]


def _check(wanted: DatasetFilter) -> None:
    if wanted.min_rating is not None and not 1 <= wanted.min_rating <= 5:
        raise InvalidRequest(f"A minimum rating of {wanted.min_rating:g} was asked for; choose 1 to 5.")
    if not 1 <= wanted.min_raters <= MAX_RATERS:
        raise InvalidRequest(f"A minimum of {wanted.min_raters} raters was asked for; choose 1 to {MAX_RATERS:,}.")
    if wanted.model is not None:
        require_text(wanted.model, "model's name", limit=MAX_NAME_CHARACTERS)


def _dataset(row: DatasetRow) -> Dataset:
    return Dataset(row.id, row.name, row.clips, row.ratings, row.created_at)


def filter_from(values: Mapping[str, object]) -> DatasetFilter:
    """A filter from the names and values that a request carries.

    Raises:
        InvalidRequest: an unknown name, or a value of the wrong kind.
    """
    known = {"min_rating": (int, float), "min_raters": (int,), "model": (str,)}
    for name, value in values.items():
        if name not in known:
            raise InvalidRequest(f"There is no filter {name[:40]!r}. Choose from: {', '.join(known)}.")
        if isinstance(value, bool) or not isinstance(value, known[name]):
            raise InvalidRequest(f"The filter {name} got {value!r}; expected {known[name][-1].__name__}.")
    return DatasetFilter(**values)  # type: ignore[arg-type]
