from pathlib import Path

import pytest
import torch
from torch.multiprocessing.spawn import spawn

from model.papercut.team import Team


def average_in_a_team(rank: int, rendezvous: Path) -> None:
    team = Team(rank, 2, rendezvous)
    tensors = [torch.full((2, 3), float(rank)), torch.full((4,), 10.0 * rank)]
    numbers = team.average(tensors, [float(rank), 5.0])
    assert numbers == [0.5, 5.0]
    assert tensors[0].eq(0.5).all()
    assert tensors[1].eq(5.0).all()
    shares = [[torch.full((2,), float(rank))], [torch.full((3,), float(rank + 7))]]
    team.exchange(shares)
    assert shares[0][0].eq(0).all()
    assert shares[1][0].eq(8).all()
    team.wait()
    team.close()


def test_two_processes_average_and_exchange(tmp_path: Path) -> None:
    spawn(average_in_a_team, (tmp_path / "rendezvous",), nprocs=2)  # type: ignore[no-untyped-call]


def test_a_team_of_one_changes_nothing() -> None:
    team = Team()
    tensor = torch.ones(3)
    assert team.average([tensor], [2.0]) == [2.0]
    assert tensor.eq(1).all()
    team.exchange([[tensor]])
    team.wait()
    team.close()


def test_a_team_whose_parent_is_gone_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    team = Team()
    team.size = 2
    monkeypatch.setattr("os.getppid", lambda: 1)
    with pytest.raises(RuntimeError, match="stopping"):
        team.average([], [])


def test_a_team_needs_a_place_to_meet() -> None:
    with pytest.raises(ValueError, match="pass a path"):
        Team(0, 2)
