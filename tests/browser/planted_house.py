"""A studio in which somebody wrote markup, scripts and formulas into every field that takes words."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from tests.browser.test_library_journey import rendered
from tests.browser.test_studio_journey import PASSWORD
from tests.studio_house import StudioHouse

EMAIL = "<img/src=planted/onerror=ran('mail')>@example.org"
WAITING_EMAIL = "<svg/onload=ran('invite')>@example.org"


def planted(field: str) -> str:
    """Words for a field that do harm wherever they are taken for more than words; short, for names have an end."""
    return f"""=1+1"'><img src=planted onerror=ran('{field}')><script>ran('{field}')</script>"""


@dataclass(frozen=True)
class Planted:
    """What was planted, to be visited."""

    clip_id: str
    dataset_id: str


def plant(house: StudioHouse) -> Planted:
    """Fill a studio by its HTTP API, as whoever wants to do harm would."""
    with house.client() as maintainer, httpx.Client(base_url=house.url, timeout=60) as artist:
        link = maintainer.post("/api/v1/invites", json={"role": "artist", "email": EMAIL}).raise_for_status().json()
        maintainer.post("/api/v1/invites", json={"role": "artist", "email": WAITING_EMAIL}).raise_for_status()
        form = {"email": EMAIL, "name": planted("name"), "pen_name": planted("pen"), "password": PASSWORD}
        joined = artist.post(link["url"], data={**form, "craft": "other", "consents_to_training": "true"})
        assert joined.status_code == 303, joined.text
        artist.post("/api/v1/account/tokens", json={"name": planted("token")}).raise_for_status()

        shots = [
            {"prompt": planted(f"shot {number}"), "seconds": 1, "rewritten": planted(f"rewritten {number}")}
            for number in (1, 2)
        ]
        storyboard = {"shots": shots, "negative_prompt": planted("negative")}
        clips = [rendered_storyboard(house, artist, {**storyboard, "steps": steps}) for steps in (2, 3)]
        excluded = rendered(house, artist, planted("prompt"))
        for clip_id in (*clips, excluded):
            rating = {"overall": 1, "comment": planted("words")}
            for rater in (artist, maintainer):
                rater.put(f"/api/v1/clips/{clip_id}/rating", json=rating).raise_for_status()
            comment = {"at_seconds": 0.2, "text": planted("comment")}
            artist.post(f"/api/v1/clips/{clip_id}/comments", json=comment).raise_for_status()
            artist.patch(f"/api/v1/clips/{clip_id}", json={"shared": True}).raise_for_status()
        decision = {"decision": "excluded", "reason": planted("reason")}
        maintainer.put(f"/api/v1/clips/{excluded}/review", json=decision).raise_for_status()
        order = {"name": planted("dataset"), "filters": {}}
        dataset = maintainer.post("/api/v1/datasets", json=order).raise_for_status().json()
    return Planted(clips[0], dataset["id"])


def rendered_storyboard(house: StudioHouse, artist: httpx.Client, order: dict[str, object]) -> str:
    """The id of a ready clip of several shots."""
    clip_id = str(artist.post("/api/v1/clips", json=order).raise_for_status().json()["clips"][0]["id"])
    house.wait_for_status(artist, clip_id, "ready")
    return clip_id
