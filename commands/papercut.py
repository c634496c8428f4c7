"""The commands that make and judge Papercut: train, distil, evaluate. Know no studio and no members."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from model.papercut.folder import is_papercut
from refusal import refusal
from settings import PAPERCUT_FOLDER

SEED_PROMPTS = Path(__file__).parents[1] / "docs" / "seed-prompts.jsonl"
"""The prompts that the project's seed document quotes, word by word."""

cli = typer.Typer()


@cli.command()
def train(
    work_dir: Annotated[Path, typer.Option(help="Folder for the pool, checkpoints and log; run again to continue.")],
    out: Annotated[Path, typer.Option(help="Pipeline folder to write at the end; name it in DAILIES_MODELS.")],
    device: Annotated[str, typer.Option(help="cpu or cuda. Empty: the first GPU if there is one.")] = "",
    seconds: Annotated[float, typer.Option(help="Time for the transformer's training.")] = 4500.0,
    decoder_seconds: Annotated[float, typer.Option(help="Time for the decoder's training.")] = 900.0,
    seed: Annotated[int, typer.Option(help="Seeds scenes, weights, noise and captions.")] = 7,
    start_from: Annotated[Path | None, typer.Option(help="Papercut folder whose transformer is trained on.")] = None,
    processes: Annotated[int, typer.Option(help="Processes of one thread each; for busy CPUs.", min=1)] = 1,
    student: Annotated[bool, typer.Option(help="Distil a student for quick takes, too.")] = False,
    student_seconds: Annotated[float, typer.Option(help="Time for the student's training.")] = 600.0,
) -> None:
    """Train Papercut: scenes, codec, latents, transformer, decoder, student. Stop it and run it again at will."""
    from model.papercut.train import TrainConfig
    from model.papercut.train import train as train_papercut

    chosen = _device(device)
    if start_from is not None and not is_papercut(str(start_from)):
        raise refusal(f"{start_from} is no Papercut folder. Name one that train wrote, or leave --start-from out.")
    train_papercut(
        TrainConfig.for_device(
            chosen,
            work_dir,
            out,
            seed=seed,
            seconds=seconds,
            decoder_seconds=decoder_seconds,
            start_from=start_from,
            processes=processes,
            with_student=student,
            student_seconds=student_seconds,
        )
    )
    typer.echo(f"Papercut is in {out}.")


@cli.command()
def distil(
    work_dir: Annotated[Path, typer.Option(help="Folder for scenes and checkpoints; run again to continue.")],
    pipeline: Annotated[Path, typer.Option(help="Papercut folder to give a student.")],
    device: Annotated[str, typer.Option(help="cpu or cuda. Empty: the first GPU if there is one.")] = "",
    train_steps: Annotated[int, typer.Option(help="Steps of the student's training.", min=1)] = 700,
    clips: Annotated[int, typer.Option(help="Scenes to learn on.", min=100)] = 1500,
    batch: Annotated[int, typer.Option(help="Windows in one step of the training.", min=1)] = 8,
    processes: Annotated[int, typer.Option(help="Processes of one thread each; for busy CPUs.", min=1)] = 1,
) -> None:
    """Give a Papercut folder a student for quick takes. Stop it and run it again at will."""
    from model.papercut.train import TrainConfig
    from model.papercut.train import distil as distil_papercut

    if not is_papercut(str(pipeline)):
        raise refusal(f"{pipeline} is no Papercut folder. Name one that train wrote.")
    config = TrainConfig.for_device(
        _device(device),
        work_dir,
        pipeline,
        shards=-(-clips // 100),
        rehearsal_shards=0,
        student_seconds=None,
        student_train_steps=train_steps,
        student_batch=batch,
        processes=processes,
    )
    distil_papercut(config)
    typer.echo(f"The student is in {pipeline}.")


@cli.command()
def evaluate(
    pipeline: Annotated[Path, typer.Option(help="Papercut folder to judge.")] = PAPERCUT_FOLDER,
    critic: Annotated[Path, typer.Option(help="Folder of the judge.")] = PAPERCUT_FOLDER / "critic",
    clips: Annotated[int, typer.Option(help="Clips of the main group; the other rows take a part of it.", min=6)] = 512,
    rows: Annotated[str, typer.Option(help="Only these rows of the table, with commas between; all without it.")] = "",
    report: Annotated[
        Path | None, typer.Option(help="Markdown file to write the table into; rows measured before stay in it.")
    ] = None,
    sheets: Annotated[Path | None, typer.Option(help="Folder for contact sheets; none are written without it.")] = None,
    keep_clips: Annotated[
        Path | None, typer.Option(help="Folder that rendered clips are kept in, and taken from when asked for again.")
    ] = None,
    prompts: Annotated[Path | None, typer.Option(help="Judge these prompts instead: a file of JSON lines.")] = None,
    rewrite: Annotated[bool, typer.Option(help="Rewrite those prompts first, as the studio does.")] = True,
    fast: Annotated[bool, typer.Option(help="Render those prompts with the few-step student.")] = False,
    labels: Annotated[bool, typer.Option("--labels", help="Print the values of each fact, and leave.")] = False,
    device: Annotated[str, typer.Option(help="Where clips are rendered or the judge is trained: cpu, cuda.")] = "cpu",
    seeds_sheet: Annotated[
        Path | None, typer.Option(help="Folder for a sheet of --prompts (or the seed document's), seeds 0 to 3.")
    ] = None,
    train_critic: Annotated[Path | None, typer.Option(help="Train a judge into this folder, and leave.")] = None,
) -> None:
    """Judge Papercut: print the table of its evaluation, or how well it does prompts of your own, as JSON."""
    from model.papercut.critic_training import CriticTraining
    from model.papercut.critic_training import train_critic as train_a_critic
    from model.papercut.evaluate import Bench, EvaluateConfig, Row, report_on
    from model.papercut.evaluate import evaluate as evaluate_papercut
    from model.papercut.evaluation.bench import CriticError
    from model.papercut.evaluation.prompts import PromptFileError, judge_cases, read_cases
    from model.papercut.evaluation.prompts import labels as critic_labels
    from model.papercut.evaluation.reading import Speed
    from model.papercut.evaluation.report import to_json
    from model.papercut.evaluation.seed_prompts import record_prompts

    if labels:
        typer.echo(json.dumps(critic_labels(), indent=2))
        return
    if train_critic is not None:
        train_a_critic(CriticTraining.for_device(device, train_critic))
        typer.echo(f"The critic is in {train_critic}.")
        return
    _expect_file(pipeline, "model_index.json", "is no pipeline folder", "Name the folder that train wrote.")
    chosen = _rows_by_name(rows, [row.value for row in Row])
    try:
        source = prompts or (SEED_PROMPTS if seeds_sheet else None)
        cases = read_cases(source) if source else []
    except PromptFileError as error:
        raise refusal(str(error)) from error
    _expect_file(critic, "config.json", "is no critic", "Make one with evaluate --train-critic DIR.")
    try:
        bench = Bench(EvaluateConfig(pipeline, critic, clips, device=device, sheet_dir=sheets, clips_dir=keep_clips))
    except CriticError as error:
        raise refusal(str(error)) from error
    if fast and Speed.FAST not in bench.speeds:
        raise refusal(f"{pipeline} holds no student, so there is no fast setting. Leave out --fast.")
    if seeds_sheet is not None:
        typer.echo(f"The sheet is {record_prompts(bench, cases, seeds_sheet)}.")
    elif cases:
        verdict = judge_cases(bench, cases, rewrite, Speed.FAST if fast else Speed.BEST)
        typer.echo(json.dumps(verdict, indent=2, ensure_ascii=False))
    else:
        wanted = [Row(name) for name in chosen]
        columns = evaluate_papercut(bench, wanted) if report is None else report_on(bench, wanted, report)
        typer.echo(json.dumps(to_json(columns, bench.known_values), indent=2, ensure_ascii=False))


def _device(wanted: str) -> str:
    import torch

    chosen = wanted or ("cuda" if torch.cuda.is_available() else "cpu")
    if chosen.startswith("cuda") and not torch.cuda.is_available():
        raise refusal("There is no CUDA device on this machine. Choose --device cpu.")
    return chosen


def _expect_file(folder: Path, name: str, complaint: str, advice: str) -> None:
    if not (folder / name).is_file():
        raise refusal(f"{folder} {complaint}: it has no {name}. {advice}")


def _rows_by_name(names: str, known: list[str]) -> list[str]:
    chosen = [name.strip() for name in names.split(",") if name.strip()] or known
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise refusal(f"There is no row {unknown[0]} in the table. Choose among {', '.join(known)}.")
    return chosen
