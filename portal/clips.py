"""Clips: asking for them, watching them come, finding them again. Knows no pages, no model code and no SQL."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from portal.clip import Clip, ClipEvent, ClipFilter, ClipPage, cursor_after, read_cursor
from portal.clip_request import ClipRequest, Plan, plan
from portal.clip_row import new_row
from portal.clip_views import views
from portal.errors import Conflict, InvalidRequest, NotFound, TooMuch
from portal.fair_share import next_tag
from portal.members import Member
from portal.model_version import ModelVersion
from portal.models import Models
from portal.moments import now
from portal.opening import Opening
from portal.openings import Openings, another_take
from portal.owned_clip import owned_row
from portal.policy import Action, allows, no_such_clip, require, require_sight
from portal.prompts import Prompts
from portal.quotas import Quotas
from portal.text import require_text
from storage import clips as rows
from storage.database import Database, Session
from storage.jobs import JobQueue
from storage.media import MediaFile, MediaKind, MediaStore
from storage.tables import ClipRow
from storage.words import ClipStatus

MAX_PAGE = 100
MAX_SEARCH_CHARACTERS = 1000
MAX_KEY_CHARACTERS = 200


class Clips:
    """The room where clips are asked for and shown."""

    def __init__(
        self,
        database: Database,
        jobs: JobQueue,
        media: MediaStore,
        models: Models,
        prompts: Prompts,
        openings: Openings,
        quotas: Quotas,
        *,
        queue_limit: int,
        prompt_limit_characters: int,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._media = media
        self._models = models
        self._prompts = prompts
        self._openings = openings
        self._quotas = quotas
        self._queue_limit = queue_limit
        self._prompt_limit_characters = prompt_limit_characters

    def ask_for(self, member: Member, request: ClipRequest, *, is_shared: bool = False) -> tuple[Clip, ...]:
        """Queue the clips of a request; rows and jobs are written in one transaction.

        The same idempotency key sent again returns the clips that the first request made. A request that wants its
        prompts rewritten may take as long as the rewriter does, one that begins with a picture as long as that takes to
        decode: call it from a thread.

        Args:
            member: who asks.
            request: what for.
            is_shared: every member may see the clips, and finds them in the library once they are ready.

        Raises:
            InvalidRequest: it cannot be rendered.
            NotFound: it begins with something that the member may not see.
            Forbidden: it extends somebody else's clip.
            Conflict: the idempotency key was used for another request, or what it goes on from is not ready.
            TooMuch: too many clips wait already, or the member's quota is used up.
        """
        require(member, Action.REQUEST_CLIP)
        with self._database.reading() as session:
            asked = self._asked_before(session, member, request)
            if asked:
                return views(session, member, asked)
        # Before the transaction: a language model takes its time, and the whole studio would wait for the lock.
        prepared, opening = self._openings.settle(member, request)
        model = self._models.for_request(member, prepared.model, _luck(member, request))
        planned = self._plan(prepared, model, opening)
        if request.rewrite:
            shots = self._prompts.rewrite_missing(prepared.shots, model.base)
            planned = self._plan(replace(prepared, shots=shots), model, opening)
        with self._database.writing() as session:
            self._database.lock_for_transaction(session, "queue")
            asked = self._asked_before(session, member, request)
            if not asked:
                asked = self._queue_all(session, member, request, planned, model.base, prepared.take_of)
                for row in asked:
                    row.shared_at = now() if is_shared else None
            return views(session, member, asked)

    def vary(self, member: Member, clip_id: str, count: int, idempotency_key: str | None = None) -> tuple[Clip, ...]:
        """Queue other takes of a ready clip: everything as it was but the seeds.

        Raises:
            NotFound: there is none that the member may see.
            Forbidden: it is somebody else's.
            Conflict: it is not ready.
            InvalidRequest, TooMuch: as for any request.
        """
        require(member, Action.REQUEST_CLIP)
        clip = self._openings.own_film(member, clip_id, "ask for more takes of it")
        return self.ask_for(member, another_take(clip, count, idempotency_key))

    def get(self, member: Member, clip_id: str) -> Clip:
        """All that is known of a clip.

        Raises:
            NotFound: there is none that the member may see.
        """
        with self._database.reading() as session:
            return views(session, member, [self._seen(session, member, clip_id)])[0]

    def page(self, member: Member, wanted: ClipFilter) -> ClipPage:
        """Clips that the member may see, newest first.

        Raises:
            InvalidRequest: the cursor or the limit is not usable.
        """
        if not 1 <= wanted.limit <= MAX_PAGE:
            raise InvalidRequest(f"A page of {wanted.limit} clips was asked for; choose 1 to {MAX_PAGE}.")
        for value, what in ((wanted.query, "search"), (wanted.model or "", "model's name")):
            require_text(value, what, limit=MAX_SEARCH_CHARACTERS, allow_empty=True)
        only_mine = wanted.mine or not allows(member, Action.SEE_ANY_CLIP)
        selection = rows.Selection(
            member_id=member.id if only_mine else None,
            status=wanted.status,
            text=wanted.query,
            min_rating=wanted.min_rating,
            stars=wanted.stars,
            model=wanted.model,
            before=None if wanted.cursor is None else read_cursor(wanted.cursor),
            limit=wanted.limit + 1,
        )
        with self._database.reading() as session:
            found = rows.select(session, selection)
            clips = views(session, member, found[: wanted.limit])
        more = len(found) > wanted.limit
        return ClipPage(clips, cursor_after(clips[-1]) if more else None)

    def cancel(self, member: Member, clip_id: str) -> Clip:
        """Stop a clip that is not finished; a finished one stays as it is.

        Raises:
            NotFound: there is none that the member may see.
            Forbidden: it is somebody else's.
        """
        with self._database.writing() as session:
            row = owned_row(session, member, clip_id, "cancel it")
            was_queued = row.status is ClipStatus.QUEUED
            if was_queued:
                row.status = ClipStatus.CANCELLED
                row.finished_at = now()
                rows.add_event(session, row, now())
            elif row.status is ClipStatus.RENDERING:
                row.cancel_requested = True  # the worker looks at it after every denoising step
            session.flush()
            clip = views(session, member, [row])[0]
        if was_queued:
            # After the commit: should this call be lost, the worker finds the clip cancelled and passes on.
            self._jobs.withdraw(clip_id)
        return clip

    def events(self, member: Member, clip_id: str, after: int = 0) -> tuple[ClipEvent, ...]:
        """What happened to a clip after event number `after`, oldest first.

        Raises:
            NotFound: there is none that the member may see.
        """
        with self._database.reading() as session:
            self._seen(session, member, clip_id)
            return tuple(
                ClipEvent(row.sequence, row.status, row.step, row.steps, row.preview_sha256 is not None, row.at)
                for row in rows.events_after(session, clip_id, after)
            )

    def video(self, member: Member, clip_id: str) -> MediaFile:
        """The mp4 of a ready clip.

        Raises:
            NotFound: there is none that the member may see, or it is not ready.
        """
        with self._database.reading() as session:
            row = self._seen(session, member, clip_id)
        if row.sha256 is None:
            raise NotFound(f"This clip has no video: it is {row.status}.")
        return self._file(row.sha256, MediaKind.VIDEO)

    def poster(self, member: Member, clip_id: str) -> MediaFile:
        """A still picture of a ready clip, webp.

        Raises:
            NotFound: there is none that the member may see, or it is not ready.
        """
        with self._database.reading() as session:
            row = self._seen(session, member, clip_id)
        if row.poster_sha256 is None:
            raise NotFound(f"This clip has no still picture: it is {row.status}.")
        return self._file(row.poster_sha256, MediaKind.PICTURE)

    def first_frame(self, member: Member, clip_id: str) -> MediaFile:
        """The still that a clip was given to begin with, webp.

        Raises:
            NotFound: there is none that the member may see, or the clip began with nothing.
        """
        with self._database.reading() as session:
            row = self._seen(session, member, clip_id)
        if row.first_frame_sha256 is None:
            raise NotFound("This clip was given no first frame.")
        return self._file(row.first_frame_sha256, MediaKind.PICTURE)

    def preview(self, member: Member, clip_id: str, sequence: int) -> MediaFile:
        """The denoising preview that came with event number `sequence`, webp.

        Raises:
            NotFound: there is none that the member may see.
        """
        with self._database.reading() as session:
            self._seen(session, member, clip_id)
            event = rows.event(session, clip_id, sequence)
        if event is None or event.preview_sha256 is None:
            raise NotFound(f"Event {sequence} of this clip has no preview.")
        return self._file(event.preview_sha256, MediaKind.PICTURE)

    def counts_by_status(self) -> Mapping[ClipStatus, int]:
        """How many clips the studio has in each status; for the operator's metrics, it names nobody."""
        with self._database.reading() as session:
            return rows.counts_by_status(session)

    def _asked_before(self, session: Session, member: Member, request: ClipRequest) -> Sequence[ClipRow]:
        if request.idempotency_key is None:
            return []
        require_text(request.idempotency_key, "idempotency key", limit=MAX_KEY_CHARACTERS)
        found = rows.by_idempotency_key(session, member.id, request.idempotency_key)
        if any(row.request_hash != request.hash for row in found):
            raise Conflict(
                f"The idempotency key {request.idempotency_key!r} was already used for a different request. "
                "Use a new key for a new request."
            )
        return found

    def _refuse_when_full(self, session: Session, fresh: int) -> None:
        waiting = rows.queued_count(session)
        if waiting + fresh > self._queue_limit:
            raise TooMuch(
                f"{waiting:,} clips are waiting already, and the studio keeps at most {self._queue_limit:,}. "
                "Try again in a minute.",
                retry_after_seconds=60,
            )

    def _plan(self, request: ClipRequest, model: ModelVersion, opening: Opening) -> Plan:
        return plan(request, model, prompt_limit_characters=self._prompt_limit_characters, opening=opening)

    def _queue_all(
        self, session: Session, member: Member, request: ClipRequest, planned: Plan, base: str, take_of: str | None
    ) -> Sequence[ClipRow]:
        """Queue what is planned, under the name of `request`: a repeat is told by what was sent, not by what a rewriter
        made of it."""
        self._refuse_when_full(session, len(planned.seeds))
        work = planned.cost * len(planned.seeds)
        self._quotas.require_left(session, member.id, planned.model, work)
        queued: list[ClipRow] = []
        for ordinal in range(len(planned.seeds)):
            tag = next_tag(session, member.id, planned.model, planned.cost)
            row = new_row(member, request, planned, ordinal, tag, take_of)
            take_of = take_of or row.id
            session.add(row)
            session.flush()
            rows.add_event(session, row, row.created_at)
            self._jobs.enqueue(session, row.id, model=base, owner_id=member.id, tag=row.tag)
            queued.append(row)
        return queued

    def _seen(self, session: Session, member: Member, clip_id: str) -> ClipRow:
        row = rows.by_id(session, clip_id)
        if row is None:
            raise no_such_clip(clip_id)
        require_sight(member, row)
        return row

    def _file(self, sha256: str, kind: MediaKind) -> MediaFile:
        try:
            return self._media.find(sha256, kind)
        except FileNotFoundError as error:
            raise NotFound(
                f"The file {sha256}.{kind} is missing from the media folder. Restore it from a backup."
            ) from error


def _luck(member: Member, request: ClipRequest) -> int:
    """The request's place among a hundred, which decides what renders it when it names no model. One that is sent again
    with its key draws the same."""
    drawn = request.idempotency_key or secrets.token_hex(16)
    return int.from_bytes(hashlib.sha256(f"{member.id}|{drawn}".encode()).digest()[:8], "big") % 100
