"""Markup for pages: what people wrote stays text."""

from __future__ import annotations

from portal.dashboard import Figures, ModelFigure
from portal.members import Member
from storage.words import Role
from webapp import present

NASTY = '"><script>alert(1)</script>'


def member(role: Role, name: str = "Ada") -> Member:
    return Member("1", "ada@example.org", name, role, True)


def figures(**changes: object) -> Figures:
    values: dict[str, object] = {
        "clips": 1234,
        "rated": 3,
        "ratings": 4,
        "mean": 3.25,
        "by_model": (ModelFigure("papercut & co", 3, 4, 3.25),),
        "distribution": {1: 0, 2: 1, 3: 1, 4: 2, 5: 0},
    }
    return Figures(**{**values, **changes})  # type: ignore[arg-type]


def test_only_curators_are_shown_the_way_to_the_review_page() -> None:
    assert "/review/" not in present.masthead(member(Role.ARTIST), "/studio/")
    assert "/review/" in present.masthead(member(Role.CURATOR), "/studio/")
    assert "/review/" in present.masthead(member(Role.MAINTAINER), "/studio/")
    assert "Sign out" not in present.masthead(None, "/studio/")


def test_what_people_wrote_is_never_markup() -> None:
    for markup in (
        present.masthead(member(Role.ARTIST, NASTY), "/studio/"),
        present.problem(NASTY),
        present.reel({"q": NASTY}),
        present.figures(figures(by_model=(ModelFigure(NASTY, 1, 1, 2.0),)), {"q": NASTY}),
    ):
        assert "<script" not in markup
        assert "&lt;script&gt;" in markup


def test_each_figure_leads_to_the_clips_behind_it_and_keeps_the_other_filters() -> None:
    markup = present.figures(figures(), {"model": "papercut & co"})

    assert 'href="/review/?model=papercut+%26+co&amp;stars=4"' in markup
    assert 'href="/review/?model=papercut+%26+co"' in markup
    assert "1,234" in markup
    assert "3.25" in markup
    assert 'href="/review/"' in markup


def test_an_empty_studio_has_figures_too() -> None:
    markup = present.figures(figures(mean=None, by_model=(), distribution=dict.fromkeys(range(1, 6), 0)), {})

    assert "none yet" in markup
    assert "No clip has been rated yet" in markup
