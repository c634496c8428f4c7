"""finetrainers reads lines, so prompts come back byte for byte but for their line breaks."""

from __future__ import annotations

from pathlib import Path

from storage.exports.formats import ExportFormat
from tests.storage.exports.frozen_dataset import STRANGE, exported, strange_dataset


def test_each_line_is_a_clip_and_line_breaks_are_spaces(tmp_path: Path) -> None:
    out = exported(tmp_path, strange_dataset(tmp_path), ExportFormat.FINETRAINERS)

    captions = []
    for split in ("train", "validation", "test"):
        # As its VideoFileCaptionFileListDataset does.
        found = (out / split / "prompt.txt").read_text().splitlines()
        videos = (out / split / "videos.txt").read_text().splitlines()
        assert len(found) == len(videos)
        assert all((out / split / video).is_file() for video in videos)
        captions += found
    assert captions[::2] == [" ".join(prompt.splitlines()) for prompt in STRANGE]
    assert [prompt for prompt in STRANGE if len(prompt.splitlines()) == 1] == [captions[at] for at in (2, 4, 6, 10)]
    assert "line break within a prompt is a space" in (out / "README.md").read_text()
