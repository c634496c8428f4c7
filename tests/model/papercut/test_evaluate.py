import json
from pathlib import Path

import pytest
import torch
from PIL import Image

from model.papercut.critic import Critic
from model.papercut.evaluate import GROUPS, EvaluateConfig, evaluate, save_sheet
from tests.model.papercut.tiny_papercut import build_tiny_pipeline


def test_the_report_has_every_group_with_its_count_and_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build_tiny_pipeline().save_pretrained(tmp_path / "pipeline")
    Critic(channels=4).save_pretrained(tmp_path / "critic")
    report = evaluate(
        EvaluateConfig(
            pipeline_dir=tmp_path / "pipeline",
            critic_dir=tmp_path / "critic",
            clips=2,
            clean_clips=2,
            steps=1,
            sheet_dir=tmp_path / "sheets",
        )
    )
    assert json.loads(capsys.readouterr().out) == report
    for group in GROUPS:
        assert report[group.name]["clips"] == 2
        assert 0 <= report[group.name]["colour"] <= 1
        assert (tmp_path / "sheets" / f"papercut-{group.name.replace('_', '-')}.png").exists()
    assert report["codec"]["linear_psnr_db"] > 10


def test_a_sheet_shows_clips_of_all_aspects_in_their_own_shape(tmp_path: Path) -> None:
    clips = [torch.zeros(5, *size, 3, dtype=torch.uint8) for size in ((64, 112), (112, 64))]
    save_sheet(clips, tmp_path / "sheet.png", columns=1, moments=2, scale=1)
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.size == (2 * (112 + 4), (64 + 4) + (112 + 4))
