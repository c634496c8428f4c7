"""Model versions on offer. Knows names and capabilities; loads no weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.spec import Capabilities
from portal.errors import InvalidRequest
from portal.model_version import ModelVersion, capabilities_to_json
from portal.moments import now
from portal.policy import Action, Asker, allows
from storage import clips as clip_rows
from storage import model_versions as rows
from storage import refinements as refinement_rows
from storage.database import Database, Session
from storage.tables import ModelVersionRow
from storage.words import ClipStatus, ModelStatus, RefinementStatus


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that the operator put on offer."""

    name: str
    source: str
    revision: str | None
    capabilities: Capabilities


class Models:
    """The room where the models stand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def offer(self, offers: Sequence[Offer]) -> None:
        """Make exactly these live, the first as default.

        Versions that are no longer offered are retired, and clips that wait for them fail with that reason.
        """
        with self._database.writing() as session:
            self._database.lock_for_transaction(session, "model-versions")
            rows.retire_all_but(session, [offer.name for offer in offers])
            fail_waiting(session)
            for refinement in refinement_rows.under_way_on_others(session, [offer.name for offer in offers]):
                refinement.status = RefinementStatus.FAILED
                refinement.finished_at = now()
                refinement.error = f"The model {refinement.base} is no longer offered here."
            for position, offer in enumerate(offers):
                row = rows.by_name(session, offer.name)
                if row is None:
                    row = ModelVersionRow(name=offer.name, created_at=now())
                    session.add(row)
                row.source = offer.source
                row.revision = offer.revision
                row.status = ModelStatus.LIVE
                row.is_default = position == 0
                row.capabilities = capabilities_to_json(offer.capabilities)

    def available(self) -> tuple[ModelVersion, ...]:
        """The live versions, the default first."""
        with self._database.reading() as session:
            return tuple(ModelVersion.from_row(row) for row in rows.live(session))

    def named(self, name: str | None) -> ModelVersion:
        """The live version of that name, or the default for None.

        Raises:
            InvalidRequest: there is none.
        """
        available = self.available()
        for version in available:
            if version.name == name or (name is None and version.is_default):
                return version
        raise _no_such_model(name, available)

    def for_request(self, asker: Asker, name: str | None, luck: int) -> ModelVersion:
        """What renders a request: the version it names, or one that shares the traffic of the default.

        Args:
            asker: who asks. Maintainers may name candidates, too.
            name: as in the request.
            luck: 0 to 99, the request's place among a hundred.

        Raises:
            InvalidRequest: there is none of that name.
        """
        if name is None:
            return self._by_traffic(luck)
        with self._database.reading() as session:
            row = rows.by_name(session, name)
            if row is not None and row.status is ModelStatus.CANDIDATE and allows(asker, Action.MANAGE_MODELS):
                return ModelVersion.from_row(row)
        return self.named(name)

    def _by_traffic(self, luck: int) -> ModelVersion:
        default = self.named(None)
        upper = 0
        for version in self.available():
            upper += version.traffic_percent if version.base == default.name else 0
            if luck < upper:
                return version
        return default


def fail_waiting(session: Session) -> None:
    """Fail the clips that wait for versions that are retired by now, with that reason."""
    for clip in clip_rows.waiting_for_retired_models(session):
        clip.status = ClipStatus.FAILED
        clip.finished_at = now()
        clip.error = f"The model {clip.model} is no longer offered here. Ask again with another one."
        clip_rows.add_event(session, clip, now())


def _no_such_model(name: str | None, available: Sequence[ModelVersion]) -> InvalidRequest:
    names = ", ".join(version.name for version in available)
    return InvalidRequest(f"There is no model {str(name)[:64]!r}. Choose one of: {names}.")
