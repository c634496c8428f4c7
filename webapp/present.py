"""The portal's values as markup for `gr.HTML`. Everything goes through autoescaped templates. Knows no Gradio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from portal.clip import Clip
from portal.dashboard import Figures
from portal.members import Member
from storage.words import Role
from webapp.plain_pages import markup


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: what it stands for, how long it is, where it leads."""

    label: str
    value: str
    note: str
    """What stands behind the value in small."""
    share: float
    """Length of the bar, 0 to 1."""
    link: str
    spoken: str
    """What the link says to people who do not see the bar."""
    is_current: bool


def masthead(member: Member | None, current: str) -> str:
    """The head of every page: the sign, where one can go, who one is."""
    pages = [("/studio/", "Studio"), ("/library/", "Library"), ("/arena/", "Arena")]
    if member is not None and member.role.includes(Role.CURATOR):
        pages.append(("/review/", "Review"))
    if member is not None and member.role.includes(Role.MAINTAINER):
        pages += [("/datasets/", "Datasets"), ("/models/", "Models"), ("/people/", "People")]
    return markup("masthead.html", {"member": member, "pages": pages if member else [], "current": current})


def script(prompt_limit_characters: int) -> str:
    """The tag below the prompt: what the model will read, and the storyboard."""
    return markup("script.html", {"prompt_limit_characters": prompt_limit_characters})


def asked(clips: tuple[Clip, ...]) -> str:
    """The sentence after *Generate*, with the tag that tells the reel."""
    count = len(clips)
    sentence = "Your clip is in line." if count == 1 else f"Your {count} clips are in line."
    return markup("asked.html", {"ids": ",".join(clip.id for clip in clips), "sentence": sentence})


def remix(clip: Clip, *, is_mine: bool, is_model_gone: bool) -> str:
    """The sentence below fields that were filled in from a clip."""
    return markup("remix.html", {"clip": clip, "is_mine": is_mine, "is_model_gone": is_model_gone})


def extension(clip: Clip, *, is_model_gone: bool) -> str:
    """The sentence below fields with which a clip is extended."""
    return markup("extension.html", {"clip": clip, "is_model_gone": is_model_gone})


def problem(message: str) -> str:
    """What went wrong, near the button that was pressed."""
    return markup("problem.html", {"message": message})


def figures(numbers: Figures, filters: Mapping[str, str]) -> str:
    """The curator's figures, each a link to the clips behind it."""
    most = max(numbers.distribution.values(), default=0)
    stars = [
        Bar(
            label="★" * given,
            value=f"{numbers.distribution.get(given, 0):,}",
            note="",
            share=numbers.distribution.get(given, 0) / most if most else 0.0,
            link=_review_link({**filters, "stars": str(given)}),
            spoken=f"{numbers.distribution.get(given, 0)} ratings of {given} stars: show these clips",
            is_current=filters.get("stars") == str(given),
        )
        for given in range(5, 0, -1)
    ]
    models = [
        Bar(
            label=model.model,
            value=f"{model.mean:.2f}",
            note=f"by {model.ratings:,} ratings" if model.ratings != 1 else "by 1 rating",
            share=(model.mean - 1) / 4,
            link=_review_link({**filters, "model": model.model}),
            spoken=f"{model.model}: mean {model.mean:.2f} of {model.ratings} ratings on {model.clips} clips: show them",
            is_current=filters.get("model") == model.model,
        )
        for model in numbers.by_model
    ]
    chips = [
        {"words": _in_words(name, value), "link": _review_link({k: v for k, v in filters.items() if k != name})}
        for name, value in filters.items()
    ]
    return markup("figures.html", {"numbers": numbers, "stars": stars, "models": models, "chips": chips})


def reel(attributes: Mapping[str, str]) -> str:
    """The tag that lists clips; its attributes are the filters of the list route."""
    return markup("reel.html", {"attributes": attributes})


def _review_link(filters: Mapping[str, str]) -> str:
    return f"/review/?{urlencode(filters)}" if filters else "/review/"


def _in_words(name: str, value: str) -> str:
    """A filter as a person says it."""
    phrases = {
        "stars": f"{value} stars from somebody",
        "min_rating": f"a mean of {value} or more",
        "model": f"model {value}",
        "q": f"“{value}” in the prompt",
    }
    return phrases.get(name, f"{name} {value}")
