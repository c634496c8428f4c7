"""Asking for refinements, and stopping them. That they are done is shown by journeys/test_refinement_journey.py."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.spec import RefineMethod
from portal.errors import Forbidden, InvalidRequest, NotFound
from portal.models import Offer
from portal.refinement import RefinementRequest
from storage.words import AuditAction, RefinementStatus
from tests.conftest import CAPABILITIES, Room
from tests.portal.refined_version import frozen_dataset, refined_version


def wanted(room: Room) -> RefinementRequest:
    return RefinementRequest(frozen_dataset(room), RefineMethod.RWR)


def test_a_curator_cannot_begin_look_at_or_stop_a_refinement(room: Room) -> None:
    begun = room.portal.refinements.begin(room.maintainer, wanted(room))
    for deed in (
        lambda: room.portal.refinements.begin(room.curator, wanted(room)),
        lambda: room.portal.refinements.get(room.curator, begun.id),
        lambda: room.portal.refinements.cancel(room.curator, begun.id),
        lambda: room.portal.refinements.newest(room.curator),
    ):
        with pytest.raises(Forbidden):
            deed()


def test_a_refinement_waits_in_line_and_the_log_tells_of_it(room: Room) -> None:
    begun = room.portal.refinements.begin(room.maintainer, wanted(room))
    assert (begun.status, begun.base, begun.parent) == (RefinementStatus.QUEUED, "tiny", "tiny")
    assert room.portal.refinements.newest(room.maintainer) == (begun,)
    [entry] = room.portal.audit.newest(room.maintainer, limit=1)
    assert (entry.action, entry.subject) == (AuditAction.REFINEMENT_BEGUN, begun.id)


def test_a_refinement_may_start_from_a_refined_version(room: Room) -> None:
    refined_version(room)
    begun = room.portal.refinements.begin(room.maintainer, replace(wanted(room), parent="tiny-r1"))
    assert (begun.base, begun.parent) == ("tiny", "tiny-r1")
    room.portal.versions.retire(room.maintainer, "tiny-r1")
    with pytest.raises(InvalidRequest, match="or it is retired"):
        room.portal.refinements.begin(room.maintainer, replace(wanted(room), parent="tiny-r1"))


def test_one_that_waits_is_stopped_at_once(room: Room) -> None:
    begun = room.portal.refinements.begin(room.maintainer, wanted(room))
    assert room.portal.refinements.cancel(room.maintainer, begun.id).status is RefinementStatus.CANCELLED
    assert room.portal.refinements.cancel(room.maintainer, begun.id).status is RefinementStatus.CANCELLED


def test_what_nothing_can_be_done_with_is_refused_and_nothing_is_queued(room: Room) -> None:
    request = wanted(room)
    with pytest.raises(NotFound, match="no dataset 'nothing'"):
        room.portal.refinements.begin(room.maintainer, replace(request, dataset_id="nothing"))
    with pytest.raises(InvalidRequest, match=r"rank of 65 .* choose 1 to 64"):
        room.portal.refinements.begin(room.maintainer, replace(request, rank=65))
    with pytest.raises(InvalidRequest, match="number of steps of 0"):
        room.portal.refinements.begin(room.maintainer, replace(request, max_steps=0))
    assert room.portal.refinements.newest(room.maintainer) == ()


def test_a_refinement_fails_when_its_base_is_no_longer_offered(room: Room) -> None:
    begun = room.portal.refinements.begin(room.maintainer, wanted(room))
    room.portal.models.offer([Offer("other", "nowhere", None, CAPABILITIES)])
    failed = room.portal.refinements.get(room.maintainer, begun.id)
    assert (failed.status, failed.error) == (
        RefinementStatus.FAILED,
        "The model tiny is no longer offered here.",
    )
