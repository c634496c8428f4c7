import json
import random
from pathlib import Path

import pytest

from model.papercut.evaluate import SHIPPED
from model.papercut.repertoire import FILE_NAME, Repertoire
from model.papercut.rewriter import TheatreRewriter
from model.papercut.theatre.vocabulary import Action, Colour, Look, Setting, Subject, TimeOfDay


def small() -> Repertoire:
    whole = Repertoire.whole()
    return Repertoire(
        frozenset(pair for pair in whole.values if pair not in {(Subject, "cat"), (Setting, "moon"), (Look, "sepia")}),
        companions=False,
        passers_by=False,
    )


def test_a_folder_without_a_repertoire_knows_everything(tmp_path: Path) -> None:
    assert Repertoire.load(tmp_path) == Repertoire.whole()


def test_a_repertoire_survives_its_file(tmp_path: Path) -> None:
    small().save(tmp_path)
    assert Repertoire.load(tmp_path) == small()


def test_only_values_of_facts_can_be_unknown() -> None:
    assert not small().knows(Subject.CAT)
    assert small().knows(Subject.DOG)
    assert small().knows("cat")
    assert small().knows(None)


def test_scenes_are_drawn_within_it() -> None:
    rng = random.Random(1)
    scenes = [small().draw_scene(rng) for _ in range(200)]
    assert not any(
        scene.subject is Subject.CAT or scene.setting is Setting.MOON or scene.companion or scene.passers_by
        for scene in scenes
    )
    assert len({scene.colour for scene in scenes}) == len(Colour)


def test_the_rewriter_gives_parts_that_weights_do_not_know_to_understudies_and_says_so() -> None:
    prompt = "a cat on the moon"
    rewrite = TheatreRewriter(small()).rewrite(prompt)
    assert "dog" in rewrite.prompt
    assert "desert" in rewrite.prompt
    assert [prompt[mark.start : mark.stop] for mark in rewrite.marks] == ["cat", "on the moon"]
    assert TheatreRewriter().rewrite(prompt).marks == ()


def test_a_doing_and_a_light_that_an_understudy_plays_are_marked_too() -> None:
    whole = Repertoire.whole()
    known = frozenset(pair for pair in whole.values if pair not in {(Action, "sway"), (TimeOfDay, "dawn")})
    prompt = "a woman in a red dress dances at dawn"
    rewrite = TheatreRewriter(Repertoire(known)).rewrite(prompt)
    assert rewrite.prompt == "A woman in a red dress jumps up and down at sunset, static camera."
    assert {prompt[mark.start : mark.stop]: mark.nearest for mark in rewrite.marks} == {
        "dances": "jumps up and down",
        "at dawn": "at sunset",
    }


def test_a_look_and_a_way_to_go_that_weights_do_not_know_are_marked_with_what_is_shown_instead() -> None:
    whole = Repertoire.whole()
    unknown = {(Action, "away"), (Look, "sepia"), (Look, "watercolour"), (Look, "neon")}
    rewriter = TheatreRewriter(Repertoire(frozenset(pair for pair in whole.values if pair not in unknown)))
    prompt = "old film of a man in a white coat who walks away on a beach"

    rewrite = rewriter.rewrite(prompt)

    assert rewrite.prompt == "A man in a white coat walks to the right on a beach, static camera."
    assert {prompt[mark.start : mark.stop]: mark.nearest for mark in rewrite.marks} == {
        "old film": "paper-cut animation",
        "away": "sideways",
    }


def test_a_file_that_names_something_else_is_refused(tmp_path: Path) -> None:
    small().save(tmp_path)
    written = json.loads((tmp_path / FILE_NAME).read_text())
    (tmp_path / FILE_NAME).write_text(json.dumps({**written, "subject": ["unicorn"]}))
    with pytest.raises(ValueError, match="unicorn"):
        Repertoire.load(tmp_path)
    del written["look"]
    (tmp_path / FILE_NAME).write_text(json.dumps(written))
    with pytest.raises(ValueError, match="save it again"):
        Repertoire.load(tmp_path)


def test_the_shipped_weights_say_what_they_know() -> None:
    assert (SHIPPED / FILE_NAME).is_file()
    assert Repertoire.load(SHIPPED).knows(Subject.DOG)
