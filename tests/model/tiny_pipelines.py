"""Checkpoints of three real diffusers text-to-video pipelines, with random weights and a few thousand parameters each.

Nothing here imitates a pipeline: the classes, their configs, the save format and the code that runs are the library's
own; only the sizes are tiny and nothing was ever trained, so what they paint is noise. The three differ in ways that
matter to a renderer: Wan keeps latents as (B, C, F, H, W), LTX packs them into tokens and its decoder draws noise of
its own, HunyuanVideo-1.5 offers no callback between steps and takes its guidance from a guider.

T5's and Qwen's own vocabularies cannot be bundled, so a tokenizer of single letters takes their place.
"""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import (
    AutoencoderKLHunyuanVideo15,
    AutoencoderKLLTXVideo,
    AutoencoderKLWan,
    ClassifierFreeGuidance,
    DiffusionPipeline,
    FlowMatchEulerDiscreteScheduler,
    HunyuanVideo15Pipeline,
    HunyuanVideo15Transformer3DModel,
    LTXPipeline,
    LTXVideoTransformer3DModel,
    UniPCMultistepScheduler,
    WanPipeline,
    WanTransformer3DModel,
)
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import (
    ByT5Tokenizer,
    PreTrainedTokenizerFast,
    Qwen2_5_VLTextConfig,
    Qwen2_5_VLTextModel,
    T5Config,
    T5EncoderModel,
    UMT5Config,
    UMT5EncoderModel,
)

TEXT_WIDTH = 16
SPECIAL_TOKENS = ("<pad>", "</s>", "<unk>")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
VOCABULARY_SIZE = len(SPECIAL_TOKENS) + len(LETTERS)


def letter_tokenizer() -> PreTrainedTokenizerFast:
    """One token per letter, an end mark, and everything else unknown."""
    vocabulary = {word: index for index, word in enumerate([*SPECIAL_TOKENS, *LETTERS])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", eos_token="</s>", unk_token="<unk>", model_max_length=128
    )


def t5_sizes() -> dict[str, int]:
    """The smallest T5 that still has two heads."""
    return {
        "vocab_size": VOCABULARY_SIZE,
        "d_model": TEXT_WIDTH,
        "d_kv": 8,
        "d_ff": 32,
        "num_layers": 1,
        "num_heads": 2,
    }


def save_tiny_wan(folder: Path) -> Path:
    """Wan 2.1: causal codec of 8×8 pixels by 4 frames, UniPC scheduler as in the released checkpoints."""
    torch.manual_seed(0)
    WanPipeline(
        tokenizer=letter_tokenizer(),
        text_encoder=UMT5EncoderModel(UMT5Config(**t5_sizes())),
        vae=AutoencoderKLWan(
            base_dim=4, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1, temperal_downsample=[False, True, True]
        ),
        scheduler=UniPCMultistepScheduler(
            prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0, num_train_timesteps=1000
        ),
        transformer=WanTransformer3DModel(
            num_attention_heads=2,
            attention_head_dim=12,
            in_channels=16,
            out_channels=16,
            text_dim=TEXT_WIDTH,
            freq_dim=32,
            ffn_dim=32,
            num_layers=1,
            rope_max_seq_len=32,
        ),
    ).save_pretrained(folder)
    return folder


def save_tiny_wan22(folder: Path, pipeline: type[DiffusionPipeline] = WanPipeline) -> Path:
    """Wan 2.2 TI2V: timesteps per token, a codec that folds 2×2 pixels before its residual down and up blocks."""
    torch.manual_seed(0)
    pipeline(
        tokenizer=letter_tokenizer(),
        text_encoder=UMT5EncoderModel(UMT5Config(**t5_sizes())),
        vae=AutoencoderKLWan(
            base_dim=4,
            decoder_base_dim=4,
            z_dim=8,
            dim_mult=[1, 1, 1, 1],
            num_res_blocks=1,
            temperal_downsample=[False, True, True],
            is_residual=True,
            patch_size=2,
            in_channels=12,
            out_channels=12,
            scale_factor_spatial=16,
            latents_mean=[0.1] * 8,
            latents_std=[2.0] * 8,
        ),
        scheduler=UniPCMultistepScheduler(
            prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=5.0, num_train_timesteps=1000
        ),
        transformer=WanTransformer3DModel(
            num_attention_heads=2,
            attention_head_dim=12,
            in_channels=8,
            out_channels=8,
            text_dim=TEXT_WIDTH,
            freq_dim=32,
            ffn_dim=32,
            num_layers=1,
            rope_max_seq_len=64,
        ),
        expand_timesteps=True,
    ).save_pretrained(folder)
    return folder


def save_tiny_ltx(folder: Path, pipeline: type[DiffusionPipeline] = LTXPipeline) -> Path:
    """LTX-Video: a codec of 32×32 pixels by 8 frames whose decoder adds noise from torch's global generator."""
    torch.manual_seed(0)
    vae = AutoencoderKLLTXVideo(
        latent_channels=8,
        block_out_channels=(8, 8, 8, 8),
        decoder_block_out_channels=(8, 8, 8, 8),
        layers_per_block=(1, 1, 1, 1, 1),
        decoder_layers_per_block=(1, 1, 1, 1, 1),
        decoder_inject_noise=(True, True, True, True, True),
    )
    for name, weight in vae.decoder.named_parameters():
        if "per_channel_scale" in name:  # zero until trained: no noise would be seen
            torch.nn.init.constant_(weight, 0.5)
    pipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=vae,
        text_encoder=T5EncoderModel(T5Config(**t5_sizes())),
        tokenizer=letter_tokenizer(),
        transformer=LTXVideoTransformer3DModel(
            in_channels=8,
            out_channels=8,
            num_attention_heads=2,
            attention_head_dim=8,
            cross_attention_dim=16,
            num_layers=1,
            caption_channels=TEXT_WIDTH,
        ),
    ).save_pretrained(folder)
    return folder


def save_tiny_hunyuan(folder: Path) -> Path:
    """HunyuanVideo-1.5: no callback, a guider instead of `guidance_scale`, one text tower for glyphs."""
    torch.manual_seed(0)
    tokenizer = letter_tokenizer()
    tokenizer.chat_template = "{% for message in messages %}{{ message['content'] }}{% endfor %}"
    HunyuanVideo15Pipeline(
        text_encoder=Qwen2_5_VLTextModel(
            Qwen2_5_VLTextConfig(
                vocab_size=VOCABULARY_SIZE,
                hidden_size=TEXT_WIDTH,
                intermediate_size=32,
                num_hidden_layers=3,
                num_attention_heads=2,
                num_key_value_heads=2,
                bos_token_id=SPECIAL_TOKENS.index("</s>"),
                eos_token_id=SPECIAL_TOKENS.index("</s>"),
                rope_parameters={"rope_type": "default", "rope_theta": 1e6, "mrope_section": [1, 1, 2]},
            )
        ),
        tokenizer=tokenizer,
        transformer=HunyuanVideo15Transformer3DModel(
            in_channels=9,
            out_channels=4,
            num_attention_heads=2,
            attention_head_dim=16,
            num_layers=1,
            num_refiner_layers=1,
            mlp_ratio=2.0,
            text_embed_dim=TEXT_WIDTH,
            text_embed_2_dim=TEXT_WIDTH,
            image_embed_dim=12,
            rope_axes_dim=(4, 6, 6),
            target_size=64,
            task_type="t2v",
        ),
        vae=AutoencoderKLHunyuanVideo15(
            latent_channels=4,
            block_out_channels=(8, 8, 8, 8),
            layers_per_block=1,
            spatial_compression_ratio=8,
            temporal_compression_ratio=4,
        ),
        scheduler=FlowMatchEulerDiscreteScheduler(shift=7.0),
        text_encoder_2=T5EncoderModel(T5Config(**t5_sizes() | {"vocab_size": 384})),
        tokenizer_2=ByT5Tokenizer(),
        guider=ClassifierFreeGuidance(guidance_scale=6.0),
    ).save_pretrained(folder)
    return folder
