"""Versions: the lineage of models, and what maintainers decide on candidates. Knows no weights and no SQL.

A refined version is a candidate until somebody promotes it. Whether it is better is shown by blind votes: the same
held-out prompts, rendered by parent and candidate from the same seeds, go into the arena.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.as_asked import AsAsked
from portal.audit import record
from portal.clip import Clip
from portal.clip_request import MAX_SEED, ClipRequest
from portal.clips import Clips
from portal.datasets import Datasets
from portal.errors import Conflict, InvalidRequest, NotFound
from portal.members import Member
from portal.model_version import ModelVersion
from portal.models import fail_waiting
from portal.policy import Action, require
from portal.refinement import Refinement
from portal.share import Share
from portal.shot import AskedShot
from storage import clips as clip_rows
from storage import comparisons as comparison_rows
from storage import model_versions as rows
from storage import refinements as refinement_rows
from storage.comparisons import ModelDuel
from storage.database import Database, Session
from storage.media import MediaKind, MediaStore
from storage.tables import ModelVersionRow
from storage.words import AuditAction, ModelStatus

MOST_PROOF_PROMPTS = 8
"""Prompts that one proof renders, each twice."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How a version does against its parent in the arena, by votes that were given blind."""

    wins: int
    losses: int
    ties: int
    both_bad: int
    share: Share
    """Wins among the votes that decided."""

    @classmethod
    def of(cls, duel: ModelDuel | None, version: str) -> Proof:
        """The proof of a version from its votes against its parent, if there are any."""
        if duel is None:
            return cls(0, 0, 0, 0, Share.of(0, 0))
        wins, losses = (duel.wins_a, duel.wins_b) if duel.model_a == version else (duel.wins_b, duel.wins_a)
        return cls(wins, losses, duel.ties, duel.both_bad, Share.of(wins, wins + losses))


@dataclass(frozen=True, slots=True)
class Version:
    """A model version with all that speaks for and against it."""

    model: ModelVersion
    refinement: Refinement | None
    dataset_name: str | None
    proof: Proof | None
    """None for a base, which has no parent."""
    as_asked: tuple[AsAsked, ...]
    """What the critic says of clips that version and parent made of the same prompts and seeds, as a proof does; empty
    where no critic looked."""
    problem: str | None
    """What keeps it from rendering; None where all its files are there."""


class Versions:
    """The room where maintainers compare, promote and retire."""

    def __init__(self, database: Database, media: MediaStore, clips: Clips) -> None:
        self._database = database
        self._media = media
        self._clips = clips

    def everything(self, member: Member) -> tuple[Version, ...]:
        """All versions there ever were, parents before their children.

        Raises:
            Forbidden: the member is no maintainer.
        """
        require(member, Action.MANAGE_MODELS)
        with self._database.reading() as session:
            duels = {frozenset((duel.model_a, duel.model_b)): duel for duel in comparison_rows.duels(session)}
            return tuple(self._version(session, row, duels) for row in rows.everything(session))

    def prove(self, member: Member, name: str, prompts: Sequence[str] = ()) -> tuple[Clip, ...]:
        """Have a version and its parent render the same prompts from the same seeds, for the arena.

        The clips are the member's and shared, so everybody else may vote on them. Asking again makes no more.

        Args:
            member: who asks.
            name: the version.
            prompts: what to render; none takes up to eight that the version did not learn from.

        Raises:
            Forbidden: the member is no maintainer.
            NotFound: there is no such version.
            InvalidRequest: it is a base, or there are no prompts to take.
            Conflict: it is retired.
        """
        require(member, Action.MANAGE_MODELS)
        with self._database.reading() as session:
            row = _refined(session, name)
            if row.status is ModelStatus.RETIRED:
                raise Conflict(f"{name} is retired. Promote it first, or prove another one.")
            version = ModelVersion.from_row(row)
            refinement = refinement_rows.by_id(session, version.refinement_id or "")
        orders = [_order((AskedShot(prompt, 2.0),)) for prompt in prompts[:MOST_PROOF_PROMPTS]]
        if not orders and refinement is not None:
            held_out = Datasets(self._database, self._media).held_out(refinement.dataset_id, MOST_PROOF_PROMPTS)
            orders = [_order(shots) for shots in held_out]
        if not orders:
            raise InvalidRequest("The version's dataset holds no prompts back. Write some to prove it with.")
        clips: list[Clip] = []
        for order in orders:
            for model in (version.parent, version.name):
                key = hashlib.sha256(f"proof|{version.name}|{model}|{order.hash}".encode()).hexdigest()
                request = ClipRequest(
                    order.shots, rewrite=order.rewrite, seed=order.seed, model=model, idempotency_key=key
                )
                clips.extend(self._clips.ask_for(member, request, is_shared=True))
        return tuple(clips)

    def promote(self, member: Member, name: str, traffic_percent: int) -> Version:
        """Make a version live, with so many of a hundred requests that name no model.

        Raises:
            Forbidden: the member is no maintainer.
            NotFound: there is no such version.
            InvalidRequest: it is a base, or no such share.
            Conflict: its base is not offered, its file is missing, or others have too much of the traffic already.
        """
        require(member, Action.MANAGE_MODELS)
        if not 0 <= traffic_percent <= 100:
            raise InvalidRequest(f"A share of {traffic_percent} % was asked for; choose 0 to 100.")
        with self._database.writing() as session:
            self._database.lock_for_transaction(session, "model-versions")
            row = _refined(session, name)
            base = rows.by_name(session, row.base or "")
            if base is None or base.status is not ModelStatus.LIVE:
                raise Conflict(f"{name} cannot render: its base {row.base} is not offered here.")
            problem = self._problem(row)
            if problem is not None:
                raise Conflict(problem)
            others = sum(
                other.traffic_percent
                for other in rows.live(session)
                if other.base == row.base and other.name != row.name
            )
            if others + traffic_percent > 100:
                raise Conflict(
                    f"Other versions of {row.base} have {others} % of the traffic, so {name} can have at most "
                    f"{100 - others} %. Take some from them first."
                )
            row.status, row.traffic_percent = ModelStatus.LIVE, traffic_percent
            record(session, member.id, AuditAction.VERSION_PROMOTED, name, traffic_percent=traffic_percent)
            session.flush()
            return self._version(session, row, {})

    def retire(self, member: Member, name: str) -> Version:
        """Take a version back. Clips that wait for it fail with that reason; those that it made keep naming it.

        Raises:
            Forbidden: the member is no maintainer.
            NotFound: there is no such version.
            InvalidRequest: it is a base, which the settings offer.
        """
        require(member, Action.MANAGE_MODELS)
        with self._database.writing() as session:
            self._database.lock_for_transaction(session, "model-versions")
            row = _refined(session, name)
            if row.status is not ModelStatus.RETIRED:
                row.status, row.traffic_percent = ModelStatus.RETIRED, 0
                session.flush()
                fail_waiting(session)
                record(session, member.id, AuditAction.VERSION_RETIRED, name)
            return self._version(session, row, {})

    def _version(self, session: Session, row: ModelVersionRow, duels: Mapping[frozenset[str], ModelDuel]) -> Version:
        refinement = None if row.refinement_id is None else refinement_rows.by_id(session, row.refinement_id)
        dataset = None if refinement is None else refinement_rows.dataset_name(session, refinement.dataset_id)
        proof = None if row.parent is None else Proof.of(duels.get(frozenset((row.name, row.parent))), row.name)
        return Version(
            ModelVersion.from_row(row),
            None if refinement is None else Refinement.from_row(refinement),
            dataset,
            proof,
            () if row.parent is None else AsAsked.of(clip_rows.judged_twins(session, row.name, row.parent)),
            self._problem(row),
        )

    def _problem(self, row: ModelVersionRow) -> str | None:
        if row.adapter_sha256 is None:
            return None
        try:
            self._media.find(row.adapter_sha256, MediaKind.ADAPTER)
        except FileNotFoundError:
            file = f"{row.adapter_sha256}.{MediaKind.ADAPTER}"
            return f"{row.name} cannot render: its file {file} is missing from the media folder. Restore it."
        return None


def _refined(session: Session, name: str) -> ModelVersionRow:
    row = rows.lock(session, name[:64])
    if row is None:
        raise NotFound(f"There is no model version {name[:64]!r}.")
    if row.base is None:
        raise InvalidRequest(
            f"{name} is a base, and the setting DAILIES_MODELS says which are offered. Refined versions can be proved, "
            "promoted and retired."
        )
    return row


def _order(shots: tuple[AskedShot, ...]) -> ClipRequest:
    """The same for parent and version, its seed included."""
    words = "\n".join(shot.prompt for shot in shots)
    seed = int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], "big") % MAX_SEED
    return ClipRequest(shots, rewrite=all(shot.rewritten is None for shot in shots), seed=seed)
