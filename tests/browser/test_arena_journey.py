"""Two films of one prompt, seen blind, voted on by keyboard; the names are nowhere in the browser before the vote."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import PATIENCE_MILLISECONDS, Seat
from tests.browser.test_library_journey import rendered
from tests.browser.test_studio_journey import invite, join
from tests.studio_house import StudioHouse, open_house, tiny_models

pytestmark = pytest.mark.browser

PROMPT = 'A "SCARLET" kite 🪁 <b>over</b> a lake'
SEEDS = (123456701, 123456702)
MODELS = ("narrow-gauge", "broad-gauge")
ARENA = "/arena/"
OWNER = "Oona <i>& co</i>"

TEXT_OF_PAGE = "document.documentElement.outerHTML"
PLACES = "[...document.querySelectorAll('video')].map((film) => film.currentTime)"
BOTH_RUN = "[...document.querySelectorAll('video')].every((film) => film.currentTime > 0.3 && !film.paused)"

# Playwright's own waiting compiles strings in the page, which the page's content policy forbids.
WAIT_FOR = """(patience) => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error("waited in vain")), patience);
  const look = () => (%s) ? resolve() : requestAnimationFrame(look);
  look();
})"""
NOTE_BEGINNINGS = """() => {
  window.beginnings = [0, 0];
  document.querySelectorAll("video").forEach((film, index) =>
    film.addEventListener("seeked", () => film.currentTime < 0.3 && window.beginnings[index]++));
}"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Iterator[StudioHouse]:
    """A studio with two models. Of the same weights, for what they paint is noise; with films of different lengths."""
    [model] = json.loads(tiny_models(tiny_model))
    models = json.dumps([{**model, "name": name, "fps": fps} for name, fps in zip(MODELS, (8, 6), strict=True)])
    with open_house(tmp_path_factory.mktemp("house"), DAILIES_MODELS=models, DAILIES_REWRITER="none") as house:
        yield house


@pytest.fixture(scope="module")
def owner(house: StudioHouse) -> Iterator[httpx.Client]:
    """The artist who shares a take by either model."""
    house.run("member", "add", "--email", "owner@example.org", "--name", OWNER, "--role", "artist")
    token = house.run("token", "--email", "owner@example.org").strip()
    with httpx.Client(base_url=house.url, headers={"Authorization": f"Bearer {token}"}, timeout=30) as client:
        for model, seed in zip(MODELS, SEEDS, strict=True):
            clip_id = rendered(house, client, PROMPT, model=model, seed=seed, seconds=2)
            client.patch(f"/api/v1/clips/{clip_id}", json={"shared": True}).raise_for_status()
        yield client


def secrets_of(owner: httpx.Client) -> list[str]:
    """All that would tell which film is which, or whose."""
    clips = owner.get("/api/v1/clips").json()["clips"]
    return [str(clip[name]) for clip in clips for name in ("id", "model", "seed", "sha256", "member_id", "member_name")]


def listen(page: Page) -> list[Response]:
    """What the network answers to the arena page from now on."""
    heard: list[Response] = []

    def note(response: Response) -> None:
        if response.url.endswith(ARENA) or response.request.headers.get("referer", "").endswith(ARENA):
            heard.append(response)

    page.on("response", note)
    return heard


def whole(response: Response) -> str:
    """All of an answer; of films and pictures the headers."""
    is_text = response.headers.get("content-type", "").startswith(("text/", "application/"))
    return f"{response.url} {response.headers} {response.text() if is_text else ''}"


def wait_for(page: Page, condition: str) -> None:
    """Wait until a condition holds in the page."""
    page.evaluate(WAIT_FOR % condition, PATIENCE_MILLISECONDS)


def enter(seat: Seat, house: StudioHouse, name: str) -> None:
    """Become a member of that name and go to the arena."""
    email = f"{name.lower()}@example.org"
    join(seat.page, invite(house, email), name, email)
    seat.page.get_by_role("link", name="Arena").click()
    seat.page.wait_for_url(f"**{ARENA}")


def assert_together(page: Page) -> None:
    """Both films stand on the same moment; the shorter one on its last where that is past."""
    films = page.evaluate("[...document.querySelectorAll('video')].map((film) => [film.currentTime, film.duration])")
    moment = max(at for at, _ in films)
    assert [at for at, _ in films] == pytest.approx([min(moment, duration) for _, duration in films], abs=1e-4)
    assert moment > 0


@pytest.mark.parametrize("width", [1280, 390])
def test_a_pair_is_voted_on_by_keyboard_and_named_after_the_vote(
    width: int, house: StudioHouse, owner: httpx.Client, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url, width, 844 if width == 390 else 900)
    page = seat.page
    heard = listen(page)
    enter(seat, house, f"Vera{width}")

    expect(page.get_by_text(PROMPT, exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Left is better")).to_be_enabled()
    wait_for(page, BOTH_RUN)
    seat.shoot(f"arena-pair-{width}")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert_together(page)
    page.get_by_label("Place in both films").fill("1.5")
    assert page.evaluate(PLACES) == [1.5, 1.5]
    page.get_by_label("Place in both films").blur()

    page.wait_for_load_state("networkidle")
    seen = [page.evaluate(TEXT_OF_PAGE), *(whole(response) for response in heard)]
    assert any("/media/comparisons/" in text for text in seen)
    assert [secret for secret in secrets_of(owner) if any(secret in text for text in seen)] == []

    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("You voted for the left film.")).to_be_visible()
    for secret in (*MODELS, *(f"seed {seed}" for seed in SEEDS)):
        expect(page.get_by_text(secret)).to_be_visible()
    expect(page.get_by_text(f"by {OWNER}")).to_have_count(2)
    expect(page.get_by_role("button", name="Next pair")).to_be_focused()
    seat.shoot(f"arena-named-{width}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="No pair is waiting for you.")).to_be_visible()
    seat.shoot(f"arena-empty-{width}")
    seat.assert_clean()


def test_films_of_different_lengths_begin_again_together(
    house: StudioHouse, owner: httpx.Client, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url)
    page = seat.page
    enter(seat, house, "Lou")
    wait_for(page, BOTH_RUN)
    page.evaluate(NOTE_BEGINNINGS)
    wait_for(page, "beginnings.every((count) => count >= 2)")
    lengths = page.evaluate("[...document.querySelectorAll('video')].map((film) => film.duration)")
    assert lengths[0] != lengths[1]
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert_together(page)
    seat.assert_clean()


def test_who_wants_no_motion_starts_the_films_by_hand_and_votes_by_button(
    house: StudioHouse, owner: httpx.Client, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url, reduced_motion="reduce")
    page = seat.page
    enter(seat, house, "Stella")
    expect(page.get_by_role("button", name="Tie")).to_be_enabled()
    assert page.evaluate(PLACES) == [0, 0]
    page.get_by_role("button", name="Play").click()
    wait_for(page, BOTH_RUN)

    # Meanwhile the same pair was voted on in another window.
    pair = page.request.get(f"{house.url}/api/v1/comparisons/next").json()
    page.request.post(f"{house.url}/api/v1/comparisons/{pair['id']}", data={"verdict": "tie"})
    page.get_by_role("button", name="Both bad").click()
    expect(page.get_by_text("You have voted on this pair already: tie.")).to_be_visible()
    seat.shoot("arena-voted-elsewhere")
    assert len(seat.errors) == 1  # Chromium notes the refused vote
    page.get_by_role("button", name="Next pair").click()
    expect(page.get_by_role("heading", name="No pair is waiting for you.")).to_be_visible()


def test_films_that_cannot_be_fetched_say_so_and_the_next_pair_is_a_press_away(
    house: StudioHouse, owner: httpx.Client, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url)
    page = seat.page
    page.route("**/media/comparisons/**", lambda route: route.abort())
    enter(seat, house, "Lata")
    expect(page.get_by_text("A film of this pair could not be fetched.")).to_be_visible()
    seat.shoot("arena-trouble")
    page.unroute("**/media/comparisons/**")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("button", name="Tie")).to_be_enabled()
