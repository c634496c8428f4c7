"""What the model will read, and storyboards, as an artist lives them: real browser, real studio, real worker.

The model that renders has random weights; the one that rewrites is a chat model of the real classes that has learned a
few answers by heart (`tests/model/tiny_chat.py`). What they say is small, how the studio treats it is what people get.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Seat
from tests.browser.test_studio_journey import invite, join, newest
from tests.model.tiny_chat import save_chat, taught_chat, words_tokenizer
from tests.studio_house import StudioHouse, open_house, tiny_models

pytestmark = pytest.mark.browser

ANSWERS = {
    "a dog": "A spotted dog sits at a window in the rain.",
    "a red car drives": "A red car drives from left to right along a mountain road.",
    "a red car stops": "A red car stands still on a mountain road at dusk.",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Iterator[StudioHouse]:
    """A studio whose prompts are rewritten by a language model."""
    tokenizer = words_tokenizer([*ANSWERS, *ANSWERS.values()])
    chat = save_chat(taught_chat(tokenizer, ANSWERS), tokenizer, tmp_path_factory.mktemp("chat"))
    with open_house(
        tmp_path_factory.mktemp("house"), DAILIES_MODELS=tiny_models(tiny_model), DAILIES_REWRITER=str(chat)
    ) as house:
        yield house


def sit_down(house: StudioHouse, seat: Seat, name: str) -> Page:
    """A fresh artist on the studio page."""
    join(seat.page, invite(house, f"{name}@example.org"), name, f"{name}@example.org")
    return seat.page


def clips_of(page: Page) -> list[dict[str, Any]]:
    """What the API says of the artist's clips."""
    found: dict[str, Any] = page.evaluate("fetch('/api/v1/clips?mine=true').then(answer => answer.json())")
    clips: list[dict[str, Any]] = found["clips"]
    return clips


def reading(page: Page) -> Locator:
    """The text that the model will read, of one prompt."""
    return page.get_by_role("textbox", name="What the model will read")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_artist_sees_what_the_model_will_read_and_has_the_last_word(
    width: int, house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url, width)
    page = sit_down(house, seat, f"reader-{width}")

    page.get_by_label("Prompt", exact=True).fill("a dog")
    expect(reading(page)).to_have_value(ANSWERS["a dog"])
    reading(page).fill("A spotted dog <b>sleeps</b> 🐕")
    page.get_by_label("Prompt", exact=True).fill("a red car drives")
    expect(page.get_by_text("The prompt has changed since.")).to_be_visible()
    expect(reading(page)).to_have_value("A spotted dog <b>sleeps</b> 🐕")
    page.get_by_role("button", name="Rewrite again").click()
    expect(reading(page)).to_have_value(ANSWERS["a red car drives"])
    page.get_by_label("Prompt", exact=True).fill("a dog")
    expect(reading(page)).to_have_value(ANSWERS["a dog"])
    reading(page).fill("A spotted dog <b>sleeps</b> 🐕")
    seat.shoot(f"reading-{width}")
    page.get_by_role("button", name="Generate").dblclick()

    clip = newest(page)
    expect(clip.locator("video")).to_be_visible()
    [record] = clips_of(page)
    assert (record["prompt"], record["rewritten_prompt"]) == ("a dog", "A spotted dog <b>sleeps</b> 🐕")
    clip.get_by_text("What the model read").click()
    expect(clip.get_by_text("A spotted dog <b>sleeps</b> 🐕")).to_be_visible()
    expect(clip.locator(".prompt")).to_have_text("a dog")
    seat.assert_clean()


def test_a_prompt_can_be_sent_as_it_was_written(house: StudioHouse, take_seat: Callable[..., Seat]) -> None:
    seat = take_seat(house.url)
    page = sit_down(house, seat, "plain")
    page.get_by_label("Prompt", exact=True).fill("a dog")
    expect(reading(page)).to_have_value(ANSWERS["a dog"])

    page.get_by_label("As written").check()
    expect(page.get_by_text("The model is given your prompt as it stands.")).to_be_visible()
    page.get_by_role("button", name="Generate").click()

    expect(page.locator("dailies-clip")).to_have_count(1)
    [record] = clips_of(page)
    assert (record["prompt"], record["rewritten_prompt"]) == ("a dog", None)
    seat.assert_clean()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_prompt_that_tells_several_shots_becomes_a_storyboard_and_a_clip_of_its_length(
    width: int, house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url, width)
    page = sit_down(house, seat, f"board-{width}")

    page.get_by_label("Prompt", exact=True).fill("a red car drives, then it stops")
    page.get_by_role("button", name="Make it a storyboard of 2 shots").press("Enter")
    expect(page.get_by_label("Prompt of shot 1")).to_be_focused()
    expect(page.get_by_label("Prompt of shot 2")).to_have_value("a red car stops")
    expect(page.get_by_text("Shots are rendered apart; only words carry over.")).to_be_visible()
    page.get_by_label("Seconds of shot 1").fill("1.5")
    page.get_by_label("Seconds of shot 2").fill("9")
    expect(page.get_by_text("10.5 of 8 s")).to_be_visible()
    page.get_by_role("button", name="Generate").click()
    expect(page.get_by_role("alert").filter(has_text="renders at most 8")).to_be_visible()

    page.get_by_label("Seconds of shot 2").fill("2.5")
    page.get_by_role("button", name="Add a shot").press("Enter")
    page.keyboard.type("a dog")
    page.get_by_label("Seconds of shot 3").fill("1")
    page.get_by_role("button", name="Move shot 3 up").press("Enter")
    expect(page.get_by_role("button", name="Move shot 2 up")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Prompt of shot 1")).to_have_value("a dog")
    page.get_by_role("button", name="Remove shot 3").press("Enter")
    page.wait_for_function(BOTH_ARE_READ)
    page.get_by_text("What the model will read").locator("visible=true").first.click()
    expect(reading(page).locator("visible=true")).to_have_value(ANSWERS["a dog"])
    seat.shoot(f"storyboard-{width}")
    page.get_by_role("button", name="Generate").click()

    clip = newest(page)
    film = clip.locator("video")
    expect(film).to_be_visible()
    film.scroll_into_view_if_needed()
    [record] = clips_of(page)
    assert [(shot["prompt"], shot["seconds"], shot["rewritten"]) for shot in record["shots"]] == [
        ("a dog", 1.0, ANSWERS["a dog"]),
        ("a red car drives", 1.5, ANSWERS["a red car drives"]),
    ]
    assert abs(record["duration_seconds"] - 2.5) <= 0.5
    page.wait_for_function("film => film.readyState > 0", arg=film.element_handle())
    assert abs(film.evaluate("film => film.duration") - record["duration_seconds"]) < 0.1
    clip.get_by_role("button", name="Shot 2, from 0:01").click()
    page.wait_for_function("film => film.currentTime > 0.9", arg=film.element_handle())
    expect(clip.locator(".shots li").nth(1)).to_have_class(re.compile("now"))
    seat.shoot(f"storyboard-clip-{width}")
    seat.errors[:] = [error for error in seat.errors if "422" not in error]  # 10.5 of 8 seconds have no price
    seat.assert_clean()


BOTH_ARE_READ = """() => {
  const shots = document.querySelector("dailies-script").shots("", 0);
  return shots.length === 2 && shots.every((shot) => shot.rewritten && shot.rewritten !== shot.prompt);
}"""


def test_words_that_papercut_does_not_know_are_marked_and_listed(
    tmp_path: Path, take_seat: Callable[..., Seat]
) -> None:
    with open_house(tmp_path, DAILIES_WORKERS="0") as house:
        seat = take_seat(house.url)
        page = sit_down(house, seat, "marks")

        # The face counts as one letter in a mark and as two in a string of the browser's.
        page.get_by_label("Prompt", exact=True).fill("🐕 A dog with a saxophone at a window")

        expect(reading(page)).to_have_value(re.compile("dog.* window"))
        mark = page.locator("mark").filter(has_text="saxophone")
        expect(mark).to_have_text(re.compile(r"^(a |with a )?saxophone$"))
        expect(mark).to_have_attribute("title", re.compile("nearest is|nothing comes near"))
        listed = page.get_by_role("listitem").filter(has_text="saxophone")
        expect(listed).to_have_text(re.compile("saxophone: (nearest is .+|nothing comes near)"))
        seat.shoot("marks-1280")
        seat.assert_clean()
