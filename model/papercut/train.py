"""Trains Papercut from nothing or from weights that are there: scenes, codec, latents, transformer, decoder, student,
pipeline folder. Or gives a folder that is there a student alone.

Every stage leaves files in the work folder and is skipped or continued when they are there. Reads top to bottom.
"""

import json
import shutil
from pathlib import Path

import torch

from model.papercut.codec import PapercutCodec
from model.papercut.config import TrainConfig
from model.papercut.decoder_training import train_decoder
from model.papercut.pipeline import PapercutPipeline, build_scheduler
from model.papercut.pool import fit_codec, render_pool, rendering, wait_for
from model.papercut.rehearsal import rehearse
from model.papercut.repertoire import Repertoire
from model.papercut.student_training import train_student
from model.papercut.transformer_training import build_transformer, train_transformer

__all__ = ["TrainConfig", "distil", "save_pipeline", "train"]


def save_pipeline(pipeline: PapercutPipeline, folder: Path) -> None:
    """Write a pipeline as shipped: the transformers' weights in bfloat16, the small codec's in float32.

    Half the bytes at no loss that could be seen; loading widens them again.
    """
    for transformer in filter(None, (pipeline.transformer, pipeline.student)):
        for parameter in transformer.parameters():
            parameter.data = parameter.data.to(torch.bfloat16)
    pipeline.save_pretrained(folder, safe_serialization=True)
    forget_paths(folder)


def forget_paths(folder: Path) -> None:
    """Remove the name of the folder that a part was once loaded from: it is private, and nobody needs it."""
    for path in (*folder.rglob("config.json"), *folder.rglob("model_index.json")):
        settings = json.loads(path.read_text())
        if settings.pop("_name_or_path", None) is not None:
            path.write_text(json.dumps(settings, indent=2) + "\n")


def train(config: TrainConfig) -> None:
    """Run or continue all stages and write the pipeline to `config.output_dir`."""
    if config.threads is not None:
        torch.set_num_threads(config.threads)
    config.work_dir.mkdir(parents=True, exist_ok=True)

    # 1. The codec's components, fitted in closed form on a sample of scenes; or those of the weights to start from.
    if not config.codec_dir.exists():
        _begin_codec(config)

    # 2. Scenes rendered and encoded, and 3. the transformer that learns from them, by far the longest stage.
    render_pool(config.validation, min(1, config.workers))
    first = config.first_shards if config.render_while_training else config.shards
    with rendering(config.pool, config.workers, first, config.device) as jobs:
        wait_for(job for shard, job in jobs.items() if shard < first)
        weights = train_transformer(config)
        wait_for(job for job in jobs.values() if job.done())  # what went wrong meanwhile is told, not forgotten

    # 4. The decoder that mends the picture, taught on what this transformer gets wrong.
    transformer = build_transformer(config)
    transformer.load_state_dict(weights)
    blank = PapercutCodec.from_pretrained(config.codec_dir).to(config.device)
    rehearse(config.work_dir / "rehearsals", config.pool, blank, transformer.to(config.device))
    codec = train_decoder(config, config.codec_dir)

    # 5. The student, if one is wanted.
    student = None
    if config.with_student:
        student = build_transformer(config)
        student.load_state_dict(train_student(config, weights))

    # 6. A diffusers folder that loads without this code's training half.
    pipeline = PapercutPipeline(transformer.to("cpu"), codec.to("cpu"), build_scheduler(), student)
    save_pipeline(pipeline, config.output_dir)
    Repertoire.whole().save(config.output_dir)


def _begin_codec(config: TrainConfig) -> None:
    if config.start_from is not None:
        codec = PapercutCodec.from_pretrained(config.start_from / "codec")
        if codec.config["components"] == config.components:
            codec.save_pretrained(config.codec_dir)  # its decoder is trained on, too
            return
    torch.manual_seed(config.seed)
    blank = PapercutCodec(config.components, config.decoder_channels, config.decoder_layers)
    fit_codec(config.pool, config.codec_clips, blank, config.device).save_pretrained(config.codec_dir)


def distil(config: TrainConfig) -> None:
    """Teach a student what the transformer in `config.output_dir` does, and put it into that folder.

    The pool and the checkpoints lie in `config.work_dir`; what is there is gone on with.
    """
    if config.threads is not None:
        torch.set_num_threads(config.threads)
    folder = config.output_dir
    if not config.codec_dir.exists():
        shutil.copytree(folder / "codec", config.codec_dir)
    render_pool(config.pool, config.workers)
    pipeline: PapercutPipeline = PapercutPipeline.from_pretrained(folder, local_files_only=True)
    weights = {name: tensor.float() for name, tensor in pipeline.transformer.state_dict().items()}
    student = build_transformer(config)
    student.load_state_dict(train_student(config, weights))
    for parameter in student.parameters():
        parameter.data = parameter.data.to(torch.bfloat16)
    student.save_pretrained(folder / "student", safe_serialization=True)
    pipeline.register_modules(student=student)
    pipeline.save_config(folder)
    forget_paths(folder)
