from pathlib import Path

import torch
from PIL import Image

from model.papercut.evaluation.sheets import save_group, save_sheet


def test_a_sheet_shows_clips_of_all_aspects_in_their_own_shape(tmp_path: Path) -> None:
    clips = [torch.zeros(5, *size, 3, dtype=torch.uint8) for size in ((64, 112), (112, 64))]
    save_sheet(clips, tmp_path / "sheet.png", columns=1, moments=2, scale=1)
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.size == (2 * (112 + 4), (64 + 4) + (112 + 4))


def test_the_captions_of_a_group_stand_in_the_order_of_its_sheet(tmp_path: Path) -> None:
    clips = [torch.zeros(5, *size, 3, dtype=torch.uint8) for size in ((112, 64), (64, 112))]
    save_group("seen", clips, ["tall", "wide"], tmp_path)
    assert (tmp_path / "papercut-seen.txt").read_text() == "1. wide\n2. tall\n"
    assert (tmp_path / "papercut-seen.png").exists()
