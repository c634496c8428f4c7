"""The arena: two films of one prompt side by side, blind, one vote. Knows no pages and no SQL.

A pair is offered to one member and remembered until that member votes or one of its clips is taken back, so a reload
shows the same films on the same sides, and nobody picks which pair they vote on.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from portal.comparison import BlindPair, ClipPair, NamedFilm, Vote, sides
from portal.control_pair import choose, drawn, is_control_turn
from portal.errors import Conflict, NotFound
from portal.members import Member
from portal.moments import now
from portal.policy import Action, allows, may_compare, require
from storage import clips as clip_rows
from storage import comparisons as rows
from storage.comparisons import Attention, ModelDuel
from storage.database import Database, Session
from storage.media import MediaFile, MediaKind, MediaStore
from storage.tables import ComparisonRow
from storage.words import ComparisonVerdict, Side

CONTROL_SAMPLE = 40
"""Clips among which the two least alike make a control pair."""


@dataclass(frozen=True, slots=True)
class _Draw:
    """A pair to be offered; `control` is the right answer of a control pair."""

    ids: tuple[str, str]
    control: str | None = None


class Arena:
    """The room where clips are compared.

    Args:
        database: where rows are kept.
        media: where files are kept.
        key: a secret of this installation, so that nobody can reckon out who stands where.
    """

    def __init__(self, database: Database, media: MediaStore, key: str) -> None:
        self._database = database
        self._media = media
        self._key = key

    def next(self, member: Member) -> BlindPair | None:
        """The pair that waits for the member's vote, or a fresh one; None when there is none left to vote on."""
        require(member, Action.COMPARE_CLIPS)
        with self._database.reading() as session:
            offered = self._waiting(session, member)
            if offered is not None:
                return offered
            draw = self._drawn(session, member)
        # Looked for outside the transaction, which keeps everybody else from writing. What another window of the member
        # did meanwhile is noticed inside; then it is looked for again.
        while draw is not None:
            with self._database.writing() as session:
                self._database.lock_for_transaction(session, f"arena-{member.id}")
                offered = self._waiting(session, member)
                if offered is not None:
                    return offered
                rows.withdraw_open(session, member.id)
                if draw.ids not in rows.offered_among(session, member.id, draw.ids):
                    return self._offer(session, member, draw)
            with self._database.reading() as session:
                draw = self._drawn(session, member)
        return None

    def vote(self, member: Member, comparison_id: str, verdict: ComparisonVerdict) -> Vote:
        """Vote on a pair that was offered. The names are told with it, and the vote stays.

        Raises:
            NotFound: no such pair waits for this member, or one of its clips was taken back.
            Conflict: the member has voted on it.
        """
        require(member, Action.COMPARE_CLIPS)
        with self._database.writing() as session:
            row = self._row(session, member, comparison_id, for_update=True)
            if row.verdict is not None:
                raise Conflict(
                    f"You have voted on this pair already: {row.verdict}. A vote stays; ask for the next pair."
                )
            clips = self._clips(session, member, row)
            row.verdict, row.voted_at = verdict, now()
            names = clip_rows.owner_names(session, list(clips.values()))
            films = {side: NamedFilm.of(clip, names[clip.member_id]) for side, clip in clips.items()}
            return Vote(row.id, verdict, row.control_clip_id is not None, films[Side.LEFT], films[Side.RIGHT])

    def film(self, member: Member, comparison_id: str, side: Side) -> MediaFile:
        """The mp4 on one side of a pair.

        Raises:
            NotFound: no such pair was offered to this member, or one of its clips was taken back.
        """
        return self._file(member, comparison_id, side, MediaKind.VIDEO)

    def poster(self, member: Member, comparison_id: str, side: Side) -> MediaFile:
        """The still on one side of a pair, webp.

        Raises:
            NotFound: as for the film.
        """
        return self._file(member, comparison_id, side, MediaKind.PICTURE)

    def duels(self, member: Member) -> tuple[ModelDuel, ...]:
        """How often each model version won against each other one. Control pairs do not count.

        Raises:
            Forbidden: the member is no curator.
        """
        require(member, Action.SEE_FIGURES)
        with self._database.reading() as session:
            return tuple(rows.duels(session))

    def attention(self, member: Member) -> Mapping[str, Attention]:
        """Member id → how the member did on control pairs, most votes first; of everybody who has voted.

        Raises:
            Forbidden: the member is no curator.
        """
        require(member, Action.SEE_FIGURES)
        with self._database.reading() as session:
            return {one.member_id: one for one in rows.attention(session)}

    def _drawn(self, session: Session, member: Member) -> _Draw | None:
        voter = rows.Voter(member.id, allows(member, Action.SEE_ANY_CLIP))
        pair = rows.least_judged(session, voter)
        if pair is None:
            return None
        number = rows.count_offered(session, member.id)
        if is_control_turn(self._key, member.id, number):
            return self._drawn_control(session, voter, number) or _Draw(pair)
        return _Draw(pair)

    def _drawn_control(self, session: Session, voter: rows.Voter, number: int) -> _Draw | None:
        start = str(uuid.UUID(int=drawn(self._key, f"sample|{voter.member_id}|{number}") << 64))
        sample = rows.some_clips(session, voter, start, CONTROL_SAMPLE)
        ids = [clip.id for clip in sample]
        pair = choose(sample, rows.disliked(session, ids), rows.offered_among(session, voter.member_id, ids))
        return None if pair is None else _Draw(pair.ids, pair.right.id)

    def _waiting(self, session: Session, member: Member) -> BlindPair | None:
        """The pair that was offered and not voted on, unless one of its clips was taken back."""
        row = rows.open_of(session, member.id)
        if row is None:
            return None
        try:
            return BlindPair.of(row, self._clips(session, member, row))
        except NotFound:
            return None

    def _offer(self, session: Session, member: Member, draw: _Draw) -> BlindPair:
        first, second = draw.ids
        row = ComparisonRow(
            id=str(uuid.uuid4()),
            member_id=member.id,
            first_clip_id=first,
            second_clip_id=second,
            is_first_left=drawn(self._key, f"sides|{member.id}|{first}|{second}") % 2 == 0,
            control_clip_id=draw.control,
            offered_at=now(),
        )
        session.add(row)
        session.flush()
        return BlindPair.of(row, self._clips(session, member, row))

    def _row(self, session: Session, member: Member, comparison_id: str, *, for_update: bool = False) -> ComparisonRow:
        """The pair, if it was offered to this member; nobody learns of anybody else's."""
        row = rows.by_id(session, comparison_id, for_update=for_update)
        if row is None or row.member_id != member.id:
            raise NotFound(f"There is no pair {comparison_id[:64]!r} that was offered to you. Ask for the next one.")
        return row

    def _clips(self, session: Session, member: Member, row: ComparisonRow) -> ClipPair:
        """The clips by their sides, if the member may still compare them."""
        first, second = (clip_rows.by_id(session, clip_id) for clip_id in (row.first_clip_id, row.second_clip_id))
        if first is None or second is None or not (may_compare(member, first) and may_compare(member, second)):
            raise NotFound("A film of this pair was taken back, so there is nothing to vote on. Ask for the next pair.")
        return sides(row, first, second)

    def _file(self, member: Member, comparison_id: str, side: Side, kind: MediaKind) -> MediaFile:
        require(member, Action.COMPARE_CLIPS)
        with self._database.reading() as session:
            clip = self._clips(session, member, self._row(session, member, comparison_id))[side]
        sha256 = clip.sha256 if kind is MediaKind.VIDEO else clip.poster_sha256
        if sha256 is None:
            raise NotFound(f"The film on the {side} has no {kind} file.")
        try:
            return self._media.find(sha256, kind)
        except FileNotFoundError as error:
            raise NotFound("A file of this pair is missing from the media folder. Restore it from a backup.") from error
