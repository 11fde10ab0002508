# SPDX-License-Identifier: GPL-3.0-or-later
"""Random checkpoints in the real shapes, with a small vocabulary of their own: what speed depends on, without 10 GB.

Layout of config and tokenizer as in tests/data/goldens; the vocabulary is learnt from the texts that are scored.
"""
import json
import math
import pathlib
import shutil

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "tests" / "data" / "goldens"

# The published sizes; what is left out is taken from the demo model of the backbone.
SHAPES = {
    "m3": ("xlm-roberta", dict(hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, intermediate_size=4096,
                               max_position_embeddings=8194)),
    "gemma": ("gemma", dict(hidden_size=2048, num_hidden_layers=4, num_attention_heads=8, num_key_value_heads=1,
                            head_dim=256, intermediate_size=16384, max_position_embeddings=8192)),
    "minicpm": ("minicpm-layerwise", dict(hidden_size=2304, num_hidden_layers=8, num_attention_heads=36,
                                          num_key_value_heads=36, intermediate_size=5760, dim_model_base=256,
                                          max_position_embeddings=2048, start_layer=8)),
}


def texts_of(pair_files):
    texts = []
    for file in pair_files:
        for line in open(file, encoding="utf-8"):
            texts += json.loads(line)
    return sorted(set(texts))


def tokenizer_json(source, texts, vocabulary):
    """The pipeline of `source` with pieces learnt from `texts`, filled up to `vocabulary` with pieces never used."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

    layout = json.loads(source.read_text(encoding="utf-8"))
    kind = layout["model"]["type"]
    learner = Tokenizer.from_file(str(source))
    if kind == "Unigram":
        trainer = trainers.UnigramTrainer(vocab_size=vocabulary - 5, unk_token="<unk>", show_progress=False)
    else:
        # Merges must not cross words, or training takes for ever; the pipeline of the folder is put back below.
        learner.model = models.BPE(byte_fallback=True, unk_token="<unk>")
        learner.pre_tokenizer = pre_tokenizers.Split(Regex("▁?[^▁]+|▁+"), "isolated")
        trainer = trainers.BpeTrainer(vocab_size=vocabulary - 300, show_progress=False)
    learner.train_from_iterator(texts, trainer)
    learnt = json.loads(learner.to_str())["model"]

    if kind == "Unigram":
        known = [piece for piece in learnt["vocab"] if piece[0] not in ("<s>", "<pad>", "</s>", "<unk>", "<mask>")]
        pieces = [["<s>", 0.0], ["<pad>", 0.0], ["</s>", 0.0], ["<unk>", 0.0]] + known[:vocabulary - 5]
        while len(pieces) < vocabulary - 1:
            pieces.append([f"<never-used-{len(pieces)}>", -100.0])
        layout["model"]["vocab"] = pieces + [["<mask>", 0.0]]
        mask = next(token for token in layout["added_tokens"] if token["content"] == "<mask>")
        mask["id"] = vocabulary - 1
    else:
        # Special tokens, blanks and bytes stay where the layout has them.
        first = layout["model"]["vocab"]
        kept = sorted((i, piece) for piece, i in first.items() if i <= first["<0xFF>"])
        ids = {piece: i for i, piece in kept}
        for piece in sorted(learnt["vocab"], key=learnt["vocab"].get):
            ids.setdefault(piece, len(ids))
        if "Yes" not in ids:  # Gemma's score is the logit of this token
            learnt["merges"] += [["Y", "e"], ["Ye", "s"]]
            for piece in ("Y", "e", "s", "Ye", "Yes"):
                ids.setdefault(piece, len(ids))
        while len(ids) < vocabulary:
            ids[f"<never-used-{len(ids)}>"] = len(ids)
        assert len(ids) == vocabulary
        layout["model"]["vocab"] = ids
        layout["model"]["merges"] = learnt["merges"]
        layout["added_tokens"] = [token for token in layout["added_tokens"] if token["id"] <= first["<0xFF>"]]
    return layout


def random_weights(model, seed):
    """Weights whose activations neither grow nor vanish, so that scores differ as those of a trained model do."""
    import torch

    generator = torch.Generator().manual_seed(seed)
    norms = [name for name, _ in model.named_parameters() if "norm" in name.lower()]
    gemma = model.config.model_type == "gemma"
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name in norms and name.endswith("weight"):
                weight.fill_(0.0 if gemma else 1.0)
                weight.add_(torch.randn(weight.shape, generator=generator) * 0.05)
            elif weight.dim() == 1:
                weight.copy_(torch.randn(weight.shape, generator=generator) * 0.02)
            else:
                spread = 1 / math.sqrt(weight.shape[1])
                if name.endswith(("out_proj.weight", "linear_head.weight")):
                    spread *= 3
                weight.copy_(torch.randn(weight.shape, generator=generator) * spread)


def make(shape, folder, texts, vocabulary=16000, layers=None, seed=7):
    import torch
    from transformers import GemmaConfig, GemmaForCausalLM, XLMRobertaConfig, XLMRobertaForSequenceClassification

    backbone, sizes = SHAPES[shape]
    source = GOLDENS / backbone / "model"
    folder = pathlib.Path(folder)
    aside = folder.with_suffix(".part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)

    config = json.loads((source / "config.json").read_text()) | sizes | dict(vocab_size=vocabulary)
    config.pop("auto_map", None)
    if layers:
        config["num_hidden_layers"] = layers
    if "start_layer" in config:
        config["start_layer"] = min(config["start_layer"], config["num_hidden_layers"])
    layout = tokenizer_json(source / "tokenizer.json", texts, vocabulary)
    (aside / "tokenizer.json").write_text(json.dumps(layout, ensure_ascii=False), encoding="utf-8")
    shutil.copy(source / "special_tokens_map.json", aside)
    tokenizer = json.loads((source / "tokenizer_config.json").read_text())
    tokenizer["added_tokens_decoder"] = {
        str(token["id"]): {key: value for key, value in token.items() if key != "id"} for token in layout["added_tokens"]}
    # Only the fast tokenizer is there, so its class is named.
    tokenizer["tokenizer_class"] = tokenizer["tokenizer_class"].replace("Tokenizer", "TokenizerFast")
    if "model_max_length" in tokenizer and backbone == "xlm-roberta":
        tokenizer["model_max_length"] = config["max_position_embeddings"] - 2
    (aside / "tokenizer_config.json").write_text(json.dumps(tokenizer, indent=2))

    if backbone == "xlm-roberta":
        model = XLMRobertaForSequenceClassification(XLMRobertaConfig(**config))
    elif backbone == "gemma":
        model = GemmaForCausalLM(GemmaConfig(**config))
    else:
        from FlagEmbedding.inference.reranker.decoder_only.models.configuration_minicpm_reranker import (
            LayerWiseMiniCPMConfig)
        from FlagEmbedding.inference.reranker.decoder_only.models.modeling_minicpm_reranker import (
            LayerWiseMiniCPMForCausalLM)
        model = LayerWiseMiniCPMForCausalLM(LayerWiseMiniCPMConfig(**config))
    random_weights(model, seed)
    model.to(torch.float32).save_pretrained(aside, max_shard_size="100GB")
    (aside / "config.json").write_text(json.dumps(config | dict(torch_dtype="float32"), indent=2))
    (aside / "rerank_workbench.json").write_text(
        json.dumps({"untrained": True, "note": "Random weights in a real shape, for measuring speed."}))
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)
