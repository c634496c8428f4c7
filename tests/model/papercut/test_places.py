import pytest
import torch

from model.papercut.places import PLACE_CHANNELS, PLACE_CHANNELS_WITHOUT_ANCHOR, add_places

OPENING, ANCHOR = -2, -1


def marks(starts: list[int], anchored: torch.Tensor | bool = False) -> torch.Tensor:
    """The two marking channels of windows of three latents: (B, 2, 3)."""
    return add_places(torch.zeros(len(starts), 1, 3, 2, 2), torch.tensor(starts), anchored)[:, OPENING:, :, 1, 1]


def test_latents_come_first_and_are_not_changed() -> None:
    latents = torch.randn(2, 8, 3, 4, 7)
    placed = add_places(latents, 0)
    assert tuple(placed.shape) == (2, 8 + PLACE_CHANNELS, 3, 4, 7)
    assert torch.equal(placed[:, :8], latents)


def test_every_cell_has_a_place_of_its_own_that_does_not_depend_on_time() -> None:
    for rows, columns in ((4, 7), (5, 5), (7, 4)):
        places = add_places(torch.zeros(1, 1, 2, rows, columns), 1)[0, 1:]
        assert torch.equal(places[:, 0], places[:, 1])
        cells = places[:, 0].flatten(1).T
        apart = torch.cdist(cells, cells) + torch.eye(len(cells))
        assert apart.min() > 0.1


def test_only_the_first_latent_of_a_shot_is_marked() -> None:
    assert marks([0, 4]).tolist() == [[[1, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0]]]


def test_an_anchor_is_marked_as_such_and_as_the_opening_of_its_own_shot() -> None:
    later_shot, inside_a_shot = marks([0, 7], True).tolist()
    assert later_shot == [[1, 1, 0], [1, 0, 0]]
    assert inside_a_shot == [[1, 0, 0], [1, 0, 0]]


def test_samples_with_and_without_an_anchor_stand_in_one_batch() -> None:
    both = marks([3, 3], torch.tensor([True, False]))
    assert torch.equal(both[0], marks([3], True)[0])
    assert torch.equal(both[1], marks([3])[0])


def test_a_checkpoint_from_before_there_were_anchors_gets_the_nine_channels_it_knows() -> None:
    latents = torch.randn(1, 8, 3, 4, 7)
    nine = add_places(latents, 0, channels=PLACE_CHANNELS_WITHOUT_ANCHOR)
    assert torch.equal(nine, add_places(latents, 0)[:, :-1])
    with pytest.raises(ValueError, match="next: give it recent latents only"):
        add_places(latents, 0, anchored=True, channels=PLACE_CHANNELS_WITHOUT_ANCHOR)
    with pytest.raises(ValueError, match="got 3 place channels, expected 9 or 10"):
        add_places(latents, 0, channels=3)
