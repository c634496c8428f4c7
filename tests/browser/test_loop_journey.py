"""The loop as people live it: a curator decides on artists' clips, a maintainer freezes and learns from them, an artist
votes blind, and the version goes live. With the weights that ship; a few steps, so nobody judges the films."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Seat
from tests.browser.test_studio_journey import invite, join
from tests.studio_house import StudioHouse, open_house

pytestmark = pytest.mark.browser

PROMPTS = ("a red car in a desert", "a white bird on a beach", "a green boat in a harbour", "a pink duck in a harbour")
"""By their hashes two are for training, one for validation and one for testing."""
FAST = {"seconds": 1, "steps": 2, "rewrite": True}
VERSION = "papercut-r1"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudioHouse]:
    """A studio with the bundled model, and two rated takes of each prompt."""
    with open_house(tmp_path_factory.mktemp("house")) as house:
        with house.client("ada@example.org", "artist") as artist:
            asked = [artist.post("/api/v1/clips", json={"prompt": prompt, "count": 2, **FAST}) for prompt in PROMPTS]
            for answer in asked:
                for clip, stars in zip(answer.raise_for_status().json()["clips"], (5, 2), strict=True):
                    house.wait_for_status(artist, clip["id"], "ready")
                    rating = artist.put(f"/api/v1/clips/{clip['id']}/rating", json={"overall": stars})
                    rating.raise_for_status()
        yield house


def enter(seat: Seat, house: StudioHouse, name: str, role: str, room: str) -> Page:
    """Become a member and go to a room."""
    email = f"{name.lower()}@example.org"
    join(seat.page, invite(house, email, role), name, email)
    seat.page.get_by_role("link", name=room).click()
    return seat.page


def test_from_a_curators_desk_to_a_version_that_is_live(house: StudioHouse, take_seat: Callable[..., Seat]) -> None:
    desk = take_seat(house.url)
    page = enter(desk, house, "Cleo", "curator", "Review")
    queue = page.get_by_role("region", name="To decide")
    queue.get_by_role("button", name="Go through them").press("Enter")
    for left in range(2 * len(PROMPTS) - 1, -1, -1):
        expect(queue.locator("dailies-clip .prompt")).to_be_visible()
        page.keyboard.press("a")
        waits = "Nothing waits" if left == 0 else f"{left} rated clip"
        expect(queue.get_by_text(waits)).to_be_visible()
    desk.assert_clean()

    lab = take_seat(house.url)
    page = enter(lab, house, "Max", "maintainer", "Datasets")
    page.get_by_label("Name of the dataset").fill("First round")
    expect(page.get_by_text("8 clips", exact=True)).to_be_visible()
    page.get_by_role("button", name="Freeze").click()
    expect(page.get_by_text("“First round” is frozen, with 8 clips.")).to_be_visible()

    page.get_by_role("link", name="Models").click()
    page.locator("select[name=method]").select_option("rwr")
    page.get_by_label("Steps, at most").fill("10")
    page.get_by_label("Rank").fill("4")
    page.get_by_role("button", name="Refine", exact=True).click()
    expect(page.get_by_role("heading", name=VERSION)).to_be_visible()
    page.get_by_role("button", name=f"Prove {VERSION}").click()
    expect(page.get_by_text("prompts are rendered by papercut and by papercut-r1")).to_be_visible()

    with house.client("watcher@example.org") as watcher:
        proofs = watcher.get("/api/v1/clips", params={"model": VERSION}).json()["clips"]
        proofs += watcher.get("/api/v1/library", params={"model": "papercut"}).json()["clips"]
        for clip in proofs:
            house.wait_for_status(watcher, clip["id"], "ready")

    booth = take_seat(house.url)
    page = enter(booth, house, "Vera", "artist", "Arena")
    expect(page.get_by_role("button", name="Left is better")).to_be_enabled()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("You voted for the left film.")).to_be_visible()
    expect(page.get_by_text(VERSION, exact=True)).to_be_visible()
    booth.assert_clean()

    page = lab.page
    page.reload()
    expect(page.get_by_text("of 1 blind votes against papercut")).to_be_visible()
    page.get_by_text("says the critic").click()
    expect(page.get_by_role("row", name="subject")).to_be_visible()
    lab.shoot("loop-models-1280")
    page.get_by_role("spinbutton", name=f"Share of requests for {VERSION}").fill("100")
    page.get_by_role("button", name=f"Promote {VERSION}").click()
    expect(page.get_by_text("live · 100 % of requests")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_text("says the critic").scroll_into_view_if_needed()
    lab.shoot("loop-models-390")
    lab.assert_clean()

    with house.client("new@example.org", "artist") as artist:
        [clip] = artist.post("/api/v1/clips", json={"prompt": PROMPTS[0], **FAST}).json()["clips"]
        assert house.wait_for_status(artist, clip["id"], "ready")["model"] == VERSION
