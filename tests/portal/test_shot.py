"""A shot keeps what was written apart from what is read, also in rows from before there was a rewriter."""

from __future__ import annotations

from model.spec import Shot
from portal.shot import AskedShot


def test_the_model_is_given_the_rewritten_prompt_where_there_is_one() -> None:
    assert AskedShot("a dog", 2.0).for_model == Shot("a dog", 2.0)
    assert AskedShot("a dog", 2.0, "a spotted dog sits").for_model == Shot("a spotted dog sits", 2.0)


def test_a_shot_comes_back_from_its_row() -> None:
    shot = AskedShot("a dog", 2.0, "a spotted dog sits")
    assert AskedShot.from_json(shot.to_json()) == shot


def test_a_row_that_knows_no_rewriting_was_rendered_as_written() -> None:
    assert AskedShot.from_json({"prompt": "a dog", "seconds": 2.0}) == AskedShot("a dog", 2.0, None)
