"""Pages of the library: what a search finds, in which order, and that pages fit together while the library grows."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from typing import Any

import pytest

from model.spec import Aspect
from portal.errors import InvalidRequest
from portal.library import LibraryFilter
from portal.library_cursor import AfterBest
from portal.members import Member
from storage.words import DefectTag, LibraryOrder, Role
from tests.conftest import Room
from tests.portal.finished_clips import finished_clip


def shared_clip(room: Room, prompt: str = "a red car", owner: Member | None = None) -> str:
    """The id of a clip in the library."""
    member = owner or room.artist
    clip_id = finished_clip(room, member, prompt)
    room.portal.library.share(member, clip_id)
    return clip_id


def prompts(room: Room, query: str) -> list[str]:
    """What a search finds."""
    return [clip.prompt for clip in room.portal.library.page(room.other_artist, LibraryFilter(query=query)).clips]


def walk(room: Room, order: LibraryOrder, limit: int = 2) -> Iterator[list[str]]:
    """The ids of page after page."""
    cursor = None
    while True:
        page = room.portal.library.page(room.other_artist, LibraryFilter(order=order, cursor=cursor, limit=limit))
        yield [clip.id for clip in page.clips]
        cursor = page.next_cursor
        if cursor is None:
            return


def test_the_library_shows_what_is_shared_and_nothing_else_to_everybody(room: Room) -> None:
    first, hidden, second = (finished_clip(room, room.artist) for _ in range(3))
    for clip_id in (second, first):
        room.portal.library.share(room.artist, clip_id)
    for member in (room.artist, room.other_artist, room.curator, room.maintainer):
        found = [clip.id for clip in room.portal.library.page(member, LibraryFilter()).clips]
        assert found == [first, second]  # the last shared comes first
        assert hidden not in found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("cotton", True),
        ("COTTON shirt", True),
        ("shirt 100%", True),
        ("co", True),
        ("straße", True),
        ("STRASSE", True),
        ("ÉTÉ", True),
        ("e\u0301te\u0301", True),
        ("a_b", True),
        ("c:\\temp", True),
        ("cotton hat", False),
        ("100%shirt", False),
        ("%", True),
        ("%%", False),
        ("_", True),
        ("c_tton", False),
        ("c%n", False),
        ("*", False),
        (".", False),
        ("' OR 1=1 --", False),
        ("/", False),
    ],
)
def test_words_are_found_in_whatever_case_and_are_never_patterns(room: Room, query: str, found: bool) -> None:
    prompt = "100% Cotton\nSHIRT a_b été Straße C:\\Temp"
    shared_clip(room, prompt)
    assert prompts(room, query) == ([prompt] if found else [])


def test_a_search_for_a_book_is_refused(room: Room) -> None:
    with pytest.raises(InvalidRequest, match="21 words were searched for; at most 20"):
        prompts(room, " ".join(str(number) for number in range(21)))
    for query in ("x" * 1001, "\x00", "\ud83d"):
        with pytest.raises(InvalidRequest):
            prompts(room, query)


def test_clips_are_narrowed_by_model_and_shape(room: Room) -> None:
    clip_id = shared_clip(room)

    def found(**filters: object) -> list[str]:
        wanted = LibraryFilter(**filters)  # type: ignore[arg-type]
        return [clip.id for clip in room.portal.library.page(room.artist, wanted).clips]

    assert found(model="tiny", aspect=Aspect.WIDE) == [clip_id]
    assert found(model="other") == found(aspect=Aspect.TALL) == []
    assert found(model="tiny", order=LibraryOrder.BEST) == [clip_id]


def test_one_vote_of_five_stars_does_not_beat_many_of_nearly_five(room: Room) -> None:
    lone, loved, disliked, unrated = (shared_clip(room, str(number)) for number in range(4))
    crowd = [
        room.portal.members.add(f"m{number}@example.org", str(number), Role.ARTIST, consents_to_training=True)[0]
        for number in range(12)
    ]
    room.portal.ratings.rate(room.curator, lone, 5)
    for number, member in enumerate(crowd):
        room.portal.ratings.rate(member, loved, 4 if number < 3 else 5)
        room.portal.ratings.rate(member, disliked, 1)

    best = LibraryFilter(order=LibraryOrder.BEST)
    found = [clip.id for clip in room.portal.library.page(room.artist, best).clips]

    assert found == [loved, lone, unrated, disliked]


@pytest.mark.parametrize("order", list(LibraryOrder))
def test_pages_fit_together_while_clips_arrive_and_ratings_move_the_mean(room: Room, order: LibraryOrder) -> None:
    draw = random.Random(3)
    there_before = {shared_clip(room, str(number)) for number in range(11)}
    for clip_id in sorted(there_before)[:6]:
        room.portal.ratings.rate(room.artist, clip_id, draw.randint(1, 5))

    seen: list[str] = []
    for page in walk(room, order):
        seen += page
        newcomer = shared_clip(room, "new")
        room.portal.ratings.rate(room.curator, newcomer, draw.randint(1, 5))

    assert len(seen) == len(set(seen))
    assert there_before <= set(seen)


def test_a_page_after_a_clip_that_was_taken_back_goes_on_where_it_stood(room: Room) -> None:
    clip_ids = [shared_clip(room, str(number)) for number in range(4)][::-1]
    first = room.portal.library.page(room.other_artist, LibraryFilter(limit=2))
    room.portal.library.take_back(room.artist, clip_ids[1])
    second = room.portal.library.page(room.other_artist, LibraryFilter(limit=2, cursor=first.next_cursor))
    assert [clip.id for clip in second.clips] == clip_ids[2:]
    assert second.next_cursor is None


def made_up(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize("order", list(LibraryOrder))
@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "%",
        "é",
        made_up("newest|2026-01-01T00:00:00+00:00|x"),
        made_up("newest|0001-01-01T00:00:00+23:59|" + "0" * 36),
        made_up("newest|..........|" + "0" * 36),
        made_up("best|1|" + "9" * 30 + "|" + "0" * 36),
        made_up("best|-1|1|" + "0" * 36),
    ],
)
def test_a_made_up_cursor_is_refused(room: Room, order: LibraryOrder, cursor: str) -> None:
    with pytest.raises(InvalidRequest, match="cursor"):
        room.portal.library.page(room.artist, LibraryFilter(order=order, cursor=cursor))


def test_a_cursor_of_one_order_is_refused_by_the_other(room: Room) -> None:
    cursor = str(AfterBest(3000, 3_000_000, "0" * 36))
    with pytest.raises(InvalidRequest, match="cursor"):
        room.portal.library.page(room.artist, LibraryFilter(cursor=cursor))
    assert room.portal.library.page(room.artist, LibraryFilter(order=LibraryOrder.BEST, cursor=cursor)).clips == ()


@pytest.mark.parametrize("limit", [0, 101, -1])
def test_a_page_of_no_sensible_size_is_refused(room: Room, limit: int) -> None:
    with pytest.raises(InvalidRequest, match="choose 1 to 100"):
        room.portal.library.page(room.artist, LibraryFilter(limit=limit))


def test_what_one_member_shares_and_what_has_one_defect_is_found(room: Room) -> None:
    own, other = shared_clip(room), shared_clip(room, owner=room.other_artist)
    room.portal.ratings.rate(room.curator, own, 2, tags=[DefectTag.BLUR, DefectTag.WRONG_PLACE])
    room.portal.ratings.rate(room.maintainer, own, 2, tags=[DefectTag.FLICKER])

    def found(**wanted: Any) -> list[str]:
        filters = LibraryFilter(**wanted)
        return [clip.id for clip in room.portal.library.page(room.artist, filters).clips]

    assert found(member_id=room.other_artist.id) == [other]
    assert found(member_id="nobody") == []
    for tag in (DefectTag.BLUR, DefectTag.WRONG_PLACE, DefectTag.FLICKER):
        assert found(tag=tag) == [own]
        assert found(tag=tag, order=LibraryOrder.BEST) == [own]
    assert found(tag=DefectTag.BLUR, member_id=room.other_artist.id) == []
    room.portal.ratings.rate(room.curator, own, 2, tags=[])
    assert found(tag=DefectTag.BLUR) == []


def test_a_clip_that_is_shared_after_it_was_rated_is_found_by_its_defects(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    room.portal.ratings.rate(room.curator, clip_id, 2, tags=[DefectTag.FROZEN])
    room.portal.library.share(room.artist, clip_id)
    [clip] = room.portal.library.page(room.artist, LibraryFilter(tag=DefectTag.FROZEN)).clips
    assert clip.id == clip_id


def test_those_who_share_are_named_as_others_read_them_and_nobody_else_is(room: Room) -> None:
    assert room.portal.library.sharers(room.artist) == []
    shared_clip(room)
    finished_clip(room, room.other_artist)
    assert room.portal.library.sharers(room.curator) == [(room.artist.id, room.artist.name)]
