"""The settings of one training, from the pool of scenes to the shipped folder."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.papercut.pool import PoolConfig

_ON_A_GPU: dict[str, Any] = {
    "shards": 900,
    "render_while_training": True,
    "compile_blocks": True,
    "short_share": 0.25,
    "short_batch": 512,
    "batch": 256,
    "warmup_steps": 200,
    "ema": 0.999,
    "student_batch": 256,
    "rehearsal_shards": 60,
    "decoder_batch": 64,
}


@dataclass(frozen=True)
class TrainConfig:
    """Everything that decides what a training makes.

    Attributes:
        work_dir: where pool, checkpoints and log are kept; running again with the same folder continues.
        output_dir: the pipeline folder that is written at the end.
        device: "cpu" or "cuda".
        seed: seeds scenes, weights, noise and captions.
        threads: torch threads on a CPU; None leaves torch's own choice.
        workers: processes that render the pool.
        processes: processes of one thread each that train the transformer together; for shared CPUs.
        compile_blocks: compile the transformer's blocks (worth it on a GPU and in long runs).
        shards: shards in the pool.
        shard_clips: clips in one of them.
        render_while_training: train on the clips that are there while others are being rendered; for machines whose
            processor has nothing else to do. Without it all are rendered first, and a training can be repeated.
        first_shards: shards that must be there before such a training begins; they are filmed on `device`.
        codec_clips: clips that the codec's components are fitted on.
        components: channels of a latent.
        layers, heads, head_dim, ffn_dim: size of the transformer.
        seconds: time budget of the transformer's training; None means only `samples` counts.
        samples: samples after which the transformer is done; None means only `seconds` counts.
        short_share: share of the training, at its start, spent on windows of two latents. They cost a fifth of the
            tokens per sample, so words are learned from many more captions before motion is.
        short_batch, batch: samples per step in windows of two and of five latents.
        start_from: pipeline folder whose transformer is trained on instead of random weights, and its codec and student
            with it where the number of components is the same; None starts from nothing.
        context_share: share of samples that begin with given latents: the clip's own past, to learn continuation, or an
            anchor from the clip or from another shot of the same subject, to keep it itself.
        context_noise: largest noise level of given latents, told to the model, so that its own small errors do not
            surprise it.
        sampler_share: share of samples whose noise level is drawn as the sampler's steps lie, a quarter of those above
            0.9; the others mostly lie in the middle.
        text_dropout: share of samples without text, to learn guidance.
        text_noise: standard deviation of noise on the text states, which helps with unseen words.
        muon_rate, adam_rate: peak learning rates of the blocks' matrices and of everything else.
        warmup_steps: steps of linear warm-up.
        ema: decay of the averaged weights that are shipped.
        checkpoint_seconds: time between checkpoints.
        with_student: whether a student is distilled and shipped.
        student_guidance: guidance that is folded into it.
        student_seconds, student_train_steps: budget of its distillation; None means only the other one counts.
        student_batch: windows per step of its distillation.
        rehearsal_shards: shards of the pool that keep pictures and are rehearsed for the decoder's training.
        decoder_channels, decoder_layers: size of the mending decoder.
        decoder_seconds, decoder_steps: budget of its training; None means only the other one counts.
        decoder_batch: clips per step of its training.
    """

    work_dir: Path
    output_dir: Path
    device: str = "cpu"
    seed: int = 7
    threads: int | None = None
    workers: int = 2
    processes: int = 1
    compile_blocks: bool = False
    shards: int = 150
    shard_clips: int = 100
    render_while_training: bool = False
    first_shards: int = 100
    codec_clips: int = 1200
    components: int = 192
    layers: int = 8
    heads: int = 6
    head_dim: int = 64
    ffn_dim: int = 1536
    seconds: float | None = 4500.0
    samples: int | None = None
    short_share: float = 0.45
    short_batch: int = 48
    batch: int = 24
    start_from: Path | None = None
    context_share: float = 0.45
    context_noise: float = 0.12
    sampler_share: float = 0.7
    text_dropout: float = 0.1
    text_noise: float = 0.1
    muon_rate: float = 3e-3
    adam_rate: float = 1e-3
    warmup_steps: int = 150
    ema: float = 0.998
    checkpoint_seconds: float = 300.0
    with_student: bool = False
    student_guidance: float = 3.0
    student_seconds: float | None = 600.0
    student_train_steps: int | None = None
    student_batch: int = 16
    rehearsal_shards: int = 15
    decoder_channels: int = 96
    decoder_layers: int = 6
    decoder_seconds: float | None = 900.0
    decoder_steps: int | None = None
    decoder_batch: int = 4

    def __post_init__(self) -> None:
        if self.seconds is None and self.samples is None:
            raise ValueError("got neither seconds nor samples, expected a budget for the transformer; next: set one")
        if self.decoder_seconds is None and self.decoder_steps is None:
            raise ValueError("got neither decoder_seconds nor decoder_steps, expected a budget; next: set one")

    @classmethod
    def for_device(cls, device: str, work_dir: Path, output_dir: Path, **settings: Any) -> "TrainConfig":
        """The usual settings of a device: a GPU takes larger batches and does not wait for the whole pool."""
        usual = _ON_A_GPU | {"workers": max(1, (os.cpu_count() or 1) - 1)} if device.startswith("cuda") else {}
        return cls(work_dir, output_dir, device, **(usual | settings))

    @property
    def codec_dir(self) -> Path:
        """The codec as it was fitted, its decoder still blank."""
        return self.work_dir / "codec"

    @property
    def pool(self) -> PoolConfig:
        """What the training draws from."""
        return self._pool("pool", self.seed, self.shards, self.rehearsal_shards)

    @property
    def validation(self) -> PoolConfig:
        """One shard of other scenes, to watch the loss on."""
        return self._pool("validation", self.seed + 1, 1)

    def _pool(self, name: str, seed: int, shards: int, pictures: int = 0) -> PoolConfig:
        return PoolConfig(self.work_dir / name, seed, shards, self.codec_dir, pictures, self.shard_clips)


def progress(elapsed: float, seconds: float | None, done: int, total: int | None) -> float:
    """How much of a budget is used, 0 to 1, by whichever of time and count is further."""
    shares = [0.0]
    if seconds is not None:
        shares.append(elapsed / max(seconds, 1e-9))
    if total is not None:
        shares.append(done / max(total, 1))
    return min(1.0, max(shares))
