"""Decodes one picture that somebody sent. A script for a process of its own; the studio never imports it.

Reads the file from standard input and writes a line of JSON to standard output: `{"width", "height"}` followed by a
lossless WebP without metadata, or `{"refused": sentence}`. With a size such as `176x96` as its argument the picture is
scaled to cover it and cut. Before it looks at a byte it takes memory, time, files and core dumps away from itself, so a
file that is made to exhaust a decoder ends this process and nothing else.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # at run time not before the limits hold
    from PIL.Image import Image as Picture

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20
MAX_PIXELS = 50_000_000
"""The largest phones take pictures of 48 million."""
MIN_SIDE = 16
MAX_SIDE = 1920
"""A larger picture is kept this large: no video model here paints larger ones."""
FORMATS = ("PNG", "JPEG", "WEBP")


class Refused(Exception):
    """The picture is not taken; the message says why."""


def take_limits() -> None:
    """Give up what a decoder does not need, for good."""
    limits = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 32,
    }
    for limit, most in limits.items():
        with suppress(ValueError):  # some systems do not know every limit
            resource.setrlimit(limit, (most, most))


def decode(content: bytes, fit: tuple[int, int] | None) -> tuple[tuple[int, int], bytes]:
    """The picture's size and its WebP.

    Raises:
        Refused: it is not taken.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # asked below, with a sentence of our own
    warnings.simplefilter("ignore")
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise Refused("This file is no picture in PNG, JPEG or WebP. Send one of these.") from error
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise Refused(
            f"This picture has {width:,} × {height:,} pixels; at most {MAX_PIXELS // 1_000_000} million are taken. "
            "Make it smaller and send it again."
        )
    if min(width, height) < MIN_SIDE:
        raise Refused(
            f"This picture has {width:,} × {height:,} pixels; each side must have {MIN_SIDE} at least. "
            "Send a larger one."
        )
    # Phones put a second, hidden picture behind the first (MPO); that does not make it move.
    if getattr(image, "is_animated", False) and image.format != "MPO":
        raise Refused("This picture moves. Send a still one, such as a screenshot of the moment that you mean.")
    image.draft("RGB", (2 * MAX_SIDE, 2 * MAX_SIDE))  # a large JPEG need not be decoded whole
    picture = in_colours(ImageOps.exif_transpose(roughly_small(image)))
    if fit is None:
        picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    elif picture.size != fit:
        picture = ImageOps.fit(picture, fit, Image.Resampling.LANCZOS)
    # Pixels alone go on: whatever else stood in the file, such as the place where it was taken, does not.
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    buffer = io.BytesIO()
    bare.save(buffer, "WEBP", lossless=True, method=1)
    return bare.size, buffer.getvalue()


def roughly_small(image: Picture) -> Picture:
    """The picture, averaged down where it is far larger than it will be kept: what follows copies it several times."""
    factor = max(image.size) // (2 * MAX_SIDE)
    return image.reduce(factor) if factor > 1 and image.mode in ("L", "LA", "RGB", "RGBA", "CMYK") else image


def in_colours(image: Picture) -> Picture:
    """The picture as sRGB on white."""
    from PIL import Image, ImageCms

    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    profile = image.info.get("icc_profile")
    if "A" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        image = Image.alpha_composite(ground, layer).convert("RGB")
    if profile and image.mode == "RGB":
        with suppress(ImageCms.PyCMSError, OSError, ValueError):  # a profile that is nonsense is left aside
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB")) or image
    return image.convert("RGB")


def main() -> None:
    """Answer for the picture on standard input."""
    take_limits()
    fit = None
    if len(sys.argv) > 1:
        width, height = sys.argv[1].split("x")
        fit = int(width), int(height)
    webp = b""
    try:
        (width_px, height_px), webp = decode(sys.stdin.buffer.read(), fit)
        answer: dict[str, object] = {"width": width_px, "height": height_px}
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": "This picture asks for more memory than a picture may have. Save it anew and send that."}
    except Exception:  # noqa: BLE001 - decoders raise what they like at what people send
        answer = {"refused": "This picture is damaged, or ends too early. Save it anew and send that."}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + webp)


if __name__ == "__main__":
    main()
