import pytest

from model.papercut.evaluation.occlusion import hidden_stretch


@pytest.mark.parametrize(
    ("hidden", "stretch"),
    [
        ("....", None),
        ("..##..", (2, 4)),
        (".#..###.", (4, 7)),
        ("##..", None),
        ("..##", None),
    ],
)
def test_only_a_subject_that_was_seen_before_and_comes_back_was_hidden(
    hidden: str, stretch: tuple[int, int] | None
) -> None:
    assert hidden_stretch([mark == "#" for mark in hidden]) == stretch
