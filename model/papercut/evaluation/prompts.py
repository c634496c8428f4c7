"""Judges prompts that somebody brings, with what each of them should show, in a file of JSON lines.

A line is `{"prompt": "…", "expect": {"subject": "dog", "colour": "red"}}`; `expect` names any of the facts that
`evaluate --labels` lists. The whole file is checked before anything is rendered.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.papercut.critic import FACTS, summarize
from model.papercut.evaluation.bench import Bench, Order
from model.papercut.evaluation.reading import Speed
from model.papercut.theatre.vocabulary import Aspect


class PromptFileError(ValueError):
    """The file of prompts has a line that cannot be used; says which, why, and what to write instead."""


@dataclass(frozen=True)
class Case:
    """One prompt and what the clip should show, fact by fact; nothing is expected of facts left out."""

    prompt: str
    expect: Mapping[str, str]


def labels() -> dict[str, list[str]]:
    """The values that the critic can name, per fact."""
    return {fact: [value.value for value in values] for fact, values in FACTS.items()}


def read_cases(path: Path) -> list[Case]:
    """Read and check a file of JSON lines; empty lines are skipped.

    Raises:
        PromptFileError: the file cannot be read or a line is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise PromptFileError(
            f"{path} cannot be read: {error.strerror}. Name a file with one JSON object in each line."
        ) from error
    except UnicodeDecodeError as error:
        raise PromptFileError(f"{path} is not UTF-8 text: {error.reason} at byte {error.start}. Save it so.") from error
    # Not splitlines: a prompt may hold characters, such as U+2028, that it takes for the end of a line.
    lines = enumerate(text.split("\n"), start=1)
    cases = [_read_case(line, f"{path.name}, line {number}") for number, line in lines if line.strip()]
    if not cases:
        raise PromptFileError(f'{path} holds no prompts. Write lines like {{"prompt": "a red car in a desert"}}.')
    return cases


def _read_case(line: str, where: str) -> Case:
    try:
        entry = json.loads(line)
    except json.JSONDecodeError as error:
        raise PromptFileError(
            f"{where}: got {_shortened(line)}, expected a JSON object: {error.msg} at character {error.colno}."
        ) from error
    if not isinstance(entry, dict):
        raise PromptFileError(f"{where}: got {_shortened(line)}, expected an object with prompt and expect.")
    unknown = sorted(entry.keys() - {"prompt", "expect"})
    if unknown:
        raise PromptFileError(f"{where}: got the field {unknown[0]!r}, expected only prompt and expect.")
    prompt, expect = entry.get("prompt"), entry.get("expect", {})
    if not isinstance(prompt, str) or not prompt.strip():
        raise PromptFileError(f"{where}: got the prompt {json.dumps(prompt)}, expected text.")
    if not isinstance(expect, dict):
        raise PromptFileError(f'{where}: got {json.dumps(expect)}, expected an object such as {{"subject": "dog"}}.')
    for fact, value in expect.items():
        _check_value(fact, value, where)
    return Case(prompt, expect)


def _check_value(fact: str, value: object, where: str) -> None:
    if fact not in FACTS:
        raise PromptFileError(f"{where}: got the fact {fact!r}, expected some of {', '.join(FACTS)}.")
    known = labels()[fact]
    if value not in known:
        raise PromptFileError(f"{where}: got {json.dumps(value)} for {fact}, expected one of {', '.join(known)}.")


def _shortened(line: str) -> str:
    return repr(line if len(line) <= 60 else line[:57] + "…")


def judge_cases(bench: Bench, cases: Sequence[Case], rewrite: bool, speed: Speed = Speed.BEST) -> dict[str, Any]:
    """Render the cases, 16:9, and report.

    Returns:
        `prompts`, their number; `accuracy` and `count`, per fact; `all_expected`, the share of prompts with every
        expectation met; `cases`, what was rendered, expected and named for each.
    """
    rendered = [bench.rewriter.rewrite(case.prompt).prompt if rewrite else case.prompt for case in cases]
    orders = [Order(prompt, Aspect.WIDE, bench.config.seed + index) for index, prompt in enumerate(rendered)]
    named = []
    for clip in bench.render(orders, speed, "prompts"):
        answers = bench.critic.watch(clip[None])
        named.append({fact: values[0] for fact, values in answers.items()})
    verdicts = [
        {fact: names[fact] == value for fact, value in case.expect.items()}
        for case, names in zip(cases, named, strict=True)
    ]
    asked = [verdict for verdict in verdicts if verdict]
    return {
        "prompts": len(cases),
        "accuracy": {fact: round(share, 4) for fact, share in summarize(verdicts).items() if fact in FACTS},
        "count": {fact: sum(fact in verdict for verdict in verdicts) for fact in FACTS},
        "all_expected": round(sum(all(v.values()) for v in asked) / len(asked), 4) if asked else None,
        "cases": [
            {"prompt": case.prompt, "rendered": prompt, "expected": dict(case.expect), "named": names}
            for case, prompt, names in zip(cases, rendered, named, strict=True)
        ],
    }
