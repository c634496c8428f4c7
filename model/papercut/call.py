"""What one call of the Papercut pipeline asks for, checked. Knows no weights and no noise."""

from collections.abc import Sequence
from dataclasses import dataclass

from model.papercut.codec import BLOCK_FRAMES, BLOCK_PIXELS, latent_count
from model.papercut.reel import OutputType

MAX_SIDE = 192
"""Pixels of the longer side."""

CALLBACK_TENSORS = ("latents", "denoised")
"""What a callback may ask for."""


@dataclass(frozen=True)
class Call:
    """The measures of one call.

    Attributes:
        clips: clips that are made at once, each with a prompt of its own; 1 for a storyboard.
        frame_counts: frames of each shot.
        rows, columns: cells of a latent.
    """

    clips: int
    frame_counts: list[int]
    rows: int
    columns: int

    @property
    def latent_counts(self) -> list[int]:
        """Latents of each shot; the last of them may hold more frames than are wanted."""
        return [latent_count(-(-(frames - 1) // BLOCK_FRAMES) * BLOCK_FRAMES + 1) for frames in self.frame_counts]

    @classmethod
    def measure(cls, texts: int, num_frames: int, shot_frames: Sequence[int] | None, height: int, width: int) -> "Call":
        """The measures of a call for so many texts."""
        rows, columns = height // BLOCK_PIXELS, width // BLOCK_PIXELS
        if shot_frames is None:
            return cls(texts, [num_frames], rows, columns)
        if len(shot_frames) != texts:
            raise ValueError(
                f"got {texts} prompts for {len(shot_frames)} shots, expected as many; next: pass one prompt per shot"
            )
        return cls(1, list(shot_frames), rows, columns)


def check_call(
    height: int, width: int, num_frames: int, shot_frames: Sequence[int] | None, max_frames: int, output_type: str
) -> None:
    """Refuse what cannot be rendered.

    Raises:
        ValueError: says what was got, what was expected and what to do.
    """
    for name, side in (("height", height), ("width", width)):
        if side % BLOCK_PIXELS or not BLOCK_PIXELS <= side <= MAX_SIDE:
            raise ValueError(
                f"got {name} {side}, expected a multiple of {BLOCK_PIXELS} up to {MAX_SIDE}; "
                "next: use 96×176, 128×128 or 176×96, the sizes it was trained on"
            )
    if shot_frames is None:
        latent_count(num_frames)
    elif not shot_frames or min(shot_frames) < 1:
        raise ValueError(f"got shots of {list(shot_frames)} frames, expected at least one of at least 1; next: add one")
    frames = num_frames if shot_frames is None else sum(shot_frames)
    if frames > max_frames:
        raise ValueError(f"got {frames} frames, expected at most {max_frames}; next: ask for fewer")
    if output_type not in set(OutputType):
        names = ", ".join(repr(str(known)) for known in OutputType)
        raise ValueError(f"got output_type {output_type!r}, expected one of {names}; next: use one of them")


def check_callback_inputs(wanted: Sequence[str]) -> None:
    """Refuse tensors that no callback is given.

    Raises:
        ValueError: names them.
    """
    unknown = sorted(set(wanted) - set(CALLBACK_TENSORS))
    if unknown:
        raise ValueError(
            f"got callback inputs {unknown}, expected some of {list(CALLBACK_TENSORS)}; next: drop the others"
        )
