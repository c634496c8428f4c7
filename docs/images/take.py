"""Take the documentation's pictures of the studio anew: `python -m docs.images.take`, in the development environment.

Opens a studio of its own with the bundled model, joins it as the first maintainer, asks for the studio's own examples,
gives each a rating, shares it, and photographs the pages in Debian's Chromium. For the arena another artist asks for
one prompt with few steps and with many. Nothing in these pictures is staged but the stars. What needs many judgements
(review, models) is photographed in a second studio that `python app.py demo` filled; its ratings, votes are simulated.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.studio_house import PATIENCE_SECONDS, StudioHouse, open_house
from webapp.pages.examples import EXAMPLES

HERE = Path(__file__).parent
WINDOW: ViewportSize = {"width": 1440, "height": 1180}
PHONE: ViewportSize = {"width": 390, "height": 844}
ASKED = ("Gold rush", "Snowy harbour", "Dog at the window", "Mountain road", "Neon rain")
STARS = (3, 4, 2, 3, 5)
COMPARED = "Gold rush"
COMPARED_STEPS = (3, 30)
REFINEMENT_STEPS = 20
HALF_DONE = """() => {
  const newest = document.querySelector("dailies-reel").shadowRoot.querySelector("dailies-clip");
  const bar = newest.shadowRoot.querySelector("progress");
  return bar && bar.value / bar.max > 0.5 && !newest.shadowRoot.querySelector(".preview").hidden;
}"""


def main() -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory() as folder, open_house(Path(folder)) as house, sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_SECONDS * 1000)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--hide-scrollbars"])
        page = browser.new_page(viewport=WINDOW)
        join(page, house)
        for example, stars in zip(ASKED, STARS, strict=True):
            ask(page, example)
            clip = page.locator("dailies-clip").first
            expect(clip.locator("video")).to_be_visible()
            clip.get_by_role("button", name=f"{stars} star").click()
            expect(clip.get_by_text("Saved")).to_be_visible()
            clip.get_by_role("switch", name="Share").click()
            expect(clip.get_by_text("Everybody in this studio sees it")).to_be_visible()
        page.reload()
        expect(page.locator("dailies-clip")).to_have_count(len(ASKED))
        ask(page, "Red balloon")
        page.wait_for_function(HALF_DONE, timeout=PATIENCE_SECONDS * 1000)
        page.wait_for_timeout(400)  # for the bar to glide to where the render is
        page.screenshot(path=HERE / "studio.png")
        expect(page.locator("dailies-clip video")).to_have_count(len(ASKED) + 1)
        page.get_by_role("button", name="Three shots").click()
        page.get_by_role("button", name="Make it a storyboard of 3 shots").click()
        shoot(page, HERE / "storyboard.png")
        page.goto(f"{house.url}/library/")
        shoot(page, HERE / "library.png")
        page.goto(f"{house.url}/datasets/")
        page.get_by_label("Name of the dataset").fill("First five")
        page.get_by_role("button", name="Freeze").click()
        expect(page.get_by_text("is frozen, with")).to_be_visible()
        page.screenshot(path=HERE / "datasets.png")
        house.run("member", "add", "--email", "mia@example.org", "--name", "Mia", "--role", "artist")
        house.run("member", "add", "--email", "cem@example.org", "--name", "Cem", "--role", "curator")
        page.goto(f"{house.url}/people/")
        expect(page.get_by_text("Cem", exact=True).first).to_be_visible()
        page.screenshot(path=HERE / "people.png")
        arena(page, house)
        page.set_viewport_size(PHONE)
        page.goto(f"{house.url}/studio/")
        page.get_by_role("heading", name="My clips").scroll_into_view_if_needed()
        page.evaluate("document.querySelector('#reel').scrollIntoView()")
        shoot(page, HERE / "studio-phone.png")
        browser.close()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_SECONDS * 1000)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--hide-scrollbars"])
        judged(browser.new_page(viewport=WINDOW), Path(folder))
        browser.close()


def judged(page: Page, folder: Path) -> None:
    """Photograph what a studio looks like that has been judged in, and refine a version in it."""
    StudioHouse(folder, {}).run("demo")
    with open_house(folder) as house, house.client("lab@example.org") as lab:
        dataset = lab.post("/api/v1/datasets", json={"name": "Autumn"}).raise_for_status().json()["id"]
        order = {"dataset": dataset, "method": "rwr", "max_steps": REFINEMENT_STEPS}
        refinement = lab.post("/api/v1/models/papercut/refine", json=order).raise_for_status().json()["id"]
        join(
            page,
            house,
            house.run("member", "add", "--email", "ada@example.org", "--name", "Ada", "--role", "maintainer"),
        )
        page.goto(f"{house.url}/account/")
        expect(page.get_by_role("heading", name="Account")).to_be_visible()
        page.screenshot(path=HERE / "account.png")
        page.goto(f"{house.url}/review/")
        shoot(page, HERE / "review.png")
        house.wait_for(lambda: has_ended(lab.get(f"/api/v1/refinements/{refinement}").json()), "the refinement to end")
        proofs = lab.post("/api/v1/models/papercut-r1/prove", json={"prompts": list(EXAMPLES.values())[:4]})
        for clip in proofs.raise_for_status().json():
            house.wait_for_status(lab, clip["id"], "ready")
        page.goto(f"{house.url}/models/")
        page.get_by_text("says the critic").click()
        page.screenshot(path=HERE / "models.png")


def has_ended(refinement: dict[str, str | None]) -> bool:
    """Whether the refinement made a version.

    Raises:
        ValueError: it failed, so there is no version to photograph.
    """
    if refinement["status"] == "failed":
        raise ValueError(f"the refinement for the models page failed: {refinement['error']}")
    return refinement["status"] == "done"


def join(page: Page, house: StudioHouse, printed: str | None = None) -> None:
    """Become the first maintainer, or whom a printed link is for."""
    page.goto(house.invitation if printed is None else printed.split()[-1])
    page.get_by_label("Your name").fill("Ada")
    if page.get_by_label("E-mail address").is_editable():
        page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_label("My clips and what is said of them").check()
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("Nothing is on the reel yet")).to_be_visible()


def arena(page: Page, house: StudioHouse) -> None:
    """Have another artist share two takes of one prompt, and photograph them side by side."""
    with house.client("noa@example.org", "artist") as noa:
        for steps in COMPARED_STEPS:
            order = {"prompt": EXAMPLES[COMPARED], "seconds": 3, "steps": steps, "rewrite": True}
            asked = noa.post("/api/v1/clips", json=order).raise_for_status().json()["clips"][0]
            house.wait_for_status(noa, asked["id"], "ready")
            noa.patch(f"/api/v1/clips/{asked['id']}", json={"shared": True}).raise_for_status()
    page.goto(f"{house.url}/arena/")
    expect(page.get_by_text("0:01 / ")).to_be_visible()
    page.screenshot(path=HERE / "arena.png", clip={"x": 0, "y": 0, "width": WINDOW["width"], "height": 900})


def ask(page: Page, example: str) -> None:
    """Ask for one of the page's examples."""
    before = page.locator("dailies-clip").count()
    page.get_by_role("button", name=example).click()
    expect(page.get_by_label("Prompt", exact=True)).to_have_value(EXAMPLES[example])
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("dailies-clip")).to_have_count(before + 1)


def shoot(page: Page, path: Path) -> None:
    """Photograph the page once its films run."""
    expect(page.locator("dailies-clip video").first).to_be_visible()
    page.wait_for_timeout(2500)  # for the controls of the players to fade
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
