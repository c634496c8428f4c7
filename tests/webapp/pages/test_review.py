"""The review page without a browser."""

from __future__ import annotations

from webapp.pages.review import chosen_filters


def test_the_address_names_the_filters_and_nothing_else_gets_through() -> None:
    query = {"stars": "4", "model": "a b", "q": "", "mine": "true", "__theme": "dark", "onclick": "x"}

    assert chosen_filters(query) == {"stars": "4", "model": "a b"}
