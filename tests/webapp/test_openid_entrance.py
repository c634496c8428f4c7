"""Signing in and joining by an identity provider that is really asked, and one that lies."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import SecretStr

from portal.audit import AuditEntry
from settings import Settings
from storage.words import Role
from tests.conftest import Room
from tests.openid_house import CLIENT_ID, CLIENT_SECRET, Person, Provider, open_provider
from tests.webapp.conftest import Web, open_web

NAME = "The Guild <&>"
SHOWN = "The Guild &lt;&amp;&gt;"


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider at which Nova is signed in."""
    with open_provider() as provider:
        yield provider


@pytest.fixture
def house(room: Room, provider: Provider, tmp_path: Path) -> Iterator[Web]:
    """A studio that knows the provider."""
    settings = Settings(
        data_dir=tmp_path,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=SecretStr(CLIENT_SECRET),
        oidc_name=NAME,
    )
    with open_web(room, settings) as web:
        yield web


def allowed(leave: httpx.Response, answer: str = "yes") -> str:
    """What the provider sends the browser back to, once the person there has pressed a button."""
    assert leave.status_code == 303, leave.text
    back = httpx.post(leave.headers["location"], data={"answer": answer})
    assert back.status_code == 303, back.text
    parts = urlsplit(back.headers["location"])
    return f"{parts.path}?{parts.query}"


def come_in(browser: httpx.Client, start: str = "/sign-in/openid") -> httpx.Response:
    """To the provider and back."""
    return browser.get(allowed(browser.get(start)))


def log(room: Room) -> list[AuditEntry]:
    return list(room.portal.audit.newest(room.maintainer, limit=200))


def assert_nobody_came(house: Web, browser: httpx.Client, answer: httpx.Response, status: int, words: str) -> None:
    """A page with a sentence, no session, nobody new, nothing linked."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert words in answer.text
    assert "Traceback" not in answer.text
    assert browser.get("/api/v1/account").status_code == 401
    assert "dailies_openid" not in browser.cookies
    assert len(house.room.portal.people.accounts(house.room.maintainer)) == 4
    assert "identity_linked" not in [entry.action for entry in log(house.room)]


def test_where_no_provider_is_set_there_is_no_trace_of_one(web: Web) -> None:
    token = web.room.portal.members.invite(web.room.maintainer, Role.ARTIST)
    browser = web.anonymous(Accept="text/html")
    for path in ("/sign-in", f"/join/{token}"):
        page = browser.get(path)
        assert page.status_code == 200
        assert "openid" not in page.text
        assert " with " not in page.text.partition("<form")[0]
    for path in ("/sign-in/openid", "/sign-in/openid/back", f"/join/{token}/openid", f"/join/{token}/confirm"):
        assert browser.get(path).status_code == 404


def test_the_button_leads_to_the_provider_with_pkce_state_and_nonce_and_what_is_kept_cannot_be_read(
    house: Web, provider: Provider
) -> None:
    browser = house.anonymous(Accept="text/html")
    page = browser.get("/sign-in?next=/library/%3Fq%3Da%26order%3Dbest")
    assert f'href="/sign-in/openid?next=/library/%3Fq%3Da%26order%3Dbest">Sign in with {SHOWN}</a>' in page.text

    leave = browser.get("/sign-in/openid?next=/library/%3Fq%3Da%26order%3Dbest")

    assert leave.headers["location"].startswith(f"{provider.issuer}/authorize?")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(leave.headers["location"]).query).items()}
    assert {name: asked[name] for name in ("response_type", "client_id", "code_challenge_method", "redirect_uri")} == {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "code_challenge_method": "S256",
        "redirect_uri": "http://127.0.0.1:7860/sign-in/openid/back",
    }
    assert set(asked["scope"].split()) == {"openid", "email", "profile"}
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 20
    morsel = SimpleCookie(leave.headers["set-cookie"])["dailies_openid"]
    assert (morsel["httponly"], morsel["samesite"], morsel["max-age"]) == (True, "lax", "600")
    assert len(morsel.value.split(".")) == 5  # encrypted, not merely signed
    assert asked["state"] not in morsel.value


def test_a_member_is_found_by_the_address_that_the_provider_vouches_for_and_then_by_the_subject(
    house: Web, provider: Provider
) -> None:
    ada = house.room.artist
    provider.person = Person("guild|ada", "ADA@example.org", "Somebody")
    browser = house.anonymous(Accept="text/html")

    answer = come_in(browser, "/sign-in/openid?next=/account/")

    assert (answer.status_code, answer.headers["location"]) == (303, "/account/")
    account = browser.get("/api/v1/account").json()
    assert (account["id"], account["name"], account["has_password"]) == (ada.id, "ada", False)
    assert [(each["issuer"], each["email"]) for each in account["identities"]] == [(provider.issuer, ada.email)]
    assert "dailies_openid" not in browser.cookies
    entry = log(house.room)[0]
    assert (entry.action, entry.actor, entry.detail["issuer"]) == ("identity_linked", ada.email, provider.issuer)

    provider.person = Person("guild|ada", "elsewhere@example.org", "Somebody", email_verified=False)
    again = house.anonymous(Accept="text/html")
    come_in(again)
    assert again.get("/api/v1/account").json()["id"] == ada.id
    assert len(log(house.room)) == len(house.room.portal.audit.newest(house.room.maintainer, before=entry.id)) + 1


def test_whoever_has_no_invite_reads_so_and_nothing_is_made(house: Web) -> None:
    browser = house.anonymous(Accept="text/html")
    answer = come_in(browser)
    assert_nobody_came(house, browser, answer, 403, "Dailies is by invitation, and no member has the address nova@")


@pytest.mark.parametrize("vouched_for", [False, None, "false", 0])
def test_an_address_that_the_provider_does_not_vouch_for_opens_nobodys_account(
    vouched_for: object, house: Web, provider: Provider
) -> None:
    provider.person = Person(email=house.room.maintainer.email, email_verified=vouched_for)
    browser = house.anonymous(Accept="text/html")
    assert_nobody_came(house, browser, come_in(browser), 403, "does not vouch for an e-mail address")

    token = house.room.portal.members.invite(house.room.maintainer, Role.ARTIST)
    answer = come_in(browser, f"/join/{token}/openid")
    assert_nobody_came(house, browser, answer, 422, "does not vouch for an e-mail address")
    assert house.room.portal.members.invitation(token)


def test_a_disabled_member_stays_out_linked_or_not(house: Web, provider: Provider) -> None:
    room = house.room
    provider.person = Person(email=room.artist.email)
    room.portal.people.change(room.maintainer, room.artist.id, disabled=True)
    browser = house.anonymous(Accept="text/html")
    assert_nobody_came(house, browser, come_in(browser), 403, "This account was disabled.")

    room.portal.people.change(room.maintainer, room.artist.id, disabled=False)
    assert come_in(browser).status_code == 303
    room.portal.people.change(room.maintainer, room.artist.id, disabled=True)
    assert browser.get("/api/v1/account").status_code == 401
    answer = come_in(browser)
    assert (answer.status_code, "This account was disabled." in answer.text) == (403, True)
    assert browser.get("/api/v1/account").status_code == 401


def test_a_newcomer_joins_by_a_link_without_a_password_and_may_set_one(house: Web) -> None:
    room = house.room
    token = room.portal.members.invite(room.maintainer, Role.CURATOR, email="nova@example.org")
    browser = house.anonymous(Accept="text/html")
    assert f'href="/join/{token}/openid">Join with {SHOWN}</a>' in browser.get(f"/join/{token}").text

    back = come_in(browser, f"/join/{token}/openid")
    assert (back.status_code, back.headers["location"]) == (303, f"/join/{token}/confirm")
    form = browser.get(f"/join/{token}/confirm")
    assert 'value="Nova Ray"' in form.text
    assert 'value="nova@example.org"' in form.text
    assert 'type="password"' not in form.text
    joined = browser.post(
        f"/join/{token}/confirm",
        data={"name": "Nova", "pen_name": "N.", "craft": "designer", "consents_to_training": "true", "email": "x@y.z"},
    )

    assert (joined.status_code, joined.headers["location"]) == (303, "/studio/")
    account = browser.get("/api/v1/account").json()
    told = {name: account[name] for name in ("email", "name", "pen_name", "craft", "role", "consents_to_training")}
    assert told == {
        "email": "nova@example.org",
        "name": "Nova",
        "pen_name": "N.",
        "craft": "designer",
        "role": "curator",
        "consents_to_training": True,
    }
    assert browser.get(f"/join/{token}").status_code == 404
    assert [entry.action for entry in log(room)[:3]] == ["identity_linked", "invite_used", "member_added"]
    assert "dailies_openid" not in browser.cookies

    program = house.anonymous(Authorization=f"Bearer {room.portal.members.make_api_token('nova@example.org')}")
    first = {"new": "a first password"}
    cookie = {"Cookie": "dailies_session=made-up"}
    assert program.put("/api/v1/account/password", json=first).status_code == 409
    assert program.put("/api/v1/account/password", json=first, headers=cookie).status_code == 409
    assert browser.put("/api/v1/account/password", json=first).status_code == 200
    assert room.portal.members.sign_in("nova@example.org", "a first password").name == "Nova"
    assert browser.get("/api/v1/account").json()["has_password"]
    assert browser.put("/api/v1/account/password", json={"new": "a second one"}).status_code == 422

    browser.post("/sign-out")
    assert come_in(browser).headers["location"] == "/studio/"
    assert browser.get("/api/v1/account").json()["id"] == account["id"]


def test_a_link_for_one_address_admits_no_other_and_stays_good(house: Web) -> None:
    token = house.room.portal.members.invite(house.room.maintainer, Role.ARTIST, email="dora@example.org")
    browser = house.anonymous(Accept="text/html")
    come_in(browser, f"/join/{token}/openid")

    answer = browser.post(f"/join/{token}/confirm", data={"name": "Nova <b>"})

    assert answer.status_code == 422
    assert "made for dora@example.org, not for nova@example.org" in answer.text
    assert 'value="Nova &lt;b&gt;"' in answer.text
    assert browser.get("/api/v1/account").status_code == 401
    assert house.room.portal.members.invitation(token)


def test_a_member_who_opens_a_link_is_told_to_sign_in_and_the_link_stays_good(house: Web, provider: Provider) -> None:
    room = house.room
    token = room.portal.members.invite(room.maintainer, Role.ARTIST)
    provider.person = Person(email=room.artist.email)
    browser = house.anonymous(Accept="text/html")
    come_in(browser)
    browser.post("/sign-out")
    for email, words in ((room.artist.email, "already has an account"), ("fresh@example.org", "are a member already")):
        provider.person = replace(provider.person, email=email)
        come_in(browser, f"/join/{token}/openid")
        answer = browser.post(f"/join/{token}/confirm", data={"name": "Ada"})
        assert (answer.status_code, words in answer.text) == (409, True)
    assert room.portal.members.invitation(token)
    assert len(room.portal.people.accounts(room.maintainer)) == 4


def test_nobody_joins_by_a_spent_link_or_without_coming_from_the_provider(house: Web) -> None:
    browser = house.anonymous(Accept="text/html")
    assert browser.get("/join/never-was/openid").status_code == 404
    token = house.room.portal.members.invite(house.room.maintainer, Role.ARTIST)
    aside = browser.get(f"/join/{token}/confirm")
    assert (aside.status_code, aside.headers["location"]) == (303, f"/join/{token}")
    answer = browser.post(f"/join/{token}/confirm", data={"name": "Nova"})
    assert_nobody_came(house, browser, answer, 422, "Open your link and begin anew.")
    come_in(browser, f"/join/{token}/openid")
    for invite in house.room.portal.people.open_invites(house.room.maintainer):
        house.room.portal.people.revoke_invite(house.room.maintainer, invite.id)
    assert browser.get(f"/join/{token}/confirm").status_code == 404
    assert browser.post(f"/join/{token}/confirm", data={"name": "Nova"}).status_code == 404


@pytest.mark.parametrize(
    ("lies", "reason"),
    [
        ({"aud": "another-studio"}, "aud"),
        ({"aud": ["another-studio"], "azp": CLIENT_ID}, "aud"),
        ({"aud": [CLIENT_ID, "another-studio"], "azp": "another-studio"}, "azp"),
        ({"nonce": "of another trip"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"iss": "https://elsewhere.example"}, "iss"),
        ({"exp": 1_600_000_000}, "expired"),
        ({"exp": None}, "exp"),
        ({"sub": None}, "sub"),
        ({"sub": ""}, "sub"),
        ({"sub": "x" * 256}, "at most 255 characters"),
    ],
    ids=str,
)
def test_an_id_token_that_is_not_for_this_studio_and_this_trip_opens_nothing(
    lies: dict[str, object], reason: str, house: Web, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.person = Person(email=house.room.maintainer.email)
    provider.lies = lies
    browser = house.anonymous(Accept="text/html")
    assert_nobody_came(house, browser, come_in(browser), 403, "does not hold, so nobody was signed in")
    assert reason in why(caplog)


@pytest.mark.parametrize(
    ("algorithm", "reason"),
    [("RS256 by a stranger", "BadSignature"), ("none", "lgorithm"), ("HS256", "lgorithm")],
)
def test_an_id_token_that_the_provider_did_not_sign_opens_nothing(
    algorithm: str, reason: str, house: Web, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.person = Person(email=house.room.maintainer.email)
    provider.algorithm = algorithm
    browser = house.anonymous(Accept="text/html")
    assert_nobody_came(house, browser, come_in(browser), 403, "does not hold, so nobody was signed in")
    assert reason in why(caplog)


def why(caplog: pytest.LogCaptureFixture) -> str:
    """What the log says of the provider's answer."""
    return next(record.getMessage() for record in caplog.records if record.name == "webapp.openid_provider")


def test_an_answer_is_good_once_and_in_the_browser_that_left(
    house: Web, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.person = Person(email=house.room.artist.email)
    browser = house.anonymous(Accept="text/html")
    leave = browser.get("/sign-in/openid")
    kept = browser.cookies["dailies_openid"]
    back = allowed(leave)
    stranger = house.anonymous(Accept="text/html")
    assert_nobody_came(house, stranger, stranger.get(back), 422, "belongs to no sign-in that was begun in this browser")
    forged = browser.get(back.replace("state=", "state=x"))
    assert_nobody_came(house, browser, forged, 422, "belongs to no sign-in that was begun in this browser")

    # A refused answer ends the trip. So begin another.
    browser.cookies.set("dailies_openid", kept, domain="127.0.0.1")
    assert browser.get(back).status_code == 303
    browser.post("/sign-out")
    replayed = browser.get(back)
    assert (replayed.status_code, "or it was used already" in replayed.text) == (422, True)

    # Whoever kept the sealed cookie still has a code that the provider takes once.
    browser.cookies.set("dailies_openid", kept, domain="127.0.0.1")
    again = browser.get(back)
    assert (again.status_code, "does not hold" in again.text) == (403, True)
    assert "invalid_grant" in why(caplog)
    assert browser.get("/api/v1/account").status_code == 401


def test_a_cookie_that_was_touched_is_old_or_is_for_something_else_is_none(
    house: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = house.anonymous(Accept="text/html")
    back = allowed(browser.get("/sign-in/openid"))
    kept = browser.cookies["dailies_openid"]
    token = house.room.portal.members.invite(house.room.maintainer, Role.ARTIST)
    assert browser.get(f"/join/{token}/confirm").headers["location"] == f"/join/{token}"  # a trip is no newcomer
    for touched in (kept[:-2] + ("AA" if kept[-2:] != "AA" else "BB"), "x", kept.rpartition(".")[0]):
        browser.cookies.set("dailies_openid", touched, domain="127.0.0.1")
        assert_nobody_came(house, browser, browser.get(back), 422, "belongs to no sign-in")
        browser.cookies.clear()
    browser.cookies.set("dailies_openid", kept, domain="127.0.0.1")
    eleven_minutes_on = time.time() + 660
    monkeypatch.setattr("webapp.sealed_cookie.time.time", lambda: eleven_minutes_on)
    assert_nobody_came(house, browser, browser.get(back), 422, "within the last ten minutes")


def test_whoever_refuses_at_the_provider_reads_so(house: Web) -> None:
    browser = house.anonymous(Accept="text/html")
    answer = browser.get(allowed(browser.get("/sign-in/openid"), "no"))
    assert_nobody_came(house, browser, answer, 403, "was not allowed to tell us who you are")


def test_another_problem_of_the_provider_is_named_and_escaped(house: Web) -> None:
    browser = house.anonymous(Accept="text/html")
    leave = browser.get("/sign-in/openid")
    state = parse_qs(urlsplit(leave.headers["location"]).query)["state"][0]
    answer = browser.get("/sign-in/openid/back", params={"error": "<script>", "state": state})
    assert_nobody_came(house, browser, answer, 403, "&lt;script&gt;")


def test_a_provider_that_cannot_be_reached_is_said_to_be_away_before_the_trip_and_after_it(
    room: Room, tmp_path: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there
        nowhere = f"http://127.0.0.1:{taken.getsockname()[1]}"
        settings = Settings(data_dir=tmp_path, oidc_issuer=nowhere, oidc_client_id=CLIENT_ID)
        with open_web(room, settings) as house:
            browser = house.anonymous(Accept="text/html")
            assert "Sign in with 127.0.0.1" in browser.get("/sign-in").text
            answer = browser.get("/sign-in/openid")
            assert_nobody_came(house, browser, answer, 503, "127.0.0.1 cannot be asked just now")
    with open_provider() as provider:
        settings = settings.model_copy(update={"oidc_issuer": provider.issuer})
        with open_web(room, settings) as house:
            browser = house.anonymous(Accept="text/html")
            back = allowed(browser.get("/sign-in/openid"))
            provider.is_away = True
            assert_nobody_came(house, browser, browser.get(back), 503, "cannot be asked just now")


def test_a_discovery_document_of_another_issuer_leads_nowhere(house: Web, provider: Provider) -> None:
    provider.told_issuer = "https://elsewhere.example"
    browser = house.anonymous(Accept="text/html")
    assert_nobody_came(house, browser, browser.get("/sign-in/openid"), 403, "does not hold")


def test_a_provider_that_tells_addresses_to_whoever_shows_the_access_token_is_asked_for_them(
    house: Web, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.person = Person(email=house.room.artist.email)
    provider.tells_by_user_info = True
    browser = house.anonymous(Accept="text/html")
    provider.user_info_subject = "guild|another"
    assert_nobody_came(house, browser, come_in(browser), 403, "does not hold")
    assert "not of one person" in why(caplog)
    provider.user_info_subject = None
    assert come_in(browser).status_code == 303
    assert browser.get("/api/v1/account").json()["id"] == house.room.artist.id


def test_a_provider_that_wants_the_secret_in_the_body_gets_it_there(house: Web, provider: Provider) -> None:
    provider.person = Person(email=house.room.artist.email)
    provider.takes_secret_in = "client_secret_post"
    assert come_in(house.anonymous(Accept="text/html")).status_code == 303


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("//evil.example", "/studio/"),
        ("https://evil.example", "/studio/"),
        ("/\\evil.example", "/studio/"),
        ("/library/?q=a b&order=best", "/library/?q=a b&order=best"),
        ("/" + "x" * 5000, "/studio/"),
    ],
    ids=lambda value: value[:30],
)
def test_the_way_back_leads_to_this_studio_alone(wanted: str, reached: str, house: Web, provider: Provider) -> None:
    provider.person = Person(email=house.room.artist.email)
    browser = house.anonymous(Accept="text/html")
    back = browser.get(allowed(browser.get("/sign-in/openid", params={"next": wanted})))
    assert back.status_code == 303
    assert back.headers["location"].replace("%20", " ") == reached
