"""Model versions on offer. Knows names and capabilities; loads no weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model.spec import Aspect, Capabilities, ShotLink, Size
from portal.errors import InvalidRequest
from portal.moments import now
from storage import clips as clip_rows
from storage import model_versions as rows
from storage.database import Database
from storage.tables import ModelVersionRow
from storage.words import ClipStatus, ModelStatus


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that the operator put on offer."""

    name: str
    source: str
    revision: str | None
    capabilities: Capabilities


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """What can render."""

    name: str
    status: ModelStatus
    capabilities: Capabilities
    is_default: bool


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
            for clip in clip_rows.waiting_for_retired_models(session):
                clip.status = ClipStatus.FAILED
                clip.finished_at = now()
                clip.error = f"The model {clip.model} is no longer offered here. Ask again with another one."
                clip_rows.add_event(session, clip, now())
            for position, offer in enumerate(offers):
                row = rows.by_name(session, offer.name)
                if row is None:
                    row = ModelVersionRow(name=offer.name, created_at=now())
                    session.add(row)
                row.source = offer.source
                row.revision = offer.revision
                row.status = ModelStatus.LIVE
                row.is_default = position == 0
                row.capabilities = _as_json(offer.capabilities)

    def available(self) -> tuple[ModelVersion, ...]:
        """The live versions, the default first."""
        with self._database.reading() as session:
            return tuple(_version(row) for row in rows.live(session))

    def named(self, name: str | None) -> ModelVersion:
        """The live version of that name, or the default for None.

        Raises:
            InvalidRequest: there is none.
        """
        available = self.available()
        for version in available:
            if version.name == name or (name is None and version.is_default):
                return version
        names = ", ".join(version.name for version in available)
        raise InvalidRequest(f"There is no model {str(name)[:64]!r}. Choose one of: {names}.")


def _version(row: ModelVersionRow) -> ModelVersion:
    return ModelVersion(row.name, row.status, _from_json(row.capabilities), row.is_default)


def _as_json(capabilities: Capabilities) -> dict[str, Any]:
    return {
        "sizes": {aspect.value: [size.width, size.height] for aspect, size in capabilities.sizes.items()},
        "fps": capabilities.fps,
        "max_seconds": capabilities.max_seconds,
        "default_steps": capabilities.default_steps,
        "max_steps": capabilities.max_steps,
        "default_guidance": capabilities.default_guidance,
        "frame_step": capabilities.frame_step,
        "display_scale": capabilities.display_scale,
        "shot_link": capabilities.shot_link.value,
        "max_shots": capabilities.max_shots,
        "fast_steps": capabilities.fast_steps,
        "takes_first_frame": capabilities.takes_first_frame,
    }


def _from_json(stored: dict[str, Any]) -> Capabilities:
    """Rows of older versions know fewer fields; the rest is as `Capabilities` has it by default."""
    read = {
        **stored,
        "sizes": {Aspect(aspect): Size(width, height) for aspect, (width, height) in stored["sizes"].items()},
    }
    if "shot_link" in stored:
        read["shot_link"] = ShotLink(stored["shot_link"])
    return Capabilities(**read)
