"""Fills an empty installation, so that every page is alive: members, real clips, and judgements that are simulated.

Everything goes through the portal's rooms, as if people had done it; only who they are and what they think is made up,
and says so. Filling goes on where it was stopped. Knows no worker: one has to serve while this runs.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping

from demo.cast import ARTISTS, CURATOR, DOMAIN, EVERYBODY, FEW, MAINTAINER, MARK, RATERS, WISHES, Person, Wish
from portal.clip import Clip
from portal.clip_request import ClipRequest
from portal.errors import Conflict
from portal.members import Member
from portal.portal import Portal
from portal.shot import AskedShot
from storage.words import ClipStatus, ComparisonVerdict, DefectTag, RatingAspect, ReviewDecision, Side

VOTES = 6
"""Pairs that each rater looks at."""
LOOK_SECONDS = 0.5

Members = Mapping[str, Member]


def gather(portal: Portal) -> Members:
    """The members of the demonstration, by key; those that are missing are added.

    Raises:
        Conflict: somebody real is a member here; simulated judgements must never stand among theirs.
    """
    real = portal.members.any_outside(DOMAIN)
    if real is not None:
        raise Conflict(
            f"This installation has real members, {real} among them. A demonstration fills empty ones only: name "
            "another DAILIES_DATA_DIR."
        )
    return {person.key: _member(portal, person) for person in EVERYBODY}


def fill(portal: Portal, members: Members) -> None:
    """Ask for the clips, wait until they are ready, and judge them.

    Raises:
        RuntimeError: a clip failed.
    """
    clips = [clip for number, wish in enumerate(WISHES) for clip in _asked(portal, members, number, wish)]
    for clip in clips:
        _wait(portal, members[_owner(clip, members)], clip.id)
        portal.library.share(members[_owner(clip, members)], clip.id)
    for person in RATERS:
        for clip in clips:
            _rate(portal, members[person.key], clip)
        _vote(portal, members[person.key])
    _talk(portal, members, clips)
    _review(portal, members, clips)
    if not portal.datasets.newest(members[MAINTAINER.key]):
        portal.datasets.freeze(members[MAINTAINER.key], f"First takes ({MARK} ratings)")


def _member(portal: Portal, person: Person) -> Member:
    known = portal.members.by_email(person.email)
    if known is not None:
        return known
    return portal.members.add(person.email, person.name, person.role, consents_to_training=True)[0]


def _asked(portal: Portal, members: Members, number: int, wish: Wish) -> Iterator[Clip]:
    model = portal.models.named(None).capabilities
    for steps in wish.steps:
        request = ClipRequest(
            shots=tuple(AskedShot(prompt, seconds) for prompt, seconds in wish.shots[: model.max_shots]),
            rewrite=True,
            aspect=wish.aspect,
            steps=min(steps, model.max_steps),
            seed=number,
            idempotency_key=f"demo-{number}-{steps}",
        )
        yield from portal.clips.ask_for(members[wish.artist], request)


def _wait(portal: Portal, owner: Member, clip_id: str) -> None:
    while True:
        clip = portal.clips.get(owner, clip_id)
        if clip.status is ClipStatus.READY:
            return
        if clip.status.is_final:
            raise RuntimeError(f"clip {clip_id} of the demonstration is {clip.status}: {clip.error}")
        time.sleep(LOOK_SECONDS)


def _owner(clip: Clip, members: Members) -> str:
    return next(person.key for person in ARTISTS if members[person.key].id == clip.member_id)


def _rate(portal: Portal, rater: Member, clip: Clip) -> None:
    """Stars around what the clip deserves by its steps alone; each rater is a little off in a way of their own."""
    chance = random.Random(f"{rater.email} {clip.seed} {clip.steps}")  # noqa: S311 - a demonstration, not secrets
    deserved = 2.6 if clip.steps == FEW else 3.7
    stars = max(1, min(5, round(chance.gauss(deserved, 0.9))))
    aspects = {aspect.value: max(1, min(5, stars + chance.choice((-1, 0, 0, 1)))) for aspect in RatingAspect}
    tags = [chance.choice(list(DefectTag)).value] if stars <= 2 else []
    words = f"{MARK.title()} words: {'not yet' if stars <= 2 else 'so-so' if stars == 3 else 'good light'}."
    portal.ratings.rate(rater, clip.id, stars, aspects=aspects, tags=tags, comment=words)


def _vote(portal: Portal, rater: Member) -> None:
    """Mostly for the film of more steps, which the vote itself names only afterwards: it is told by its file."""
    chance = random.Random(f"votes {rater.email}")  # noqa: S311 - a demonstration, not secrets
    for _ in range(VOTES):
        pair = portal.arena.next(rater)
        if pair is None:
            return
        larger = max(Side, key=lambda side: portal.arena.film(rater, pair.id, side).size_bytes)
        verdict = ComparisonVerdict(larger.value) if chance.random() < 0.75 else chance.choice(list(ComparisonVerdict))
        portal.arena.vote(rater, pair.id, verdict)


def _talk(portal: Portal, members: Members, clips: list[Clip]) -> None:
    for clip, person in zip(clips[::3], RATERS, strict=False):
        member = members[person.key]
        if not portal.comments.on(member, clip.id):
            portal.comments.add(member, clip.id, 0.5, f"{MARK.title()} remark: look at the edge here.")


def _review(portal: Portal, members: Members, clips: list[Clip]) -> None:
    curator = members[CURATOR.key]
    for clip in clips[:3]:
        portal.reviews.decide(curator, clip.id, ReviewDecision.APPROVED)
    portal.reviews.decide(curator, clips[3].id, ReviewDecision.EXCLUDED, f"{MARK.title()} reason: the figure melts.")
