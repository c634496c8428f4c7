"""Windows: how a shot of any length is cut into stretches of five latents that are denoised one after another.

A window is [anchor?][recent][new]. The anchor is the first latent of the clip's first shot, the first look at the
subject; recent latents are the end of what is finished of the shot. Both are given, only the new ones are denoised, so
that cost grows linearly with length. Knows no torch.
"""

from dataclasses import dataclass

WINDOW_LATENTS = 5
"""Latents that the transformer sees at once: 17 frames."""

RECENT_LATENTS = 2
"""Finished latents that a following window looks back at; with an anchor one of them makes room for it."""


@dataclass(frozen=True)
class Window:
    """One stretch of a shot that is denoised together.

    Attributes:
        start, stop: its latents in the shot.
        given: how many of them, at its start, are finished.
        anchored: whether the anchor stands before them.
    """

    start: int
    stop: int
    given: int
    anchored: bool = False


def plan_windows(latents: int, given: int = 0, anchors: bool = False, later: bool = False) -> list[Window]:
    """Cut a shot into windows.

    Args:
        latents: latents of the whole shot.
        given: latents at its start that are already known (a first frame).
        anchors: whether the model was trained with anchors.
        later: whether other shots came before it, so that there is an anchor from the start.

    Returns:
        Windows whose new latents are the whole shot, in order; none where nothing is left to denoise.
    """
    anchored = anchors and later
    windows = [Window(0, min(latents, WINDOW_LATENTS - anchored), given, anchored)]
    recent = RECENT_LATENTS - anchors
    while windows[-1].stop < latents:
        start = windows[-1].stop - recent
        windows.append(Window(start, min(latents, start + WINDOW_LATENTS - anchors), recent, anchors))
    return [window for window in windows if window.start + window.given < window.stop]
