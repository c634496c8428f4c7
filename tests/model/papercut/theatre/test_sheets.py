import math
import random

import torch

from model.papercut.theatre.grades import tint
from model.papercut.theatre.paper import CutOut, bar, box, disc, limb, reach_of, trapezoid
from model.papercut.theatre.sheets import Manner, SheetPlan, paint_sheets

RED, BLUE = (0.9, 0.1, 0.1), (0.1, 0.2, 0.9)


def some_cut_outs(seed: int) -> list[CutOut]:
    rng = random.Random(seed)

    def spot() -> float:
        return rng.uniform(-0.4, 0.4)

    cut_outs = [
        disc(spot(), spot(), 0.1, RED),
        box(spot(), spot(), 0.2, 0.05, BLUE, 0.02),
        limb(spot(), spot(), 0.3, 0.7, 0.03, RED),
        bar(spot(), spot(), 0.1, 0.02, BLUE, -0.4),
        trapezoid(spot(), spot(), 0.2, 0.05, 0.2, RED),
        CutOut(spot(), spot(), 0.05, 0.1, 0.07, 0.01, 0.3, BLUE),
        disc(spot(), spot(), 0.2, RED, 0.4, 0.2),
    ]
    rng.shuffle(cut_outs)
    return cut_outs


def plan(cut_outs: list[CutOut], manner: Manner | None = None) -> SheetPlan:
    outline = ((0.0, 0.0, 0.0), 0.02)
    return SheetPlan([cut_outs], -0.6, -0.6, 96, 96, 80.0, manner or Manner(), outline)


def test_nothing_is_painted_beyond_the_reach_that_a_cut_out_claims() -> None:
    for seed in range(20):
        for cut in some_cut_outs(seed):
            (sheet,) = paint_sheets([SheetPlan([[cut]], -1.0, -1.0, 200, 200, 100.0)])
            rows, columns = (sheet.pixels[0, 3] > 0.02).nonzero().unbind(1)
            across, along = reach_of(cut)
            pixel = 0.01
            assert ((columns + 0.5) / 100 - 1 - cut.x).abs().max() <= across + pixel
            assert ((rows + 0.5) / 100 - 1 - cut.y).abs().max() <= along + pixel


def test_later_cut_outs_cover_earlier_ones() -> None:
    (sheet,) = paint_sheets([plan([disc(0.0, 0.0, 0.2, RED), disc(0.0, 0.0, 0.1, BLUE)])])
    assert torch.allclose(sheet.pixels[0, :3, 48, 48], torch.tensor(BLUE), atol=1e-3)
    assert torch.allclose(sheet.pixels[0, :3, 48, 60], torch.tensor(RED), atol=1e-3)


def test_an_outline_lies_around_the_paper_and_a_shadow_falls_to_the_lower_right() -> None:
    (sheet,) = paint_sheets([plan([disc(0.0, 0.0, 0.2, RED)])])
    edge = round((0.6 + 0.21) * 80)
    assert sheet.pixels[0, :3, 48, edge].sum() < 0.5 * sheet.pixels[0, 3, 48, edge]
    shadow = sheet.pixels[0, 4]
    corner = round(0.6 * 80 + 0.2 * 80 * math.sqrt(0.5)) + 2
    assert shadow[corner, corner] > shadow[95 - corner, 95 - corner]


def test_light_changes_colours_and_not_shapes() -> None:
    cut_outs = [disc(0.0, 0.0, 0.2, RED)]
    day, dusk = paint_sheets([plan(cut_outs), plan(cut_outs, Manner(tint((0.5, 1.0, 1.0))))])
    assert torch.allclose(dusk.pixels[:, 0] * 2, day.pixels[:, 0], atol=1e-5)
    assert torch.equal(dusk.pixels[:, 3:], day.pixels[:, 3:])
