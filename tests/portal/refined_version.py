"""A refined version without any learning: its row, and a file that stands for its adapter."""

from __future__ import annotations

from portal.moments import now
from storage.media import MediaKind
from storage.tables import DatasetRow, ModelVersionRow, RefinementRow
from storage.words import ModelStatus, RefinementStatus
from tests.conftest import Room


def frozen_dataset(room: Room, name: str = "houses") -> str:
    """A dataset of nothing, for what only needs one to be there."""
    dataset_id = room.media.keep_bytes(MediaKind.MANIFEST, name.encode()).sha256
    with room.portal.database.writing() as session:
        session.merge(
            DatasetRow(id=dataset_id, name=name, created_by=None, filters={}, clips=0, ratings=0, created_at=now())
        )
    return dataset_id


def refined_version(room: Room, name: str = "tiny-r1", parent: str = "tiny") -> str:
    """A candidate of the base `tiny`."""
    dataset_id = frozen_dataset(room)
    with room.portal.database.writing() as session:
        refinement = RefinementRow(
            id=f"refinement-of-{name}",
            dataset_id=dataset_id,
            base="tiny",
            parent=parent,
            method="dpo",
            seed=0,
            rank=2,
            max_steps=10,
            status=RefinementStatus.DONE,
            created_at=now(),
            finished_at=now(),
            step=10,
            curve=[[10, 0.5, 0.4]],
            metrics={"steps": 10.0, "best_step": 10.0, "validation_loss_before": 0.7, "validation_loss": 0.4},
            settings={},
        )
        session.add(refinement)
        base = session.get_one(ModelVersionRow, "tiny")
        session.add(
            ModelVersionRow(
                name=name,
                source=base.source,
                status=ModelStatus.CANDIDATE,
                is_default=False,
                capabilities=base.capabilities,
                created_at=now(),
                base="tiny",
                parent=parent,
                adapter_sha256=room.media.keep_bytes(MediaKind.ADAPTER, name.encode()).sha256,
                refinement_id=refinement.id,
            )
        )
    return name
