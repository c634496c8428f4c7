"""Stills: pictures that a clip can begin with, from files that people send and from frames of films.

What decodes them is `model/still_decoder.py` in a process of its own with little memory and little time; this side
reads its answer and never opens a picture. Knows no members and not where files are kept.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from model.spec import Size, Still, StillRefused
from model.video import read_frame

DECODER = Path(__file__).with_name("still_decoder.py")
PATIENCE_SECONDS = 60
"""By the clock; on a busy machine the seconds of computing that a decoder has take longer."""
MAX_SENTENCE_CHARACTERS = 300

_EXHAUSTED = (
    "This picture asks for more time or memory than a picture may have. Save it anew as PNG or JPEG and send that."
)
_KEPT_ENVIRONMENT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PATH")


class DecodedStills:
    """Makes stills, each in a process that may die of it."""

    def read(self, content: bytes) -> Still:
        """The still in a file that somebody sent, no side longer than 1,920 pixels.

        Raises:
            StillRefused: it is no picture that is taken.
        """
        return _decode(content)

    def fit(self, content: bytes, size: Size) -> Still:
        """A still of another size: scaled to cover it, what is over cut off on both sides alike.

        Raises:
            StillRefused: the file is damaged.
        """
        return _decode(content, f"{size.width}x{size.height}")

    def frame_of(self, film: Path, index: int, fps: int, size: Size) -> Still:
        """Frame number `index`, from 0, of an mp4 as a still of that size.

        Raises:
            StillRefused: the film has no such frame.
        """
        try:
            picture = read_frame(film, index, fps)
        except OSError as error:
            raise StillRefused(f"Frame {index + 1} of this film cannot be read. Choose another moment.") from error
        return self.fit(picture, size)


def _decode(content: bytes, *arguments: str) -> Still:
    # -I: nothing of this process's environment or working folder decides what the other one imports.
    command = [sys.executable, "-I", str(DECODER), *arguments]
    environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    try:
        run = subprocess.run(  # noqa: S603 - no shell
            command, input=content, capture_output=True, check=False, timeout=PATIENCE_SECONDS, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise StillRefused(_EXHAUSTED) from error
    line, _, picture = run.stdout.partition(b"\n")
    if run.returncode != 0 or not line:
        raise StillRefused(_EXHAUSTED)
    answer = json.loads(line)
    if "refused" in answer:
        raise StillRefused(str(answer["refused"])[:MAX_SENTENCE_CHARACTERS])
    return Still(picture, Size(int(answer["width"]), int(answer["height"])))
