"""The palette: the papers that everything is cut from, and how one paper is made lighter, darker or mixed.

Knows nothing of shapes.
"""

from model.papercut.theatre.paper import Rgb
from model.papercut.theatre.vocabulary import Colour

PAINT: dict[Colour, Rgb] = {
    Colour.RED: (0.86, 0.11, 0.13),
    Colour.ORANGE: (0.97, 0.50, 0.05),
    Colour.YELLOW: (0.99, 0.84, 0.10),
    Colour.GREEN: (0.16, 0.66, 0.24),
    Colour.BLUE: (0.13, 0.32, 0.90),
    Colour.PURPLE: (0.56, 0.18, 0.74),
    Colour.WHITE: (0.97, 0.97, 0.95),
    Colour.BLACK: (0.09, 0.09, 0.12),
    Colour.PINK: (0.99, 0.47, 0.68),
    Colour.BROWN: (0.47, 0.26, 0.12),
}
"""The paper that each colour word is cut from."""

INK: Rgb = (0.12, 0.10, 0.14)
CREAM: Rgb = (0.98, 0.95, 0.87)
WHITE: Rgb = (1.0, 1.0, 1.0)
GLASS: Rgb = (0.66, 0.86, 0.95)
STEEL: Rgb = (0.62, 0.64, 0.68)
WOOD: Rgb = (0.45, 0.27, 0.14)
DUST: Rgb = (0.85, 0.74, 0.56)
LAMPLIGHT: Rgb = (1.0, 0.85, 0.50)

SKINS: tuple[Rgb, ...] = ((0.95, 0.76, 0.62), (0.98, 0.82, 0.70), (0.72, 0.50, 0.36), (0.52, 0.34, 0.24))
HAIRS: tuple[Rgb, ...] = ((0.24, 0.13, 0.09), (0.12, 0.09, 0.10), (0.48, 0.27, 0.12), (0.72, 0.52, 0.26))


def blend(a: Rgb, b: Rgb, share: float) -> Rgb:
    """`share` of b in a, both 0 to 1."""
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)


def shaded(rgb: Rgb) -> Rgb:
    """The side away from the light; black paper turns a little lighter instead, to stay readable."""
    if sum(rgb) < 0.6:
        return blend(rgb, WHITE, 0.16)
    return blend(rgb, (0.05, 0.03, 0.15), 0.28)


def lit(rgb: Rgb) -> Rgb:
    """The side towards the light."""
    return blend(rgb, (1.0, 0.98, 0.90), 0.22)
