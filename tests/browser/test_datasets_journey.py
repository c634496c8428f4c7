"""How clips become a dataset: a maintainer narrows, watches the count, freezes and downloads, against a real studio."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.browser.test_library_journey import rendered
from tests.browser.test_studio_journey import join
from tests.studio_house import StudioHouse, open_house, tiny_models

pytestmark = pytest.mark.browser

PROMPT = 'A "spotted" dog 🐕\n=كلب'
NAME = "Dogs <b>&</b> 🐕"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Iterator[StudioHouse]:
    """A studio that is running, with two takes of a dog and a cat, all rated."""
    with open_house(tmp_path_factory.mktemp("house"), DAILIES_MODELS=tiny_models(tiny_model)) as house:
        with house.client("ada@example.org") as artist:
            for prompt, stars in ((PROMPT, 5), (PROMPT, 2), ("a cat", 4)):
                clip_id = rendered(house, artist, prompt)
                artist.put(f"/api/v1/clips/{clip_id}/rating", json={"overall": stars}).raise_for_status()
        yield house


def test_a_maintainer_narrows_freezes_and_downloads(
    house: StudioHouse, take_seat: Callable[..., Seat], tmp_path: Path
) -> None:
    seat = take_seat(house.url)
    page = seat.page
    printed = house.run("member", "add", "--email", "max@example.org", "--name", "Max", "--role", "maintainer")
    join(page, printed.split()[-1], "Max", "max@example.org")
    page.get_by_role("link", name="Datasets").click()

    expect(page.get_by_text("3 clips", exact=True)).to_be_visible()
    expect(page.get_by_text("3 ratings by 1 person, 2 prompts, 1 preference pair")).to_be_visible()
    stills = page.get_by_role("region", name="Some of them").get_by_role("link")
    expect(stills).to_have_count(3)
    expect(stills.first).to_have_accessible_name(re.compile(r"5\.0 ★ by 1 rater$"))
    page.get_by_label("Only what a curator approved").check()
    expect(page.get_by_text("No clip", exact=True)).to_be_visible()
    expect(stills).to_have_count(0)
    page.get_by_label("Only what a curator approved").uncheck()
    page.get_by_text("Defects that raters name").click()
    page.get_by_role("group", name="Only clips with one of these").get_by_label("blur").check()
    expect(page.get_by_text("No clip", exact=True)).to_be_visible()
    page.get_by_role("group", name="Only clips with one of these").get_by_label("blur").uncheck()
    page.get_by_text("Defects that raters name").click()
    page.get_by_label("Raters agree").select_option("to the star")
    expect(page.get_by_text("No clip", exact=True)).to_be_visible()
    page.get_by_label("Raters agree").select_option("or not")
    page.get_by_label("Words of the prompt").fill("no such thing")
    expect(page.get_by_text("No clip", exact=True)).to_be_visible()
    page.get_by_label("Name of the dataset").fill(NAME)
    page.get_by_role("button", name="Freeze").click()
    expect(page.get_by_role("alert")).to_contain_text("No clip matches")
    seat.errors.clear()  # Chromium notes the refusal

    page.get_by_label("Words of the prompt").fill("DOG")
    expect(page.get_by_text("2 clips", exact=True)).to_be_visible()
    expect(page.get_by_text("none is left to judge with")).to_be_visible()
    page.get_by_label("Name of the dataset").press("Enter")
    expect(page.get_by_text(f"“{NAME}” is frozen, with 2 clips.")).to_be_visible()
    expect(page.get_by_label("Name of the dataset")).to_have_value("")

    page.get_by_role("combobox", name=f"Format of {NAME}").select_option("musubi-tuner")
    with page.expect_download() as started:
        page.get_by_role("button", name=f"Download {NAME}").click()
    started.value.save_as(tmp_path / "dataset.zip")
    with zipfile.ZipFile(tmp_path / "dataset.zip") as files:
        lines = files.read("train/metadata.jsonl").decode()
    assert lines.count("كلب") == 2
    seat.shoot("datasets-1280")
    seat.assert_clean()

    page.get_by_label("Words of the prompt").fill("cat")
    page.get_by_label("Name of the dataset").fill("One cat")
    page.get_by_role("button", name="Freeze").click()
    formats = page.get_by_role("combobox", name="Format of One cat")
    expect(formats.locator("option[value=videodpo]")).to_be_disabled()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("heading", name="Choose clips").scroll_into_view_if_needed()
    seat.shoot("datasets-390")
    formats.scroll_into_view_if_needed()
    seat.shoot("datasets-frozen-390")
    seat.assert_clean()
