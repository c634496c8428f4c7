"""The durable queue, seen from where jobs are put in: DBOS on the same database as the clips.

A job is written in the transaction that writes its clip, so there is never one without the other; its id is the clip's.
Knows names of queues and priorities, not what a job does: `portal/worker.py` says that.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from dbos import DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, run_dbos_database_migrations
from sqlalchemy.orm import Session

from storage.clips import UNFINISHED
from storage.database import Database
from storage.refinements import UNDER_WAY
from storage.tables import ClipRow, RefinementRow

APPLICATION = "dailies"
JOBS_VERSION = "jobs-1"
"""Constant, because DBOS never recovers pending jobs of another version and would otherwise hash the source."""
RENDER_WORKFLOW = "render_clip"
REFINE_WORKFLOW = "refine_model"
HIGHEST_PRIORITY = 1
LOWEST_PRIORITY = 2**31 - 1
_ALIVE = ("ENQUEUED", "DELAYED", "PENDING")
"""DBOS's words for jobs that will run, or run."""


def queue_name(model: str) -> str:
    """The queue of one base model: a worker listens to the queues of the models it has loaded."""
    return f"render:{model}"


def refine_queue_name(base: str) -> str:
    """The queue of refinements of one base: beside that of its clips, so that these need not wait for one to end."""
    return f"refine:{base}"


def engine_config(database: Database, slot: str) -> DBOSConfig:
    """DBOS's configuration for the worker that serves `slot`. The slot is the executor id: jobs of a killed worker are
    recovered by whoever serves the same slot next."""
    config: DBOSConfig = {
        "name": APPLICATION,
        "executor_id": slot,
        "application_version": JOBS_VERSION,
        "serializer": DBOSPortableJSONSerializer(),
        "log_level": "WARNING",
        "run_migrations": False,
    }
    if database.is_sqlite:
        config["system_database_engine"] = database.engine
    else:
        config["system_database_url"] = database.url
    return config


class JobQueue:
    """Puts jobs in and takes them back."""

    def __init__(self, database: Database) -> None:
        self._client = DBOSClient(
            system_database_engine=database.engine,
            serializer=DBOSPortableJSONSerializer(),
            application_name=APPLICATION,
            lazy=True,
        )

    def enqueue(self, session: Session, clip_id: str, *, model: str, owner_id: str, tag: int) -> None:
        """Add the job of a clip to the transaction of `session`. Smaller tags are served first."""
        self._client.enqueue_in_transaction(
            session,
            {
                "workflow_name": RENDER_WORKFLOW,
                "queue_name": queue_name(model),
                "workflow_id": clip_id,
                "priority": min(HIGHEST_PRIORITY + tag, LOWEST_PRIORITY),
                "authenticated_user": owner_id,
            },
            clip_id,
        )

    def enqueue_refinement(self, session: Session, refinement_id: str, *, base: str) -> None:
        """Add the job of a refinement to the transaction of `session`. Those asked for first are served first."""
        self._client.enqueue_in_transaction(
            session,
            {
                "workflow_name": REFINE_WORKFLOW,
                "queue_name": refine_queue_name(base),
                "workflow_id": refinement_id,
            },
            refinement_id,
        )

    def withdraw(self, job_id: str) -> None:
        """Take a job that has not begun out of the queue."""
        self._client.cancel_workflow(job_id)

    def close(self) -> None:
        """Give DBOS's connections back."""
        self._client.destroy()


def migrate_jobs(database: Database) -> None:
    """Create or update DBOS's own tables beside ours."""
    run_dbos_database_migrations(database.url)


def slots_with_pending_jobs(database: Database) -> frozenset[str]:
    """The slots whose workers took a job and have not finished it."""
    jobs = _jobs_table(database)
    query = sa.select(jobs.c.executor_id).where(jobs.c.status == "PENDING").distinct()
    with database.reading() as session:
        return frozenset(name for name in session.scalars(query) if name)


def clips_with_ended_jobs(database: Database) -> Sequence[str]:
    """Unfinished clips whose job will not run again: DBOS took it for done, failed, cancelled or hopeless."""
    jobs = _jobs_table(database)
    query = (
        sa.select(ClipRow.id)
        .join(jobs, jobs.c.workflow_uuid == ClipRow.id)
        .where(ClipRow.status.in_(UNFINISHED), jobs.c.status.not_in(_ALIVE))
    )
    with database.reading() as session:
        return session.scalars(query).all()


def refinements_with_ended_jobs(database: Database) -> Sequence[str]:
    """Unfinished refinements whose job will not run again."""
    jobs = _jobs_table(database)
    query = (
        sa.select(RefinementRow.id)
        .join(jobs, jobs.c.workflow_uuid == RefinementRow.id)
        .where(RefinementRow.status.in_(UNDER_WAY), jobs.c.status.not_in(_ALIVE))
    )
    with database.reading() as session:
        return session.scalars(query).all()


def _jobs_table(database: Database) -> sa.TableClause:
    """DBOS's own table, as far as we look into it."""
    names = ("workflow_uuid", "status", "executor_id")
    columns = [sa.column(name, sa.String) for name in names]
    return sa.table("workflow_status", *columns, schema=None if database.is_sqlite else "dbos")
