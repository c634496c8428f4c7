"""A curator decides by keyboard alone, and sees what judgements say together, against a real studio."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Seat
from tests.browser.test_library_journey import rendered
from tests.browser.test_studio_journey import join
from tests.studio_house import StudioHouse, open_house, tiny_models

pytestmark = pytest.mark.browser

PROMPTS = ("tiny cat <b>x</b>", "tiny dog", "tiny bird")
REASON = '=1+1 <script>alert("x")</script>'


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Iterator[StudioHouse]:
    """A studio that is running, with three clips that two people rated."""
    with open_house(tmp_path_factory.mktemp("house"), DAILIES_MODELS=tiny_models(tiny_model)) as house:
        with house.client("ada@example.org") as artist, house.client("max@example.org") as maintainer:
            for prompt, stars in zip(PROMPTS, (1, 3, 5), strict=True):
                clip_id = rendered(house, artist, prompt)
                for rater in (artist, maintainer):
                    rater.put(f"/api/v1/clips/{clip_id}/rating", json={"overall": stars}).raise_for_status()
        yield house


def curator_at_review(house: StudioHouse, seat: Seat, name: str) -> Locator:
    """The queue on the review page of a fresh curator."""
    email = f"{name}@example.org"
    printed = house.run("member", "add", "--email", email, "--name", name, "--role", "curator")
    join(seat.page, printed.split()[-1], name, email)
    seat.page.get_by_role("link", name="Review").click()
    return seat.page.get_by_role("region", name="To decide")


def test_a_curator_goes_through_the_queue_by_keyboard(house: StudioHouse, take_seat: Callable[..., Seat]) -> None:
    seat = take_seat(house.url)
    page = seat.page
    queue = curator_at_review(house, seat, "cleo")
    prompt = queue.locator("dailies-clip .prompt")

    expect(queue.get_by_text("3 rated clips wait")).to_be_visible()
    queue.get_by_role("button", name="Go through them").press("Enter")
    expect(prompt).to_have_text("tiny bird")
    page.keyboard.press("a")
    expect(prompt).to_have_text("tiny dog")
    page.keyboard.press("n")
    expect(prompt).to_have_text("tiny cat <b>x</b>")
    page.keyboard.press("x")
    expect(queue.get_by_label("Why is it excluded?")).to_be_focused()
    page.keyboard.type(REASON)
    seat.shoot("review-queue-1280")
    page.keyboard.press("Enter")

    expect(queue.get_by_text("1 rated clip waits")).to_be_visible()  # the one that was passed over
    expect(prompt).to_have_count(0)
    seat.assert_clean()


def test_the_figures_say_how_sure_they_are_and_open_their_clips(
    house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url)
    page = seat.page
    curator_at_review(house, seat, "dora")

    expect(page.get_by_text("α = 1.00")).to_be_visible()
    expect(page.get_by_text("No two model versions have met")).to_be_visible()
    expect(page.get_by_text("Nobody has voted in the arena yet")).to_be_visible()
    expect(page.get_by_role("row", name="tiny 1 of 3")).to_contain_text("may be chance")
    page.get_by_role("heading", name="Leaderboard").scroll_into_view_if_needed()
    seat.shoot("review-figures-1280")
    page.get_by_role("row", name="tiny 1 of 3").get_by_role("link").click()

    page.wait_for_url("**/review/?q=tiny")
    expect(page.locator("dailies-reel dailies-clip")).to_have_count(len(PROMPTS))
    seat.assert_clean()


def test_a_curator_decides_on_a_phone(house: StudioHouse, take_seat: Callable[..., Seat]) -> None:
    seat = take_seat(house.url, 390)
    page = seat.page
    queue = curator_at_review(house, seat, "emil")
    queue.get_by_role("button", name="Go through them").click()
    first = queue.locator("dailies-clip").first
    expect(first.locator("video")).to_be_visible()
    decided = first.get_attribute("clip-id")
    seat.shoot("review-queue-390")

    queue.get_by_role("button", name="Approve").click()

    expect(queue.locator(f'dailies-clip[clip-id="{decided}"]')).to_have_count(0)
    expect(queue.get_by_text(re.compile("for a decision|Nothing waits"))).to_be_visible()
    page.get_by_role("heading", name="Leaderboard").scroll_into_view_if_needed()
    seat.shoot("review-figures-390")
    seat.assert_clean()
