"""The library over HTTP: the route that lists it and the page around it."""

from __future__ import annotations

import pytest

from tests.portal.finished_clips import finished_clip
from tests.webapp.conftest import Web

NASTY = '"><script>alert(1)</script>'


def share(web: Web, prompt: str = "a red car") -> str:
    """The id of a clip that its artist shares."""
    clip_id = finished_clip(web.room, web.room.artist, prompt)
    web.room.portal.library.share(web.room.artist, clip_id)
    return clip_id


def test_the_library_is_listed_page_by_page(web: Web) -> None:
    clip_ids = [share(web, f"a red car {number}") for number in range(3)][::-1]
    share(web, "a blue boat")
    other = web.program(web.room.other_artist)
    for order in ("newest", "best"):
        filters = {"q": "CAR red", "model": "tiny", "aspect": "16:9", "order": order, "limit": "2"}
        first = other.get("/api/v1/library", params=filters).json()
        rest = other.get("/api/v1/library", params={**filters, "cursor": first["next_cursor"]}).json()
        found = [clip["id"] for clip in first["clips"] + rest["clips"]]
        assert sorted(found) == sorted(clip_ids)
        assert rest["next_cursor"] is None
        if order == "newest":
            assert found == clip_ids
    # The list of one's own clips stays one's own.
    assert other.get("/api/v1/clips").json()["clips"] == []


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "order=worst", "aspect=4:3", "cursor=x", "q=%00", "q=" + "x" * 1001]
)
def test_a_question_that_makes_no_sense_is_a_sentence(web: Web, query: str) -> None:
    answer = web.program(web.room.artist).get(f"/api/v1/library?{query}")
    assert answer.status_code == 422
    assert answer.json()["error"]["message"]


def test_the_page_is_for_members_and_stands_in_the_masthead(web: Web) -> None:
    for member in (web.room.artist, web.room.curator):
        browser = web.browser(member)
        page = browser.get("/library/")
        assert page.status_code == 200
        assert '<a href="/library/" aria-current="page">Library</a>' in page.text
        assert "5 more votes" in page.text
        assert 'href="/library/"' in browser.get("/api/docs").text
    asked = web.anonymous(Accept="text/html").get("/library/?q=car")
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?next=%2Flibrary%2F%3Fq%3Dcar")


def test_the_address_fills_the_form_and_is_never_markup(web: Web) -> None:
    filters = {"q": NASTY, "model": NASTY, "aspect": "1:1", "order": "best"}
    page = web.browser(web.room.artist).get("/library/", params=filters).text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;") == 4  # in the form and on the reel, twice each
    assert '<option value="1:1" selected>' in page
    assert '<option value="best" selected>' in page
    assert 'aspect="1:1"' in page
