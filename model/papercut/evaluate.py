"""Evaluates a Papercut folder: every measure of the table, at the best and, where there is a student, the fast setting.

Each measure is a file in `model.papercut.evaluation`; this one only knows their names and their order.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

from model.papercut.evaluation.attributes import measure_attributes
from model.papercut.evaluation.bench import SHIPPED, Bench, EvaluateConfig
from model.papercut.evaluation.clean import measure_codec, measure_critic
from model.papercut.evaluation.cost import measure_cost
from model.papercut.evaluation.cuts import measure_cuts
from model.papercut.evaluation.drift import measure_drift
from model.papercut.evaluation.occlusion import measure_occlusion
from model.papercut.evaluation.reading import Reading, Speed
from model.papercut.evaluation.record import Record
from model.papercut.evaluation.report import write_report
from model.papercut.evaluation.sameness import measure_sameness
from model.papercut.evaluation.seams import measure_seams
from model.papercut.evaluation.sheets import save_sheet

__all__ = ["MEASURES", "SHIPPED", "Bench", "EvaluateConfig", "Row", "evaluate", "report_on", "save_sheet"]


class Row(StrEnum):
    """Parts of the table that can be asked for by name."""

    CRITIC = "critic"
    ATTRIBUTES = "attributes"
    OCCLUSION = "occlusion"
    CUTS = "cuts"
    SEAMS = "seams"
    DRIFT = "drift"
    CODEC = "codec"
    COST = "cost"
    SAMENESS = "sameness"


MEASURES: dict[Row, Callable[[Bench, Speed], list[Reading]]] = {
    Row.CRITIC: measure_critic,
    Row.ATTRIBUTES: measure_attributes,
    Row.OCCLUSION: measure_occlusion,
    Row.CUTS: measure_cuts,
    Row.SEAMS: measure_seams,
    Row.DRIFT: measure_drift,
    Row.CODEC: measure_codec,
    Row.COST: measure_cost,
    Row.SAMENESS: measure_sameness,
}
"""What measures each row, in the order of the table."""

_WITHOUT_SAMPLING = frozenset({Row.CRITIC, Row.CODEC})
"""Rows that no sampler has a part in: they stand in the first column only."""


def evaluate(bench: Bench, rows: Sequence[Row] = tuple(Row)) -> dict[Speed, list[Reading]]:
    """Measure the rows at every speed that the folder has; no column for one that it has not."""
    columns: dict[Speed, list[Reading]] = {}
    for speed in bench.speeds:
        chosen = [row for row in Row if row in rows and (speed is Speed.BEST or row not in _WITHOUT_SAMPLING)]
        columns[speed] = [reading for row in chosen for reading in MEASURES[row](bench, speed)]
    return columns


def report_on(bench: Bench, rows: Sequence[Row], page: Path) -> dict[Speed, list[Reading]]:
    """Measure the rows one after the other and write each into the table of a page as soon as it is there.

    What the table says of other rows stays, as long as it was measured of the same weights and by the same judge: the
    numbers are kept in a JSON file beside the page. Returns everything that the table says now.
    """
    record = Record(page.with_suffix(".json"), bench.config.pipeline_dir, bench.config.critic_dir)
    for row in rows:
        record.add(row, evaluate(bench, [row]))
        write_report(record.columns(tuple(Row)), bench.known_values, page)
    return record.columns(tuple(Row))
