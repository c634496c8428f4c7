"""Imports run one way: commands → composition → webapp → portal → storage, model.spec."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PACKAGES = ("webapp", "portal", "storage", "model")
FORBIDDEN_LIBRARIES = {
    "portal": {"gradio", "torch", "diffusers", "fastapi", "starlette", "sqlalchemy"},
    "webapp": {"torch", "diffusers", "sqlalchemy", "dbos"},
    "storage": {"gradio", "torch", "diffusers", "fastapi"},
    "model": {"gradio", "sqlalchemy", "dbos", "fastapi"},
}
ALLOWED = {
    "webapp": ("webapp", "portal", "storage", "model.spec", "settings"),
    "portal": ("portal", "storage", "model.spec"),
    "storage": ("storage",),
    "model": ("model",),
}


def modules(package: str) -> list[Path]:
    return sorted((PROJECT / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_lies_below_it(package: str) -> None:
    above = ("app", "commands", "composition", "refusal", "demo", "experiments", "benchmarks", "tests")
    ours = (*PACKAGES, "settings", *above)
    for path in modules(package):
        for name in imported(path):
            if name.split(".")[0] in ours:
                assert any(name == allowed or name.startswith(f"{allowed}.") for allowed in ALLOWED[package]), (
                    f"{path.relative_to(PROJECT)} imports {name}"
                )


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_stays_ignorant_of_the_libraries_of_others(package: str) -> None:
    for path in modules(package):
        libraries = {name.split(".")[0] for name in imported(path)}
        known = libraries & FORBIDDEN_LIBRARIES[package]
        assert not known, f"{path.relative_to(PROJECT)} imports {known}"


def test_the_spec_knows_no_torch() -> None:
    assert "torch" not in {name.split(".")[0] for name in imported(PROJECT / "model" / "spec.py")}
