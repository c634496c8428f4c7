"""Looks after what dead workers left behind. Runs in every living worker, knows slots and the queue, no models.

Two things can be left behind: jobs of a worker that died and was not started again under its name, and clips whose job
has ended without a word to the clip, because the database could not be written to at that moment.
"""

from __future__ import annotations

import logging

from dbos import DBOS

from portal.moments import now
from portal.slot import Slot, SlotTaken
from storage import clips as rows
from storage import refinements as refinement_rows
from storage.database import Database
from storage.jobs import clips_with_ended_jobs, refinements_with_ended_jobs, slots_with_pending_jobs
from storage.words import ClipStatus, RefinementStatus

log = logging.getLogger("dailies.reaper")

REFINEMENT_ENDED_SILENTLY = (
    "The worker could not write down what became of this refinement. Begin it again; the log says more."
)
ENDED_SILENTLY = "The worker could not write down what became of this clip. Ask for it again; the log says more."


def adopt_orphans(database: Database, mine: Slot) -> None:
    """Give the jobs of slots whose worker is dead back to the queue, where any worker finds them."""
    for name in slots_with_pending_jobs(database) - {mine.name}:
        try:
            with mine.beside(name).held():
                log.warning("the worker of slot %s is gone; its jobs go back to the queue", name)
                DBOS._recover_pending_workflows([name])  # DBOS 3.4 offers this through its admin server only
        except SlotTaken:
            continue


def close_abandoned(database: Database) -> None:
    """Fail clips and refinements that still wait although their job has ended, so that nobody waits for ever."""
    for clip_id in clips_with_ended_jobs(database):
        with database.writing() as session:
            clip = rows.by_id(session, clip_id, for_update=True)
            if clip is None or clip.status.is_final:
                continue
            clip.status = ClipStatus.FAILED
            clip.finished_at = now()
            clip.error = ENDED_SILENTLY
            rows.add_event(session, clip, now())
            log.warning("clip %s was abandoned by its job and is failed now", clip_id)
    for refinement_id in refinements_with_ended_jobs(database):
        with database.writing() as session:
            refinement = refinement_rows.by_id(session, refinement_id, for_update=True)
            if refinement is not None and not refinement.status.is_final:
                refinement.status = RefinementStatus.FAILED
                refinement.finished_at = now()
                refinement.error = REFINEMENT_ENDED_SILENTLY
                log.warning("refinement %s was abandoned by its job and is failed now", refinement_id)
