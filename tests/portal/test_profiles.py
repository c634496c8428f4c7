"""One's own account: what others read, the password, browsers, tokens, and a line in the log for each change."""

from __future__ import annotations

import pytest

from portal.clip_request import ClipRequest
from portal.errors import Conflict, InvalidRequest, NotFound, NotSignedIn, TooMuch
from portal.members import Member
from portal.profiles import MAX_API_TOKENS
from portal.shot import AskedShot
from storage.words import Role
from tests.conftest import Room
from tests.portal.finished_clips import finished_clip

PASSWORD = "a long password"
EMAIL = "new@example.org"


def newcomer(room: Room, pen_name: str = "", craft: str = "") -> Member:
    token = room.portal.members.invite(room.maintainer, Role.ARTIST)
    return room.portal.members.join(
        token,
        email=EMAIL,
        name="New",
        password=PASSWORD,
        consents_to_training=False,
        pen_name=pen_name,
        craft=craft,
    )


def actions(room: Room, count: int) -> list[str]:
    return [entry.action for entry in room.portal.audit.newest(room.maintainer, limit=count)]


def test_others_read_the_pen_name_and_maintainers_see_both(room: Room) -> None:
    member = newcomer(room, pen_name="Nom <b>de</b> plume", craft="filmmaker")
    clip_id = finished_clip(room, member)
    room.portal.comments.add(member, clip_id, 0.5, "here")
    room.portal.ratings.rate(member, clip_id, 4)

    assert room.portal.clips.get(room.curator, clip_id).member_name == "Nom <b>de</b> plume"
    assert room.portal.comments.on(room.curator, clip_id)[0].member_name == "Nom <b>de</b> plume"
    assert room.portal.ratings.given_to(room.curator, clip_id)[0].member_name == "Nom <b>de</b> plume"
    account = room.portal.people.accounts(room.maintainer)[-1]
    assert (account.name, account.pen_name, account.craft) == ("New", "Nom <b>de</b> plume", "filmmaker")

    room.portal.profiles.change(member, pen_name=" ", craft="")
    assert room.portal.clips.get(room.curator, clip_id).member_name == "New"
    assert room.portal.profiles.of(member).craft is None


@pytest.mark.parametrize("wrong", [{"craft": "plumber"}, {"name": " "}, {"pen_name": "x" * 101}])
def test_what_cannot_be_kept_changes_nothing(room: Room, wrong: dict[str, str]) -> None:
    before = room.portal.profiles.of(room.artist)
    with pytest.raises(InvalidRequest):
        room.portal.profiles.change(room.artist, **{"name": "Another", **wrong})  # type: ignore[arg-type]
    assert room.portal.profiles.of(room.artist) == before


def test_consent_counts_for_clips_to_come_and_is_written_down(room: Room) -> None:
    session = room.portal.members.open_session(room.artist)
    room.portal.profiles.change(room.artist, consents_to_training=False)
    room.portal.profiles.change(room.artist, consents_to_training=False)

    member = room.portal.members.by_session(session)
    assert member is not None
    assert member.consents_to_training is False
    assert room.portal.clips.ask_for(member, ClipRequest(shots=(AskedShot("a cat", 2.0),)))
    entry = room.portal.audit.newest(room.maintainer, limit=1)[0]
    assert (entry.action, entry.detail) == (
        "profile_changed",
        {"email": room.artist.email, "consents_to_training": False},
    )
    assert actions(room, 2).count("profile_changed") == 1  # nothing changed the second time


def test_a_new_password_signs_every_other_browser_out(room: Room) -> None:
    member = newcomer(room)
    here, elsewhere = (room.portal.members.open_session(member, agent) for agent in ("Firefox", "Chromium"))
    browsers = room.portal.profiles.browsers(member, here)
    assert {(browser.agent, browser.is_this) for browser in browsers} == {("Firefox", True), ("Chromium", False)}

    room.portal.profiles.change_password(member, PASSWORD, "another password", secret=here)

    assert room.portal.members.by_session(here) == member
    assert room.portal.members.by_session(elsewhere) is None
    assert room.portal.members.sign_in(EMAIL, "another password") == member
    with pytest.raises(NotSignedIn):
        room.portal.members.sign_in(EMAIL, PASSWORD)
    assert actions(room, 1) == ["password_changed"]


def test_a_wrong_current_password_changes_nothing_and_is_counted(room: Room) -> None:
    member = newcomer(room)
    for _ in range(10):
        with pytest.raises(InvalidRequest, match="current password is wrong"):
            room.portal.profiles.change_password(member, "wrong", "another password", secret=None)
    with pytest.raises(TooMuch):
        room.portal.profiles.change_password(member, PASSWORD, "another password", secret=None)
    assert "password_changed" not in actions(room, 50)


def test_an_account_without_a_password_gets_its_first_by_the_link(room: Room) -> None:
    with pytest.raises(Conflict, match="no password yet"):
        room.portal.profiles.change_password(room.artist, "", "another password", secret=None)


def test_signing_out_elsewhere_spares_this_browser_and_everybody_elses(room: Room) -> None:
    here, elsewhere = (room.portal.members.open_session(room.artist) for _ in range(2))
    others = room.portal.members.open_session(room.curator)

    assert room.portal.profiles.sign_out_elsewhere(room.artist, here) == 1
    assert room.portal.profiles.sign_out_elsewhere(room.artist, here) == 0

    assert [room.portal.members.by_session(secret) for secret in (here, elsewhere, others)] == [
        room.artist,
        None,
        room.curator,
    ]


def test_tokens_are_made_named_and_revoked_by_their_owner_alone(room: Room) -> None:
    token, secret = room.portal.profiles.make_token(room.artist, "a script")
    assert room.portal.members.by_api_token(secret) == room.artist
    assert [listed.name for listed in room.portal.profiles.tokens(room.artist)] == ["a script"]
    assert secret not in str(room.portal.profiles.tokens(room.artist))

    with pytest.raises(NotFound):
        room.portal.profiles.revoke_token(room.other_artist, token.id)
    room.portal.profiles.revoke_token(room.artist, token.id)
    assert room.portal.members.by_api_token(secret) is None
    assert actions(room, 2) == ["api_token_revoked", "api_token_made"]


def test_nobody_hoards_tokens(room: Room) -> None:
    for number in range(MAX_API_TOKENS):
        room.portal.profiles.make_token(room.artist, str(number))
    with pytest.raises(Conflict, match="Revoke one"):
        room.portal.profiles.make_token(room.artist, "one more")
