"""The review page without a browser."""

from __future__ import annotations

from tests.portal.finished_clips import finished_clip
from tests.webapp.conftest import Web
from webapp.pages.review import chosen_filters


def test_the_address_names_the_filters_and_nothing_else_gets_through() -> None:
    query = {"stars": "4", "model": "a b", "q": "", "mine": "true", "__theme": "dark", "onclick": "x"}

    assert chosen_filters(query) == {"stars": "4", "model": "a b"}


def test_the_page_has_the_figures_and_the_clips_of_its_address(web: Web) -> None:
    clip_id = finished_clip(web.room, web.room.artist)
    web.room.portal.ratings.rate(web.room.curator, clip_id, 4)

    answer = web.browser(web.room.curator).get('/review/?stars=4&q=%3Cb%3E"')

    assert "'unsafe-inline'" not in answer.headers["content-security-policy"]
    assert 'stars="4"' in answer.text
    assert "<b>" not in answer.text
    assert "1 ratings of 4 stars: show these clips" in answer.text
