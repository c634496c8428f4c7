"""How people come, rise and go: a maintainer and a newcomer, each in a browser of their own, against a real studio."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SCREENSHOTS, Seat
from tests.browser.test_studio_journey import PASSWORD, join
from tests.studio_house import StudioHouse, open_house

pytestmark = pytest.mark.browser

PEN_NAME = "Z. <i>Noir</i>"
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
    look_after_oneself(seat, house, email)

    page.reload()
    expect(page.get_by_text(f"{email} · filmmaker · writes as {PEN_NAME}")).to_be_visible()
    quota = page.get_by_label(f"Quota of {NAME} in GPU-seconds").last
    quota.fill("600")
    quota.press("Enter")
    expect(page.get_by_text(f"{NAME} has the role artist and a quota of 600 GPU-seconds in 24 hours.")).to_be_visible()
    page.get_by_role("combobox", name=f"Role of {NAME}").last.select_option("curator")
    page.get_by_role("button", name=f"Save the role of {NAME}").last.click()
    expect(page.get_by_text(f"{NAME} has the role curator and a quota of 600 GPU-seconds")).to_be_visible()
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


def look_after_oneself(seat: Seat, house: StudioHouse, email: str) -> None:
    """On the account page: pen name and craft, a token, the password, and the browser at home that is signed out."""
    page = seat.page
    page.goto(f"{house.url}/studio/")
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_text("There is no limit for you.")).to_be_visible()
    page.get_by_label("Pen name").fill(PEN_NAME)
    page.get_by_label("Craft").select_option("filmmaker")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    page.get_by_label("What is the new token for?").fill("A <i>script</i>")
    page.get_by_role("button", name="Make a token").press("Enter")
    headers = {"Authorization": f"Bearer {page.get_by_label('The new token', exact=True).input_value()}"}
    assert httpx.get(f"{house.url}/api/v1/account", headers=headers).json()["pen_name"] == PEN_NAME
    with httpx.Client(base_url=house.url) as at_home:
        at_home.post("/sign-in", data={"email": email, "password": PASSWORD})
        page.reload()
        page.get_by_role("button", name="Sign out everywhere else").click()
        expect(page.get_by_text("One other browser is signed out.")).to_be_visible()
        assert at_home.get("/account/").status_code == 401
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Revoke the token A <i>script</i>").click()
    expect(page.get_by_text("The token opens nothing any more.")).to_be_visible()
    assert httpx.get(f"{house.url}/api/v1/account", headers=headers).status_code == 401

    page.get_by_label("Current password").fill("not this one")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("alert")).to_contain_text("The current password is wrong.")
    seat.errors.clear()  # Chromium notes the refusal
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("The password is changed")).to_be_visible()
    seat.page.screenshot(path=SCREENSHOTS / f"account-{page.viewport_size['width']}.png", full_page=True)  # type: ignore[index]
    seat.assert_clean()


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
