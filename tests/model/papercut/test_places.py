import torch

from model.papercut.places import PLACE_CHANNELS, add_places


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


def test_only_the_first_latent_of_a_clip_is_marked() -> None:
    marks = add_places(torch.zeros(2, 1, 3, 2, 2), torch.tensor([0, 4]))[:, -1]
    assert marks[0, 0].eq(1).all()
    assert marks[0, 1:].eq(0).all()
    assert marks[1].eq(0).all()
