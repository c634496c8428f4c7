from pathlib import Path

import torch
from safetensors.torch import load_file

from model.papercut.critic import CRITIC_FRAMES, FACTS, LOOKS, Critic
from model.papercut.critic_training import SHARD_CLIPS, CriticTraining, train_critic


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
