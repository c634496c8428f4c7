"""How people come, rise and go: a maintainer and a newcomer, each in a browser of their own, against a real studio."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.browser.test_studio_journey import PASSWORD, join
from tests.studio_house import StudioHouse, open_house

pytestmark = pytest.mark.browser

NAME = "Zoë <b>&</b> 🎬"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudioHouse]:
    """A studio in which nothing is rendered."""
    with open_house(tmp_path_factory.mktemp("house"), DAILIES_WORKERS="0", DAILIES_REWRITER="none") as house:
        yield house


@pytest.mark.parametrize("width", [1280, 390])
def test_a_newcomer_joins_by_a_link_is_made_curator_is_disabled_and_out_at_once(
    width: int, house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    desk, seat = take_seat(house.url, width), take_seat(house.url, width)
    maintainer = f"max{width}@example.org"
    printed = house.run("member", "add", "--email", maintainer, "--name", "Max", "--role", "maintainer")
    join(desk.page, printed.split()[-1], "Max", maintainer)
    page, newcomer = desk.page, seat.page

    page.get_by_role("link", name="People").click()
    expect(page.get_by_text(f"{maintainer} came in by a link for a maintainer")).to_be_visible()
    email = f"zoe{width}@example.org"
    page.get_by_label("Only for this e-mail address").fill(email)
    page.get_by_label("How many may join").fill("1")
    page.get_by_role("button", name="Make a link").press("Enter")
    link = page.get_by_label("The new link").input_value()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    desk.shoot(f"people-link-{width}")
    expect(page.get_by_role("button", name=f"Revoke the link for {email}, role artist")).to_be_visible()

    join(newcomer, link, NAME, email)
    expect(newcomer.get_by_role("link", name="Review")).to_have_count(0)
    refused = newcomer.goto(f"{house.url}/people/")
    assert refused is not None
    assert refused.status == 403
    expect(newcomer.get_by_text("This page is for maintainers; you are signed in as artist.")).to_be_visible()
    seat.errors.clear()  # Chromium notes the refused page

    page.reload()
    page.get_by_role("combobox", name=f"Role of {NAME}").last.select_option("curator")
    page.get_by_role("button", name=f"Save the role of {NAME}").last.click()
    expect(page.get_by_text(f"{NAME} has the role curator.")).to_be_visible()
    desk.shoot(f"people-{width}")
    newcomer.goto(f"{house.url}/review/")
    expect(newcomer.get_by_role("heading", name="Review")).to_be_visible()
    seat.assert_clean()

    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=f"Disable {NAME}").last.click()
    expect(page.get_by_text(f"{NAME} is disabled.")).to_be_visible()
    expect(page.get_by_text(f"{maintainer} disabled {email}")).to_be_visible()
    newcomer.reload()
    expect(newcomer.get_by_role("heading", name="Sign in")).to_be_visible()
    newcomer.get_by_label("E-mail address").fill(email)
    newcomer.get_by_label("Password").fill(PASSWORD)
    newcomer.get_by_role("button", name="Sign in").click()
    expect(newcomer.get_by_text("This account was disabled.")).to_be_visible()
    desk.assert_clean()


def test_the_last_maintainer_reads_why_the_role_stays(house: StudioHouse, take_seat: Callable[..., Seat]) -> None:
    desk = take_seat(house.url)
    printed = house.run("member", "add", "--email", "last@example.org", "--name", "Lea", "--role", "maintainer")
    join(desk.page, printed.split()[-1], "Lea", "last@example.org")
    page = desk.page
    page.goto(f"{house.url}/people/")
    page.on("dialog", lambda dialog: dialog.accept())
    expect(page.get_by_role("combobox", name="Role of Lea")).to_be_visible()
    disable_max = page.get_by_role("button", name="Disable Max")
    for left in reversed(range(disable_max.count())):
        disable_max.first.click()
        expect(disable_max).to_have_count(left)
    page.get_by_role("combobox", name="Role of Lea").select_option("artist")
    page.get_by_role("button", name="Save the role of Lea").click()
    expect(page.get_by_role("alert")).to_contain_text("last@example.org is the last maintainer")
    expect(page.get_by_role("combobox", name="Role of Lea")).to_have_value("maintainer")
    desk.shoot("people-refused")
