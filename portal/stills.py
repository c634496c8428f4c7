"""Stills: the pictures that clips begin with. Members send them; frames of clips are taken for them.

Knows who may use which picture and where it is kept. What opens a picture is handed in (`model/still.py`).
"""

from __future__ import annotations

import math
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from model.spec import Size, Still, StillMaker, StillRefused
from portal.errors import Conflict, InvalidRequest, NotFound, TooMuch
from portal.members import Member
from portal.moments import now
from portal.opening import FirstFrame, Upload
from portal.policy import Action, no_such_clip, require, require_sight
from storage import clips as clip_rows
from storage import uploads as rows
from storage.database import Database, Session
from storage.media import MediaFile, MediaKind, MediaStore
from storage.tables import ClipRow, UploadRow

MAX_UPLOAD_BYTES = 16_000_000
MAX_UPLOADS_A_DAY = 200
"""For one member; more fills the disk rather than a studio."""
DECODERS = 2
"""Pictures that are decoded at once: each may take a gigabyte."""
PATIENCE_SECONDS = 30


class Stills:
    """The room where pictures are taken in and made to fit."""

    def __init__(self, database: Database, media: MediaStore, maker: StillMaker) -> None:
        self._database = database
        self._media = media
        self._maker = maker
        self._decoders = threading.BoundedSemaphore(DECODERS)

    def upload(self, member: Member, content: bytes) -> Upload:
        """Take a picture in. What is kept are its pixels alone; the same picture again is the same upload.

        Raises:
            InvalidRequest: it is no picture, too large, or made to hurt.
            TooMuch: the member has sent enough for a day, or many send at once.
        """
        require(member, Action.UPLOAD_STILL)
        if len(content) > MAX_UPLOAD_BYTES:
            raise InvalidRequest(too_large(len(content)))
        with self._database.reading() as session:
            if rows.count_since(session, member.id, now() - timedelta(days=1)) >= MAX_UPLOADS_A_DAY:
                raise TooMuch(
                    f"You have sent {MAX_UPLOADS_A_DAY} pictures within a day, which is the most. Use one of them, or "
                    "come back tomorrow.",
                    retry_after_seconds=3600,
                )
        with self._decoding():
            still = self._maker.read(content)
        kept = self._keep(still)
        with self._database.writing() as session:
            self._database.lock_for_transaction(session, f"uploads-{member.id}")
            row = rows.by_content(session, member.id, kept)
            if row is None:
                row = UploadRow(
                    id=str(uuid.uuid4()),
                    member_id=member.id,
                    sha256=kept,
                    width=still.size.width,
                    height=still.size.height,
                    created_at=now(),
                )
                session.add(row)
            return Upload.from_row(row)

    def get(self, member: Member, upload_id: str) -> Upload:
        """A picture that the member sent.

        Raises:
            NotFound: there is none.
        """
        with self._database.reading() as session:
            return Upload.from_row(self._own(session, member, upload_id))

    def picture(self, member: Member, upload_id: str) -> MediaFile:
        """Its file, webp.

        Raises:
            NotFound: there is none that the member sent.
        """
        with self._database.reading() as session:
            return self._file(self._own(session, member, upload_id).sha256)

    def asked(self, member: Member, asked: FirstFrame, size: Size) -> str:
        """The hash of the still that a clip of this size shall begin with.

        Raises:
            NotFound: there is no such picture or clip that the member may see.
            Conflict: the clip is not ready.
            InvalidRequest: it has no such moment, or both or neither of picture and clip were named.
        """
        if (asked.upload_id is None) == (asked.clip_id is None):
            raise InvalidRequest("A first frame is either a picture that you sent or a moment of a clip. Name one.")
        if asked.upload_id is not None:
            content = self.picture(member, asked.upload_id).path.read_bytes()
            with self._decoding():
                return self._keep(self._maker.fit(content, size))
        with self._database.reading() as session:
            clip = clip_rows.by_id(session, asked.clip_id or "")
            if clip is None:
                raise no_such_clip(asked.clip_id or "")
            require_sight(member, clip)
        return self.frame(clip, _frame_at(clip, asked.at_seconds), size)

    def frame(self, clip: ClipRow, index: int, size: Size) -> str:
        """The hash of one frame of a ready clip as a still. Whoever calls has asked the policy.

        Raises:
            Conflict: the clip is not ready.
        """
        if clip.sha256 is None:
            raise not_ready(clip)
        film = self._film(clip.sha256)
        with self._decoding():
            return self._keep(self._maker.frame_of(film.path, index, clip.fps, size))

    @contextmanager
    def _decoding(self) -> Iterator[None]:
        """A place among the pictures that are decoded at once; a refusal of the decoder is one of the portal."""
        if not self._decoders.acquire(timeout=PATIENCE_SECONDS):
            raise TooMuch("Many pictures are looked at just now. Send yours again in a minute.", retry_after_seconds=60)
        try:
            yield
        except StillRefused as refusal:
            raise InvalidRequest(str(refusal)) from refusal
        finally:
            self._decoders.release()

    def _keep(self, still: Still) -> str:
        return self._media.keep_bytes(MediaKind.PICTURE, still.content).sha256

    def _own(self, session: Session, member: Member, upload_id: str) -> UploadRow:
        row = rows.by_id(session, upload_id)
        if row is None or row.member_id != member.id:
            raise NotFound(f"There is no picture {upload_id[:64]!r} among those that you sent.")
        return row

    def _file(self, sha256: str) -> MediaFile:
        try:
            return self._media.find(sha256, MediaKind.PICTURE)
        except FileNotFoundError as error:
            raise NotFound("This picture is missing from the media folder. Send it again.") from error

    def _film(self, sha256: str) -> MediaFile:
        try:
            return self._media.find(sha256, MediaKind.VIDEO)
        except FileNotFoundError as error:
            raise NotFound(
                f"The file {sha256}.mp4 is missing from the media folder. Restore it from a backup."
            ) from error


def too_large(size_bytes: int) -> str:
    """What is said of a file that is too large."""
    return (
        f"This file has {size_bytes / 1e6:.1f} MB; a picture may have {MAX_UPLOAD_BYTES / 1e6:g}. "
        "Make it smaller, or save it as JPEG."
    )


def not_ready(clip: ClipRow) -> Conflict:
    """What is said of a clip without a film."""
    return Conflict(f"This clip has no film to go on from: it is {clip.status}. Wait until it is ready.")


def _frame_at(clip: ClipRow, at_seconds: float | None) -> int:
    """The number of the frame that is on the screen then, from 0."""
    if clip.frames is None:
        raise not_ready(clip)
    length = clip.frames / clip.fps
    at = 0.0 if at_seconds is None else at_seconds
    if not math.isfinite(at) or not 0 <= at <= length:
        raise InvalidRequest(f"The clip lasts {length:g} seconds and has no moment at {at:g}. Choose one in it.")
    return min(clip.frames - 1, int(at * clip.fps))
