"""Films over HTTP: ranges, validators, names, and who may see them."""

from __future__ import annotations

from tests.portal.finished_clips import finished_clip
from tests.webapp.conftest import Web

FILM = bytes(range(256)) * 40


def test_byte_ranges_are_served_as_players_ask_for_them(web: Web) -> None:
    clip = finished_clip(web.room, web.room.artist, content=FILM)
    browser = web.browser(web.room.artist)
    for path in (f"/media/clips/{clip}.mp4", f"/api/v1/clips/{clip}/video"):
        whole = browser.get(path)
        assert (whole.status_code, whole.content) == (200, FILM)
        assert whole.headers["content-type"] == "video/mp4"
        assert whole.headers["accept-ranges"] == "bytes"
        assert whole.headers["cache-control"] == "private, no-cache"

        head = browser.head(path)
        assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(FILM)), b"")

        part = browser.get(path, headers={"Range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, FILM[100:200])
        assert part.headers["content-range"] == f"bytes 100-199/{len(FILM)}"
        assert browser.get(path, headers={"Range": "bytes=-5"}).content == FILM[-5:]
        assert browser.get(path, headers={"Range": "bytes=10000-"}).content == FILM[10000:]
        assert browser.get(path, headers={"Range": f"bytes={len(FILM)}-"}).status_code == 416

        stale = browser.get(path, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
        fresh = browser.get(path, headers={"Range": "bytes=0-9", "If-Range": whole.headers["etag"]})
        assert (stale.status_code, fresh.status_code) == (200, 206)


def test_a_film_is_seen_by_its_artist_and_by_curators_alone(web: Web) -> None:
    clip = finished_clip(web.room, web.room.artist, content=FILM)
    path = f"/media/clips/{clip}.mp4"

    assert web.browser(web.room.artist).get(path).status_code == 200
    assert web.browser(web.room.curator).get(path).status_code == 200
    assert web.browser(web.room.other_artist).get(path).status_code == 404
    assert web.anonymous().get(path).status_code == 401
    assert web.anonymous(Accept="text/html").get(path).status_code == 401


def test_what_is_not_there_is_not_found(web: Web) -> None:
    browser = web.browser(web.room.artist)
    clip = finished_clip(web.room, web.room.artist)

    for path in (
        f"/media/clips/{clip}/poster.webp",
        f"/media/clips/{clip}/previews/7.webp",
        "/media/clips/none.mp4",
        "/media/clips/..%2f..%2fdailies.sqlite.mp4",
        "/media/clips/../../dailies.sqlite",
    ):
        assert browser.get(path).status_code == 404, path
    assert browser.get(f"/media/clips/{clip}/previews/{2**70}.webp").status_code == 422


def test_a_download_is_named_after_its_prompt(web: Web) -> None:
    clip = finished_clip(web.room, web.room.artist, prompt='A "red" car / 雨の中 🐕', content=FILM)
    browser = web.browser(web.room.artist)
    for path in (f"/media/clips/{clip}.mp4?download=true", f"/api/v1/clips/{clip}/video"):
        answer = browser.get(path)

        assert answer.content == FILM
        assert answer.headers["content-disposition"] == (
            f'attachment; filename="dailies-a-red-car-{clip[:8]}.mp4"; '
            f"filename*=UTF-8''dailies-a-red-car-%E9%9B%A8%E3%81%AE%E4%B8%AD-{clip[:8]}.mp4"
        )
    assert "content-disposition" not in browser.get(f"/media/clips/{clip}.mp4").headers
