import json
from pathlib import Path

import pytest

from model.papercut.critic import FACTS
from model.papercut.evaluation.prompts import Case, PromptFileError, judge_cases, labels, read_cases
from tests.model.papercut.evaluation.tiny_bench import build_tiny_bench


def test_cases_come_as_written_and_empty_lines_are_skipped(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(
        '{"prompt": " A red  dog\u2028runs. ", "expect": {"subject": "dog", "colour": "red"}}\n\n{"prompt": "Sea"}\r\n'
    )
    assert read_cases(file) == [
        Case(" A red  dog\u2028runs. ", {"subject": "dog", "colour": "red"}),
        Case("Sea", {}),
    ]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("a red dog", "line 2: got 'a red dog', expected a JSON object"),
        ("[1]", "line 2: got '[1]', expected an object"),
        ('{"prompt": "x", "expected": {}}', "line 2: got the field 'expected', expected only prompt and expect"),
        ('{"prompt": "  "}', 'line 2: got the prompt "  ", expected text'),
        ('{"expect": {}}', "line 2: got the prompt null, expected text"),
        ('{"prompt": "x", "expect": ["dog"]}', 'line 2: got ["dog"], expected an object'),
        ('{"prompt": "x", "expect": {"color": "red"}}', "got the fact 'color', expected some of setting, subject, col"),
        ('{"prompt": "x", "expect": {"subject": "unicorn"}}', 'got "unicorn" for subject, expected one of woman, man'),
        ('{"prompt": "x", "expect": {"subject": ["dog"]}}', 'got ["dog"] for subject'),
    ],
)
def test_a_wrong_line_is_named_with_what_was_got_and_what_was_expected(
    tmp_path: Path, line: str, complaint: str
) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text('{"prompt": "fine"}\n' + line + "\n")
    with pytest.raises(PromptFileError) as refusal:
        read_cases(file)
    assert complaint in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "complaint"), [(b"\n \n", "holds no prompts"), (b"\xff\xfe{", "is not UTF-8 text")]
)
def test_a_file_without_prompts_is_refused(tmp_path: Path, content: bytes, complaint: str) -> None:
    (tmp_path / "cases.jsonl").write_bytes(content)
    with pytest.raises(PromptFileError, match=complaint):
        read_cases(tmp_path / "cases.jsonl")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PromptFileError, match="cannot be read"):
        read_cases(tmp_path / "none.jsonl")


def test_labels_are_the_values_that_can_be_expected() -> None:
    assert set(labels()) == set(FACTS)
    assert "dog" in labels()["subject"]


def test_accuracies_count_only_what_was_expected(tmp_path: Path) -> None:
    bench = build_tiny_bench(tmp_path)
    blind = judge_cases(bench, [Case("a red dog runs left in a desert", {})], rewrite=False)
    named = blind["cases"][0]["named"]
    assert blind["accuracy"] == {}
    assert blind["all_expected"] is None
    wrong = next(value for value in labels()["colour"] if value != named["colour"])
    cases = [
        Case("a red dog runs left in a desert", {"subject": named["subject"], "colour": wrong}),
        Case("the sea", {}),
    ]
    verdict = judge_cases(bench, cases, rewrite=False)
    assert verdict["prompts"] == 2
    assert verdict["accuracy"] == {"subject": 1.0, "colour": 0.0}
    assert (verdict["count"]["subject"], verdict["count"]["camera"]) == (1, 0)
    assert verdict["all_expected"] == 0.0
    json.dumps(verdict)


def test_prompts_are_rewritten_as_in_the_studio_unless_told_otherwise(tmp_path: Path) -> None:
    bench = build_tiny_bench(tmp_path)
    cases = [Case("puppy, Shibuya", {"subject": "dog"})]
    assert judge_cases(bench, cases, rewrite=False)["cases"][0]["rendered"] == "puppy, Shibuya"
    rewritten = judge_cases(bench, cases, rewrite=True)["cases"][0]
    assert rewritten["prompt"] == "puppy, Shibuya"
    assert "dog" in rewritten["rendered"]
