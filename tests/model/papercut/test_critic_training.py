import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import load_file

from model.papercut.critic import CRITIC_FRAMES, FACTS, LOOKS, Critic
from model.papercut.critic_training import SHARD_CLIPS, CriticTraining, label, mirrored, reframed, train_critic
from model.papercut.theatre.scene import draw_scene
from model.papercut.theatre.vocabulary import Action, Camera


def test_training_writes_a_critic_that_loads_and_goes_on_with_the_clips_and_weights_it_has(tmp_path: Path) -> None:
    config = CriticTraining(tmp_path / "critic", clips=1, epochs=1, channels=4, codec_clips=2, workers=0)
    critic = train_critic(config)
    loaded = Critic.from_pretrained(tmp_path / "critic").float().eval()
    torch.manual_seed(4)
    frames = torch.rand(1, CRITIC_FRAMES, 64, 112, 3) * 2 - 1
    assert loaded.watch(frames) == critic.watch(frames)

    (shard,) = sorted(config.clips_folder.glob("shard-*.safetensors"))
    clips = load_file(shard)
    assert clips["looks"].shape == (SHARD_CLIPS, len(LOOKS), 64, 112, 3)
    assert clips["light"].shape == (SHARD_CLIPS, CRITIC_FRAMES, 64, 112)
    for fact, values in FACTS.items():
        assert int(clips[fact].max()) < len(values)
    rendered = shard.stat().st_mtime_ns
    further = train_critic(config)
    assert shard.stat().st_mtime_ns == rendered
    assert any(not torch.equal(a, b) for a, b in zip(critic.parameters(), further.parameters(), strict=True))


def test_a_gpu_trains_a_wider_critic_on_more_clips_unless_told_otherwise(tmp_path: Path) -> None:
    small, large = (CriticTraining.for_device(device, tmp_path / "critic") for device in ("cpu", "cuda"))
    assert small == CriticTraining(tmp_path / "critic")
    assert large.clips > small.clips
    assert large.channels > small.channels
    assert CriticTraining.for_device("cuda", tmp_path / "critic", clips=7).clips == 7


class Dice(random.Random):
    """Chance that gives the numbers it was told."""

    def __init__(self, *numbers: float) -> None:
        super().__init__()
        self._numbers: Iterator[float] = iter(numbers)

    def random(self) -> float:
        return next(self._numbers)


def _batch() -> dict[str, torch.Tensor]:
    scene = replace(draw_scene(random.Random(1)), action=Action.LEFT, camera=Camera.PAN_RIGHT)
    scenes = [scene, replace(scene, action=Action.JUMP, camera=Camera.ZOOM_IN)]
    torch.manual_seed(1)
    pictures = {"looks": (2, 3, 64, 112, 3), "light": (2, CRITIC_FRAMES, 64, 112), "still": (2, 64, 112, 3)}
    return {name: torch.randint(0, 256, size, dtype=torch.uint8) for name, size in pictures.items()} | label(scenes)


def test_a_mirrored_clip_goes_the_other_way_by_name_too() -> None:
    batch = _batch()
    seen = mirrored(batch, Dice(0.7))
    assert torch.equal(seen["looks"][..., 0, :], batch["looks"][..., -1, :])
    assert torch.equal(seen["light"][..., 0], batch["light"][..., -1])
    assert [list(Action)[index] for index in seen["action"]] == [Action.RIGHT, Action.JUMP]
    assert [list(Camera)[index] for index in seen["camera"]] == [Camera.PAN_LEFT, Camera.ZOOM_IN]
    assert torch.equal(seen["setting"], batch["setting"])
    assert mirrored(batch, Dice(0.3)) is batch


def test_a_clip_from_closer_shows_a_part_of_it_in_all_its_pictures() -> None:
    batch = _batch()
    batch["light"] = batch["looks"][:, :1, ..., 0].expand_as(batch["light"]).contiguous()
    batch["still"] = batch["looks"][:, 0]
    whole = reframed(batch, Dice(0.2, 1.0, 0.5, 0.5))
    assert torch.allclose(whole["looks"], batch["looks"].float(), atol=0.01)
    closer = reframed(batch, Dice(0.2, 0.0, 1.0, 0.5))
    assert closer["looks"].shape == batch["looks"].shape
    assert torch.allclose(closer["looks"][:, 0, ..., 0], closer["light"][:, 0])
    assert torch.allclose(closer["looks"][:, 0], closer["still"])
    # Moved to the right as far as it goes, so what is at the right edge stays there.
    assert (closer["light"][..., 32, -1] - batch["light"][..., 32, -1].float()).abs().mean() < 60
    assert reframed(batch, Dice(0.8)) is batch
