"""Which rewriter each model gets: Papercut's own by default, a chat model or none by one setting."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from pydantic import ValidationError

from composition import compose_rewriters, require_rewriter
from model.spec import Rewrite
from settings import NO_REWRITER, PAPERCUT, ModelSetting, Settings
from tests.model.tiny_chat import random_chat, save_chat, words_tokenizer

OTHER = ModelSetting(name="other", source="/nowhere/wan")
COMMIT = "0123456789" * 4


def test_papercut_has_its_own_rewriter_and_other_models_have_none() -> None:
    rewriters = compose_rewriters(Settings(models=(PAPERCUT, OTHER)))
    assert set(rewriters) == {PAPERCUT.name}
    assert rewriters[PAPERCUT.name].rewrite("a red car").prompt == "A red car, static camera."


def test_rewriting_can_be_turned_off() -> None:
    assert compose_rewriters(Settings(models=(PAPERCUT,), rewriter=NO_REWRITER)) == {}


def test_a_chat_model_rewrites_for_all_models(tmp_path: Path) -> None:
    tokenizer = words_tokenizer(["dog"])
    save_chat(random_chat(tokenizer), tokenizer, tmp_path)
    rewriters = compose_rewriters(Settings(models=(PAPERCUT, OTHER), rewriter=str(tmp_path), device="cpu"))
    assert set(rewriters) == {"papercut", "other"}
    assert rewriters["other"] is rewriters["papercut"]
    assert rewriters["other"].rewrite("dog").marks == ()  # what random weights say is not foreseen


def test_a_chat_model_that_cannot_be_loaded_leaves_prompts_as_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rewriters = compose_rewriters(Settings(models=(PAPERCUT,), rewriter=str(tmp_path), device="cpu"))
    assert rewriters["papercut"].rewrite("a dog") == Rewrite("a dog")
    assert "could not be loaded" in caplog.text


def test_a_folder_that_is_not_there_is_refused_at_the_start(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        require_rewriter(Settings(rewriter="/nowhere/chat"))
    assert "there is no folder of that name" in capsys.readouterr().err


@pytest.mark.parametrize("written", ["", NO_REWRITER, f"org/chat@{COMMIT}"])
def test_what_can_be_a_rewriter_is_let_through(written: str) -> None:
    require_rewriter(Settings(rewriter=written))


@pytest.mark.parametrize("written", ["org/chat@main", "chat@", f"a/b/c@{COMMIT}"])
def test_a_hub_name_without_a_commit_is_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="40 hexadecimal digits"):
        Settings(rewriter=written)
