"""Every page there is, in a studio full of planted scripts: none of them runs, and everybody can use the page.

Accessibility is looked at by axe-core, which comes in a wheel (`axe-playwright-python`) and so needs no network.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.conftest import Seat
from tests.browser.planted_house import EMAIL, Planted, plant, planted
from tests.browser.test_studio_journey import invite, join
from tests.studio_house import StudioHouse, open_house, tiny_models
from webapp.figure_tables import FigureTable

pytestmark = pytest.mark.browser

WITNESS = """
  window.whatRan = [];
  window.ran = (field) => whatRan.push(field);
  addEventListener("securitypolicyviolation", (event) => whatRan.push(`${event.violatedDirective}: ${event.sample}`));
"""
"""Notes what runs, and what would have run if the content policy had let it."""

AXE = {"resultTypes": ["violations"]}
MANY_TABS = 200


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Iterator[StudioHouse]:
    """A studio that is running."""
    with open_house(tmp_path_factory.mktemp("house"), DAILIES_MODELS=tiny_models(tiny_model)) as house:
        yield house


@pytest.fixture(scope="module")
def harm(house: StudioHouse) -> Planted:
    """The studio with markup in every field."""
    return plant(house)


def visits(house: StudioHouse, harm: Planted, page: Page) -> Iterator[str]:
    """Every page of a maintainer, each when what people wrote stands on it; curators are refused the last ones."""

    def opened(path: str) -> bool:
        answer = page.goto(house.url + path)
        assert answer is not None
        return answer.ok

    opened(f"/studio/?remix={harm.clip_id}")
    expect(page.get_by_text("Filled in from the clip by")).to_contain_text(planted("pen"))
    yield "studio"
    opened("/library/")
    expect(page.locator("dailies-clip")).to_have_count(3)
    expect(page.get_by_text(planted("pen")).first).to_be_attached()
    yield "library"
    opened("/arena/")
    expect(page.locator("dailies-arena video").first).to_be_visible()
    expect(page.get_by_text(planted("shot 1")).first).to_be_attached()
    yield "arena"
    opened("/review/")
    page.get_by_role("button", name="Go through them").click()
    queue = page.get_by_role("region", name="To decide")
    expect(queue.get_by_text(planted("words")).first).to_be_attached()
    yield "review"
    opened("/account/")
    expect(page.get_by_label("Your name")).not_to_have_value("")
    yield "account"
    opened("/api/docs")
    yield "api"
    if not opened("/datasets/"):
        return
    expect(page.get_by_text(planted("dataset")).first).to_be_visible()
    yield "datasets"
    opened("/models/")
    expect(page.locator("select[name=dataset]")).to_contain_text(planted("dataset"))
    yield "models"
    opened("/people/")
    expect(page.locator("[data-part=members]")).to_contain_text(planted("name"))
    expect(page.locator("[data-part=entries]")).to_contain_text(EMAIL)
    yield "people"


@pytest.mark.parametrize("role", ["curator", "maintainer"])
def test_nothing_a_person_wrote_is_ever_markup(
    role: str, house: StudioHouse, harm: Planted, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url)
    page = seat.page
    page.add_init_script(WITNESS)
    dialogs: list[str] = []

    def on_dialog(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", on_dialog)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    join(page, invite(house, f"{role}@example.org", role), f"A {role}", f"{role}@example.org")

    seen = []
    for name in visits(house, harm, page):
        assert page.evaluate("whatRan") == [], name
        if name == "review":  # every comment, every decision, every number of it
            page.get_by_role("heading", name="Leaderboard").scroll_into_view_if_needed()
        seen.append(name)
    for table in FigureTable:
        text = page.request.get(f"{house.url}/api/v1/dashboard/{table}.csv").text()
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))], table

    assert dialogs == []
    assert not [url for url in asked if url.endswith("planted")]
    assert len(seen) == (9 if role == "maintainer" else 6)
    if role == "curator":
        seat.errors.clear()  # Chromium notes the refused page
    assert seat.errors == []


def test_every_page_is_without_serious_findings_of_axe_in_dark_and_light_at_two_widths(
    house: StudioHouse, harm: Planted, take_seat: Callable[..., Seat]
) -> None:
    # Without motion: a colour on its way from dark to light is neither.
    seat = take_seat(house.url, reduced_motion="reduce")
    page = seat.page
    found: list[str] = []
    link = invite(house, "axe@example.org", "maintainer")
    page.goto(link)
    found += findings(seat, "join")
    page.goto(f"{house.url}/sign-in")
    found += findings(seat, "sign-in")
    page.goto(f"{house.url}/join/spent")
    found += findings(seat, "notice")
    join(page, link, "Axe", "axe@example.org")
    for name in visits(house, harm, page):
        found += findings(seat, name)
    assert not found, "\n".join(found)


def findings(seat: Seat, name: str) -> list[str]:
    """What axe-core finds serious or critical on the page that is open, in both lights and at both widths."""
    found = []
    for width in (1280, 390):
        seat.page.set_viewport_size({"width": width, "height": 900})
        for lights in ("down", "up"):
            seat.page.evaluate("lights => { document.documentElement.dataset.lights = lights; }", lights)
            violations: list[dict[str, Any]] = Axe().run(seat.page, options=AXE).response["violations"]
            for violation in violations:
                if violation["impact"] in ("serious", "critical"):
                    nodes = "; ".join(f"{node['target']} {node['failureSummary']}" for node in violation["nodes"][:4])
                    found.append(f"{name} at {width}, lights {lights}: {violation['id']}: {nodes}")
        seat.shoot(f"{name}-lights-{width}")
    seat.page.set_viewport_size({"width": 1280, "height": 900})
    return found


def test_a_curator_generates_rates_votes_and_reviews_by_keyboard_alone(
    house: StudioHouse, harm: Planted, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url)
    page = seat.page
    join(page, invite(house, "keys@example.org", "curator"), "Keys", "keys@example.org")

    expect(page.get_by_text("Nothing is on the reel yet")).to_be_visible()
    expect(page.get_by_label("Prompt", exact=True)).to_be_focused()
    page.keyboard.type("a red car")
    page.keyboard.press("Control+Enter")
    card = page.locator("dailies-clip").first
    expect(card.locator("video")).to_be_visible()
    tab_to(page, card.locator("article"))
    page.keyboard.press("4")
    expect(card.get_by_text("Saved 4 stars.")).to_be_visible()

    tab_to(page, page.get_by_role("link", name="Arena"), back=True)
    page.keyboard.press("Enter")
    expect(page.locator("dailies-arena video").first).to_be_visible()
    expect(page.get_by_role("button", name="Left is better")).to_be_enabled()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text(planted("pen")).first).to_be_visible()

    tab_to(page, page.get_by_role("link", name="Review"))
    page.keyboard.press("Enter")
    queue = page.get_by_role("region", name="To decide")
    tab_to(page, queue.get_by_role("button", name="Go through them"))
    page.keyboard.press("Enter")
    expect(queue.locator("dailies-clip .prompt")).to_have_text("a red car")
    page.keyboard.press("a")
    expect(queue.get_by_text(planted("words")).first).to_be_attached()
    seat.assert_clean()


def tab_to(page: Page, wanted: Locator, *, back: bool = False) -> None:
    """Press Tab until the element has the focus, as people do who have no mouse."""
    expect(wanted).to_be_visible()
    for _ in range(MANY_TABS):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if wanted.evaluate("wanted => wanted.getRootNode().activeElement === wanted"):
            return
    raise AssertionError(f"{wanted} is not reached with {MANY_TABS} presses of Tab")
