"""How a maintainer refines a model in the browser: from a dataset to a candidate, its proof, its promotion and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.browser.test_studio_journey import join
from tests.journeys.test_refinement_journey import rated_takes
from tests.studio_house import StudioHouse, open_house, tiny_models

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Iterator[StudioHouse]:
    """A studio that is running, with a dataset of rated takes."""
    with open_house(tmp_path_factory.mktemp("house"), DAILIES_MODELS=tiny_models(tiny_model)) as house:
        with house.client("ada@example.org") as client:
            rated_takes(house, client)
            client.post("/api/v1/datasets", json={"name": "Paper <b>houses</b>"}).raise_for_status()
        yield house


def test_a_maintainer_refines_proves_promotes_and_rolls_back(
    house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url)
    page = seat.page
    printed = house.run("member", "add", "--email", "max@example.org", "--name", "Max", "--role", "maintainer")
    join(page, printed.split()[-1], "Max", "max@example.org")
    page.get_by_role("link", name="Models").click()
    expect(page.get_by_role("heading", name="tiny", exact=True)).to_be_visible()

    page.locator("select[name=method]").select_option("rwr")
    page.get_by_label("Steps, at most").fill("12")
    page.get_by_label("Rank").fill("2")
    page.get_by_role("button", name="Refine", exact=True).click()
    expect(page.get_by_text("The refinement is in line.")).to_be_visible()
    expect(page.get_by_role("heading", name="tiny-r1")).to_be_visible()
    expect(page.get_by_text("By RWR from “Paper <b>houses</b>”")).to_be_visible()

    page.get_by_role("button", name="Prove tiny-r1").click()
    expect(page.get_by_text("prompts are rendered by tiny and by tiny-r1")).to_be_visible()
    expect(page.get_by_text("No blind vote against tiny has decided yet")).to_be_visible()

    page.get_by_label("Prompt").fill("a paper boat")
    page.get_by_role("button", name="Render both").click()
    expect(page.locator("[data-part=films] video")).to_have_count(2)

    page.get_by_role("spinbutton", name="Share of requests for tiny-r1").fill("20")
    page.get_by_role("button", name="Promote tiny-r1").click()
    expect(page.get_by_text("live · 20 % of requests")).to_be_visible()
    seat.shoot("models-1280")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("heading", name="Versions").scroll_into_view_if_needed()
    seat.shoot("models-390")
    seat.assert_clean()
    page.get_by_role("button", name="Roll back tiny-r1").press("Enter")
    expect(page.get_by_text("tiny-r1 is retired; tiny renders in its place.")).to_be_visible()
    seat.assert_clean()
