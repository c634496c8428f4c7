"""Refinements: asking for one, watching it, stopping it. Knows no training; a worker does what is asked for here."""

from __future__ import annotations

import uuid

from portal.audit import record
from portal.errors import InvalidRequest, NotFound
from portal.members import Member
from portal.model_version import ModelVersion
from portal.models import Models
from portal.moments import now
from portal.policy import Action, require
from portal.refinement import Refinement, RefinementRequest
from storage import datasets as dataset_rows
from storage import model_versions as version_rows
from storage import refinements as rows
from storage.database import Database, Session
from storage.jobs import JobQueue
from storage.tables import RefinementRow
from storage.words import AuditAction, ModelStatus, RefinementStatus

MAX_LISTED = 100


class Refinements:
    """The room where versions are refined. A `member` of None is the command line, whose user owns the files anyway."""

    def __init__(self, database: Database, jobs: JobQueue, models: Models) -> None:
        self._database = database
        self._jobs = jobs
        self._models = models

    def begin(self, member: Member | None, request: RefinementRequest) -> Refinement:
        """Queue a refinement; its row and its job are written in one transaction.

        Raises:
            Forbidden: the member is no maintainer.
            NotFound: there is no such dataset.
            InvalidRequest: no such version, a retired one, or numbers that nothing can be done with.
        """
        if member is not None:
            require(member, Action.MANAGE_MODELS)
        request.require_sane()
        with self._database.writing() as session:
            if dataset_rows.by_id(session, request.dataset_id) is None:
                raise NotFound(f"There is no dataset {request.dataset_id[:64]!r}.")
            parent = self._parent(session, request.parent)
            row = RefinementRow(
                id=str(uuid.uuid4()),
                member_id=None if member is None else member.id,
                dataset_id=request.dataset_id,
                base=parent.base,
                parent=parent.name,
                method=request.method.value,
                seed=request.seed,
                rank=request.rank,
                max_steps=request.max_steps,
                status=RefinementStatus.QUEUED,
                created_at=now(),
                curve=[],
                metrics={},
                settings={},
            )
            session.add(row)
            session.flush()
            record(
                session,
                row.member_id,
                AuditAction.REFINEMENT_BEGUN,
                row.id,
                dataset=row.dataset_id,
                parent=row.parent,
                method=row.method,
            )
            self._jobs.enqueue_refinement(session, row.id, base=row.base)
            return Refinement.from_row(row)

    def get(self, member: Member | None, refinement_id: str) -> Refinement:
        """All that is known of a refinement.

        Raises:
            Forbidden: the member is no maintainer.
            NotFound: there is no such refinement.
        """
        if member is not None:
            require(member, Action.MANAGE_MODELS)
        with self._database.reading() as session:
            return Refinement.from_row(_row(session, refinement_id))

    def newest(self, member: Member) -> tuple[Refinement, ...]:
        """The refinements that were asked for last, at most 100.

        Raises:
            Forbidden: the member is no maintainer.
        """
        require(member, Action.MANAGE_MODELS)
        with self._database.reading() as session:
            return tuple(Refinement.from_row(row) for row in rows.newest(session, MAX_LISTED))

    def cancel(self, member: Member, refinement_id: str) -> Refinement:
        """Stop a refinement that is not finished; a finished one stays as it is.

        Raises:
            Forbidden: the member is no maintainer.
            NotFound: there is no such refinement.
        """
        require(member, Action.MANAGE_MODELS)
        with self._database.writing() as session:
            row = _row(session, refinement_id, for_update=True)
            was_queued = row.status is RefinementStatus.QUEUED
            if was_queued:
                row.status = RefinementStatus.CANCELLED
                row.finished_at = now()
            elif not row.status.is_final:
                row.cancel_requested = True  # the worker looks at it after every step
            refinement = Refinement.from_row(row)
        if was_queued:
            self._jobs.withdraw(refinement_id)
        return refinement

    def _parent(self, session: Session, name: str | None) -> ModelVersion:
        if name is None:
            return self._models.named(None)
        row = version_rows.by_name(session, name)
        if row is None or row.status is ModelStatus.RETIRED:
            raise InvalidRequest(f"There is no model version {name[:64]!r} to start from, or it is retired.")
        return ModelVersion.from_row(row)


def _row(session: Session, refinement_id: str, *, for_update: bool = False) -> RefinementRow:
    row = rows.by_id(session, refinement_id, for_update=for_update)
    if row is None:
        raise NotFound(f"There is no refinement {refinement_id[:64]!r}.")
    return row
