"""Members, invites and the audit log over HTTP."""

from __future__ import annotations

import httpx
import pytest

from tests.webapp.conftest import Web

PASSWORD = "a long password"


def path_of(link: str) -> str:
    return httpx.URL(link).path


def test_a_link_is_made_listed_used_and_revoked(web: Web) -> None:
    maintainer = web.program(web.room.maintainer)
    made = maintainer.post("/api/v1/invites", json={"role": "curator", "uses": 2, "expires_days": 3})
    assert made.status_code == 201
    link = made.json()["url"]
    assert link.startswith(f"{web.settings.effective_public_url}/join/")
    form = {"name": "New", "email": "new@example.org", "password": PASSWORD}
    assert web.anonymous().post(path_of(link), data=form).status_code == 303

    [*_, member] = maintainer.get("/api/v1/members").json()["members"]
    assert (member["email"], member["role"], member["disabled"]) == ("new@example.org", "curator", False)
    invite = maintainer.get("/api/v1/invites").json()["invites"][0]
    assert (invite["role"], invite["email"], invite["uses_left"]) == ("curator", None, 1)

    assert maintainer.delete(f"/api/v1/invites/{invite['id']}").status_code == 200
    assert web.anonymous().get(path_of(link)).status_code == 404
    assert maintainer.delete(f"/api/v1/invites/{invite['id']}").status_code == 404
    entry = maintainer.get("/api/v1/audit?limit=1").json()["entries"][0]
    assert (entry["actor"], entry["action"]) == ("max@example.org", "invite_revoked")
    assert maintainer.get(f"/api/v1/audit?before={entry['id']}").json()["entries"][0]["action"] == "invite_used"


def test_a_disabled_member_is_out_with_the_next_request(web: Web) -> None:
    maintainer, member = web.program(web.room.maintainer), web.room.artist
    browser, program = web.browser(member), web.program(member)
    assert browser.get("/studio/").status_code == 200

    answer = maintainer.patch(f"/api/v1/members/{member.id}", json={"disabled": True})

    assert (answer.status_code, answer.json()["disabled"]) == (200, True)
    assert program.get("/api/v1/clips").status_code == 401
    out = browser.get("/studio/")
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in?next=%2Fstudio%2F")


def test_a_disabled_member_is_told_so_after_the_right_password(web: Web) -> None:
    maintainer = web.program(web.room.maintainer)
    link = maintainer.post("/api/v1/invites", json={"role": "artist"}).json()["url"]
    web.anonymous().post(path_of(link), data={"name": "New", "email": "new@example.org", "password": PASSWORD})
    [*_, member] = maintainer.get("/api/v1/members").json()["members"]
    maintainer.patch(f"/api/v1/members/{member['id']}", json={"disabled": True})

    right, wrong = (
        web.anonymous().post("/sign-in", data={"email": "new@example.org", "password": password})
        for password in (PASSWORD, "a guess")
    )

    assert right.status_code == 403
    assert "This account was disabled. Ask a maintainer" in right.text
    assert wrong.status_code == 401
    assert "disabled" not in wrong.text


def test_the_last_maintainer_is_told_why_not(web: Web) -> None:
    maintainer = web.program(web.room.maintainer)

    answer = maintainer.patch(f"/api/v1/members/{web.room.maintainer.id}", json={"role": "artist"})

    assert answer.status_code == 409
    assert "max@example.org is the last maintainer" in answer.json()["error"]["message"]
    assert maintainer.get("/api/v1/members").status_code == 200


def test_only_maintainers_are_answered(web: Web) -> None:
    asked: list[tuple[str, str, object]] = [
        ("GET", "/api/v1/members", None),
        ("PATCH", "/api/v1/members/1", {"role": "maintainer"}),
        ("GET", "/api/v1/invites", None),
        ("POST", "/api/v1/invites", {"role": "artist"}),
        ("DELETE", "/api/v1/invites/1", None),
        ("GET", "/api/v1/audit", None),
    ]
    for member in (web.room.artist, web.room.curator):
        program = web.program(member)
        for method, path, body in asked:
            answer = program.request(method, path, json=body)
            assert answer.status_code == 403, path
            assert "maintainer" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "bodies",
    [
        [{}, {"role": "king"}, {"role": "artist", "colour": "red"}],
        [{"role": "artist", "uses": uses} for uses in (0, 1.5, 10**30, "1")],
        [{"role": "artist", "expires_days": days} for days in (0, 366, 10**30)],
        [{"role": "artist", "email": email} for email in ("", "nobody", "nul\x00@example.org")],
    ],
)
def test_an_order_that_makes_no_sense_makes_no_link(web: Web, bodies: list[dict[str, object]]) -> None:
    maintainer = web.program(web.room.maintainer)
    before = maintainer.get("/api/v1/invites").json()
    for body in bodies:
        answer = maintainer.post("/api/v1/invites", json=body)
        assert answer.status_code == 422, body
        assert answer.json()["error"]["message"].endswith(".")
    assert maintainer.get("/api/v1/invites").json() == before


def test_a_change_that_makes_no_sense_changes_nothing(web: Web) -> None:
    maintainer = web.program(web.room.maintainer)
    before = maintainer.get("/api/v1/members").json()
    bodies: list[dict[str, object]] = [{}, {"role": None}, {"role": "king"}, {"disabled": "yes"}, {"name": "x"}]
    for body in bodies:
        assert maintainer.patch(f"/api/v1/members/{web.room.artist.id}", json=body).status_code == 422, body
    assert maintainer.get("/api/v1/members").json() == before
    assert maintainer.patch("/api/v1/members/nobody", json={"role": "artist"}).status_code == 404
