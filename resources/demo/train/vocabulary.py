# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokenizers of the three published layouts, trained on the passages, as fast tokenizers of transformers."""
import json
import random
from pathlib import Path

import sentencepiece
from transformers import GemmaTokenizerFast, LlamaTokenizerFast, XLMRobertaTokenizerFast

PROMPT = (
    "Given a query A and a passage B, determine whether the passage contains an answer to the query by providing a "
    "prediction of either 'Yes' or 'No'."
)
OPTIONS = dict(vocab_size=7000, character_coverage=0.9995, num_threads=1, max_sentence_length=20000, minloglevel=2)


def training_text(collections, decoder):
    text = []
    for collection, weight in collections:
        queries = [collection.queries[q] for q in collection.parts["train"]]
        text += (collection.texts + queries) * (3 if collection.name == "xquad-r-en" else 1)
    random.Random(0).shuffle(text)
    return text + ([PROMPT, "A: what", "B: the", "Yes"] * 300 if decoder else [])


def train(kind, collections, folder: Path):
    """Writes the tokenizer files of `kind` into `folder` and returns the fast tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    prefix = folder / "pieces"
    text = training_text(collections, kind != "xlm-roberta")
    if kind == "xlm-roberta":
        layout = dict(model_type="unigram", normalization_rule_name="nmt_nfkc", unk_id=0, bos_id=1, eos_id=2)
    else:
        layout = dict(model_type="bpe", normalization_rule_name="identity", byte_fallback=True)
        if kind == "gemma":
            layout |= dict(pad_id=0, eos_id=1, bos_id=2, unk_id=3, add_dummy_prefix=False,
                           remove_extra_whitespaces=False, user_defined_symbols=["\n"])
        else:
            layout |= dict(unk_id=0, bos_id=1, eos_id=2, user_defined_symbols=["\n"])
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(text), model_prefix=str(prefix), **OPTIONS, **layout
    )
    pieces = f"{prefix}.model"
    if kind == "xlm-roberta":
        tokenizer = XLMRobertaTokenizerFast(vocab_file=pieces, model_max_length=512)
    elif kind == "gemma":
        tokenizer = GemmaTokenizerFast(vocab_file=pieces)
    else:
        tokenizer = LlamaTokenizerFast(vocab_file=pieces, legacy=True, add_prefix_space=True, pad_token="<unk>")
    tokenizer.save_pretrained(folder)
    (folder / "added_tokens.json").unlink(missing_ok=True)  # tokenizer.json has them
    options = json.loads((folder / "tokenizer_config.json").read_text())
    options.pop("add_prefix_space", None)  # would make transformers convert again, from the file deleted below
    (folder / "tokenizer_config.json").write_text(json.dumps(options, indent=2) + "\n")
    for left_over in folder.glob("*.model"):
        left_over.unlink()
    (folder / "pieces.vocab").unlink()
    written = folder / "tokenizer.json"
    written.write_text(json.dumps(json.loads(written.read_text()), ensure_ascii=False, separators=(",", ":")))
    return tokenizer
