"""The page offers the aspects and defects that the studio takes, no others."""

from __future__ import annotations

import re

from storage.words import DefectTag, RatingAspect
from webapp.plain_pages import ASSETS


def test_the_pages_list_is_the_studios_list() -> None:
    values = re.findall(r'{ value: "([^"]+)"', (ASSETS / "rating-words.js").read_text())
    assert values == [*RatingAspect, *DefectTag]
