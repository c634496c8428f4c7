"""Nobody waits for a clip that no job will finish. Adoption of a dead slot is tried in journeys/test_crashes.py."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.clip_request import ClipRequest
from portal.reaper import close_abandoned
from portal.shot import AskedShot
from storage.words import ClipStatus
from tests.conftest import Room


@pytest.mark.parametrize("ended", ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"])
def test_a_clip_whose_job_ended_without_a_word_is_failed(room: Room, ended: str) -> None:
    clip = room.portal.clips.ask_for(room.artist, ClipRequest(shots=(AskedShot("a", 1.0),)))[0]
    with room.portal.database.writing() as session:
        session.execute(sa.text("UPDATE workflow_status SET status = :ended"), {"ended": ended})
    close_abandoned(room.portal.database)
    failed = room.portal.clips.get(room.artist, clip.id)
    assert failed.status is ClipStatus.FAILED
    assert "Ask for it again" in (failed.error or "")


def test_a_clip_whose_job_waits_is_left_alone(room: Room) -> None:
    clip = room.portal.clips.ask_for(room.artist, ClipRequest(shots=(AskedShot("a", 1.0),)))[0]
    close_abandoned(room.portal.database)
    assert room.portal.clips.get(room.artist, clip.id).status is ClipStatus.QUEUED
