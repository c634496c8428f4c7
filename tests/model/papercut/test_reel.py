"""Decoding piece by piece, with a decoder of random weights that does not leave the picture as it is."""

import numpy as np
import pytest
import torch

from model.papercut.codec import PapercutCodec
from model.papercut.reel import PIECE_LATENTS, OutputType, Reel


@pytest.fixture(scope="module")
def codec() -> PapercutCodec:
    torch.manual_seed(3)
    codec: PapercutCodec = PapercutCodec(components=8, decoder_channels=8, decoder_layers=4)
    codec.directions.copy_(torch.linalg.qr(torch.randn(3072, 8))[0])
    assert codec.decoder is not None
    torch.nn.init.normal_(codec.decoder.leave.weight, std=0.05)
    codec.eval()
    return codec


def latents(count: int) -> torch.Tensor:
    return 4 * torch.randn(1, 8, count, 1, 2, generator=torch.Generator().manual_seed(count))


@torch.no_grad()
def wound(codec: PapercutCodec, shots: list[torch.Tensor], counts: list[int], kind: OutputType, stride: int) -> Reel:
    """A reel that was given `stride` more finished latents at a time."""
    reel = Reel(codec, kind, counts)
    for shot in shots:
        for finished in [*range(stride, shot.shape[2], stride), shot.shape[2]]:
            reel.take(shot, finished)
    return reel


@pytest.mark.parametrize("count", [1, 2, PIECE_LATENTS, 13, 31])
@pytest.mark.parametrize("stride", [3, 100])
def test_pieces_show_what_a_whole_decode_shows(codec: PapercutCodec, count: int, stride: int) -> None:
    """Group norms average over what they see, hence not to the last digit; a shift by one frame would be off by far."""
    shot = latents(count)
    pieces = wound(codec, [shot], [4 * count - 3], OutputType.NUMPY, stride).frames()
    with torch.no_grad():
        whole = ((codec.decode(shot) + 1) / 2).numpy()
    assert pieces.shape == whole.shape
    shifted = np.abs(whole[:, 1:] - whole[:, :-1]).mean() if count > 1 else 1.0
    assert np.abs(pieces - whole).mean() < 0.05 * shifted
    if count <= PIECE_LATENTS:
        assert np.array_equal(pieces, whole)


def test_when_latents_are_finished_does_not_change_the_frames(codec: PapercutCodec) -> None:
    frames = [wound(codec, [latents(23)], [89], OutputType.BYTES, stride).frames() for stride in (1, 3, 50)]
    assert np.array_equal(frames[0], frames[1])
    assert np.array_equal(frames[0], frames[2])


def test_shots_do_not_touch_each_other_and_surplus_frames_are_cut_off(codec: PapercutCodec) -> None:
    shots, counts = [latents(9), latents(4)], [31, 12]
    both = wound(codec, shots, counts, OutputType.BYTES, 3).frames()
    alone = [
        wound(codec, [shot], [count], OutputType.BYTES, 3).frames() for shot, count in zip(shots, counts, strict=True)
    ]
    assert both.shape[1] == 43
    assert np.array_equal(both, np.concatenate(alone, 1))


def test_every_kind_of_output_holds_the_same_pictures(codec: PapercutCodec) -> None:
    shots = [latents(3), latents(2)]
    of = {kind: wound(codec, shots, [9, 5], kind, 2).frames() for kind in OutputType}
    exact = of[OutputType.NUMPY]
    assert torch.equal(of[OutputType.LATENT], torch.cat(shots, 2))
    assert np.array_equal(of[OutputType.TENSOR].permute(0, 1, 3, 4, 2).numpy(), exact)
    assert np.array_equal(of[OutputType.BYTES], (exact * 255).round().astype(np.uint8))


def test_bytes_that_would_be_no_colours_are_refused(codec: PapercutCodec) -> None:
    with pytest.raises(FloatingPointError, match="next: try another seed"):
        wound(codec, [latents(2) * torch.nan], [5], OutputType.BYTES, 2)
