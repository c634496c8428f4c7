"""What a model would read of a prompt, before anything is rendered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.spec import Mark, Rewrite, Shot, ShotLink
from portal.errors import InvalidRequest
from portal.models import Models, Offer
from portal.prompts import Prompts
from portal.shot import AskedShot
from tests.conftest import CAPABILITIES, Room
from tests.small_rewriter import NEAREST, WordByWord, shots_by_line


def room_for(room: Room, rewriter: WordByWord | EndlessTalker, **capabilities: object) -> Prompts:
    """Prompts of a model with other abilities or another rewriter."""
    models = Models(room.portal.database)
    models.offer([Offer("tiny", "nowhere", None, replace(CAPABILITIES, **capabilities))])  # type: ignore[arg-type]
    return Prompts(models, {"tiny": rewriter}, shots_by_line, prompt_limit_characters=200)


class EndlessTalker:
    """A rewriter that went astray, as a language model may."""

    def rewrite(self, prompt: str) -> Rewrite:
        return Rewrite("and then " * 1000, (Mark(0, 1, None),))


def test_the_artist_sees_what_the_model_would_read_and_what_it_does_not_know(room: Room) -> None:
    proposal = room.portal.prompts.preview(room.artist, [AskedShot("a scarlet Xylo 🐕 and Xx", 2.0)])

    [reading] = proposal.shots
    assert (reading.prompt, reading.seconds) == ("a scarlet Xylo 🐕 and Xx", 2.0)
    assert reading.rewritten == "In the theatre: a red Xylo 🐕 and Xx"
    assert [(reading.prompt[mark.start : mark.stop], mark.nearest) for mark in reading.marks] == [
        ("Xylo", NEAREST),
        ("Xx", None),
    ]
    assert proposal.storyboard == ()
    assert proposal.shot_link is ShotLink.CUT


def test_a_model_without_a_rewriter_reads_what_was_written(room: Room) -> None:
    room.portal.models.offer([Offer("plain", "nowhere", None, CAPABILITIES)])

    [reading] = room.portal.prompts.preview(room.artist, [AskedShot("a scarlet Xylo", 2.0)]).shots

    assert (reading.rewritten, reading.marks) == ("a scarlet Xylo", ())


def test_a_prompt_that_tells_several_shots_is_proposed_as_a_storyboard(room: Room) -> None:
    told = room.portal.prompts.preview(room.artist, [AskedShot("a dog sits\na dog runs", 4.0)])
    written = room.portal.prompts.preview(
        room.artist, [AskedShot("a dog sits\nit runs", 4.0), AskedShot("it eats", 1.0)]
    )

    assert told.storyboard == (Shot("a dog sits", 2.0), Shot("a dog runs", 2.0))
    assert written.storyboard == ()
    assert len(written.shots) == 2


def test_a_proposed_storyboard_is_one_that_the_model_can_render(room: Room) -> None:
    prompts = room_for(room, WordByWord({}), max_seconds=3.0, max_shots=3)

    def proposed(lines: int, seconds: float) -> list[float]:
        written = AskedShot("\n".join(["a dog"] * lines), seconds)
        return [shot.seconds for shot in prompts.preview(room.artist, [written]).storyboard]

    assert proposed(3, 6.0) == [1.0, 1.0, 1.0]
    assert proposed(3, 1.2) == []
    assert proposed(4, 3.0) == []


def test_a_rewriter_that_goes_astray_leaves_the_prompt_as_it_was_written(room: Room) -> None:
    prompts = room_for(room, EndlessTalker())

    [reading] = prompts.preview(room.artist, [AskedShot("a dog", 2.0)]).shots

    assert (reading.rewritten, len(reading.marks)) == ("a dog", 1)


@pytest.mark.parametrize(
    ("shots", "model", "sentence"),
    [
        ([], None, "write a prompt"),
        ([AskedShot("", 2.0)], None, "The prompt is empty"),
        ([AskedShot("a dog", 2.0), AskedShot(" ", 2.0)], None, "prompt of shot 2 is empty"),
        ([AskedShot("a dog", 2.0)] * 13, None, "13 shots were asked for; at most 12"),
        ([AskedShot("x" * 5000, 2.0)], None, "5,000 characters"),
        ([AskedShot("a dog", 2.0)], "sora", "no model 'sora'"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    shots: list[AskedShot], model: str | None, sentence: str, room: Room
) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        room.portal.prompts.preview(room.artist, shots, model)
    assert sentence in refusal.value.message
