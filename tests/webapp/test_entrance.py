"""Coming in by a link, signing in and out, with the forms that browsers send."""

from __future__ import annotations

from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from starlette.responses import Response

from settings import Settings
from storage.words import Role
from tests.webapp.conftest import Web
from webapp.entrance import local_path
from webapp.session import SessionCookie

PASSWORD = "correct horse 🐴"


def test_a_link_makes_a_member_who_is_then_signed_in(web: Web) -> None:
    token = web.room.portal.members.invite(web.room.maintainer, Role.ARTIST)
    browser = web.anonymous(Accept="text/html")
    page = browser.get(f"/join/{token}")
    assert page.status_code == 200
    assert "an <strong>artist</strong>" in page.text

    form = {"name": "Žofie <b>", "email": "zofie@example.org", "password": PASSWORD, "consents_to_training": "true"}
    answer = browser.post(f"/join/{token}", data=form)

    assert (answer.status_code, answer.headers["location"]) == (303, "/studio/")
    member = web.room.portal.members.sign_in("zofie@example.org", PASSWORD)
    assert (member.name, member.role, member.consents_to_training) == ("Žofie <b>", Role.ARTIST, True)
    assert browser.get("/api/v1/clips").status_code == 200
    assert browser.get(f"/join/{token}").status_code == 404


def test_a_form_with_a_mistake_comes_back_with_a_sentence_and_what_was_written(web: Web) -> None:
    token = web.room.portal.members.invite(web.room.maintainer, Role.ARTIST)
    form = {"name": 'Ann "<script>"', "email": "ann@example.org", "password": "short"}

    answer = web.anonymous().post(f"/join/{token}", data=form)

    assert answer.status_code == 422
    assert "The password has 5 characters" in answer.text
    assert 'value="Ann &#34;&lt;script&gt;&#34;"' in answer.text
    assert "short" not in answer.text
    assert web.anonymous().get(f"/join/{token}").status_code == 200


def test_an_empty_form_is_answered_with_a_sentence(web: Web) -> None:
    token = web.room.portal.members.invite(web.room.maintainer, Role.ARTIST)

    answer = web.anonymous().post(f"/join/{token}")

    assert answer.status_code == 422
    assert "The name is empty" in answer.text


def test_a_spent_link_says_so(web: Web) -> None:
    answer = web.anonymous().get("/join/never-was")

    assert answer.status_code == 404
    assert "already used, has expired or was mistyped" in answer.text


def test_signing_in_and_out(web: Web) -> None:
    _, token = web.room.portal.members.add("eva@example.org", "Eva", Role.ARTIST, consents_to_training=False)
    web.room.portal.members.join(
        token, email="eva@example.org", name="Eva", password=PASSWORD, consents_to_training=False
    )
    browser = web.anonymous(Accept="text/html")
    wrong = browser.post("/sign-in", data={"email": "eva@example.org", "password": "guess"})
    assert wrong.status_code == 401
    assert "do not go together" in wrong.text
    assert 'value="eva@example.org"' in wrong.text

    right = browser.post("/sign-in", data={"email": "eva@example.org", "password": PASSWORD, "next": "/api/docs?x=1"})
    assert (right.status_code, right.headers["location"]) == (303, "/api/docs?x=1")
    assert browser.get("/studio/").status_code == 200
    kept = browser.cookies["dailies_session"]

    assert browser.post("/sign-out").status_code == 303
    assert "dailies_session" not in browser.cookies
    assert web.room.portal.members.by_session(kept) is None


@pytest.mark.parametrize("email", ["eva@example.org", "nobody@example.org"])
def test_after_ten_wrong_passwords_the_right_one_is_refused_as_well_for_a_while(web: Web, email: str) -> None:
    _, token = web.room.portal.members.add("eva@example.org", "Eva", Role.ARTIST, consents_to_training=False)
    web.room.portal.members.join(
        token, email="eva@example.org", name="Eva", password=PASSWORD, consents_to_training=False
    )
    attacker = web.anonymous(Accept="text/html", **{"X-Forwarded-For": "203.0.113.7"})
    for number in range(10):
        assert attacker.post("/sign-in", data={"email": email, "password": f"guess {number}"}).status_code == 401

    refused = attacker.post("/sign-in", data={"email": email, "password": PASSWORD})

    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 900
    assert "There were too many wrong passwords. Wait 15 minutes" in refused.text
    assert f'value="{email}"' in refused.text
    somebody_else = web.anonymous().post("/sign-in", data={"email": "fay@example.org", "password": PASSWORD})
    assert somebody_else.status_code == 401


def test_guesses_from_one_address_leave_people_elsewhere_alone(web: Web) -> None:
    _, token = web.room.portal.members.add("eva@example.org", "Eva", Role.ARTIST, consents_to_training=False)
    web.room.portal.members.join(
        token, email="eva@example.org", name="Eva", password=PASSWORD, consents_to_training=False
    )
    attacker = web.anonymous(**{"X-Forwarded-For": "203.0.113.7"})
    statuses = [
        attacker.post("/sign-in", data={"email": f"nobody{number}@example.org", "password": "x"}).status_code
        for number in range(51)
    ]
    assert statuses == [401] * 50 + [429]
    form = {"email": "eva@example.org", "password": PASSWORD}
    assert attacker.post("/sign-in", data=form).status_code == 429
    assert web.anonymous(**{"X-Forwarded-For": "203.0.113.8"}).post("/sign-in", data=form).status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(tmp_path: Path) -> None:
    response = Response()
    SessionCookie.from_settings(Settings(data_dir=tmp_path, public_url="https://dailies.example")).put_on(response, "s")
    morsel = SimpleCookie(response.headers["set-cookie"])["__Host-dailies_session"]
    assert morsel["httponly"]
    assert morsel["secure"]
    assert (morsel["samesite"], morsel["path"], morsel["domain"]) == ("lax", "/", "")

    response = Response()
    SessionCookie.from_settings(Settings(data_dir=tmp_path)).put_on(response, "s")
    morsel = SimpleCookie(response.headers["set-cookie"])["dailies_session"]
    assert morsel["httponly"]
    assert not morsel["secure"]


def test_a_wrong_token_is_nobody_even_beside_a_good_cookie(web: Web) -> None:
    browser = web.browser(web.room.artist)

    assert browser.get("/api/v1/clips").status_code == 200
    assert browser.get("/api/v1/clips", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert browser.get("/api/v1/clips", headers={"Authorization": "Basic cHJveHk6cHJveHk="}).status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "", "x"],
)
def test_signing_in_never_leads_to_another_site(elsewhere: str) -> None:
    assert local_path(elsewhere) == "/studio/"


def test_signing_in_leads_back_to_the_page_that_asked() -> None:
    assert local_path("/review/?stars=4&model=a b") == "/review/?stars=4&model=a b"
