"""The datasets page: who may see it, and that it says what can be chosen."""

from __future__ import annotations

from storage.exports.formats import WRITERS
from tests.webapp.conftest import Web


def test_only_maintainers_see_the_page_and_the_way_there(web: Web) -> None:
    assert web.browser(web.room.curator).get("/datasets/").status_code == 403
    assert 'href="/datasets/"' not in web.browser(web.room.curator).get("/library/").text
    assert 'href="/datasets/"' in web.browser(web.room.maintainer).get("/library/").text


def test_the_page_offers_every_format(web: Web) -> None:
    text = web.browser(web.room.maintainer).get("/datasets/").text
    for chosen, writer in WRITERS.items():
        assert f'<option value="{chosen}"' in text
        assert writer.title in text
