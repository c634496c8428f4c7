from pathlib import Path

from PIL import Image

from model.papercut.evaluation.prompts import Case, read_cases
from model.papercut.evaluation.seed_prompts import SEEDS, record_prompts
from tests.model.papercut.evaluation.tiny_bench import build_tiny_bench

SEED_PROMPTS = Path(__file__).parents[4] / "docs" / "seed-prompts.jsonl"


def test_every_seed_is_on_the_sheet_and_what_was_left_out_is_said(tmp_path: Path) -> None:
    prompt = "a dog juggles spreadsheets on a beach"
    sheet = record_prompts(build_tiny_bench(tmp_path), [Case(prompt, {})], tmp_path / "out")
    with Image.open(sheet) as picture:
        assert picture.height == len(SEEDS) * (96 + 4)
    text = sheet.with_suffix(".md").read_text()
    assert prompt in text
    assert "spreadsheets" in text.split("Left out: ")[1]


def test_the_seed_documents_prompts_can_be_read() -> None:
    prompts = [case.prompt for case in read_cases(SEED_PROMPTS)]
    assert len(prompts) == 3
    assert prompts[0].startswith("A stylish woman walks down a Tokyo street")
