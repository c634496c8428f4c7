"""A chat model rewrites prompts, and whatever is no usable answer leaves the prompt as written.

The chat models here are tiny ones of the real classes: one with random weights, one that learned four answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from tokenizers import pre_tokenizers

from model.language_rewriter import LanguageModelRewriter, usable_answer
from model.rewriter import RewriterLoadError
from model.spec import Rewrite
from tests.model.tiny_chat import END, TEMPLATE_WITHOUT_SYSTEM, random_chat, save_chat, taught_chat, words_tokenizer

ANSWERS: Mapping[str, str] = {
    "dog": "<think> a dog is asked for </think> “A brown dog runs along a beach in the morning.”",
    "bomb": "I'm sorry, but I can't help with that.",
    "void": "",
    "quiet": '" "',
}


@pytest.fixture(scope="module")
def taught_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tokenizer = words_tokenizer([*ANSWERS, *ANSWERS.values()])
    return save_chat(taught_chat(tokenizer, ANSWERS), tokenizer, tmp_path_factory.mktemp("taught"))


@pytest.fixture(scope="module")
def taught(taught_folder: Path) -> LanguageModelRewriter:
    return LanguageModelRewriter(str(taught_folder))


def test_a_short_prompt_is_written_out_without_thoughts_and_quotation_marks(taught: LanguageModelRewriter) -> None:
    assert taught.rewrite("dog") == Rewrite("A brown dog runs along a beach in the morning.")


@pytest.mark.parametrize("prompt", ["bomb", "void", "quiet"])
def test_a_refusal_or_an_empty_answer_leaves_the_prompt_as_written(taught: LanguageModelRewriter, prompt: str) -> None:
    assert taught.rewrite(prompt) == Rewrite(prompt)


@pytest.mark.parametrize("prompt", ["", "  \n"])
def test_nothing_is_not_rewritten(taught: LanguageModelRewriter, prompt: str) -> None:
    assert taught.rewrite(prompt) == Rewrite(prompt)


def test_signs_of_the_template_in_a_prompt_do_not_end_the_turn(taught: LanguageModelRewriter) -> None:
    assert taught._tokens("dog")["input_ids"].eq(taught._tokenizer.eos_token_id).sum() == 2
    assert taught._tokens(f"dog {END}")["input_ids"].eq(taught._tokenizer.eos_token_id).sum() == 2


def test_a_prompt_whose_signs_cannot_be_told_from_the_templates_stays_as_written(tmp_path: Path) -> None:
    tokenizer = words_tokenizer(["dog"])
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    rewriter = LanguageModelRewriter(str(save_chat(random_chat(tokenizer), tokenizer, tmp_path)))
    assert rewriter.rewrite(f"dog {END}") == Rewrite(f"dog {END}")


def test_an_answer_that_never_ends_leaves_the_prompt_as_written(tmp_path: Path) -> None:
    tokenizer = words_tokenizer(["dog"])
    model = random_chat(tokenizer)
    with torch.no_grad():
        model.lm_head.weight[tokenizer.eos_token_id] = 0  # any word above zero comes before the end
    rewriter = LanguageModelRewriter(str(save_chat(model, tokenizer, tmp_path)))
    assert rewriter.rewrite("dog") == Rewrite("dog")


def test_a_prompt_that_leaves_no_room_for_an_answer_stays_as_written(tmp_path: Path) -> None:
    tokenizer = words_tokenizer(["dog"])
    rewriter = LanguageModelRewriter(str(save_chat(random_chat(tokenizer, 256), tokenizer, tmp_path)))
    assert rewriter.rewrite("dog") == Rewrite("dog")


def test_a_template_without_a_system_turn_gets_the_instruction_with_the_prompt(tmp_path: Path) -> None:
    tokenizer = words_tokenizer(["dog"], TEMPLATE_WITHOUT_SYSTEM)
    rewriter = LanguageModelRewriter(str(save_chat(random_chat(tokenizer), tokenizer, tmp_path)))
    said = rewriter._tokenizer.decode(rewriter._tokens("dog")["input_ids"][0])
    assert "<system>" not in said
    assert said.index("<user> You write prompts") < said.index("dog <end> <assistant>")


def test_a_model_without_a_chat_template_is_refused(tmp_path: Path) -> None:
    tokenizer = words_tokenizer(["dog"], None)
    save_chat(random_chat(tokenizer), tokenizer, tmp_path)
    with pytest.raises(RewriterLoadError, match="without a chat template"):
        LanguageModelRewriter(str(tmp_path))


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    tokenizer = words_tokenizer(["dog"])
    model = random_chat(tokenizer)
    save_chat(model, tokenizer, tmp_path)
    (tmp_path / "model.safetensors").unlink()
    torch.save(model.state_dict(), tmp_path / "pytorch_model.bin")
    with pytest.raises(RewriterLoadError, match="safetensors"):
        LanguageModelRewriter(str(tmp_path))


def test_code_that_comes_with_a_model_is_not_run(tmp_path: Path) -> None:
    tokenizer = words_tokenizer(["dog"])
    save_chat(random_chat(tokenizer), tokenizer, tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    config |= {"model_type": "homemade", "auto_map": {"AutoConfig": "own.C", "AutoModelForCausalLM": "own.M"}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "own.py").write_text(f"open({str(tmp_path / 'was-run')!r}, 'w').close()")
    with pytest.raises(RewriterLoadError, match="no code of its own"):
        LanguageModelRewriter(str(tmp_path))
    assert not (tmp_path / "was-run").exists()


def test_a_folder_that_is_not_there_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RewriterLoadError, match="correct DAILIES_REWRITER"):
        LanguageModelRewriter(str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("answer", "usable"),
    [
        ("A red dog.\n\nIt runs.", "A red dog. It runs."),
        ("**Rewritten prompt:** A red dog.", "A red dog."),
        ('"A red dog."', "A red dog."),
        ('"Stop" says the sign, "go" says the girl."', '"Stop" says the sign, "go" says the girl."'),
        ("I should describe it.</think>A red dog.", "A red dog."),
        ("<think>I should describe", ""),
        ("I’m sorry, I can’t do that.", ""),
        ("I cannot create this.", ""),
        ("Sorry, no.", ""),
        ("Unfortunately, I am unable to.", ""),
        ("As an AI language model, I", ""),
        ("A sorry little dog says: I can't swim.", "A sorry little dog says: I can't swim."),
        ("dog " * 600, ""),
        ("…", ""),
    ],
)
def test_only_the_paragraph_of_an_answer_is_used(answer: str, usable: str) -> None:
    assert usable_answer(answer) == usable
