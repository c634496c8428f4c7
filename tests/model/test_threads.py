from collections.abc import Iterator

import pytest
import torch

from model.threads import use_threads


@pytest.fixture(autouse=True)
def four_cores() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(4)
    yield
    torch.set_num_threads(before)


def test_one_core_is_left_free() -> None:
    use_threads(0)
    assert torch.get_num_threads() == 3


def test_the_only_core_is_used() -> None:
    torch.set_num_threads(1)
    use_threads(0)
    assert torch.get_num_threads() == 1


def test_a_number_is_taken_as_it_is() -> None:
    use_threads(2)
    assert torch.get_num_threads() == 2
