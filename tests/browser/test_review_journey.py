"""A curator decides by keyboard alone, and sees what judgements say together, against a real studio."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.browser.test_library_journey import rendered
from tests.browser.test_studio_journey import join
from tests.studio_house import StudioHouse, open_house, tiny_models

pytestmark = pytest.mark.browser

PROMPTS = ("a cat <b>x</b>", "a dog", "a bird")
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


@pytest.mark.parametrize("width", [1280, 390])
def test_a_curator_goes_through_the_queue_by_keyboard(
    house: StudioHouse, take_seat: Callable[..., Seat], width: int
) -> None:
    seat = take_seat(house.url, width)
    page = seat.page
    email = f"cleo{width}@example.org"
    printed = house.run("member", "add", "--email", email, "--name", "Cleo", "--role", "curator")
    join(page, printed.split()[-1], "Cleo", email)
    page.get_by_role("link", name="Review").click()
    queue = page.get_by_role("region", name="To decide")
    prompt = queue.locator("dailies-clip .prompt")

    expect(page.get_by_text("α = 1.00")).to_be_visible()
    expect(page.get_by_text("No two model versions have met")).to_be_visible()
    if width == 390:  # the window before has decided on two of them
        expect(queue.get_by_text("1 rated clip waits")).to_be_visible()
        queue.get_by_role("button", name="Go through them").click()
        expect(prompt).to_have_text("a dog")
        seat.shoot("review-queue-390")
        page.keyboard.press("a")
        expect(queue.get_by_text("Nothing waits.")).to_be_visible()
        seat.assert_clean()
        return

    expect(queue.get_by_text("3 rated clips wait")).to_be_visible()
    queue.get_by_role("button", name="Go through them").press("Enter")
    expect(prompt).to_have_text("a bird")
    page.keyboard.press("a")
    expect(prompt).to_have_text("a dog")
    page.keyboard.press("n")
    expect(prompt).to_have_text("a cat <b>x</b>")
    page.keyboard.press("x")
    expect(queue.get_by_label("Why is it excluded?")).to_be_focused()
    page.keyboard.type(REASON)
    seat.shoot("review-queue-1280")
    page.keyboard.press("Enter")

    expect(queue.get_by_text("1 rated clip waits")).to_be_visible()  # the one that was passed over
    expect(prompt).to_have_count(0)
    seat.assert_clean()
