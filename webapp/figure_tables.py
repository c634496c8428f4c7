"""The tables of the review page as CSV: which there are and what their columns are called. Knows no rules."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from portal.dashboard import Dashboard
from portal.members import Member
from webapp.csv_table import Cell, csv_table


class FigureTable(StrEnum):
    """What can be had as a table."""

    MODELS = "models"
    STARS = "stars"
    LEADERBOARD = "leaderboard"
    AGREEMENT = "agreement"
    VOTERS = "voters"
    WORDS = "words"
    DEFECTS = "defects"
    THROUGHPUT = "throughput"


Table = tuple[tuple[str, ...], list[tuple[Cell, ...]]]


def figure_csv(dashboard: Dashboard, member: Member, table: FigureTable) -> str:
    """The table as of now.

    Raises:
        Forbidden: the member is no curator.
    """
    return csv_table(*TABLES[table](dashboard, member))


def _models(dashboard: Dashboard, member: Member) -> Table:
    models = dashboard.figures(member).by_model
    return ("model", "clips", "ratings", "mean"), [(one.model, one.clips, one.ratings, one.mean) for one in models]


def _stars(dashboard: Dashboard, member: Member) -> Table:
    return ("stars", "ratings"), list(dashboard.figures(member).distribution.items())


def _leaderboard(dashboard: Dashboard, member: Member) -> Table:
    columns = ("model", "points", "low", "high", "wins", "losses", "undecided")
    return columns, [
        (one.model, one.points, one.low, one.high, one.wins, one.losses, one.undecided)
        for one in dashboard.judgement(member).leaderboard
    ]


def _agreement(dashboard: Dashboard, member: Member) -> Table:
    found = dashboard.judgement(member).agreement
    row = [] if found is None else [(found.alpha, found.low, found.high, found.clips, found.ratings)]
    return ("alpha", "low", "high", "clips", "ratings"), list(row)


def _voters(dashboard: Dashboard, member: Member) -> Table:
    columns = ("member_id", "name", "votes", "controls_decided", "controls_right", "low", "high", "controls_undecided")
    return columns, [
        (
            one.member_id,
            one.name,
            one.votes,
            one.right.whole,
            one.right.part,
            one.right.low,
            one.right.high,
            one.undecided,
        )
        for one in dashboard.judgement(member).voters
    ]


def _words(dashboard: Dashboard, member: Member) -> Table:
    columns = ("word", "prompts", "low_prompts", "low", "high", "stands_out")
    return columns, [
        (one.word, one.low.whole, one.low.part, one.low.low, one.low.high, "yes" if one.stands_out else "no")
        for one in dashboard.judgement(member).words
    ]


def _defects(dashboard: Dashboard, member: Member) -> Table:
    columns = ("tag", "clips", "of_rated_clips", "low", "high", "mean")
    return columns, [
        (one.tag, one.clips.part, one.clips.whole, one.clips.low, one.clips.high, one.mean)
        for one in dashboard.judgement(member).defects
    ]


def _throughput(dashboard: Dashboard, member: Member) -> Table:
    columns = (
        "model",
        "clips",
        "wait_median_seconds",
        "wait_p95_seconds",
        "gpu_seconds",
        "gpu_seconds_per_video_second",
    )
    return columns, [
        (
            one.model,
            one.clips,
            one.wait_median_seconds,
            one.wait_p95_seconds,
            one.gpu_seconds,
            one.gpu_seconds_per_video_second,
        )
        for one in dashboard.judgement(member).throughput
    ]


TABLES: dict[FigureTable, Callable[[Dashboard, Member], Table]] = {
    FigureTable.MODELS: _models,
    FigureTable.STARS: _stars,
    FigureTable.LEADERBOARD: _leaderboard,
    FigureTable.AGREEMENT: _agreement,
    FigureTable.VOTERS: _voters,
    FigureTable.WORDS: _words,
    FigureTable.DEFECTS: _defects,
    FigureTable.THROUGHPUT: _throughput,
}
