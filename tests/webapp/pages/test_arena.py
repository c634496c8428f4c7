"""The arena page: for every member, in the masthead, without a word of the pair that it will show."""

from __future__ import annotations

from tests.portal.shared_takes import PROMPT, take
from tests.webapp.conftest import Web


def test_the_page_is_for_members_and_knows_nothing_of_the_pair(web: Web) -> None:
    clip_ids = [take(web.room, web.room.artist, steps=steps) for steps in (4, 8)]
    for member in (web.room.other_artist, web.room.curator):
        page = web.browser(member).get("/arena/")
        assert page.status_code == 200
        assert '<a href="/arena/" aria-current="page">Arena</a>' in page.text
        assert not [told for told in (*clip_ids, PROMPT, "ada", "tiny") if told in page.text]
    asked = web.anonymous(Accept="text/html").get("/arena/")
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?next=%2Farena%2F")


def test_the_masthead_leads_to_the_arena_from_everywhere(web: Web) -> None:
    browser = web.browser(web.room.artist)
    for path in ("/library/", "/api/docs"):
        assert '<a href="/arena/">Arena</a>' in browser.get(path).text
