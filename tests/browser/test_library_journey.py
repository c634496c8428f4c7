"""What one artist shares another finds, rates and takes up; and what is taken back is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.browser.test_studio_journey import invite, join, newest
from tests.studio_house import StudioHouse, open_house, tiny_models

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Iterator[StudioHouse]:
    """A studio that is running."""
    with open_house(tmp_path_factory.mktemp("house"), DAILIES_MODELS=tiny_models(tiny_model)) as house:
        yield house


def rendered(house: StudioHouse, artist: httpx.Client, prompt: str, **choices: object) -> str:
    """The id of a ready clip."""
    order = {"prompt": prompt, "seconds": 1, "steps": 2, **choices}
    asked = artist.post("/api/v1/clips", json=order).json()["clips"][0]
    house.wait_for_status(artist, asked["id"], "ready")
    return str(asked["id"])


def test_one_artist_shares_another_finds_and_rates_until_it_is_taken_back(
    house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    owner = take_seat(house.url, 390)
    join(owner.page, invite(house, "owner@example.org"), "Oona <b>& 🎬", "owner@example.org")
    owner.page.get_by_label("Prompt", exact=True).fill("A 100% SCARLET kite <i>over</i> a lake")
    owner.page.get_by_role("button", name="Generate").click()
    card = newest(owner.page)
    expect(card.locator("video")).to_be_visible()
    switch = card.get_by_role("switch", name="Share")
    expect(switch).to_have_attribute("aria-checked", "false")
    expect(card.get_by_text("Only you and the curators see it.")).to_be_visible()
    switch.focus()
    owner.page.keyboard.press("Space")
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(card.get_by_text("Everybody in this studio sees it")).to_be_visible()
    switch.scroll_into_view_if_needed()
    owner.shoot("share-390")

    finder = take_seat(house.url)
    page = finder.page
    join(page, invite(house, "finder@example.org"), "Finn", "finder@example.org")
    page.get_by_role("link", name="Library").click()
    expect(page.locator("dailies-clip")).to_have_count(1)
    page.get_by_label("Words of the prompt").fill("no such thing")
    expect(page.get_by_text("No shared clip matches.")).to_be_visible()
    finder.shoot("library-nothing-found-1280")
    page.get_by_label("Words of the prompt").fill("kite scarlet 100%")
    page.get_by_label("Order").select_option("Best first")
    card = newest(page)
    expect(card.locator(".prompt")).to_have_text("A 100% SCARLET kite <i>over</i> a lake")
    expect(card.get_by_text("Oona <b>& 🎬")).to_be_visible()
    expect(card.get_by_role("switch")).to_have_count(0)
    assert "owner@example.org" not in page.content()
    page.wait_for_url("**/library/?q=kite+scarlet+100%25&order=best")
    card.get_by_role("button", name="4 stars").click()
    expect(card.get_by_text("Saved 4 stars.")).to_be_visible()
    page.locator("select[name=member]").select_option("Oona <b>& 🎬")
    page.wait_for_url("**/library/?q=kite+scarlet+100%25&member=*&order=best")
    expect(page.locator("dailies-clip")).to_have_count(1)
    page.locator("select[name=tag]").select_option("frozen")
    expect(page.get_by_text("No shared clip matches.")).to_be_visible()
    page.locator("select[name=tag]").select_option("Named or not")
    finder.shoot("library-1280")
    page.reload()
    expect(newest(page).get_by_role("button", name="4 stars")).to_have_attribute("aria-pressed", "true")

    newest(page).get_by_role("link", name="Remix").click()
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("A 100% SCARLET kite <i>over</i> a lake")
    expect(page.get_by_text("Filled in from the clip by Oona <b>& 🎬.")).to_be_visible()
    expect(page.get_by_label("Seed")).to_have_value("")
    finder.shoot("remix-1280")
    page.get_by_role("button", name="Generate").click()
    expect(newest(page).locator("video")).to_be_visible()
    page.go_back()

    film = newest(page).locator("video").get_attribute("src")
    assert page.request.get(f"{house.url}{film}").status == 200
    owner.page.keyboard.press("Space")
    expect(switch).to_have_attribute("aria-checked", "false")
    assert page.request.get(f"{house.url}{film}").status == 404
    page.get_by_role("link", name="Library").click()
    expect(page.get_by_text("Nothing is shared yet.")).to_be_visible()
    finder.shoot("library-empty-1280")
    owner.assert_clean()
    finder.errors[:] = [error for error in finder.errors if "404" not in error]  # a film taken back while it loaded
    finder.assert_clean()


def test_a_long_library_comes_by_scrolling_also_on_a_phone(house: StudioHouse, take_seat: Callable[..., Seat]) -> None:
    with house.client("many@example.org", "artist") as artist:
        for number in range(14):
            shape = ("16:9", "1:1", "9:16")[number % 3]
            clip_id = rendered(house, artist, f"kite number {number} over a long green hill", aspect=shape)
            artist.patch(f"/api/v1/clips/{clip_id}", json={"shared": True}).raise_for_status()
    seat = take_seat(house.url, 390)
    page = seat.page
    join(page, invite(house, "phone@example.org"), "Phone", "phone@example.org")
    page.goto(f"{house.url}/library/")
    expect(newest(page).locator(".prompt")).to_contain_text("kite number 13")
    seat.shoot("library-390")
    expect(page.locator("dailies-clip")).to_have_count(12)
    page.locator("dailies-clip").last.scroll_into_view_if_needed()
    expect(page.locator("dailies-clip")).to_have_count(14)
    expect(page.get_by_role("button", name="More clips")).to_be_hidden()

    page.get_by_label("Shape").select_option("Tall 9:16")
    expect(page.locator("dailies-clip")).to_have_count(4)
    page.evaluate("scrollTo(0, 0)")
    seat.shoot("library-tall-390")
    seat.assert_clean()


def test_an_own_storyboard_is_taken_up_shot_by_shot_with_its_seed(
    house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url)
    page = seat.page
    join(page, invite(house, "board@example.org"), "Board", "board@example.org")
    shots = [{"prompt": "a red car drives", "seconds": 1}, {"prompt": "a dog looks on", "seconds": 1.5}]
    order = {"shots": shots, "seed": 77, "aspect": "1:1", "steps": 2}
    asked = page.request.post(f"{house.url}/api/v1/clips", data=order)
    assert asked.status == 202
    page.reload()
    expect(newest(page).locator("video")).to_be_visible()

    newest(page).get_by_role("link", name="Remix").click()

    expect(page.get_by_label("Prompt of shot 1")).to_have_value("a red car drives")
    expect(page.get_by_label("Prompt of shot 2")).to_have_value("a dog looks on")
    expect(page.get_by_label("Seed")).to_have_value("77")
    expect(page.get_by_label("Square 1:1")).to_be_checked()
    seat.shoot("remix-storyboard-1280")

    page.goto(f"{house.url}/studio/?remix=00000000-0000-0000-0000-000000000000")
    expect(page.get_by_role("alert").filter(has_text="There is no clip")).to_be_visible()
