"""The library: clips that their artists share with every member. Knows no pages and no SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.spec import Aspect
from portal.clip import Clip, ClipPage
from portal.clip_views import views
from portal.errors import Conflict, InvalidRequest
from portal.library_cursor import AfterBest, AfterNewest, read_best, read_newest
from portal.members import Member
from portal.moments import now
from portal.owned_clip import owned_row
from portal.policy import Action, require
from portal.text import require_text
from storage import library as rows
from storage.database import Database, Session
from storage.words import ClipStatus, DefectTag, LibraryOrder

MAX_PAGE = 100
MAX_SEARCH_CHARACTERS = 1000
MAX_SEARCH_WORDS = 20
MOST_SHARERS = 200

PRIOR_VOTES = 5
"""*Best* counts every clip as if it had this many more votes of the library's mean: one vote does not decide."""

MIDDLE_THOUSANDTHS = 3000
"""The mean of a library in which nobody rated anything yet: three stars."""


@dataclass(frozen=True, slots=True)
class LibraryFilter:
    """Which shared clips to list. Each word of the query must occur in the prompt, in whatever case."""

    query: str = ""
    model: str | None = None
    aspect: Aspect | None = None
    member_id: str | None = None
    """Only what this member shares."""
    tag: DefectTag | None = None
    """Only clips in which somebody named this defect."""
    order: LibraryOrder = LibraryOrder.NEWEST
    cursor: str | None = None
    limit: int = 20


class Library:
    """The room where members look at each other's clips."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def share(self, member: Member, clip_id: str) -> Clip:
        """Let every member see and rate a ready clip. One that is shared already stays so, since when it was.

        Raises:
            NotFound: there is none that the member may see.
            Forbidden: it is somebody else's.
            Conflict: it is not ready.
        """
        with self._database.writing() as session:
            row = owned_row(session, member, clip_id, "share it")
            if row.status is not ClipStatus.READY:
                raise Conflict(f"This clip is {row.status}; it can be shared when it is ready.")
            if row.shared_at is None:
                rows.add(session, row, now())
            session.flush()
            return views(session, member, [row])[0]

    def take_back(self, member: Member, clip_id: str) -> Clip:
        """Show a clip to nobody but its owner and those who see all clips. Ratings that it was given stay.

        Raises:
            NotFound: there is none that the member may see.
            Forbidden: it is somebody else's.
        """
        with self._database.writing() as session:
            row = owned_row(session, member, clip_id, "take it back")
            rows.remove(session, row)
            session.flush()
            return views(session, member, [row])[0]

    def page(self, member: Member, wanted: LibraryFilter) -> ClipPage:
        """Shared clips of all members, the last shared or the best first.

        Raises:
            InvalidRequest: the search, the cursor or the limit is not usable.
        """
        require(member, Action.SEE_LIBRARY)
        if not 1 <= wanted.limit <= MAX_PAGE:
            raise InvalidRequest(f"A page of {wanted.limit} clips was asked for; choose 1 to {MAX_PAGE}.")
        selection = rows.Selection(
            _words(wanted.query),
            _model(wanted.model),
            wanted.aspect,
            _member(wanted.member_id),
            wanted.tag,
            wanted.limit + 1,
        )
        with self._database.reading() as session:
            places = _places(session, wanted, selection)
            shown = places[: wanted.limit]
            clips = views(session, member, rows.clips(session, [place.clip_id for place in shown]))
        return ClipPage(clips, str(shown[-1]) if len(places) > wanted.limit else None)

    def sharers(self, member: Member) -> Sequence[tuple[str, str]]:
        """(id, name as others read it) of those who share most, at most 200, by name."""
        require(member, Action.SEE_LIBRARY)
        with self._database.reading() as session:
            return rows.sharers(session, MOST_SHARERS)


def _places(
    session: Session, wanted: LibraryFilter, selection: rows.Selection
) -> Sequence[AfterNewest] | Sequence[AfterBest]:
    """The clips of the page and one more, each as the place it has in the order."""
    if wanted.order is LibraryOrder.NEWEST:
        newest = read_newest(wanted.cursor)
        after = None if newest is None else (newest.shared_at, newest.clip_id)
        return [AfterNewest(*place) for place in rows.newest(session, selection, after)]
    best = read_best(wanted.cursor)
    if best is None:
        prior_mean, after_best = rows.mean_thousandths(session) or MIDDLE_THOUSANDTHS, None
    else:
        prior_mean, after_best = best.prior_mean, (best.mean, best.clip_id)
    found = rows.best(session, selection, rows.Prior(PRIOR_VOTES, prior_mean), after_best)
    return [AfterBest(prior_mean, *place) for place in found]


def _words(query: str) -> tuple[str, ...]:
    require_text(query, "search", limit=MAX_SEARCH_CHARACTERS, allow_empty=True)
    words = tuple(dict.fromkeys(rows.search_form(query).split()))
    if len(words) > MAX_SEARCH_WORDS:
        raise InvalidRequest(f"{len(words)} words were searched for; at most {MAX_SEARCH_WORDS} can be. Use fewer.")
    return words


def _model(name: str | None) -> str | None:
    return None if name is None else require_text(name, "model's name", limit=MAX_SEARCH_CHARACTERS, allow_empty=True)


def _member(member_id: str | None) -> str | None:
    return None if member_id is None else require_text(member_id, "member's id", limit=64, allow_empty=True)
