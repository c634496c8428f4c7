"""Who gets in where: every route there is, asked by everybody."""

from __future__ import annotations

import re

import httpx

from storage.words import Role
from tests.webapp.conftest import Web, build_app
from tests.webapp.every_route import every_route
from webapp.gate import Door, rule_for

OPEN_ROUTES = {
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/join/{token}"),
    ("POST", "/join/{token}"),
    ("GET", "/healthz"),
    ("GET", "/manifest.json"),
    ("GET", "/favicon.ico"),
    ("GET", "/robots.txt"),
}
OPEN_BELOW_MOUNTS = ("/assets", "/static", "/svelte", "/theme.css", "/favicon.ico")

GRADIO_DOORS = (
    "/gradio_api/file=/etc/hostname",
    "/gradio_api/file/etc/hostname",
    "/gradio_api/upload",
    "/gradio_api/upload_progress",
    "/gradio_api/proxy=http://example.org",
    "/gradio_api/stream/1/1/1/playlist.m3u8",
    "/gradio_api/run/generate",
    "/gradio_api/api/generate",
    "/gradio_api/call/generate",
    "/gradio_api/openapi.json",
    "/gradio_api/token",
    "/gradio_api/deep_link",
    "/gradio_api/cancel",
    "/gradio_api/dev/reload",
    "/gradio_api/vibe-code",
    "/gradio_api/component_server",
    "/monitoring",
    "/docs",
    "/openapi.json",
    "/login",
    "/logout",
)


def concrete(template: str) -> str:
    """A path that the template matches."""
    return re.sub(r"\{[^}]*\}", "1", template)


def test_the_matrix_below_sees_our_routes_and_gradios(web: Web) -> None:
    found = set(every_route(build_app(web.room, web.settings).routes))

    assert ("PUT", "/api/v1/clips/{clip_id}/rating") in found
    assert ("GET", "/media/clips/{clip_id}.mp4") in found
    assert ("POST", "/studio/gradio_api/upload") in found
    assert len(found) > 120


def test_anonymous_callers_get_in_nowhere_but_at_the_entrance(web: Web) -> None:
    anonymous = web.anonymous()
    for method, template in set(every_route(build_app(web.room, web.settings).routes)):
        mount = "/studio" if template.startswith("/studio") else None
        if mount and template.removeprefix(mount).startswith(OPEN_BELOW_MOUNTS):
            continue
        if template == "/metrics" or (method.replace("HEAD", "GET"), template) in OPEN_ROUTES:
            continue

        answer = anonymous.request(method, concrete(template))

        expected = {401, 404} if mount else {401}
        assert answer.status_code in expected, f"{method} {template} answered {answer.status_code}"


def test_an_anonymous_browser_is_sent_to_sign_in_and_comes_back_to_where_it_wanted(web: Web) -> None:
    browser = web.anonymous(Accept="text/html")

    answer = browser.get("/review/?stars=4")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Freview%2F%3Fstars%3D4"


def test_each_page_asks_for_its_role(web: Web) -> None:
    for member, review in [(web.room.artist, 403), (web.room.curator, 200), (web.room.maintainer, 200)]:
        browser = web.browser(member)

        assert browser.get("/studio/").status_code == 200
        page = browser.get("/review/")
        assert page.status_code == review
        assert ("you are signed in as artist" in page.text) == (review == 403)
    assert rule_for("/review").role is Role.CURATOR
    assert rule_for("/reviews").role is Role.ARTIST


def test_the_people_page_is_for_maintainers(web: Web) -> None:
    for member, status in [(web.room.artist, 403), (web.room.curator, 403), (web.room.maintainer, 200)]:
        browser = web.browser(member)

        page = browser.get("/people/")

        assert page.status_code == status
        assert ("This page is for maintainers" in page.text) == (status == 403)
        assert ('href="/people/"' in browser.get("/api/docs").text) == (status == 200)
    assert rule_for("/people").role is Role.MAINTAINER
    assert rule_for("/peoples").role is Role.ARTIST


def test_what_gradio_would_leave_open_is_closed_even_to_maintainers(web: Web) -> None:
    maintainer = web.browser(web.room.maintainer)
    for path in GRADIO_DOORS:
        assert maintainer.get(f"/studio{path}").status_code == 404, path
        assert maintainer.post(f"/studio{path}").status_code == 404, path


def test_a_path_that_no_rule_names_is_for_members() -> None:
    assert rule_for("/something/new").door is Door.MEMBERS
    assert rule_for("/studios").door is Door.MEMBERS
    assert rule_for("/joined").door is Door.MEMBERS
    assert rule_for("/studio/gradio_api/queue/join/more").door is Door.CLOSED


def test_a_post_that_another_site_made_a_browser_send_is_refused(web: Web) -> None:
    browser = web.browser(web.room.artist)
    elsewhere: list[dict[str, str]] = [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ]
    for headers in elsewhere:
        for method, path in [("POST", "/api/v1/clips"), ("DELETE", "/api/v1/clips/1"), ("POST", "/sign-out")]:
            answer = browser.request(method, path, headers=headers, json={"prompt": "a red car"})
            assert answer.status_code == 403, (path, headers)
            assert answer.json()["error"]["code"] == "forbidden"


def test_a_post_from_the_studio_itself_and_from_programs_is_let_in(web: Web) -> None:
    browser = web.browser(web.room.artist)
    order = {"prompt": "a red car", "seconds": 2}

    for headers in ({"Sec-Fetch-Site": "same-origin", "Origin": web.url}, {"Origin": web.url}, {}):
        assert browser.post("/api/v1/clips", json=order, headers=headers).status_code == 202


def test_no_page_may_be_framed_or_load_from_another_host(web: Web) -> None:
    browser = web.browser(web.room.artist)
    for path in ("/studio/", "/api/docs", "/sign-in"):
        headers = browser.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in headers


def test_an_origin_is_not_reflected_by_gradio_either(web: Web) -> None:
    headers = {"Origin": "https://evil.example"}
    answer = web.browser(web.room.artist).get("/studio/config", headers=headers)

    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


def test_no_answer_repeats_the_cookie_or_the_token(web: Web) -> None:
    browser = web.browser(web.room.artist)
    for path in ("/studio/", "/studio/config", "/api/v1/clips", "/nothing/there"):
        headers = browser.get(path, headers={"Range": "bytes=0-10"}).headers
        assert not {"cookie", "authorization", "host"} & set(headers), path


def test_metrics_are_for_programs_on_this_machine_and_for_maintainers(web: Web) -> None:
    local = web.anonymous()
    through_a_proxy = {"X-Forwarded-For": "203.0.113.7"}

    assert local.get("/metrics").status_code == 200
    assert local.get("/metrics", headers=through_a_proxy).status_code == 401
    assert web.program(web.room.curator).get("/metrics", headers=through_a_proxy).status_code == 403
    assert web.program(web.room.maintainer).get("/metrics", headers=through_a_proxy).status_code == 200


def test_a_websocket_is_turned_away(web: Web) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    answer = web.anonymous().get("/api/v1/clips", headers=upgrade)

    assert answer.status_code in {401, 403}


def test_a_body_that_is_too_large_is_refused_before_it_is_parsed(web: Web) -> None:
    program = web.program(web.room.artist)

    answer = program.post("/api/v1/clips", content=b" " * 1_000_001, headers={"Content-Type": "application/json"})

    assert answer.status_code == 413
    assert isinstance(answer, httpx.Response)


def test_every_route_of_the_api_is_described(web: Web) -> None:
    app = build_app(web.room, web.settings)
    described = {(m.upper(), path) for path, methods in app.openapi()["paths"].items() for m in methods}
    served = {(m, p) for m, p in every_route(app.routes) if p.startswith("/api/v1/") and m != "HEAD"}

    assert served
    assert served == described
