"""A clip is judged without a mouse: stars, aspects, defects, words on a frame; and what people write never runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Seat
from tests.browser.test_studio_journey import invite, join, newest
from tests.studio_house import StudioHouse, open_house, tiny_models

pytestmark = pytest.mark.browser

TRAP = '<img src=x onerror="window.ran = true"><script>window.ran = true</script>'
MOST_STOPS = 80
HAS_FOCUS = "element => element.getRootNode().activeElement === element"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Iterator[StudioHouse]:
    """A studio that is running."""
    with open_house(tmp_path_factory.mktemp("house"), DAILIES_MODELS=tiny_models(tiny_model)) as house:
        yield house


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab until the wanted thing has the focus, and see that it shows it."""
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        if wanted.evaluate(HAS_FOCUS):
            assert wanted.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
            return
    raise AssertionError(f"{MOST_STOPS} stops of {key} did not lead to {wanted}")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_clip_is_judged_by_keyboard_alone_and_nothing_that_was_written_runs(
    width: int, house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url, width, reduced_motion="reduce")
    page = seat.page
    email = f"judge{width}@example.org"
    join(page, invite(house, email, "curator"), f"Jo {TRAP}", email)
    order = {"prompt": f"A dog {TRAP}", "seconds": 1, "steps": 2}
    assert page.request.post(f"{house.url}/api/v1/clips", data=order).status == 202
    page.reload()
    clip = newest(page)
    expect(clip.locator("video")).to_be_visible()
    slider = clip.get_by_role("slider", name="Frame")
    seat.shoot(f"judgement-before-{width}")

    clip.locator("article").focus()
    page.keyboard.press("4")
    expect(clip.get_by_text("Saved 4 stars.")).to_be_visible()
    page.keyboard.press("Space")
    expect(clip.get_by_role("button", name="Stop")).to_be_visible()
    page.keyboard.press(".")
    expect(clip.get_by_role("button", name="Play")).to_be_visible()

    tab_to(page, slider)
    page.keyboard.press("Home")
    for _ in range(4):
        page.keyboard.press(".")
    page.keyboard.press(",")
    expect(clip.get_by_text("frame 4/9")).to_be_visible()
    expect(slider).to_have_attribute("aria-valuetext", "frame 4 of 9, 0:00.38")
    page.keyboard.press("c")
    page.keyboard.type(f"Legs 2, 3. {TRAP}")
    expect(clip.get_by_label("Comment at frame 4, 0:00.38")).to_have_value(f"Legs 2, 3. {TRAP}")
    page.keyboard.press("Control+Enter")
    expect(clip.get_by_text("Pinned to frame 4.")).to_be_visible()
    comment = clip.get_by_role("list", name="Comments", exact=True).get_by_role("listitem")
    expect(comment.locator("p")).to_have_text(f"Legs 2, 3. {TRAP}")
    expect(comment.locator("b")).to_have_text(f"Jo {TRAP}")
    expect(clip.get_by_role("button", name="4 stars")).to_have_attribute("aria-pressed", "true")

    tab_to(page, clip.locator("summary", has_text="Aspects and defects"), "Shift+Tab")
    page.keyboard.press("Enter")
    alignment = clip.get_by_role("group", name="text alignment")
    tab_to(page, alignment.get_by_role("button", name="1 of 5"))
    page.keyboard.press("5")
    expect(clip.get_by_text("Saved text alignment: 5 of 5.")).to_be_visible()
    tab_to(page, clip.get_by_role("button", name="flicker"))
    page.keyboard.press("Space")
    expect(clip.get_by_text("Saved flicker.")).to_be_visible()
    seat.shoot(f"judgement-{width}")

    tab_to(page, slider, "Shift+Tab")
    page.keyboard.press("End")
    expect(clip.get_by_text("frame 9/9")).to_be_visible()
    tab_to(page, clip.get_by_role("button", name=re.compile("^Comment by Jo .*frame 4 of 9")), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(clip.get_by_text("frame 4/9")).to_be_visible()
    expect(comment).to_have_class("now")
    page.wait_for_function(
        "film => !film.seeking && film.currentTime > 0.4", arg=clip.locator("video").element_handle()
    )
    page.keyboard.press("<")
    expect(clip.get_by_role("combobox", name="Speed")).to_have_value("0.5")
    page.keyboard.press("l")
    expect(clip.get_by_role("button", name="Loop")).to_have_attribute("aria-pressed", "false")

    assert page.evaluate("window.ran") is None
    page.get_by_role("button", name="Lights").click()
    seat.shoot(f"judgement-light-{width}")
    page.get_by_role("button", name="Lights").click()
    page.goto(f"{house.url}/review/")
    expect(newest(page).get_by_role("button", name="4 stars")).to_have_attribute("aria-pressed", "true")
    expect(newest(page).locator("summary", has_text="Aspects and defects")).to_contain_text("1 of 5, 1 defect")
    tab_to(page, newest(page).locator("summary", has_text="Comments"))
    page.keyboard.press("Enter")
    expect(newest(page).get_by_text(f"Legs 2, 3. {TRAP}")).to_be_visible()
    assert page.evaluate("window.ran") is None
    tab_to(page, newest(page).get_by_role("button", name="Delete your comment at frame 4"))
    page.once("dialog", lambda dialog: dialog.accept())
    page.keyboard.press("Enter")
    expect(newest(page).get_by_text("Nobody has commented yet.")).to_be_visible()
    expect(newest(page).get_by_role("list", name="Comments on the film")).to_be_hidden()
    seat.assert_clean()


def test_members_comment_on_what_is_shared_and_stars_come_first(
    house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    with house.client("owner@example.org", "artist") as owner:
        asked = owner.post("/api/v1/clips", json={"prompt": "a kite", "seconds": 1, "steps": 2, "aspect": "9:16"})
        clip_id = asked.json()["clips"][0]["id"]
        house.wait_for_status(owner, clip_id, "ready")
        owner.patch(f"/api/v1/clips/{clip_id}", json={"shared": True}).raise_for_status()
        owner.post(f"/api/v1/clips/{clip_id}/comments", json={"at_seconds": 0.5, "text": "Here!"}).raise_for_status()
    seat = take_seat(house.url, 390)
    page = seat.page
    join(page, invite(house, "guest@example.org"), "Guest", "guest@example.org")
    page.goto(f"{house.url}/library/")
    clip = newest(page)

    clip.get_by_role("button", name="Comment by owner, frame 5 of 9").click()
    expect(clip.get_by_text("frame 5/9")).to_be_visible()
    clip.locator("summary", has_text="Comments").click()
    expect(clip.get_by_text("Here!")).to_be_visible()
    expect(clip.get_by_role("button", name="Delete")).to_have_count(0)
    clip.get_by_label("Comment at frame 5").fill("There, too.")
    clip.get_by_role("button", name="Comment", exact=True).click()
    expect(clip.get_by_role("button", name="2 comments by owner, Guest, frame 5 of 9")).to_be_visible()

    clip.locator("summary", has_text="Aspects and defects").click()
    clip.get_by_role("button", name="wrong colour").click()
    expect(clip.get_by_text("Not kept yet: give stars")).to_be_visible()
    clip.get_by_role("button", name="2 stars").click()
    expect(clip.get_by_text("Saved 2 stars.")).to_be_visible()
    seat.shoot("judgement-library-tall-390")
    page.reload()
    expect(newest(page).locator("summary", has_text="Aspects and defects")).to_contain_text("1 defect")

    with page.expect_download() as download:
        newest(page).get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == f"dailies-a-kite-{clip_id[:8]}.mp4"
    seat.assert_clean()
