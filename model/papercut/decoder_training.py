"""Trains the codec's mending decoder on fresh theatre clips, resumable.

Noise of random strength is added to the latents, so that the decoder learns to mend not only what the components lose
but also what a sampler gets slightly wrong. Knows nothing of the transformer.
"""

import random
import time

import torch
from torch import Tensor
from tqdm import tqdm

from model.papercut.codec import BLOCK_PIXELS, MendingDecoder, PapercutCodec, to_signed
from model.papercut.config import TrainConfig, progress
from model.papercut.theatre.scene import draw_scene
from model.papercut.theatre.stage import perform

_FRAMES = 17
_CROP = 64
_NOISE = 0.3
_PEAK_RATE = 2e-3


def mending_loss(decoded: Tensor, frames: Tensor) -> Tensor:
    """Absolute and squared error plus the error of the picture's edges; frames (B, T, H, W, 3) in -1..1."""
    error = decoded - frames
    edges = error.diff(dim=2).abs().mean() + error.diff(dim=3).abs().mean()
    return error.abs().mean() + 0.5 * edges + error.pow(2).mean()


def train_decoder(config: TrainConfig, codec: PapercutCodec) -> PapercutCodec:
    """Train the decoder until its budget is used; continues from a checkpoint. Components stay as they are."""
    if codec.decoder is None:
        return codec
    codec.to(config.device)
    decoder: MendingDecoder = codec.decoder
    optimizer = torch.optim.AdamW(decoder.parameters(), lr=_PEAK_RATE, betas=(0.9, 0.95), weight_decay=0.0)
    chance = random.Random(config.seed + 2)  # noqa: S311 - training, not secrets
    noise = torch.Generator(config.device).manual_seed(config.seed + 2)
    path = config.work_dir / "decoder.pt"
    step, elapsed = 0, 0.0
    if path.exists():
        state = torch.load(path, map_location=config.device, weights_only=True)
        decoder.load_state_dict(state["decoder"])
        optimizer.load_state_dict(state["optimizer"])
        noise.set_state(state["noise"].cpu())
        version, internal, gauss = state["chance"]
        chance.setstate((version, tuple(internal), gauss))
        step, elapsed = state["counters"]

    def save() -> None:
        state = {
            "decoder": decoder.state_dict(),
            "optimizer": optimizer.state_dict(),
            "noise": noise.get_state(),
            "chance": chance.getstate(),
            "counters": (step, elapsed),
        }
        aside = path.with_suffix(".part")
        torch.save(state, aside)
        aside.rename(path)

    def share() -> float:
        return progress(elapsed, config.decoder_seconds, step, config.decoder_steps)

    last_save = elapsed
    bar = tqdm(total=100, desc="train decoder", unit="%", bar_format="{l_bar}{bar}| {elapsed}<{remaining}{postfix}")
    while share() < 1:
        began = time.perf_counter()
        for group in optimizer.param_groups:
            group["lr"] = _PEAK_RATE * min(1.0, (step + 1) / 30) * (1 - 0.98 * share())
        frames = _draw_frames(chance, config.decoder_batch, config.device)
        with torch.no_grad():
            latents = codec.encode(frames)
            strength = torch.rand(len(latents), 1, 1, 1, 1, generator=noise, device=config.device) * _NOISE
            latents += strength * torch.randn(latents.shape, generator=noise, device=config.device)
            linear = codec.join(latents)
        with torch.autocast(torch.device(config.device).type, torch.bfloat16):
            mended = decoder(linear)
        loss = mending_loss(mended[:, 3:], frames)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        optimizer.step()
        step += 1
        elapsed += time.perf_counter() - began
        bar.n = round(100 * share(), 2)
        bar.set_postfix(step=step, loss=f"{loss.item():.4f}")
        if elapsed - last_save >= config.checkpoint_seconds or share() >= 1:
            last_save = elapsed
            save()
    bar.close()
    return codec


def _draw_frames(chance: random.Random, count: int, device: str) -> Tensor:
    """Fresh clips, cropped to 64×64 on the grid of blocks: float (B, 17, 64, 64, 3) in -1..1."""
    crops = []
    for _ in range(count):
        frames = perform([draw_scene(chance)], _FRAMES, device)
        top = BLOCK_PIXELS * chance.randint(0, (frames.shape[2] - _CROP) // BLOCK_PIXELS)
        left = BLOCK_PIXELS * chance.randint(0, (frames.shape[3] - _CROP) // BLOCK_PIXELS)
        crops.append(to_signed(frames[:, :, top : top + _CROP, left : left + _CROP]))
    return torch.cat(crops)


def psnr(decoded: Tensor, frames: Tensor) -> float:
    """Peak signal-to-noise ratio in dB of frames in -1..1."""
    return float(10 * torch.log10(4 / (decoded - frames).pow(2).mean()))
