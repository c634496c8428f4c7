"""Stills from whatever people send: the good are taken, the bad end in a sentence, and this process lives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model import still
from model.spec import Size, StillMaker, StillRefused
from model.still import DecodedStills
from model.video import write_mp4
from tests.stills import bomb, clouds, likeness, picture_file, pixels

MAKER: StillMaker = DecodedStills()  # mypy holds it to the protocol


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_taken_by_its_content_and_kept_without_loss(kind: str) -> None:
    sent = picture_file(clouds(), kind)

    taken = MAKER.read(sent)

    assert taken.size == Size(300, 200)
    assert np.array_equal(pixels(taken.content), pixels(sent))


def test_nothing_but_the_pixels_goes_on_and_the_phone_is_held_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    exif[0x010E] = "taken at 52.5163 N 13.3777 E"

    taken = MAKER.read(picture_file(clouds(), "JPEG", exif=exif))

    assert taken.size == Size(200, 300)
    assert b"52.5163" not in taken.content
    assert b"EXIF" not in taken.content


def test_a_picture_is_scaled_to_cover_the_clip_and_cut_on_both_sides_alike() -> None:
    picture = np.zeros((100, 300, 3), np.uint8)
    picture[:, 100:200] = 255

    fitted = MAKER.fit(picture_file(picture), Size(48, 48))

    assert fitted.size == Size(48, 48)
    assert pixels(fitted.content).min() > 200


def test_transparent_pictures_lie_on_white() -> None:
    clear = np.zeros((32, 32, 4), np.uint8)

    assert pixels(MAKER.read(picture_file(clear)).content).min() == 255


def lying() -> bytes:
    """A file that begins as a PNG and goes on as a page."""
    return picture_file(clouds())[:60] + b"<html><script>alert(1)</script></html>" * 40


def moving() -> bytes:
    others = [Image.fromarray(clouds(seed=seed)) for seed in (1, 2)]
    return picture_file(clouds(), "WEBP", save_all=True, append_images=others)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no picture in PNG, JPEG or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture in PNG, JPEG or WebP"),
        (picture_file(clouds(), "GIF"), "no picture in PNG, JPEG or WebP"),
        (picture_file(clouds())[:2000], "damaged, or ends too early"),
        (lying(), "damaged, or ends too early"),
        (bomb(), "30,000 × 30,000 pixels; at most 50 million"),
        (moving(), "This picture moves"),
        (picture_file(clouds(8, 8)), "each side must have 16"),
    ],
    ids=["empty", "svg", "gif", "cut off", "lying", "bomb", "moving", "tiny"],
)
def test_what_is_no_still_is_refused_with_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(StillRefused, match=words):
        MAKER.read(content)


def test_a_decoder_that_dies_of_a_picture_takes_nobody_along(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    greedy = tmp_path / "greedy.py"
    limits = (
        f"import sys; sys.path.insert(0, {str(still.DECODER.parent)!r}); import still_decoder as d; d.take_limits()"
    )
    greedy.write_text(f"{limits}\nhoard = bytearray(d.MEMORY_BYTES)\n")
    monkeypatch.setattr(still, "DECODER", greedy)

    with pytest.raises(StillRefused, match="more time or memory"):
        MAKER.read(picture_file(clouds()))


def test_a_frame_of_a_film_is_the_very_frame(tmp_path: Path) -> None:
    frames = np.stack([clouds(96, 64, seed) for seed in range(9)])
    write_mp4(frames, 8, tmp_path / "film.mp4", scale=4)

    for index in (0, 1, 4, 8):
        taken = pixels(MAKER.frame_of(tmp_path / "film.mp4", index, 8, Size(96, 64)).content)
        nearest = max(range(9), key=lambda other, taken=taken: likeness(taken, frames[other]))  # type: ignore[misc]
        assert nearest == index
        assert likeness(taken, frames[index]) > 30
    with pytest.raises(StillRefused, match="Frame 10 of this film"):
        MAKER.frame_of(tmp_path / "film.mp4", 9, 8, Size(96, 64))
