"""What maintainers decide on model versions, and what others notice of it."""

from __future__ import annotations

from collections import Counter

import pytest

from portal.as_asked import AsAsked
from portal.clip_request import ClipRequest
from portal.errors import Conflict, Forbidden, InvalidRequest, NotFound
from portal.models import Offer
from portal.shot import AskedShot
from storage import clips as clip_rows
from storage.media import MediaKind
from storage.words import AuditAction, ClipStatus, ComparisonVerdict, ModelStatus
from tests.conftest import CAPABILITIES, Room
from tests.portal.finished_clips import finished_clip
from tests.portal.refined_version import refined_version


def ask(room: Room, model: str | None = None, key: str | None = None) -> str:
    request = ClipRequest((AskedShot("a red car", 2.0),), model=model, idempotency_key=key)
    return room.portal.clips.ask_for(room.artist, request)[0].model


def test_an_artist_cannot_promote_retire_prove_or_list_versions(room: Room) -> None:
    refined_version(room)
    versions = room.portal.versions
    for deed in (
        lambda: versions.promote(room.artist, "tiny-r1", 0),
        lambda: versions.retire(room.curator, "tiny-r1"),
        lambda: versions.prove(room.artist, "tiny-r1", ["a dog"]),
        lambda: versions.everything(room.curator),
    ):
        with pytest.raises(Forbidden):
            deed()


def test_a_candidate_renders_for_maintainers_alone_until_it_is_promoted(room: Room) -> None:
    refined_version(room)
    with pytest.raises(InvalidRequest, match="There is no model 'tiny-r1'"):
        ask(room, "tiny-r1")
    request = ClipRequest((AskedShot("a red car", 2.0),), model="tiny-r1")
    assert room.portal.clips.ask_for(room.maintainer, request)[0].model == "tiny-r1"
    room.portal.versions.promote(room.maintainer, "tiny-r1", 0)
    assert ask(room, "tiny-r1") == "tiny-r1"
    assert ask(room) == "tiny"


def test_a_version_gets_its_share_of_the_requests_that_name_no_model(room: Room) -> None:
    refined_version(room)
    room.portal.versions.promote(room.maintainer, "tiny-r1", 30)
    shares = Counter(room.portal.models.for_request(room.artist, None, luck).name for luck in range(100))
    assert shares == {"tiny": 70, "tiny-r1": 30}
    assert ask(room, key="once") == ask(room, key="once")


def test_shares_never_add_up_to_more_than_all(room: Room) -> None:
    refined_version(room, "tiny-r1")
    refined_version(room, "tiny-r2")
    room.portal.versions.promote(room.maintainer, "tiny-r1", 80)
    with pytest.raises(Conflict, match="have 80 % of the traffic, so tiny-r2 can have at most 20 %"):
        room.portal.versions.promote(room.maintainer, "tiny-r2", 30)
    with pytest.raises(InvalidRequest, match="choose 0 to 100"):
        room.portal.versions.promote(room.maintainer, "tiny-r2", 101)


def test_a_version_that_is_rolled_back_makes_room_for_its_parent_and_fails_what_waits_for_it(room: Room) -> None:
    refined_version(room)
    room.portal.versions.promote(room.maintainer, "tiny-r1", 100)
    [waiting] = room.portal.clips.ask_for(room.artist, ClipRequest((AskedShot("a red car", 2.0),)))
    assert waiting.model == "tiny-r1"
    retired = room.portal.versions.retire(room.maintainer, "tiny-r1")
    assert (retired.model.status, retired.model.traffic_percent) == (ModelStatus.RETIRED, 0)
    assert room.portal.clips.get(room.artist, waiting.id).status is ClipStatus.FAILED
    assert ask(room) == "tiny"
    told = [entry.action for entry in room.portal.audit.newest(room.maintainer, limit=2)]
    assert told == [AuditAction.VERSION_RETIRED, AuditAction.VERSION_PROMOTED]


def test_bases_are_the_settings_to_offer_and_unknown_names_are_not_found(room: Room) -> None:
    with pytest.raises(InvalidRequest, match="tiny is a base"):
        room.portal.versions.retire(room.maintainer, "tiny")
    with pytest.raises(NotFound, match="no model version 'nothing'"):
        room.portal.versions.promote(room.maintainer, "nothing", 0)


def test_versions_stay_with_a_base_that_is_offered_again_and_go_with_one_that_is_not(room: Room) -> None:
    refined_version(room)
    room.portal.versions.promote(room.maintainer, "tiny-r1", 10)
    room.portal.models.offer([Offer("tiny", "nowhere", None, CAPABILITIES)])
    assert [version.name for version in room.portal.models.available()] == ["tiny", "tiny-r1"]
    room.portal.models.offer([Offer("other", "nowhere", None, CAPABILITIES)])
    assert [version.name for version in room.portal.models.available()] == ["other"]
    with pytest.raises(Conflict, match="its base tiny is not offered here"):
        room.portal.versions.promote(room.maintainer, "tiny-r1", 10)


def test_a_version_whose_file_is_missing_says_so_and_cannot_be_promoted(room: Room) -> None:
    refined_version(room)
    sha256 = room.portal.versions.everything(room.maintainer)[1].model.adapter_sha256
    assert sha256 is not None
    room.media.find(sha256, MediaKind.ADAPTER).path.unlink()
    problem = room.portal.versions.everything(room.maintainer)[1].problem
    assert problem is not None
    assert f"{sha256}.safetensors is missing" in problem
    with pytest.raises(Conflict, match="is missing from the media folder"):
        room.portal.versions.promote(room.maintainer, "tiny-r1", 10)


def test_versions_of_one_base_wait_in_one_line(room: Room) -> None:
    refined_version(room)
    room.portal.versions.promote(room.maintainer, "tiny-r1", 0)
    request = ClipRequest((AskedShot("a red car", 2.0),), model="tiny")
    room.portal.clips.ask_for(room.artist, request)
    behind = ClipRequest((AskedShot("a red car", 2.0),), model="tiny-r1")
    assert room.portal.clips.ask_for(room.other_artist, behind)[0].position == 2


def test_a_proof_renders_parent_and_version_from_one_seed_and_shares_both(room: Room) -> None:
    refined_version(room)
    clips = room.portal.versions.prove(room.maintainer, "tiny-r1", ["a dog", "a cat"])
    assert [clip.model for clip in clips] == ["tiny", "tiny-r1"] * 2
    assert clips[0].seed == clips[1].seed != clips[2].seed
    assert all(clip.shared_at for clip in clips)
    assert [clip.id for clip in room.portal.versions.prove(room.maintainer, "tiny-r1", ["a dog", "a cat"])] == [
        clip.id for clip in clips
    ]


def test_votes_against_the_parent_are_the_proof(room: Room) -> None:
    refined_version(room)
    for model in ("tiny", "tiny-r1"):
        finished_clip(room, room.maintainer, "a dog", content=model.encode(), model=model)
    pair = room.portal.arena.next(room.curator)
    assert pair is not None
    vote = room.portal.arena.vote(room.curator, pair.id, ComparisonVerdict.LEFT)
    proof = room.portal.versions.everything(room.maintainer)[1].proof
    assert proof is not None
    assert (proof.wins, proof.losses) == ((1, 0) if vote.left.model == "tiny-r1" else (0, 1))
    assert proof.share.low < 0.5 < proof.share.high or proof.share.whole == 1


def judged(room: Room, clip_id: str, says: dict[str, bool] | None) -> None:
    with room.portal.database.writing() as session:
        row = clip_rows.by_id(session, clip_id)
        assert row is not None
        row.status, row.as_asked = ClipStatus.READY, says


def test_the_critic_is_asked_about_clips_of_the_same_prompt_and_seed_alone(room: Room) -> None:
    refined_version(room)
    parents, versions, parents_other, versions_other = room.portal.versions.prove(
        room.maintainer, "tiny-r1", ["a dog", "a cat"]
    )
    assert room.portal.versions.everything(room.maintainer)[1].as_asked == ()
    judged(room, parents.id, {"subject": True})
    judged(room, versions.id, {"subject": False})
    judged(room, parents_other.id, {"subject": True})
    judged(room, versions_other.id, None)
    base, refined = room.portal.versions.everything(room.maintainer)
    assert base.as_asked == ()
    assert refined.as_asked == (AsAsked("subject", asked=1, shown=0, shown_by_parent=1),)
