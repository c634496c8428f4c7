from dataclasses import replace
from pathlib import Path

import pytest
import torch

from model.papercut.evaluation.bench import Bench, Order
from model.papercut.evaluation.kept_clips import KeptClips
from model.papercut.evaluation.reading import Speed
from model.papercut.theatre.vocabulary import Aspect
from tests.model.papercut.evaluation.tiny_bench import build_tiny_bench


def test_a_clip_that_was_kept_is_not_rendered_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(replace(build_tiny_bench(tmp_path).config, clips_dir=tmp_path / "clips"))
    orders = [Order("a red dog", Aspect.WIDE, seed, 5) for seed in (1, 2)]
    rendered = bench.render(orders, Speed.BEST, "test")
    board = bench.render_storyboard(["a red dog", "a red cat"], [5, 5], Aspect.WIDE, 1, Speed.BEST)

    again = Bench(bench.config)
    monkeypatch.setattr(again, "pipeline", None)
    found = again.render(orders, Speed.BEST, "test")
    assert all(torch.equal(one, other) for one, other in zip(rendered, found, strict=True))
    assert torch.equal(again.render_storyboard(["a red dog", "a red cat"], [5, 5], Aspect.WIDE, 1, Speed.BEST), board)
    with pytest.raises(TypeError):
        again.render([Order("a red dog", Aspect.WIDE, 3, 5)], Speed.BEST, "test")


def test_a_clip_of_other_weights_is_not_taken_but_one_for_another_judge_is(tmp_path: Path) -> None:
    folder = build_tiny_bench(tmp_path).config.pipeline_dir
    judge, clip, asked = folder / "critic", torch.zeros(1, 2, 2, 3, dtype=torch.uint8), {"prompt": "a red dog"}
    judge.mkdir(exist_ok=True)
    KeptClips(tmp_path / "clips", folder, judge).keep(asked, clip)
    (judge / "another.json").write_text("{}")
    assert KeptClips(tmp_path / "clips", folder, judge).find(asked) is not None
    assert KeptClips(tmp_path / "clips", folder, judge).find({"prompt": "a red cat"}) is None
    config = folder / "transformer" / "config.json"
    config.write_text(config.read_text() + " ")
    assert KeptClips(tmp_path / "clips", folder, judge).find(asked) is None
