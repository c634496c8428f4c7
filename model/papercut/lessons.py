"""Lessons: what the transformer and its student are trained on, drawn from the pool, a batch of windows at a time.

Everything stays where the training runs: latents and captions are picked out by index, without a loop over samples, so
that a GPU does not wait. Knows nothing of noise levels or losses.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from model.papercut.pool import PoolConfig, load_shard, shard_aspect
from model.papercut.theatre.vocabulary import Aspect
from model.papercut.windows import WINDOW_LATENTS

SHORT_LATENTS = 2
"""Latents of the cheap windows at the start of training: 5 frames."""

_ANCHOR_SHARE = 0.75


@dataclass(frozen=True)
class Windows:
    """A batch to train on.

    Attributes:
        clean: latents (B, K, n, h, w).
        starts: index in its shot of each window's first latent after the anchor, (B,).
        given: how many leading latents are given, the anchor included, (B,).
        anchored: whether latent 0 is an anchor, (B,).
        tokens: what each window shows, as token ids (B, 64).
    """

    clean: Tensor
    starts: Tensor
    given: Tensor
    anchored: Tensor
    tokens: Tensor

    @classmethod
    def whole(cls, clean: Tensor, tokens: Tensor) -> "Windows":
        """Windows that begin with their shot and are given nothing."""
        none = torch.zeros(len(clean), dtype=torch.long, device=clean.device)
        return cls(clean, none, none, none.bool(), tokens)

    @property
    def is_given(self) -> Tensor:
        """Which latents are given, (B, n)."""
        return torch.arange(self.clean.shape[2], device=self.clean.device)[None] < self.given[:, None]


@dataclass
class Stock:
    """Clips of one aspect: latents (N, n, K, h, w) and tokens (N, 8, 64), of which the first `count` are there."""

    latents: Tensor
    tokens: Tensor
    count: int = 0

    def add(self, latents: Tensor, tokens: Tensor) -> None:
        """Put in the clips of a shard, latents (N, K, n, h, w)."""
        rows = slice(self.count, self.count + len(latents))
        self.latents[rows] = latents.transpose(1, 2).to(self.latents.device)
        self.tokens[rows] = tokens.to(self.tokens.device)
        self.count += len(latents)


class Lessons:
    """The clips of a pool, by aspect, on the device that trains; grows while shards are still being rendered.

    Args:
        pool: where the clips come from.
        device: where they are kept, whole: some 0.3 MB a clip.
        context_share: share of windows that begin with given latents.
    """

    def __init__(self, pool: PoolConfig, device: torch.device | str, context_share: float = 0.0) -> None:
        self._pool, self._device, self._context_share = pool, torch.device(device), context_share
        self._waiting = list(range(pool.shards))
        self._stocks: dict[Aspect, Stock] = {}
        self.refresh()

    def __len__(self) -> int:
        return sum(stock.count for stock in self._stocks.values())

    def refresh(self, at_most: int | None = None) -> int:
        """Take in shards that have appeared, at most so many at once; returns how many are still missing."""
        ready = [shard for shard in self._waiting if self._pool.path(shard).exists()][:at_most]
        for shard in ready:
            content = load_shard(self._pool, shard)
            self._stock(shard_aspect(shard), content).add(content["latents"], content["tokens"])
            self._waiting.remove(shard)
        return len(self._waiting)

    def draw(self, size: int, window: int, chance: random.Random, generator: torch.Generator) -> Windows:
        """Windows of one aspect, aspects in proportion to their clips.

        Args:
            size: how many.
            window: latents of each.
            chance: chooses the aspect.
            generator: chooses everything else, where the clips are.
        """
        stocks = list(self._stocks.values())
        stock = chance.choices(stocks, [stock.count for stock in stocks])[0]
        return draw_windows(stock, size, window, self._context_share, generator)

    def clips(self, size: int) -> Iterator[Windows]:
        """All clips from their start, `size` at a time, each with its first caption."""
        for stock in self._stocks.values():
            for start in range(0, stock.count, size):
                rows = slice(start, min(start + size, stock.count))
                clean = stock.latents[rows, :WINDOW_LATENTS].transpose(1, 2).float()
                yield Windows.whole(clean, stock.tokens[rows, 0])

    def _stock(self, aspect: Aspect, like: dict[str, Tensor]) -> Stock:
        if aspect not in self._stocks:
            room = self._pool.shard_clips * sum(shard_aspect(shard) is aspect for shard in range(self._pool.shards))
            _, channels, count, rows, columns = like["latents"].shape
            self._stocks[aspect] = Stock(
                torch.empty(room, count, channels, rows, columns, dtype=torch.float16, device=self._device),
                torch.empty(room, *like["tokens"].shape[1:], dtype=like["tokens"].dtype, device=self._device),
            )
        return self._stocks[aspect]


def draw_windows(stock: Stock, size: int, window: int, context_share: float, generator: torch.Generator) -> Windows:
    """Cut `size` windows of `window` latents out of random clips.

    Four kinds: the start of a shot with nothing given; some later stretch, of which the first one or two latents are
    given; the start of a shot behind an anchor, the first look at the subject in another shot; a later stretch of which
    one latent is given, behind an anchor from this shot or the other.
    """
    device = stock.latents.device
    last = stock.latents.shape[1] - window

    def chance() -> Tensor:
        return torch.rand(size, generator=generator, device=device)

    def below(bound: Tensor | int) -> Tensor:
        return (chance() * bound).long()

    clip = below(stock.count)
    other = clip ^ 1  # the same subject in another shot
    anchored = chance() < _ANCHOR_SHARE
    context = chance() < context_share
    anchored &= context
    opening = chance() < (1.0 if window == SHORT_LATENTS else 0.5)
    starts = torch.where(
        context,
        torch.where(anchored, torch.where(opening, 0, 1 + below(last + 1)), below(last + 1)),
        0,
    )
    recent = 1 + (below(2) if window > SHORT_LATENTS else torch.zeros_like(clip))
    given = torch.where(context, torch.where(anchored, torch.where(opening, 1, 2), recent), 0)

    at = starts[:, None] + torch.arange(window, device=device)[None] - anchored.long()[:, None]
    source = clip[:, None].expand(-1, window).clone()
    source[:, 0] = torch.where(anchored & (opening | (chance() < 0.5)), other, clip)
    at[:, 0] = torch.where(anchored, 0, at[:, 0])
    clean = stock.latents[source, at].transpose(1, 2).float()
    tokens = stock.tokens[clip, below(stock.tokens.shape[1])]
    return Windows(clean, starts, given, anchored, tokens)
