"""The words between the portal and the model side."""

import subprocess
import sys
from pathlib import Path

import pytest

from model.spec import Aspect, Capabilities, RenderSpec, Shot, Size

PAPER = Capabilities(
    sizes={Aspect.WIDE: Size(112, 64)},
    fps=8,
    max_seconds=8,
    default_steps=20,
    max_steps=50,
    default_guidance=4.0,
)


@pytest.mark.parametrize(
    ("seconds", "frames"),
    [(2.0, 17), (2.1, 17), (1.0, 9), (0.1, 5), (0.0, 5), (4.0, 33), (8.0, 65)],
)
def test_seconds_become_the_nearest_count_of_frames_the_codec_holds(seconds: float, frames: int) -> None:
    assert PAPER.frame_count(seconds) == frames


def test_a_codec_of_eight_frames_counts_in_eights() -> None:
    ltx = Capabilities(
        sizes={}, fps=24, max_seconds=10, default_steps=30, max_steps=60, default_guidance=3.0, frame_step=8
    )
    assert [ltx.frame_count(seconds) for seconds in (0.1, 1.0, 5.0)] == [9, 25, 121]


def test_a_clip_is_as_long_as_its_shots_together() -> None:
    shots = (Shot("a dog at a window", 2.0), Shot("people pass behind it", 3.5))
    spec = RenderSpec(shots, Size(112, 64), fps=8, seed=1, steps=20, guidance=4.0)
    assert spec.seconds == 5.5


def test_the_portal_can_read_the_words_without_loading_torch() -> None:
    program = "import sys, model.spec; sys.exit('torch' in sys.modules or 'diffusers' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", program], cwd=root, check=False).returncode == 0
