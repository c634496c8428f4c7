"""Coming in by an identity provider, with a browser that goes to it and back: by an invite, out, and in again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SCREENSHOTS, Seat
from tests.browser.test_studio_journey import PASSWORD, invite, join
from tests.openid_house import CLIENT_ID, CLIENT_SECRET, Person, Provider, open_provider
from tests.studio_house import StudioHouse, open_house

pytestmark = pytest.mark.browser

PROVIDER_NAME = "The Guild"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """A provider that is running."""
    with open_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[StudioHouse]:
    """A studio that knows the provider, and in which nothing is rendered."""
    with open_house(
        tmp_path_factory.mktemp("house"),
        DAILIES_WORKERS="0",
        DAILIES_REWRITER="none",
        DAILIES_OIDC_ISSUER=provider.issuer,
        DAILIES_OIDC_CLIENT_ID=CLIENT_ID,
        DAILIES_OIDC_CLIENT_SECRET=CLIENT_SECRET,
        DAILIES_OIDC_NAME=PROVIDER_NAME,
    ) as house:
        yield house


def assert_clean(seat: Seat, provider: Provider) -> None:
    """Beside the provider, where one went by a press, no other host was asked for anything."""
    seat.foreign = [url for url in seat.foreign if not url.startswith(f"{provider.issuer}/authorize")]
    # A studio page that was signed out while it asked for something is told so, and Chromium notes it.
    seat.errors[:] = [error for error in seat.errors if "401" not in error]
    seat.assert_clean()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_newcomer_joins_by_the_provider_signs_out_and_in_again_and_sets_a_password(
    width: int, house: StudioHouse, provider: Provider, take_seat: Callable[..., Seat]
) -> None:
    email = f"nova{width}@example.org"
    provider.person = Person(f"guild|{width}", email, "Nova Ray")
    seat = take_seat(house.url, width)
    page = seat.page
    page.goto(invite(house, email, "artist"))
    expect(page.get_by_role("button", name="Join", exact=True)).to_be_visible()
    page.screenshot(path=SCREENSHOTS / f"openid-join-{width}.png", full_page=True)
    seat.assert_clean()
    page.get_by_role("link", name=f"Join with {PROVIDER_NAME}").click()
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_label("E-mail address")).to_have_value(email)
    expect(page.get_by_label("Password")).to_have_count(0)
    page.screenshot(path=SCREENSHOTS / f"openid-confirm-{width}.png", full_page=True)
    assert_clean(seat, provider)
    page.get_by_label("Your name").fill("Nova")
    page.get_by_label("My clips and what is said of them").check()
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", name="My clips")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{house.url}/library/?order=best")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / f"openid-sign-in-{width}.png", full_page=True)
    page.get_by_role("link", name=f"Sign in with {PROVIDER_NAME}").press("Enter")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/library/?order=best")

    page.get_by_role("link", name="Nova").click()
    expect(page.get_by_text(f"You sign in with {provider.issuer} as {email}")).to_be_visible()
    expect(page.get_by_text("You have no password")).to_be_visible()
    expect(page.get_by_label("Current password")).to_be_hidden()
    page.screenshot(path=SCREENSHOTS / f"openid-account-{width}.png", full_page=True)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Set a password").click()
    expect(page.get_by_text("The password is set")).to_be_visible()
    expect(page.get_by_label("Current password")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="My clips")).to_be_visible()
    assert_clean(seat, provider)


def test_whoever_has_no_invite_and_whoever_refuses_read_why_they_are_not_in(
    house: StudioHouse, provider: Provider, take_seat: Callable[..., Seat]
) -> None:
    provider.person = Person("guild|stranger", "stranger@example.org", "Stranger")
    seat = take_seat(house.url, 390)
    page = seat.page
    for answer, words in (
        ("Continue", "no member has the address stranger@example.org"),
        ("Refuse", "was not allowed"),
    ):
        page.goto(f"{house.url}/sign-in")
        page.get_by_role("link", name=f"Sign in with {PROVIDER_NAME}").click()
        page.get_by_role("button", name=answer).click()
        expect(page.get_by_role("heading", name="Nobody was signed in")).to_be_visible()
        expect(page.get_by_text(words)).to_be_visible()
        seat.shoot(f"openid-{answer.lower()}-390")
    page.get_by_role("link", name="To the sign-in page").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    seat.errors.clear()  # Chromium notes the refused pages
    assert_clean(seat, provider)


def test_the_people_page_tells_who_signs_in_with_what(
    house: StudioHouse, provider: Provider, take_seat: Callable[..., Seat]
) -> None:
    desk = take_seat(house.url)
    printed = house.run("member", "add", "--email", "max@example.org", "--name", "Max", "--role", "maintainer")
    join(desk.page, printed.split()[-1], "Max", "max@example.org")
    provider.person = Person("guild|max", "max@example.org", "Max")
    desk.page.get_by_role("button", name="Sign out").click()
    desk.page.get_by_role("link", name=f"Sign in with {PROVIDER_NAME}").click()
    desk.page.get_by_role("button", name="Continue").click()
    desk.page.get_by_role("link", name="People").click()
    expect(desk.page.get_by_text(f"max@example.org signs in with {provider.issuer} from now on")).to_be_visible()
    assert_clean(desk, provider)
