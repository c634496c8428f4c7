"""What a downloaded film is called: words of the prompt, safe in a header and in a folder."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from portal.clip import Clip
from tests.conftest import Room
from tests.portal.finished_clips import finished_clip
from webapp.film_name import attachment, film_name


def clip_of(room: Room) -> Clip:
    clip = room.portal.clips.get(room.artist, finished_clip(room, room.artist))
    return replace(clip, id="12345678-9abc-def0-1234-56789abcdef0")


def test_a_name_is_the_first_words_of_the_prompt_and_the_beginning_of_the_id(room: Room) -> None:
    clip = clip_of(room)
    assert film_name(replace(clip, prompt="A red car,\nin the RAIN!")) == "dailies-a-red-car-in-the-rain-12345678.mp4"
    assert film_name(replace(clip, prompt="नमस्ते दुनिया")) == "dailies-नमस्ते-दुनिया-12345678.mp4"
    assert film_name(replace(clip, prompt="🐕!")) == "dailies-12345678.mp4"
    assert film_name(replace(clip, prompt="../../etc/passwd")) == "dailies-etc-passwd-12345678.mp4"


def test_a_long_prompt_ends_with_a_whole_word(room: Room) -> None:
    name = film_name(replace(clip_of(room), prompt="wonderful " * 500))
    assert name == "dailies-wonderful-wonderful-wonderful-wonderful-wonderful-12345678.mp4"
    assert len(film_name(replace(clip_of(room), prompt="𠀀" * 500)).encode()) <= 255


def test_a_header_says_the_name_twice_for_old_programs_in_ascii() -> None:
    assert attachment("dailies-ein-süßer-hund-1.mp4") == (
        "attachment; filename=\"dailies-ein-suer-hund-1.mp4\"; filename*=UTF-8''dailies-ein-s%C3%BC%C3%9Fer-hund-1.mp4"
    )


@given(st.text(max_size=300))
def test_no_prompt_breaks_out_of_the_header(prompt: str) -> None:
    header = attachment(f"{prompt}.mp4")
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert header.count(";") == 2
