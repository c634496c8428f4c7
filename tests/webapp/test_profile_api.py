"""One's own account over HTTP."""

from __future__ import annotations

from tests.webapp.conftest import Web

ACCOUNT = "/api/v1/account"


def test_an_account_is_seen_and_changed(web: Web) -> None:
    browser = web.browser(web.room.artist)
    before = browser.get(ACCOUNT).json()
    assert (before["name"], before["pen_name"], before["craft"]) == ("ada", None, None)
    assert before["quota"] == {"limit": None, "used": 0, "waiting": 0, "left": None}

    after = browser.patch(ACCOUNT, json={"pen_name": "Countess", "craft": "visual artist"})

    assert after.json() == {**before, "pen_name": "Countess", "craft": "visual artist"}
    assert browser.patch(ACCOUNT, json={"craft": "plumber"}).status_code == 422
    assert browser.patch(ACCOUNT, json={"role": "maintainer"}).status_code == 422
    assert browser.get(ACCOUNT).json() == after.json()


def test_browsers_are_listed_and_signed_out(web: Web) -> None:
    here, elsewhere = web.browser(web.room.artist), web.browser(web.room.artist)
    sessions = here.get(f"{ACCOUNT}/sessions").json()["sessions"]
    assert sorted(session["is_this"] for session in sessions) == [False, True]

    assert here.delete(f"{ACCOUNT}/sessions").json() == {"closed": 1}

    assert here.get(ACCOUNT).status_code == 200
    assert elsewhere.get(ACCOUNT).status_code == 401


def test_a_token_is_told_once_and_ends_at_once(web: Web) -> None:
    browser = web.browser(web.room.artist)
    made = browser.post(f"{ACCOUNT}/tokens", json={"name": "a script"})
    assert made.status_code == 201
    program = web.anonymous(Authorization=f"Bearer {made.json()['token']}")
    assert program.get(ACCOUNT).json()["email"] == web.room.artist.email

    listed = browser.get(f"{ACCOUNT}/tokens").json()["tokens"]
    assert [set(token) for token in listed] == [{"id", "name", "created_at"}]
    browser.delete(f"{ACCOUNT}/tokens/{listed[0]['id']}").raise_for_status()
    assert program.get(ACCOUNT).status_code == 401


def test_a_maintainer_gives_a_quota_and_takes_it_back(web: Web) -> None:
    maintainer, artist = web.program(web.room.maintainer), web.program(web.room.artist)
    place = f"/api/v1/members/{web.room.artist.id}"

    assert maintainer.patch(place, json={"quota_gpu_seconds": 50}).json()["quota_gpu_seconds"] == 50
    assert artist.get(ACCOUNT).json()["quota"] == {"limit": 50, "used": 0, "waiting": 0, "left": 50}
    assert maintainer.patch(place, json={"role": "artist"}).json()["quota_gpu_seconds"] == 50
    assert maintainer.patch(place, json={"quota_gpu_seconds": None}).json()["quota_gpu_seconds"] is None
    assert maintainer.patch(place, json={"quota_gpu_seconds": -1}).status_code == 422
