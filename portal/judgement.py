"""What all votes and ratings of a studio say together. Knows which statistics there are, not how they are made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.agreement import Agreement, agreement
from portal.defects import Defect, TaggedRating, defects
from portal.failing_words import FailingWord, JudgedPrompt, failing_words
from portal.leaderboard import Standing, leaderboard
from portal.moments import now
from portal.share import Share
from portal.throughput import FinishedClip, Throughput, throughput
from storage import clips as clip_rows
from storage import comparisons as comparison_rows
from storage import ratings as rows
from storage.database import Database

CLIPS_FOR_AGREEMENT = 1000
"""How far raters agree nowadays; more clips would hardly make it surer, and take longer than a page may."""

CLIPS_FOR_WORDS = 5000
"""Likewise."""

CLIPS_FOR_DEFECTS = 2000
CLIPS_FOR_THROUGHPUT = 2000


@dataclass(frozen=True, slots=True)
class Voter:
    """One member who voted in the arena, and how many of the control pairs were answered right."""

    member_id: str
    name: str
    votes: int
    right: Share
    undecided: int
    """Control pairs of which both films were called bad: neither right nor wrong, so not in the share."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the judgements of all members say together, and how far they can be trusted."""

    as_of: datetime
    leaderboard: tuple[Standing, ...]
    agreement: Agreement | None
    """Over the newest clips that several rated; None where it cannot be told."""
    voters: tuple[Voter, ...]
    """Most votes first."""
    words: tuple[FailingWord, ...]
    """Words of prompts that go with low ratings, the surest first; over the newest rated clips."""
    defects: tuple[Defect, ...]
    """What raters say is wrong, the most frequent first; over the newest rated clips."""
    throughput: tuple[Throughput, ...]
    """Waiting and cost by model version; over the newest ready clips."""


def judge(database: Database) -> Judgement:
    """Read what was judged up to now, and work it out."""
    as_of = now()
    with database.reading() as session:
        duels = comparison_rows.duels(session)
        stars = rows.stars_of_shared_judgements(session, CLIPS_FOR_AGREEMENT)
        voters = comparison_rows.attention(session)
        judged = rows.judged_prompts(session, CLIPS_FOR_WORDS)
        tagged = rows.tagged(session, CLIPS_FOR_DEFECTS)
        finished = clip_rows.newest_finished(session, CLIPS_FOR_THROUGHPUT)
    return Judgement(
        as_of=as_of,
        leaderboard=leaderboard(duels),
        agreement=agreement(stars),
        voters=tuple(
            Voter(
                voter.member_id,
                voter.member_name,
                voter.votes,
                Share.of(voter.right, voter.controls - voter.undecided),
                voter.undecided,
            )
            for voter in voters
        ),
        words=failing_words(JudgedPrompt(*one) for one in judged),
        defects=defects(TaggedRating(*one) for one in tagged),
        throughput=throughput(
            FinishedClip(model, max(0.0, (begun - asked).total_seconds()), seconds, spent)
            for model, asked, begun, seconds, spent in finished
        ),
    )
