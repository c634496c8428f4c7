"""The table of a loop, as Markdown. Knows numbers and goals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from experiments.loop.trial import Verdict
from portal.share import Share

LEAST_WINS = 0.70
MOST_LOST_POINTS = 3.0
MOST_MINUTES = 10.0


@dataclass(frozen=True)
class Result:
    """What came of one candidate."""

    name: str
    says: str
    voter: str
    """The taste that judges it: the one that rated, or, for the control, the one whose stars were shuffled."""
    is_control: bool
    verdicts: Mapping[str, Verdict]
    """By the taste that votes."""
    accuracy: float
    base_accuracy: float
    minutes: float
    processor_minutes: float
    metrics: Mapping[str, float]

    @property
    def lost_points(self) -> float:
        """By how many points the candidate shows less often what a prompt says."""
        return 100 * (self.base_accuracy - self.accuracy)


def table(results: Sequence[Result], voters: Sequence[str]) -> str:
    """One row for each candidate."""
    heads = [
        "rated by",
        *(f"wins by {voter}, alike, shift" for voter in voters),
        "as asked, base → candidate",
        "training",
        "stopped",
    ]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for result in results:
        cells = [
            result.says,
            *(_cell(result.verdicts[voter], is_own=voter == result.voter) for voter in voters),
            f"{100 * result.base_accuracy:.1f} → {100 * result.accuracy:.1f} %",
            f"{result.minutes:.1f} min ({result.processor_minutes:.1f} of one core)",
            f"after {result.metrics['steps']:.0f} steps, best {result.metrics['best_step']:.0f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def verdicts(result: Result) -> list[str]:
    """For each goal, whether it was met, in a sentence."""
    own = result.verdicts[result.voter].wins
    if result.is_control:
        goal, is_met = "no more than chance", own.low <= 0.5
    else:
        goal, is_met = "at least 70 % and more than chance", (own.mean or 0) >= LEAST_WINS and own.low > 0.5
    return [
        f"- {result.name}: wins {_share(own)} of the blind pairs that look different; goal {goal}: {_met(is_met)}.",
        f"- {result.name}: what prompts say is shown {result.lost_points:+.1f} points less often; goal at most "
        f"{MOST_LOST_POINTS:.0f}: {_met(result.lost_points <= MOST_LOST_POINTS)}.",
        f"- {result.name}: {result.minutes:.1f} minutes of training; goal at most {MOST_MINUTES:.0f}: "
        f"{_met(result.minutes <= MOST_MINUTES)}.",
    ]


def _cell(verdict: Verdict, *, is_own: bool) -> str:
    share = f"**{_share(verdict.wins)}**" if is_own else _share(verdict.wins)
    return f"{share}, {verdict.alike} alike, {verdict.shift:+.2f}"


def _share(share: Share) -> str:
    if share.mean is None:
        return "none"
    return f"{100 * share.mean:.0f} % ({100 * share.low:.0f}–{100 * share.high:.0f}) of {share.whole}"


def _met(is_met: bool) -> str:
    return "met" if is_met else "missed"
