"""Rewriters without weights: one changes nothing, one loads another when the first prompt comes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from model.rewriter import LazyRewriter, PlainRewriter, RewriterLoadError
from model.spec import Rewrite, Rewriter


def test_the_plain_rewriter_leaves_a_prompt_as_written() -> None:
    assert PlainRewriter().rewrite(" a dog\n") == Rewrite(" a dog\n")


def test_nothing_is_loaded_before_the_first_prompt_and_once_for_all_threads() -> None:
    loads: list[threading.Thread] = []

    def load() -> Rewriter:
        loads.append(threading.current_thread())
        return PlainRewriter()

    rewriter = LazyRewriter(load)
    assert not loads
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(rewriter.rewrite, "abcdefgh")) == [Rewrite(letter) for letter in "abcdefgh"]
    assert len(loads) == 1


def test_a_rewriter_that_cannot_be_loaded_is_logged_once_and_prompts_stay_as_written(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def load() -> Rewriter:
        raise RewriterLoadError("got nothing, expected weights; give some.")

    rewriter = LazyRewriter(load)
    assert [rewriter.rewrite("a dog"), rewriter.rewrite("a cat")] == [Rewrite("a dog"), Rewrite("a cat")]
    assert [record.message for record in caplog.records] == [
        "No prompt will be rewritten: got nothing, expected weights; give some."
    ]
