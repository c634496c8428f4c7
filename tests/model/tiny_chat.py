"""A chat model of a few thousand parameters: the real Llama classes, random weights, a vocabulary of whole words.

`random_chat` was never trained, so it rambles. `taught_chat` is the same model after some seconds of learning a few
answers by heart; nothing in it imitates a language model, it is one that knows four sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from model.language_rewriter import INSTRUCTION

END, PAD, UNKNOWN = "<end>", "<pad>", "<unknown>"
TEMPLATE = (
    "{% for message in messages %}<{{ message['role'] }}> {{ message['content'] }} " + END + " {% endfor %}"
    "{% if add_generation_prompt %}<assistant> {% endif %}"
)
TEMPLATE_WITHOUT_SYSTEM = (
    "{% if messages[0]['role'] == 'system' %}{{ raise_exception('there is no system turn') }}{% endif %}" + TEMPLATE
)


def words_tokenizer(texts: list[str], template: str | None = TEMPLATE) -> PreTrainedTokenizerFast:
    """One token for each word of `texts` and of the instruction."""
    special = [UNKNOWN, PAD, END, "<system>", "<user>", "<assistant>"]
    words = sorted({word for text in [INSTRUCTION, *texts] for word in text.split()} - set(special))
    known = {word: number for number, word in enumerate([*special, *words])}
    tokenizer = Tokenizer(models.WordLevel(known, unk_token=UNKNOWN))
    # An END that somebody typed falls into pieces, as it does in the tokenizers of large models.
    typed_end = pre_tokenizers.Split(END[:-1], "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), typed_end])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token=UNKNOWN,
        pad_token=PAD,
        eos_token=END,
        additional_special_tokens=special[3:],
        chat_template=template,
    )


def random_chat(tokenizer: PreTrainedTokenizerFast, max_position_embeddings: int = 1024) -> LlamaForCausalLM:
    """Two layers of random weights."""
    torch.manual_seed(3)
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            max_position_embeddings=max_position_embeddings,
            pad_token_id=tokenizer.pad_token_id,
            eos_token_id=tokenizer.eos_token_id,
            bos_token_id=None,
        )
    ).eval()


def taught_chat(tokenizer: PreTrainedTokenizerFast, answers: Mapping[str, str], steps: int = 250) -> LlamaForCausalLM:
    """The random model after it has learned which answer follows which prompt."""
    model = random_chat(tokenizer).train()
    optimizer = torch.optim.Adam(model.parameters(), 5e-3)
    system = {"role": "system", "content": INSTRUCTION}
    asked = [
        tokenizer.apply_chat_template(
            [system, {"role": "user", "content": prompt}], add_generation_prompt=True, return_dict=True
        )["input_ids"]
        for prompt in answers
    ]
    answered = [tokenizer(f"{answer} {END}", add_special_tokens=False)["input_ids"] for answer in answers.values()]
    length = max(len(before) + len(after) for before, after in zip(asked, answered, strict=True))
    tokens = torch.full((len(answers), length), tokenizer.pad_token_id)
    targets = torch.full((len(answers), length), -100)  # what the loss looks at
    for row, (before, after) in enumerate(zip(asked, answered, strict=True)):
        tokens[row, : len(before) + len(after)] = torch.tensor(before + after)
        targets[row, len(before) : len(before) + len(after)] = torch.tensor(after)
    for _ in range(steps):
        loss = model(input_ids=tokens, labels=targets).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.eval()


def save_chat(model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast, folder: Path) -> Path:
    """Write both as a folder that `from_pretrained` reads."""
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
