"""The portal as a whole: its rooms, built once over one database and one media folder, passed to whoever needs them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from model.spec import PromptEmbedder, Rewriter, StillMaker
from portal.arena import Arena
from portal.audit import Audit
from portal.clips import Clips
from portal.comments import Comments
from portal.dashboard import Dashboard
from portal.datasets import Datasets
from portal.estimates import Estimates
from portal.identities import Identities
from portal.library import Library
from portal.members import Members
from portal.models import Models
from portal.openings import Openings
from portal.people import People
from portal.profiles import Profiles
from portal.prompt_groups import PromptGroups
from portal.prompts import Prompts, ProposeShots
from portal.quotas import Quotas
from portal.ratings import Ratings
from portal.refinements import Refinements
from portal.reviews import Reviews
from portal.sign_in_tries import TryLimits
from portal.stills import Stills
from portal.versions import Versions
from storage.database import Database
from storage.jobs import JobQueue, migrate_jobs
from storage.media import MediaStore
from storage.words import Role


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how long."""

    queue_limit: int
    prompt_limit_characters: int
    session_days: int
    invite_days: int
    sign_in_tries: TryLimits
    quotas: Mapping[Role, int] = field(default_factory=dict)
    """GPU-seconds that a member of a role may use in 24 hours; a role without one has no limit."""


@dataclass(frozen=True, slots=True)
class Portal:
    """All rooms."""

    database: Database
    jobs: JobQueue
    members: Members
    identities: Identities
    people: People
    profiles: Profiles
    audit: Audit
    clips: Clips
    library: Library
    ratings: Ratings
    reviews: Reviews
    arena: Arena
    comments: Comments
    dashboard: Dashboard
    datasets: Datasets
    models: Models
    versions: Versions
    refinements: Refinements
    prompts: Prompts
    stills: Stills
    estimates: Estimates
    prompt_groups: PromptGroups

    def is_healthy(self) -> bool:
        """Whether the database answers."""
        return self.database.is_reachable()

    def close(self) -> None:
        """Give all connections back."""
        self.prompt_groups.close()
        self.dashboard.close()
        self.jobs.close()
        self.database.close()


def open_portal(
    database: Database,
    media: MediaStore,
    limits: Limits,
    *,
    rewriters: Mapping[str, Rewriter],
    propose_shots: ProposeShots,
    still_maker: StillMaker,
    embedder: PromptEmbedder | None = None,
) -> Portal:
    """Bring the schema up to date and build the rooms.

    Args:
        database: where rows are kept.
        media: where files are kept.
        limits: how much and how long.
        rewriters: by the name of the model; a model without one reads prompts as they are written.
        propose_shots: finds the shots that one prompt tells.
        still_maker: opens the pictures that clips begin with.
        embedder: finds the prompts that mean the same; without one they are told apart by their wording.
    """
    migrate_jobs(database)
    database.migrate()
    jobs = JobQueue(database)
    models = Models(database)
    stills = Stills(database, media, still_maker)
    quotas = Quotas(limits.quotas)
    prompt_groups = PromptGroups(database, embedder)
    prompts = Prompts(models, rewriters, propose_shots, prompt_limit_characters=limits.prompt_limit_characters)
    clips = Clips(
        database,
        jobs,
        media,
        models,
        prompts,
        Openings(database, models, stills),
        quotas,
        queue_limit=limits.queue_limit,
        prompt_limit_characters=limits.prompt_limit_characters,
    )
    return Portal(
        database=database,
        jobs=jobs,
        members=Members(
            database,
            session_days=limits.session_days,
            invite_days=limits.invite_days,
            tries=limits.sign_in_tries,
        ),
        identities=Identities(database),
        people=People(database),
        profiles=Profiles(database, quotas, limits.sign_in_tries),
        audit=Audit(database),
        clips=clips,
        library=Library(database),
        ratings=Ratings(database),
        reviews=Reviews(database),
        arena=Arena(database, media, key=database.secret("arena", secrets.token_hex(32))),
        comments=Comments(database),
        dashboard=Dashboard(database),
        datasets=Datasets(database, media, prompt_groups),
        models=models,
        versions=Versions(database, media, clips),
        refinements=Refinements(database, jobs, models),
        prompts=prompts,
        stills=stills,
        estimates=Estimates(database, models, quotas),
        prompt_groups=prompt_groups,
    )
