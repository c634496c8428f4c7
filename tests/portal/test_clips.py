"""What may be asked for, by whom, and what is kept of it. No worker runs here: clips stay queued."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from model.spec import Aspect
from portal.clip import Clip, ClipFilter
from portal.clip_request import ClipRequest
from portal.errors import Conflict, Forbidden, InvalidRequest, NotFound, TooMuch
from portal.models import Offer
from portal.shot import AskedShot
from storage.tables import ClipRow
from storage.words import ClipStatus
from tests.conftest import CAPABILITIES, LIMITS, Room
from tests.portal.finished_clips import finished_clip

PLAIN = ClipRequest(shots=(AskedShot("a red car", 2.0),))
STRANGE_PROMPTS = [
    "She said: \"roll!\" 'twice' & <b>left</b>",
    "first line\nsecond line\r\n\ttabbed  ",
    "🎬🐕‍🦺 a dog in a vest",
    "كلب أحمر يركض \u202eright-to-left",
    "é (composed) and é (combining)",
    "=HYPERLINK(1) {{jinja}} %s \\n",
]


def test_a_request_waits_with_its_place_in_the_queue(room: Room) -> None:
    first, second = (room.portal.clips.ask_for(room.artist, PLAIN)[0] for _ in range(2))
    assert (first.status, first.position) == (ClipStatus.QUEUED, 1)
    assert second.position == 2


@pytest.mark.parametrize("prompt", STRANGE_PROMPTS)
def test_a_prompt_is_stored_byte_for_byte(room: Room, prompt: str) -> None:
    clip = room.portal.clips.ask_for(room.artist, replace(PLAIN, shots=(AskedShot(prompt, 2.0),)))[0]
    assert room.portal.clips.get(room.artist, clip.id).prompt.encode() == prompt.encode()


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (replace(PLAIN, shots=()), "write a prompt"),
        (replace(PLAIN, shots=(AskedShot("  \n", 2.0),)), "prompt is empty"),
        (replace(PLAIN, shots=(AskedShot("x" * 10_000, 2.0),)), "10,000 characters; at most 4,000"),
        (replace(PLAIN, shots=(AskedShot("nul \x00", 2.0),)), "NUL"),
        (replace(PLAIN, shots=(AskedShot("half \ud83d", 2.0),)), "half of a character at position 6"),
        (replace(PLAIN, shots=(AskedShot("a", 0.0),)), "more than 0 seconds"),
        (replace(PLAIN, shots=(AskedShot("a", float("nan")),)), "nan seconds"),
        (replace(PLAIN, shots=(AskedShot("a", 1000.0),)), "at most 8"),
        (replace(PLAIN, shots=(AskedShot("a", 0.01),)), "this model's shortest lasts 0.5"),
        (replace(PLAIN, shots=(AskedShot("a", 0.5),) * 13), "13 shots were asked for; at most 12"),
        (replace(PLAIN, shots=(AskedShot("a", 5.0), AskedShot("b", 5.0))), "10 seconds were asked for"),
        (replace(PLAIN, shots=(AskedShot("a", 1.0), AskedShot(" ", 1.0))), "prompt of shot 2 is empty"),
        (replace(PLAIN, shots=(AskedShot("a", 1.0, " "),)), "rewritten prompt is empty"),
        (replace(PLAIN, shots=(AskedShot("a", 1.0, "x" * 5000),)), "rewritten prompt has 5,000 characters"),
        (replace(PLAIN, rewrite=True, shots=(AskedShot("a", 0.0),)), "more than 0 seconds"),
        (replace(PLAIN, fast=True), "The model tiny has no quick take"),
        (replace(PLAIN, aspect="21:9"), "no aspect '21:9'. Choose one of: 16:9, 1:1"),
        (replace(PLAIN, seed=-1), "seed -1 is out of range"),
        (replace(PLAIN, steps=51), "1 to 50"),
        (replace(PLAIN, guidance=float("inf")), "guidance of inf"),
        (replace(PLAIN, count=5), "1 to 4"),
        (replace(PLAIN, model="sora"), "no model 'sora'. Choose one of: tiny"),
        (replace(PLAIN, idempotency_key="k" * 300), "idempotency key has 300"),
    ],
)
def test_a_request_that_cannot_be_rendered_is_refused_and_nothing_is_written(
    room: Room, request_: ClipRequest, sentence: str
) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        room.portal.clips.ask_for(room.artist, request_)
    assert sentence in refusal.value.message
    assert sum(room.portal.clips.counts_by_status().values()) == 0


def test_what_the_artist_saw_and_edited_is_kept_beside_what_was_written(room: Room) -> None:
    shots = (AskedShot("a scarlet dog", 1.0, "a red dog, edited 🐕"), AskedShot("it runs", 1.5))

    clip = room.portal.clips.ask_for(room.artist, replace(PLAIN, shots=shots))[0]

    assert room.portal.clips.get(room.artist, clip.id).shots == shots
    assert clip.prompt == "a scarlet dog\nit runs"
    assert clip.rewritten_prompt == "a red dog, edited 🐕\nit runs"


def test_shots_that_nobody_rewrote_are_rewritten_on_request_only(room: Room) -> None:
    shots = (AskedShot("a scarlet dog", 1.0), AskedShot("a scarlet cat", 1.0, "a cat"), AskedShot("it runs", 1.0))

    plain = room.portal.clips.ask_for(room.artist, replace(PLAIN, shots=shots))[0]
    wanted = room.portal.clips.ask_for(room.artist, replace(PLAIN, shots=shots, rewrite=True))[0]

    assert [shot.rewritten for shot in plain.shots] == [None, "a cat", None]
    # The rewriter has nothing better for the last one: it is rendered as written, and the record says so.
    assert [shot.rewritten for shot in wanted.shots] == ["In the theatre: a red dog", "a cat", None]


def test_a_repeat_is_told_by_what_was_sent_not_by_what_a_rewriter_made_of_it(room: Room) -> None:
    request = replace(PLAIN, shots=(AskedShot("a scarlet dog", 1.0),), rewrite=True, idempotency_key="once")

    first, again = (room.portal.clips.ask_for(room.artist, request)[0] for _ in range(2))

    assert first.id == again.id
    with pytest.raises(Conflict, match="different request"):
        room.portal.clips.ask_for(room.artist, replace(request, rewrite=False))


def test_a_quick_take_has_the_steps_and_the_guidance_of_the_models_student(room: Room) -> None:
    room.portal.models.offer([Offer("quick", "nowhere", None, replace(CAPABILITIES, fast_steps=3))])

    clip = room.portal.clips.ask_for(room.artist, replace(PLAIN, fast=True))[0]
    full = room.portal.clips.ask_for(room.artist, PLAIN)[0]
    with pytest.raises(InvalidRequest, match="has its guidance built in"):
        room.portal.clips.ask_for(room.artist, replace(PLAIN, fast=True, guidance=4.0))

    assert (clip.fast, clip.steps, clip.guidance) == (True, 3, 1.0)
    assert (full.fast, full.steps, full.guidance) == (False, 4, 3.0)


def test_twelve_shots_and_all_the_seconds_of_a_model_fit_into_one_clip(room: Room) -> None:
    room.portal.models.offer([Offer("long", "nowhere", None, replace(CAPABILITIES, max_seconds=60.0))])

    minute = tuple(AskedShot(f"shot {number}", 5.0) for number in range(12))
    clip = room.portal.clips.ask_for(room.artist, replace(PLAIN, shots=minute))[0]
    with pytest.raises(InvalidRequest, match="61 seconds were asked for; this model renders at most 60"):
        room.portal.clips.ask_for(room.artist, replace(PLAIN, shots=(*minute[1:], AskedShot("a", 6.0))))

    assert (clip.seconds, len(clip.shots)) == (60.0, 12)


def test_variations_differ_in_their_seed_only(room: Room) -> None:
    clips = room.portal.clips.ask_for(room.artist, replace(PLAIN, count=3, seed=7))
    assert [clip.seed for clip in clips] == [7, 8, 9]
    assert len({(clip.prompt, clip.steps, clip.width) for clip in clips}) == 1


def test_the_same_idempotency_key_makes_one_clip_even_when_sent_at_once(room: Room) -> None:
    request = replace(PLAIN, idempotency_key="once")
    answers: list[Clip] = []
    threads = [
        threading.Thread(target=lambda: answers.extend(room.portal.clips.ask_for(room.artist, request)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len({clip.id for clip in answers}) == 1


def test_an_idempotency_key_cannot_name_two_different_requests(room: Room) -> None:
    room.portal.clips.ask_for(room.artist, replace(PLAIN, idempotency_key="once"))
    with pytest.raises(Conflict, match="different request"):
        room.portal.clips.ask_for(room.artist, replace(PLAIN, idempotency_key="once", aspect=Aspect.SQUARE))


def test_two_members_may_use_the_same_idempotency_key(room: Room) -> None:
    request = replace(PLAIN, idempotency_key="once")
    mine = room.portal.clips.ask_for(room.artist, request)[0]
    theirs = room.portal.clips.ask_for(room.other_artist, request)[0]
    assert mine.id != theirs.id


def test_a_full_queue_refuses_politely(room: Room) -> None:
    for _ in range(LIMITS.queue_limit // 4):
        room.portal.clips.ask_for(room.artist, replace(PLAIN, count=4))
    with pytest.raises(TooMuch, match="Try again in a minute"):
        room.portal.clips.ask_for(room.artist, PLAIN)


def test_artists_take_turns_however_much_one_of_them_asks_for(room: Room) -> None:
    greedy = [room.portal.clips.ask_for(room.artist, PLAIN)[0] for _ in range(6)]
    modest = [room.portal.clips.ask_for(room.other_artist, PLAIN)[0] for _ in range(2)]
    served = sorted(greedy + modest, key=lambda clip: room.portal.clips.get(room.curator, clip.id).position or 0)
    owners = [clip.member_id == room.other_artist.id for clip in served]
    assert owners == [False, True, False, True, False, False, False, False]


def test_another_artists_clip_does_not_exist(room: Room) -> None:
    clip = room.portal.clips.ask_for(room.artist, PLAIN)[0]
    asks = [
        room.portal.clips.get,
        room.portal.clips.cancel,
        room.portal.clips.events,
        room.portal.clips.video,
        room.portal.clips.poster,
        lambda member, clip_id: room.portal.clips.preview(member, clip_id, 1),
    ]
    for ask in asks:
        with pytest.raises(NotFound, match="no clip"):
            ask(room.other_artist, clip.id)  # type: ignore[operator]
    assert room.portal.clips.page(room.other_artist, ClipFilter()).clips == ()


def test_the_wait_is_told_by_how_much_there_is_to_render(room: Room) -> None:
    assert room.portal.clips.ask_for(room.other_artist, PLAIN)[0].eta_seconds is None  # nothing is known yet
    done = finished_clip(room, room.artist)  # 2 seconds of video in 4 steps
    with room.portal.database.writing() as session:
        session.get_one(ClipRow, done).gpu_seconds = 16.0

    first = room.portal.clips.page(room.other_artist, ClipFilter()).clips[0]
    long = room.portal.clips.ask_for(room.other_artist, replace(PLAIN, shots=(AskedShot("a", 8.0),), steps=10))[0]

    assert first.eta_seconds == 16
    assert long.eta_seconds == 16 + 160


def test_the_words_are_the_same_for_a_hidden_clip_and_for_none(room: Room) -> None:
    clip = room.portal.clips.ask_for(room.artist, PLAIN)[0]
    with pytest.raises(NotFound) as hidden:
        room.portal.clips.get(room.other_artist, clip.id)
    with pytest.raises(NotFound) as absent:
        room.portal.clips.get(room.other_artist, "0" * 36)
    assert hidden.value.message.replace(clip.id, "") == absent.value.message.replace("0" * 36, "")


def test_a_curator_sees_every_clip_but_cancels_none_of_others(room: Room) -> None:
    clip = room.portal.clips.ask_for(room.artist, PLAIN)[0]
    assert room.portal.clips.get(room.curator, clip.id).member_name == "ada"
    with pytest.raises(Forbidden, match="belongs to somebody else"):
        room.portal.clips.cancel(room.curator, clip.id)


def test_cancelling_a_waiting_clip_ends_it_at_once(room: Room) -> None:
    clip = room.portal.clips.ask_for(room.artist, PLAIN)[0]
    assert room.portal.clips.cancel(room.artist, clip.id).status is ClipStatus.CANCELLED
    assert room.portal.clips.cancel(room.artist, clip.id).status is ClipStatus.CANCELLED
    assert [event.status for event in room.portal.clips.events(room.artist, clip.id)] == ["queued", "cancelled"]


def test_pages_follow_each_other_without_gap_or_repeat(room: Room) -> None:
    asked = [room.portal.clips.ask_for(room.artist, PLAIN)[0].id for _ in range(7)]
    seen: list[str] = []
    cursor = None
    while True:
        page = room.portal.clips.page(room.artist, ClipFilter(limit=3, cursor=cursor))
        seen += [clip.id for clip in page.clips]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == asked[::-1]


@pytest.mark.parametrize("cursor", ["nonsense", "", "é", "MDAwMS0wMS0wMVQwMDowMDowMCsyMzo1OXx4"])
def test_a_made_up_cursor_is_refused(room: Room, cursor: str) -> None:
    with pytest.raises(InvalidRequest, match="cursor"):
        room.portal.clips.page(room.artist, ClipFilter(cursor=cursor))


def test_a_search_finds_words_of_the_prompt_and_takes_percent_signs_literally(room: Room) -> None:
    room.portal.clips.ask_for(room.artist, replace(PLAIN, shots=(AskedShot("100% Cotton", 2.0),)))
    found = {
        query: len(room.portal.clips.page(room.artist, ClipFilter(query=query)).clips)
        for query in ("cotton", "0%", "%x")
    }
    assert found == {"cotton": 1, "0%": 1, "%x": 0}


@pytest.mark.parametrize("clip_id", ["", "\x00", "half \ud83d", "../../etc/passwd", "x" * 10_000])
def test_an_id_that_is_none_is_not_found(room: Room, clip_id: str) -> None:
    with pytest.raises(NotFound):
        room.portal.clips.get(room.artist, clip_id)


@pytest.mark.parametrize("wanted", [ClipFilter(query="\x00"), ClipFilter(model="\ud83d"), ClipFilter(limit=0)])
def test_a_filter_that_no_database_can_compare_is_refused(room: Room, wanted: ClipFilter) -> None:
    with pytest.raises(InvalidRequest):
        room.portal.clips.page(room.artist, wanted)


def test_a_clip_that_waits_for_a_model_no_longer_offered_fails_with_that_reason(room: Room) -> None:
    clip = room.portal.clips.ask_for(room.artist, PLAIN)[0]
    room.portal.models.offer([Offer("other", "nowhere", None, CAPABILITIES)])
    failed = room.portal.clips.get(room.artist, clip.id)
    assert failed.status is ClipStatus.FAILED
    assert failed.error == "The model tiny is no longer offered here. Ask again with another one."


def test_a_retry_finds_its_clip_even_when_the_model_is_gone(room: Room) -> None:
    request = replace(PLAIN, idempotency_key="once", model="tiny")
    clip = room.portal.clips.ask_for(room.artist, request)[0]
    room.portal.models.offer([Offer("other", "nowhere", None, CAPABILITIES)])
    assert room.portal.clips.ask_for(room.artist, request)[0].id == clip.id


def test_a_clip_without_a_video_says_why(room: Room) -> None:
    clip = room.portal.clips.ask_for(room.artist, PLAIN)[0]
    with pytest.raises(NotFound, match="it is queued"):
        room.portal.clips.video(room.artist, clip.id)
