import torch

from model.papercut.evaluation.drift import colour_distance, sharpness, to_lab


def test_lab_is_that_of_the_standard() -> None:
    # Reference values of sRGB white, red and a middle grey under D65.
    lab = to_lab(torch.tensor([[1.0, 1.0, 1.0], [1.0, 0.0, 0.0], [0.5, 0.5, 0.5]]))
    expected = torch.tensor([[100.0, 0.0, 0.0], [53.24, 80.09, 67.20], [53.39, 0.0, 0.0]])
    assert torch.allclose(lab, expected, atol=0.05)


def test_a_clip_has_no_colour_distance_to_itself_and_white_is_one_from_black() -> None:
    white = torch.full((2, 8, 8, 3), 255, dtype=torch.uint8)
    assert colour_distance(white, white) == 0.0
    assert abs(colour_distance(white, torch.zeros_like(white)) - 1) < 1e-4


def test_sharpness_falls_when_a_picture_is_blurred() -> None:
    torch.manual_seed(2)
    sharp = torch.randint(0, 256, (2, 16, 16, 3), dtype=torch.uint8)
    blurred = torch.nn.functional.avg_pool2d(sharp.float().permute(0, 3, 1, 2), 3, 1, 1).permute(0, 2, 3, 1)
    assert sharpness(blurred.to(torch.uint8)) < sharpness(sharp) / 4
