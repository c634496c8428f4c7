import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from model.papercut.codec import PapercutCodec
from model.papercut.config import TrainConfig, progress
from model.papercut.lessons import SHORT_LATENTS, Lessons, Windows
from model.papercut.muon import Muon
from model.papercut.pipeline import PapercutPipeline
from model.papercut.places import add_places
from model.papercut.pool import CAPTIONS, POOL_FRAMES, load_shard, shard_aspect
from model.papercut.student_training import StudentRun, train_student
from model.papercut.team import Team
from model.papercut.text import TextTower
from model.papercut.theatre.scene import is_held_out
from model.papercut.theatre.vocabulary import Aspect
from model.papercut.train import distil, train
from model.papercut.transformer_training import (
    TransformerRun,
    build_transformer,
    flow_loss,
    learning_rate_factor,
    train_transformer,
)
from model.papercut.warm_start import move_student, warm_start
from model.papercut.windows import WINDOW_LATENTS
from tests.model.papercut.tiny_papercut import build_tiny_pipeline


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> TrainConfig:
    """Every stage once, tiny: one shard, one layer, a few steps."""
    folder = tmp_path_factory.mktemp("papercut")
    config = tiny_config(folder, samples=16)
    train(config)
    return config


def tiny_config(folder: Path, **changes: object) -> TrainConfig:
    defaults: dict[str, object] = {
        "work_dir": folder / "work",
        "output_dir": folder / "pipeline",
        "workers": 0,
        "shards": 1,
        "shard_clips": 10,
        "codec_clips": 8,
        "components": 8,
        "layers": 1,
        "heads": 1,
        "head_dim": 16,
        "ffn_dim": 32,
        "seconds": None,
        "short_batch": 4,
        "batch": 2,
        "warmup_steps": 2,
        "checkpoint_seconds": 1e9,
        "decoder_channels": 8,
        "decoder_layers": 1,
        "decoder_seconds": None,
        "decoder_steps": 2,
        "decoder_batch": 1,
        "rehearsal_shards": 1,
    }
    return TrainConfig(**(defaults | changes))  # type: ignore[arg-type]


def test_training_leaves_a_pipeline_folder_that_renders(trained: TrainConfig) -> None:
    pipeline = PapercutPipeline.from_pretrained(trained.output_dir)
    pipeline.set_progress_bar_config(disable=True)
    frames = pipeline("a red car", num_frames=5, num_inference_steps=1).frames
    assert frames.shape == (1, 5, 96, 176, 3)


def test_the_folder_does_not_tell_where_it_was_made(trained: TrainConfig) -> None:
    for path in trained.output_dir.rglob("*.json"):
        assert str(trained.work_dir) not in path.read_text(), path


def test_a_stopped_training_ends_like_one_that_ran_through(trained: TrainConfig, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    for name in ("pool", "validation"):
        (tmp_path / "work" / name).symlink_to(trained.work_dir / name)
    # The budget is the same; the first run is cut off half way by a checkpoint that is then taken up again.
    config = tiny_config(tmp_path, samples=16)
    with pytest.MonkeyPatch.context() as patch:
        stop_after(patch, steps=3)
        with pytest.raises(KeyboardInterrupt):
            train_transformer(config)
    resumed = train_transformer(config)
    through = TransformerRun(trained)
    through.resume()
    assert through.samples == 16
    for name, tensor in resumed.items():
        assert torch.equal(tensor, through.average[name]), name


def stop_after(patch: pytest.MonkeyPatch, steps: int) -> None:
    """Write a checkpoint after so many steps and pull the plug one step later."""
    share, follow = TransformerRun.share, TransformerRun.follow

    def save_then_share(run: TransformerRun) -> float:
        if run.step == steps and not (run.folder / "latest").exists():
            run.save()
        return share(run)

    def follow_then_stop(run: TransformerRun) -> None:
        follow(run)
        if run.step == steps + 1:
            raise KeyboardInterrupt

    patch.setattr(TransformerRun, "share", save_then_share)
    patch.setattr(TransformerRun, "follow", follow_then_stop)


def test_two_processes_train_one_model_and_can_be_stopped_too(trained: TrainConfig, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    for name in ("pool", "validation"):
        (tmp_path / "work" / name).symlink_to(trained.work_dir / name)
    weights = train_transformer(tiny_config(tmp_path, samples=8, processes=2))
    fresh = build_transformer(trained).state_dict()
    assert set(weights) == set(fresh)
    ranks = sorted((tmp_path / "work" / "transformer").glob("step-*/rank-*"))
    assert [path.name for path in ranks] == ["rank-0-of-2.pt", "rank-1-of-2.pt"]
    first, second = (torch.load(path, weights_only=True)["model"] for path in ranks)
    for name in first:
        assert torch.equal(first[name], second[name]), name
    with pytest.raises(ValueError, match="train with as many processes"):
        train_transformer(tiny_config(tmp_path, samples=16))


def test_a_finished_training_is_not_run_again(trained: TrainConfig) -> None:
    before = {path: path.stat().st_mtime_ns for path in trained.work_dir.rglob("*") if path.is_file()}
    train_transformer(trained)
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_the_pool_holds_one_aspect_per_shard_and_no_held_out_scene(trained: TrainConfig) -> None:
    shard, scenes = load_shard(trained.pool, 0), trained.pool.scenes(0)
    assert tuple(shard["latents"].shape) == (10, 8, (POOL_FRAMES - 1) // 4 + 1, 6, 11)
    assert tuple(shard["tokens"].shape) == (10, CAPTIONS, 64)
    assert {scene.aspect for scene in scenes} == {Aspect.WIDE}
    assert [shard_aspect(shard) for shard in range(5)].count(Aspect.WIDE) == 3
    assert not any(is_held_out(scene.setting, scene.subject, scene.colour) for scene in scenes)


def test_a_training_can_begin_while_clips_are_still_being_rendered(trained: TrainConfig, tmp_path: Path) -> None:
    (tmp_path / "pool").mkdir()
    growing = replace(trained, work_dir=tmp_path, shards=2)
    trained.pool.path(0).rename(growing.pool.path(0))
    lessons = Lessons(growing.pool, "cpu")
    assert (len(lessons), lessons.refresh()) == (10, 1)
    shutil.copy(growing.pool.path(0), trained.pool.path(0))
    growing.pool.path(0).rename(growing.pool.path(1))  # any shard: what it shows does not matter here
    assert lessons.refresh() == 0
    assert len(lessons) == 20
    drawn = lessons.draw(4, SHORT_LATENTS, random.Random(0), torch.Generator().manual_seed(0))
    assert tuple(drawn.clean.shape[2:4]) == (SHORT_LATENTS, 6)


def test_the_log_has_training_and_validation_loss(trained: TrainConfig) -> None:
    entry = (trained.work_dir / "log.jsonl").read_text()
    assert '"samples": 16' in entry
    assert "validation_loss" in entry


def test_given_latents_come_clean_at_time_zero_and_do_not_count_in_the_loss() -> None:
    clean, text = torch.randn(1, 8, 3, 2, 2), torch.zeros(1, 64, 384)
    windows = Windows(clean, torch.tensor([1]), torch.tensor([1]), torch.tensor([False]), torch.zeros(1, 64))
    twin = torch.Generator().manual_seed(1)
    torch.randn(1, 1, generator=twin)  # the noise level
    torch.rand(1, 1, generator=twin)  # that of the given latents, times zero
    noise = torch.randn(clean.shape, generator=twin)

    def right_but_for_the_first(
        noisy: torch.Tensor, tokens: torch.Tensor, states: torch.Tensor, return_dict: bool
    ) -> tuple[torch.Tensor]:
        assert torch.equal(noisy[:, :8, 0], clean[:, :, 0])
        assert not torch.equal(noisy[:, :8, 1], clean[:, :, 1])
        assert (tokens[:, :4] == 0).all()
        assert (tokens[:, 4:] > 0).all()
        velocity = noise - clean
        velocity[:, :, 0] = 100
        return (velocity,)

    loss = flow_loss(right_but_for_the_first, windows, text, torch.Generator().manual_seed(1))
    assert loss.item() == pytest.approx(0, abs=1e-9)


def test_a_window_shows_its_clip_and_an_anchor_the_same_subject_in_another_shot(trained: TrainConfig) -> None:
    clips = load_shard(trained.pool, 0)["latents"].float()
    scenes = trained.pool.scenes(0)
    lessons = Lessons(trained.pool, "cpu", context_share=1.0)
    drawn = lessons.draw(200, 5, random.Random(0), torch.Generator().manual_seed(0))
    kinds = set()
    for index in range(200):
        window, start = drawn.clean[index], int(drawn.starts[index])
        anchored, given = bool(drawn.anchored[index]), int(drawn.given[index])
        own = window[:, 1:] if anchored else window
        (clip,) = [i for i, clip in enumerate(clips) if torch.equal(clip[:, start : start + own.shape[1]], own)]
        if anchored:
            anchors = [i for i in (clip, clip ^ 1) if torch.equal(clips[i, :, 0], window[:, 0])]
            assert anchors
            assert scenes[anchors[0]].cast == scenes[clip].cast
            assert given == 1 + (start > 0)
            assert start > 0 or anchors == [clip ^ 1]
        kinds.add((anchored, given))
    assert kinds == {(False, 1), (False, 2), (True, 1), (True, 2)}


def test_a_training_can_start_from_other_weights_and_another_codec(trained: TrainConfig) -> None:
    codec = PapercutCodec.from_pretrained(trained.output_dir / "codec")
    model = build_transformer(trained)
    warm_start(model, codec, trained.output_dir)
    saved = PapercutPipeline.from_pretrained(trained.output_dir).transformer.state_dict()
    for name, tensor in model.state_dict().items():
        assert torch.allclose(tensor, saved[name].float(), atol=1e-5), name
    mirrored = PapercutCodec.from_pretrained(trained.output_dir / "codec")
    mirrored.directions.neg_()
    latents = torch.randn(1, 8, 2, 4, 7)
    places, tokens, text = add_places(latents, 0), torch.full((1, 56), 500.0), torch.randn(1, 64, 384)
    told = model(places, tokens, text, return_dict=False)[0]
    warm_start(model, mirrored, trained.output_dir)
    places[:, :8] = -latents
    assert torch.allclose(model(places, tokens, text, return_dict=False)[0], -told, atol=1e-4)


def test_a_training_from_a_folder_keeps_its_latents(trained: TrainConfig, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "pool").symlink_to(trained.work_dir / "pool")
    train(tiny_config(tmp_path, samples=4, start_from=trained.output_dir))
    before, after = (load_codec(folder) for folder in (trained.output_dir, tmp_path / "pipeline"))
    assert torch.equal(before.directions, after.directions)
    assert torch.equal(before.scales, after.scales)


def test_a_student_begins_where_the_moves_of_its_teacher_take_it(tmp_path: Path) -> None:
    pipeline = build_tiny_pipeline(student=True)
    pipeline.save_pretrained(tmp_path)
    assert pipeline.student is not None
    teacher = {name: weight + 1 for name, weight in pipeline.transformer.state_dict().items()}
    moved = move_student(teacher, tmp_path / "codec", tmp_path)
    for name, weight in pipeline.student.state_dict().items():
        assert torch.allclose(moved[name], weight + 1, atol=1e-5), name


def test_a_student_begins_with_its_teacher_where_the_latents_are_others(tmp_path: Path) -> None:
    pipeline = build_tiny_pipeline(student=True)
    pipeline.save_pretrained(tmp_path)
    mirrored = load_codec(tmp_path)
    mirrored.directions.neg_()
    mirrored.save_pretrained(tmp_path / "mirrored")
    teacher = pipeline.transformer.state_dict()
    assert move_student(teacher, tmp_path / "mirrored", tmp_path) is teacher


def load_codec(folder: Path) -> PapercutCodec:
    codec: PapercutCodec = PapercutCodec.from_pretrained(folder / "codec")
    return codec


def test_a_student_learns_and_what_is_learned_is_not_learned_again(trained: TrainConfig, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "pool").symlink_to(trained.work_dir / "pool")
    teacher = PapercutPipeline.from_pretrained(trained.output_dir).transformer.float().state_dict()
    config = tiny_config(
        tmp_path, samples=16, with_student=True, student_batch=4, student_seconds=None, student_train_steps=3
    )
    student = train_student(config, teacher)
    assert set(student) == set(teacher)
    assert any(not torch.equal(student[name], teacher[name]) for name in teacher)
    again = train_student(config, teacher)
    assert all(torch.equal(student[name], again[name]) for name in student)


def test_a_trained_student_is_shipped_beside_its_teacher_in_half_precision(tmp_path: Path) -> None:
    config = tiny_config(
        tmp_path, samples=8, with_student=True, student_batch=4, student_seconds=None, student_train_steps=2
    )
    train(config)
    pipeline = PapercutPipeline.from_pretrained(config.output_dir)
    assert pipeline.student is not None
    stored = load_file(config.output_dir / "student" / "diffusion_pytorch_model.safetensors")
    assert {tensor.dtype for name, tensor in stored.items() if "norm" not in name} == {torch.bfloat16}
    frames = pipeline("a red dog", num_frames=5, fast=True, return_dict=False)[0]
    assert frames.shape[1:] == (5, 96, 176, 3)


def test_a_folder_that_is_there_is_given_a_student_and_is_otherwise_the_same(
    trained: TrainConfig, tmp_path: Path
) -> None:
    folder = tmp_path / "pipeline"
    shutil.copytree(trained.output_dir, folder)
    before = {path: path.read_bytes() for path in folder.rglob("*.safetensors")}
    distil(tiny_config(tmp_path, samples=1, student_batch=4, student_seconds=None, student_train_steps=2))
    assert {path: path.read_bytes() for path in before} == before
    pipeline = PapercutPipeline.from_pretrained(folder)
    assert pipeline.student is not None
    assert not any(str(tmp_path) in path.read_text() for path in folder.rglob("*.json"))
    assert pipeline("a red dog", num_frames=5, fast=True, return_dict=False)[0].shape[1:] == (5, 96, 176, 3)


def test_a_student_comes_to_tell_in_one_pass_what_guidance_takes_two_for(trained: TrainConfig, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "pool").symlink_to(trained.work_dir / "pool")
    teacher = PapercutPipeline.from_pretrained(trained.output_dir).transformer.float().state_dict()
    config = tiny_config(
        tmp_path, samples=16, with_student=True, student_batch=8, student_seconds=None, student_guidance=20.0
    )
    before, after = (_distance(replace(config, student_train_steps=steps), teacher) for steps in (1, 120))
    assert after < 0.8 * before


def _distance(config: TrainConfig, teacher: dict[str, torch.Tensor]) -> float:
    """Mean loss of what a distillation made, over windows of the pool."""
    student = train_student(config, teacher)
    run = StudentRun(config, teacher, Team())
    run.student.load_state_dict(student)
    lessons, tower, noise = Lessons(config.pool, "cpu", 0.0), TextTower("cpu"), torch.Generator().manual_seed(3)
    windows = lessons.draw(16, WINDOW_LATENTS, random.Random(3), noise)
    with torch.no_grad():
        return float(run._loss(windows, tower.encode_tokens(windows.tokens), noise))


def test_own_muon_steps_like_torchs() -> None:
    generator = torch.Generator().manual_seed(0)
    ours = torch.nn.Parameter(torch.randn(32, 64, generator=generator))
    theirs = torch.nn.Parameter(ours.detach().clone())
    optimizers = (
        Muon([ours], lr=1e-2, weight_decay=0.01, dtype=torch.bfloat16),
        torch.optim.Muon([theirs], lr=1e-2, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
    )
    for _ in range(3):
        ours.grad = torch.randn(32, 64, generator=generator)
        theirs.grad = ours.grad.clone()
        for optimizer in optimizers:
            optimizer.step()
    assert torch.allclose(ours, theirs, atol=1e-6)


def test_the_learning_rate_warms_up_stays_and_falls_to_three_percent() -> None:
    assert learning_rate_factor(0.0, 0, 100) == pytest.approx(0.01)
    assert learning_rate_factor(0.4, 500, 100) == 1.0
    assert learning_rate_factor(1.0, 500, 100) == pytest.approx(0.03)


def test_a_budget_is_needed_and_the_nearer_one_counts() -> None:
    with pytest.raises(ValueError, match="expected a budget"):
        tiny_config(Path(), samples=None)
    assert progress(30, 60, 10, 100) == 0.5
    assert progress(30, None, 90, 100) == pytest.approx(0.9)
