"""Grades: what becomes of every colour under a light or in a look, as one affine map. Knows nothing of shapes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from model.papercut.theatre.paper import Rgb

_LUMA = (0.30, 0.59, 0.11)
_Row = tuple[float, float, float, float]


@dataclass(frozen=True)
class Grade:
    """An affine map of red, green and blue: three rows of three factors and one offset."""

    rows: tuple[_Row, _Row, _Row]

    def apply(self, colours: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Grade colours (N, 3), kept within 0 to 1."""
        rows = np.array(self.rows, np.float32)
        graded: npt.NDArray[np.float32] = colours @ rows[:, :3].T + rows[:, 3]
        return np.minimum(np.maximum(graded, 0), 1)

    def one(self, rgb: Rgb) -> Rgb:
        """Grade one colour."""
        red, green, blue = self.apply(np.array([rgb], np.float32))[0].tolist()
        return (red, green, blue)

    def then(self, later: "Grade") -> "Grade":
        """This grade followed by another, as one."""
        first = np.vstack([np.array(self.rows), [0, 0, 0, 1]])
        rows = np.array(later.rows) @ first
        red, green, blue = ((float(a), float(b), float(c), float(d)) for a, b, c, d in rows)
        return Grade((red, green, blue))


def tint(rgb: Rgb) -> Grade:
    """Coloured light: every channel times its share."""
    red, green, blue = rgb
    return Grade(((red, 0, 0, 0), (0, green, 0, 0), (0, 0, blue, 0)))


def towards(rgb: Rgb, share: float) -> Grade:
    """Mixed with one colour: mist, distance, thin paint."""
    keep = 1 - share
    red, green, blue = (share * value for value in rgb)
    return Grade(((keep, 0, 0, red), (0, keep, 0, green), (0, 0, keep, blue)))


def toned(dark: Rgb, bright: Rgb, share: float) -> Grade:
    """`share` of the way to a picture of one tone that runs from `dark` to `bright`, as old film does."""
    rows = []
    for channel in range(3):
        span = bright[channel] - dark[channel]
        factors = [share * span * luma + (1 - share if channel == other else 0.0) for other, luma in enumerate(_LUMA)]
        rows.append((factors[0], factors[1], factors[2], share * dark[channel]))
    return Grade((rows[0], rows[1], rows[2]))


PLAIN = tint((1.0, 1.0, 1.0))
"""Leaves every colour as it is."""
