"""The whole story as an artist lives it, in a real browser, against a real studio with a real worker.

The model is a tiny Papercut with random weights: what it paints is noise, all else is what people run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from tests.browser.conftest import Seat
from tests.model.papercut.tiny_papercut import build_tiny_pipeline
from tests.stills import bomb, clouds, picture_file
from tests.studio_house import StudioHouse, open_house, tiny_models

pytestmark = pytest.mark.browser

PASSWORD = "a long enough password"
PROMPT = 'A "spotted" dog 🐕 & <b>rain</b>\nكلب at the window'
WINDOW_STEPS = 20
STEPS = 3 * WINDOW_STEPS
"""Of a clip of four seconds, which Papercut denoises in three windows."""

# A tiny model is done in a second, between two looks at the page: so every position of the bar is written down.
NOTE_STEPS = """
  window.shownSteps = [];
  const value = Object.getOwnPropertyDescriptor(HTMLProgressElement.prototype, "value");
  Object.defineProperty(HTMLProgressElement.prototype, "value", {
    ...value,
    set(step) { shownSteps.push(step); value.set.call(this, step); },
  });
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudioHouse]:
    """A studio that is running, without a rewriter, so that prompts are read as they are written."""
    folder = tmp_path_factory.mktemp("house")
    build_tiny_pipeline().save_pretrained(folder / "model")
    models = tiny_models(folder / "model", WINDOW_STEPS, shot_link="window")
    with open_house(folder, DAILIES_MODELS=models, DAILIES_REWRITER="none") as house:
        yield house


def invite(house: StudioHouse, email: str, role: str = "artist") -> str:
    """A link for a new member."""
    printed = house.run("member", "add", "--email", email, "--name", email.split("@")[0], "--role", role)
    links: list[str] = re.findall(r"http://\S+/join/\S+", printed)
    return links[-1]


def join(page: Page, link: str, name: str, email: str) -> None:
    """Fill in the form behind a link."""
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    if page.get_by_label("E-mail address").is_editable():
        page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("My clips and what is said of them").check()
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", name="My clips")).to_be_visible()


def newest(page: Page) -> Locator:
    """The first clip of the reel."""
    return page.locator("dailies-clip").first


def ask_for_four(page: Page) -> None:
    """Four clips with one press, so that most of them still wait when the next thing happens, whoever is faster."""
    page.get_by_label("Prompt", exact=True).fill("a red car")
    page.locator("#takes").get_by_text("Four").click()
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("dailies-clip")).to_have_count(4)


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_link_to_a_rated_clip_that_is_there_after_reload(
    width: int, house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    link = house.invitation if width == 1280 else invite(house, "phone@example.org")
    seat = take_seat(house.url, width)
    page = seat.page
    page.add_init_script(NOTE_STEPS)
    join(page, link, "Zoë 🎬", "zoe@example.org")
    expect(page.get_by_text("Nothing is on the reel yet")).to_be_visible()
    seat.shoot(f"studio-empty-{width}")

    page.get_by_label("Prompt", exact=True).fill(PROMPT)
    page.get_by_label("Prompt", exact=True).press("Control+Enter")
    expect(page.get_by_text("Your clip is in line.")).to_be_visible()
    clip = newest(page)
    seat.shoot(f"studio-waiting-{width}")

    film = clip.locator("video")
    expect(film).to_be_visible()
    expect(page.get_by_text("Your clip is in line.")).to_be_hidden()
    film.scroll_into_view_if_needed()
    page.wait_for_function("film => film.currentTime > 0", arg=film.element_handle())
    steps = page.evaluate("shownSteps")
    assert steps == sorted(steps)
    assert {step for step in steps if 0 < step < STEPS}, "the bar never stood between start and end"
    assert film.evaluate("film => [film.videoWidth, film.videoHeight, film.error]") == [448, 256, None]
    assert clip.locator(".prompt").inner_text() == PROMPT

    clip.get_by_role("button", name="4 stars").click()
    expect(clip.get_by_text("Saved 4 stars.")).to_be_visible()
    clip.get_by_label("Your words").fill("Legs 🐕 <i>wrong</i>")
    clip.get_by_role("button", name="Save words").click()
    expect(clip.get_by_text("Saved your words.")).to_be_visible()
    seat.shoot(f"studio-rated-{width}")

    page.reload()
    clip = newest(page)
    expect(clip.get_by_role("button", name="4 stars")).to_have_attribute("aria-pressed", "true")
    expect(clip.get_by_label("Your words")).to_have_value("Legs 🐕 <i>wrong</i>")
    assert clip.locator(".prompt").inner_text() == PROMPT
    seat.assert_clean()


def test_keys_rate_the_clip_that_has_the_focus_and_leave_writing_alone(
    house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url)
    page = seat.page
    join(page, invite(house, "keys@example.org"), "Keys", "keys@example.org")
    page.get_by_role("button", name="Red balloon").click()
    expect(page.get_by_label("Prompt", exact=True)).to_have_value(re.compile("red balloon"))
    page.get_by_role("button", name="Generate").click()
    clip = newest(page)
    expect(clip.locator("video")).to_be_visible()

    clip.get_by_label("Your words").press_sequentially("2 of 5")
    expect(clip.get_by_role("button", name="2 stars")).to_have_attribute("aria-pressed", "false")
    clip.locator("article").focus()
    page.keyboard.press("3")

    expect(clip.get_by_role("button", name="3 stars")).to_have_attribute("aria-pressed", "true")
    expect(clip.get_by_label("Your words")).to_have_value("2 of 5")
    seat.assert_clean()


def test_a_clip_is_cancelled_from_its_card(house: StudioHouse, take_seat: Callable[..., Seat]) -> None:
    seat = take_seat(house.url)
    page = seat.page
    join(page, invite(house, "cancel@example.org"), "Cancel", "cancel@example.org")
    ask_for_four(page)

    newest(page).get_by_role("button", name="Cancel").click()

    expect(newest(page).get_by_text("You called it off")).to_be_visible()
    expect(page.locator("dailies-clip video")).to_have_count(3)
    seat.assert_clean()


def test_a_refusal_is_read_out_beside_the_button(house: StudioHouse, take_seat: Callable[..., Seat]) -> None:
    seat = take_seat(house.url)
    page = seat.page
    join(page, invite(house, "refusal@example.org"), "Refusal", "refusal@example.org")

    page.get_by_role("button", name="Generate").click()

    expect(page.get_by_role("alert").filter(has_text="The prompt is empty")).to_be_visible()
    seat.shoot("studio-refusal-1280")
    seat.assert_clean()


def test_whoever_was_signed_out_meanwhile_is_told_so_and_shown_the_way(
    house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url)
    page = seat.page
    join(page, invite(house, "gone@example.org"), "Gone", "gone@example.org")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.get_by_label("Prompt", exact=True).fill("a red car")
    page.context.clear_cookies()

    page.get_by_role("button", name="Generate").click()

    told = page.get_by_role("alert").filter(has_text="You are signed out")
    expect(told.get_by_role("link", name="Sign in")).to_have_attribute("href", "/sign-in?next=/studio/")


def test_an_open_page_takes_up_its_clips_again_after_the_studio_was_away(
    house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url)
    page = seat.page
    join(page, invite(house, "restart@example.org"), "Restart", "restart@example.org")
    ask_for_four(page)

    house.kill_web()
    expect(page.get_by_text("The studio cannot be reached").first).to_be_visible()
    house.start()

    expect(page.locator("dailies-clip video")).to_have_count(4)
    expect(page.get_by_text("The studio cannot be reached").locator("visible=true")).to_have_count(0)


def test_a_card_that_could_not_be_fetched_is_asked_for_again(
    house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url)
    page = seat.page
    join(page, invite(house, "card@example.org"), "Card", "card@example.org")
    page.get_by_label("Prompt", exact=True).fill("a red car")
    card = re.compile(r"/api/v1/clips/[^/?]+$")
    page.route(card, lambda route: route.abort())

    page.get_by_role("button", name="Generate").click()

    expect(page.get_by_text("The studio cannot be reached")).to_be_visible()
    page.unroute(card)
    expect(page.locator("dailies-clip video")).to_have_count(1)


def test_a_new_wish_need_not_wait_for_the_answer_to_the_last_one(
    house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url)
    page = seat.page
    join(page, invite(house, "wishes@example.org"), "Wishes", "wishes@example.org")
    for wish in ("a red car", "a blue boat", "a green kite"):
        page.get_by_label("Prompt", exact=True).fill(wish)
        page.get_by_role("button", name="Generate").click()

    expect(page.locator("dailies-clip .prompt")).to_have_count(3)
    shown = page.locator("dailies-clip .prompt").all_inner_texts()
    assert sorted(shown) == ["a blue boat", "a green kite", "a red car"]
    seat.assert_clean()


def test_takes_that_begin_with_a_picture_are_varied_and_extended_and_what_it_costs_is_told_before(
    house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url)
    page = seat.page
    join(page, invite(house, "takes@example.org"), "Takes", "takes@example.org")
    still = page.locator("dailies-still")
    page.get_by_label("Prompt", exact=True).fill("a red car")
    page.locator("#takes").get_by_text("Two").click()
    still.locator("input").set_input_files({"name": "bomb.png", "mimeType": "image/png", "buffer": bomb()})
    expect(still.get_by_text("at most 50 million are taken")).to_be_visible()
    seat.errors.clear()  # the browser counts a refused upload among the errors
    sent: FilePayload = {"name": "clouds.jpg", "mimeType": "image/jpeg", "buffer": picture_file(clouds(), "JPEG")}
    still.locator("input").set_input_files(sent)
    expect(still.get_by_role("img", name="The picture that the clip begins with")).to_be_visible()
    expect(page.locator("dailies-estimate")).to_have_text(COST_OF_TWO)
    seat.shoot("studio-first-frame-1280")
    page.get_by_role("button", name="Generate").click()

    expect(page.get_by_text("Your 2 clips are in line.")).to_be_visible()
    expect(page.locator("dailies-clip video")).to_have_count(2)
    one, other = page.locator("dailies-clip dl").all_inner_texts()
    assert one != other
    expect(page.locator("dailies-estimate")).to_have_text(re.compile("All 2 ready in .+ · costs about .+ GPU-seconds"))

    newest(page).get_by_label("How many takes").select_option("1")
    newest(page).get_by_role("button", name="Vary").press("Enter")
    expect(page.get_by_text("Another take is in line.")).to_be_visible()
    expect(page.locator("dailies-clip video")).to_have_count(3)
    expect(newest(page).get_by_role("link", name="a picture")).to_be_visible()

    newest(page).get_by_role("link", name="Extend").click()
    expect(page.get_by_text("Say what happens next")).to_be_visible()
    expect(still.get_by_text("Goes on from the end of your clip")).to_be_visible()
    page.get_by_label("Prompt", exact=True).fill("it stops")
    page.locator("#seconds input[type=number]").fill("1")
    seat.shoot("studio-extend-1280")
    page.get_by_role("button", name="Generate").click()
    expect(newest(page).get_by_text("4 s of another clip")).to_be_visible()
    film = newest(page).locator("video")
    expect(film).to_be_visible()
    film.scroll_into_view_if_needed()
    page.wait_for_function("film => film.readyState > 0", arg=film.element_handle())
    assert abs(film.evaluate("film => film.duration") - (33 + 8) / 8) < 0.1
    seat.assert_clean()


def test_a_clip_that_is_ready_before_its_card_asked_for_it_is_no_longer_said_to_be_in_line(
    house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url, 1280)
    page = seat.page
    join(page, invite(house, "slow-line@example.org"), "Slow", "slow-line@example.org")
    held: list[Route] = []
    page.route(re.compile(r"/api/v1/clips/[^/?]+$"), lambda route: held.append(route))
    page.get_by_label("Prompt", exact=True).fill("a red car")
    page.get_by_role("button", name="Generate").click()
    expect(page.get_by_text("Your clip is in line.")).to_be_visible()
    while not held:
        page.wait_for_timeout(50)
    while held[0].fetch().json()["status"] != "ready":
        page.wait_for_timeout(100)
    held[0].continue_()
    expect(newest(page).locator("video")).to_be_visible()
    expect(page.get_by_text("Your clip is in line.")).to_be_hidden()
    seat.assert_clean()


COST_OF_TWO = re.compile("(All 2 ready in .+ · costs about .+ GPU-seconds)|(not known yet: tiny has rendered nothing)")
"""Whichever test of this house comes first finds a model that has rendered nothing yet."""


def test_while_the_line_is_cut_nothing_that_was_written_is_lost(
    house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url, 390)
    page = seat.page
    join(page, invite(house, "cut@example.org"), "Cut", "cut@example.org")
    prompt = page.get_by_label("Prompt", exact=True)
    expect(page.locator("dailies-estimate")).to_have_text(re.compile("GPU-seconds|not known yet"))  # the page is alive

    page.context.set_offline(True)
    expect(page.get_by_text("The studio cannot be reached. What you write stays here")).to_be_visible()
    prompt.fill("a red car")
    page.get_by_role("button", name="Generate").click()
    expect(page.get_by_text("so nothing was asked for")).to_be_visible()
    seat.shoot("studio-away-390")
    page.context.set_offline(False)
    expect(page.get_by_text("The studio is back.")).to_be_visible()
    page.wait_for_function("Object.values(sessionStorage).some((draft) => draft.includes('a red car'))")

    page.reload()
    expect(prompt).to_have_value("a red car")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("dailies-clip")).to_have_count(1)
    assert newest(page).locator(".prompt").inner_text() == "a red car"
    page.wait_for_function("Object.keys(sessionStorage).every((name) => !name.startsWith('dailies-draft'))")


def test_a_ready_clip_is_drawn_back_to_the_noise_it_came_from(
    house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    seat = take_seat(house.url)
    page = seat.page
    join(page, invite(house, "noise@example.org"), "Noise", "noise@example.org")
    page.get_by_label("Prompt", exact=True).fill("a red car")
    page.get_by_role("button", name="Generate").click()
    clip = newest(page)
    clip.get_by_role("button", name="From noise to picture").click()
    steps = clip.get_by_role("slider", name="Step of the render")
    picture = clip.locator("img.preview")

    expect(steps).to_be_focused()
    expect(clip.get_by_text(f" of {STEPS}")).to_be_visible()
    expect(picture).to_have_js_property("complete", True)
    first = picture.get_attribute("src")
    page.keyboard.press("End")
    expect(picture).not_to_have_attribute("src", str(first))
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0

    clip.get_by_role("button", name="Back to the film").click()
    expect(picture).to_be_hidden()
    expect(clip.locator("video")).to_be_visible()
    seat.assert_clean()


def test_house_lights_are_remembered(house: StudioHouse, take_seat: Callable[..., Seat]) -> None:
    seat = take_seat(house.url)
    page = seat.page
    join(page, invite(house, "lights@example.org"), "Lights", "lights@example.org")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)

    page.get_by_role("button", name="House lights").click()
    light = page.evaluate(background)
    page.reload()

    expect(page.get_by_role("button", name="House lights")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(background) == light != dark
    seat.shoot("studio-lights-up-1280")


def test_a_curator_finds_the_clips_behind_a_figure(house: StudioHouse, take_seat: Callable[..., Seat]) -> None:
    with house.client("maker@example.org", "artist") as maker:
        prompts = {"a green car": 2, "a blue car": 5}
        for prompt, stars in prompts.items():
            clip = maker.post("/api/v1/clips", json={"prompt": prompt, "seconds": 1, "steps": 2}).json()["clips"][0]
            house.wait_for_status(maker, clip["id"], "ready")
            comment = {"comment": f"{stars} for the {prompt}"}
            maker.put(f"/api/v1/clips/{clip['id']}/rating", json={"overall": stars, **comment})
    seat = take_seat(house.url)
    page = seat.page
    join(page, invite(house, "curator@example.org", "curator"), "Curator", "curator@example.org")

    page.get_by_role("link", name="Review").click()
    page.get_by_role("link", name=re.compile("ratings of 5 stars")).press("Enter")

    page.wait_for_url("**/review/?stars=5")
    expect(newest(page).locator(".prompt")).to_have_text("a blue car")
    expect(newest(page).get_by_text("5 for the a blue car")).to_be_visible()
    expect(page.locator("dailies-clip .prompt", has_text="a green car")).to_have_count(0)
    seat.shoot("review-1280")
    seat.assert_clean()


def test_a_page_that_nobody_is_signed_in_for_leads_to_the_door_and_back(
    house: StudioHouse, take_seat: Callable[..., Seat]
) -> None:
    link = invite(house, "door@example.org")
    join(take_seat(house.url).page, link, "Door", "door@example.org")
    seat = take_seat(house.url, 390)
    page = seat.page

    page.goto(f"{house.url}/api/docs")
    page.get_by_label("E-mail address").fill("door@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    seat.shoot("sign-in-390")
    page.get_by_role("button", name="Sign in").click()

    page.wait_for_url("**/api/docs")
    expect(page.get_by_role("heading", name="HTTP API")).to_be_visible()
    seat.assert_clean()
