from pathlib import Path

import pytest

from model.papercut.critic import FACTS
from model.papercut.evaluate import MEASURES, Row, evaluate, report_on
from model.papercut.evaluation.reading import Speed
from tests.model.papercut.evaluation.tiny_bench import build_tiny_bench

QUICK = (Row.CRITIC, Row.ATTRIBUTES, Row.OCCLUSION, Row.CUTS, Row.SEAMS, Row.CODEC)


def test_every_row_has_a_measure() -> None:
    assert list(MEASURES) == list(Row)


def test_the_table_of_a_folder_without_a_student_has_one_column(tmp_path: Path) -> None:
    columns = evaluate(build_tiny_bench(tmp_path, sheets=True), QUICK)
    assert list(columns) == [Speed.BEST]
    found = {reading.measure: reading for reading in columns[Speed.BEST]}
    assert len(found) == len(columns[Speed.BEST])
    for fact in FACTS:
        asked = found[f"{fact.replace('_', ' ')} as asked"]
        assert asked.count == 6
        assert asked.value in [hits / 6 for hits in range(7)]
    assert found["setting as asked"].goal is not None
    codec = found["codec on fresh clips"]
    assert codec.value is not None
    assert codec.value > 10
    for sheet in ("seen", "held-out-combinations", "unseen-words", "occlusion", "storyboards"):
        assert (tmp_path / "sheets" / f"papercut-{sheet}.png").exists()


def test_the_same_evaluation_gives_the_same_numbers_whichever_rows_are_asked(tmp_path: Path) -> None:
    bench = build_tiny_bench(tmp_path)
    both = evaluate(bench, (Row.CRITIC, Row.CUTS))[Speed.BEST]
    alone = evaluate(bench, (Row.CUTS,))[Speed.BEST]
    assert both[-len(alone) :] == alone


def test_the_fast_column_stands_where_there_is_a_student(tmp_path: Path) -> None:
    bench = build_tiny_bench(tmp_path)
    bench.pipeline.register_modules(student=bench.pipeline.transformer)
    columns = evaluate(bench, (Row.CODEC, Row.CUTS))
    assert list(columns) == [Speed.BEST, Speed.FAST]
    measures = [reading.measure for reading in columns[Speed.FAST]]
    assert measures == [reading.measure for reading in columns[Speed.BEST] if "codec" not in reading.measure]


def test_a_table_measured_in_parts_is_that_of_one_run(tmp_path: Path) -> None:
    bench = build_tiny_bench(tmp_path)
    parts, whole = tmp_path / "parts.md", tmp_path / "whole.md"
    report_on(bench, [Row.CODEC], parts)
    assert "cut at the planned" not in parts.read_text()
    report_on(bench, [Row.CUTS], parts)
    assert report_on(bench, [Row.CUTS, Row.CODEC], whole) == evaluate(bench, [Row.CUTS, Row.CODEC])
    assert parts.read_text() == whole.read_text()


@pytest.mark.parametrize("fact", FACTS)
def test_an_evaluated_fact_is_one_of_a_scene(fact: str) -> None:
    from model.papercut.theatre.scene import Scene

    assert fact in Scene.__dataclass_fields__ or hasattr(Scene, fact)
