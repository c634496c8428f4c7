"""The demonstration on a tiny Wan with random weights: all but the pictures is as people get it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from demo.cast import EVERYBODY, RATERS, WISHES
from tests.studio_house import StudioHouse, tiny_models


def test_an_empty_installation_is_filled_once_and_never_one_with_real_members(tmp_path: Path, tiny_model: Path) -> None:
    house = StudioHouse(tmp_path, {"DAILIES_MODELS": tiny_models(tiny_model)})
    assert "All ratings, votes and words in it are simulated." in house.run("demo")
    filled = counts(tmp_path)
    clips = sum(len(wish.steps) for wish in WISHES)
    assert filled["members"] == len(EVERYBODY)
    assert filled["clips"] == filled["library_entries"] == clips
    assert filled["ratings"] == clips * len(RATERS)
    assert filled["comparisons"] > 0
    assert filled["reviews"] == 4
    assert filled["datasets"] == 1
    with closing(sqlite3.connect(tmp_path / "data" / "dailies.sqlite")) as database:
        names = [name for (name,) in database.execute("SELECT name FROM members")]
        words = [comment for (comment,) in database.execute("SELECT comment FROM ratings")]
    assert all("imulated" in told for told in (*names, *words))

    house.run("member", "add", "--email", "eva@studio.example", "--name", "Eva")
    refused = house.try_to_run("demo")
    assert refused.returncode == 1
    assert "This installation has real members, eva@studio.example among them." in refused.stderr
    assert counts(tmp_path) == {**filled, "members": filled["members"] + 1}


def counts(folder: Path) -> dict[str, int]:
    tables = ("members", "clips", "library_entries", "ratings", "comparisons", "comments", "reviews", "datasets")
    with closing(sqlite3.connect(folder / "data" / "dailies.sqlite")) as database:
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
