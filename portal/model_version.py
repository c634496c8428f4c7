"""A model version as people see it, and its capabilities as a row keeps them. Opens no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from model.spec import Aspect, Capabilities, ShotLink, Size
from storage.tables import ModelVersionRow
from storage.words import ModelStatus


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """What can render: a base, or a base with an adapter on it."""

    name: str
    status: ModelStatus
    capabilities: Capabilities
    is_default: bool
    base: str
    """The name of the base; its own for a base."""
    parent: str | None
    """What it was refined from; None for a base."""
    adapter_sha256: str | None
    refinement_id: str | None
    traffic_percent: int
    created_at: datetime

    @property
    def is_refined(self) -> bool:
        """Whether there is an adapter on the base."""
        return self.adapter_sha256 is not None

    @classmethod
    def from_row(cls, row: ModelVersionRow) -> ModelVersion:
        """The version of a row."""
        return cls(
            row.name,
            row.status,
            capabilities_from_json(row.capabilities),
            row.is_default,
            row.base or row.name,
            row.parent,
            row.adapter_sha256,
            row.refinement_id,
            row.traffic_percent,
            row.created_at,
        )


def capabilities_to_json(capabilities: Capabilities) -> dict[str, Any]:
    """As the row keeps them."""
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


def capabilities_from_json(stored: Mapping[str, Any]) -> Capabilities:
    """Rows of older versions know fewer fields; the rest is as `Capabilities` has it by default."""
    read = {
        **stored,
        "sizes": {Aspect(aspect): Size(width, height) for aspect, (width, height) in stored["sizes"].items()},
    }
    if "shot_link" in stored:
        read["shot_link"] = ShotLink(stored["shot_link"])
    return Capabilities(**read)
