import torch

from model.papercut.evaluation.seams import seam_pairs, steps, temporal_flickering


def test_seams_lie_where_a_window_begins_to_denoise() -> None:
    # 33 frames are 9 latents: 0 to 4 first, then three new ones at a time, which begin with latents 5 and 8.
    assert seam_pairs(33, anchors=False) == [16, 28]
    assert seam_pairs(17, anchors=False) == []


def test_flickering_is_one_for_a_still_and_falls_with_the_mean_difference() -> None:
    still = torch.full((5, 4, 4, 3), 100, dtype=torch.uint8)
    assert temporal_flickering(still) == 1.0
    blinking = still.clone()
    blinking[1::2] = 151
    assert steps(blinking).tolist() == [51.0] * 4
    assert abs(temporal_flickering(blinking) - 0.8) < 1e-6
