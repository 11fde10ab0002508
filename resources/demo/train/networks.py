# SPDX-License-Identifier: GPL-3.0-or-later
"""The three backbones in plain PyTorch, under the tensor names of the published checkpoints."""
import math

import torch
import torch.nn.functional as F
from torch import nn

SIZES = {
    "xlm-roberta": dict(layers=3, hidden=96, heads=4, head=24, inner=384),
    "gemma": dict(layers=4, hidden=96, heads=3, head=32, inner=288),
    "minicpm-layerwise": dict(layers=5, hidden=96, heads=4, head=24, inner=256),
}
START_LAYER = 2  # of the layer-wise model: heads from here to the last layer


def linear(inputs, outputs, bias=False):
    layer = nn.Linear(inputs, outputs, bias=bias)
    nn.init.normal_(layer.weight, std=0.7 / math.sqrt(inputs))
    if bias:
        nn.init.zeros_(layer.bias)
    return layer


def matching(query, key, heads, head, hidden, dims, sharpness):
    """Makes equal tokens attend to each other: the first `heads` heads get equal projections for query and key.

    `dims` of each head take part; the logit of a normalised state with itself is about `sharpness`.
    """
    scale = math.sqrt(sharpness * math.sqrt(head) / len(dims))
    with torch.no_grad():
        for number in range(heads):
            projection = torch.linalg.qr(torch.randn(hidden, len(dims)))[0].T * scale
            rows = torch.tensor([number * head + d for d in dims])
            query.weight[number * head : (number + 1) * head] *= 0.1
            query.weight[rows] = projection
            if key.weight.shape[0] == head:  # one key head for all
                if number == 0:
                    shared = projection
                    key.weight *= 0.1
                    key.weight[torch.tensor(dims)] = shared
                query.weight[rows] = shared
            else:
                key.weight[number * head : (number + 1) * head] *= 0.1
                key.weight[rows] = projection


class EncoderLayer(nn.Module):
    def __init__(self, hidden, heads, head, inner):
        super().__init__()
        self.heads = heads
        self.attention = nn.ModuleDict(
            dict(
                self=nn.ModuleDict({n: linear(hidden, hidden, True) for n in ("query", "key", "value")}),
                output=nn.ModuleDict(dict(dense=linear(hidden, hidden, True), LayerNorm=nn.LayerNorm(hidden))),
            )
        )
        self.intermediate = nn.ModuleDict(dict(dense=linear(hidden, inner, True)))
        self.output = nn.ModuleDict(dict(dense=linear(inner, hidden, True), LayerNorm=nn.LayerNorm(hidden)))

    def forward(self, x, mask):
        split = lambda t: t.view(*t.shape[:2], self.heads, -1).transpose(1, 2)
        part = self.attention["self"]
        q, k, v = (split(part[n](x)) for n in ("query", "key", "value"))
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).flatten(2)
        out = self.attention["output"]
        x = out["LayerNorm"](out["dense"](mixed) + x)
        return self.output["LayerNorm"](self.output["dense"](F.gelu(self.intermediate["dense"](x))) + x)


class XlmRoberta(nn.Module):
    """Ids and attention of a batch padded on the right with id 1."""

    def __init__(self, vocabulary, positions=514, layers=3, hidden=96, heads=4, head=24, inner=384):
        super().__init__()
        self.config = dict(vocabulary=vocabulary, positions=positions, layers=layers, hidden=hidden, heads=heads,
                           inner=inner)
        self.roberta = nn.ModuleDict(
            dict(
                embeddings=nn.ModuleDict(
                    dict(
                        word_embeddings=nn.Embedding(vocabulary, hidden),
                        position_embeddings=nn.Embedding(positions, hidden),
                        token_type_embeddings=nn.Embedding(1, hidden),
                        LayerNorm=nn.LayerNorm(hidden),
                    )
                ),
                encoder=nn.ModuleDict(
                    dict(layer=nn.ModuleList(EncoderLayer(hidden, heads, head, inner) for _ in range(layers)))
                ),
            )
        )
        self.classifier = nn.ModuleDict(dict(dense=linear(hidden, hidden, True), out_proj=linear(hidden, 1, True)))
        nn.init.normal_(self.roberta["embeddings"]["position_embeddings"].weight, std=0.02)
        nn.init.zeros_(self.roberta["embeddings"]["token_type_embeddings"].weight)
        for number, layer in enumerate(self.roberta["encoder"]["layer"][:-1]):
            part = layer.attention["self"]
            matching(part["query"], part["key"], heads - 1, head, hidden, list(range(head)), 8)

    @property
    def embedding(self):
        return self.roberta["embeddings"]["word_embeddings"]

    def forward(self, ids):
        """Scores [1, rows] and the states [rows, tokens, hidden] from which matches are predicted."""
        real = ids != 1
        positions = torch.where(real, torch.cumsum(real, 1) + 1, 1)
        parts = self.roberta["embeddings"]
        x = parts["word_embeddings"](ids) + parts["token_type_embeddings"].weight[0]
        x = parts["LayerNorm"](x + parts["position_embeddings"](positions))
        mask = None if real.all() else real[:, None, None, :]
        for number, layer in enumerate(self.roberta["encoder"]["layer"]):
            x = layer(x, mask)
            if number == len(self.roberta["encoder"]["layer"]) - 2:
                states = x
        score = self.classifier["out_proj"](torch.tanh(self.classifier["dense"](x[:, 0])))
        return score.T, states


class RmsNorm(nn.Module):
    def __init__(self, hidden, eps, offset):
        super().__init__()
        self.eps, self.offset = eps, offset
        self.weight = nn.Parameter(torch.full((hidden,), 1.0 - offset))

    def forward(self, x):
        return F.rms_norm(x, x.shape[-1:], self.weight + self.offset, self.eps)


class DecoderLayer(nn.Module):
    def __init__(self, hidden, heads, head, inner, key_heads, norm):
        super().__init__()
        self.head = head
        self.self_attn = nn.ModuleDict(
            dict(
                q_proj=linear(hidden, heads * head),
                k_proj=linear(hidden, key_heads * head),
                v_proj=linear(hidden, key_heads * head),
                o_proj=linear(heads * head, hidden),
            )
        )
        self.mlp = nn.ModuleDict(
            dict(gate_proj=linear(hidden, inner), up_proj=linear(hidden, inner), down_proj=linear(inner, hidden))
        )
        self.input_layernorm = norm()
        self.post_attention_layernorm = norm()

    def forward(self, x, cos, sin, scale, activation):
        part = self.self_attn
        split = lambda t: t.view(*t.shape[:2], -1, self.head).transpose(1, 2)
        y = self.input_layernorm(x)
        q, k, v = split(part["q_proj"](y)), split(part["k_proj"](y)), split(part["v_proj"](y))
        half = self.head // 2
        turn = lambda t: t * cos + torch.cat((-t[..., half:], t[..., :half]), -1) * sin
        q, k = turn(q), turn(k)
        if k.shape[1] != q.shape[1]:
            k, v = k.expand(-1, q.shape[1], -1, -1), v.expand(-1, q.shape[1], -1, -1)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(2)
        x = x + scale * part["o_proj"](mixed)
        y = self.post_attention_layernorm(x)
        return x + scale * self.mlp["down_proj"](activation(self.mlp["gate_proj"](y)) * self.mlp["up_proj"](y))


class Decoder(nn.Module):
    """Gemma or layer-wise MiniCPM; rows are padded on the right, which a causal model does not see."""

    def __init__(self, kind, vocabulary, yes, layers, hidden, heads, head, inner):
        super().__init__()
        gemma = kind == "gemma"
        self.yes = yes
        key_heads = 1 if gemma else heads
        self.config = dict(vocabulary=vocabulary, layers=layers, hidden=hidden, heads=heads, head=head, inner=inner)
        norm = lambda: RmsNorm(hidden, 1e-6 if gemma else 1e-5, 1.0 if gemma else 0.0)
        self.model = nn.ModuleDict(
            dict(
                embed_tokens=nn.Embedding(vocabulary, hidden),
                layers=nn.ModuleList(DecoderLayer(hidden, heads, head, inner, key_heads, norm) for _ in range(layers)),
                norm=norm(),
            )
        )
        if not gemma:
            self.lm_head = nn.ModuleList(
                nn.ModuleDict(dict(linear_head=linear(hidden, 1))) for _ in range(START_LAYER, layers + 1)
            )
        self.embedding_scale = math.sqrt(hidden) if gemma else 12.0
        self.branch_scale = 1.0 if gemma else 1.4 / math.sqrt(layers)
        self.activation = F.gelu if gemma else F.silu
        frequencies = 10000.0 ** (-torch.arange(0, head, 2).float() / head)
        angles = torch.outer(torch.arange(1024).float(), torch.cat((frequencies, frequencies)))
        self.register_buffer("cos", angles.cos(), persistent=False)
        self.register_buffer("sin", angles.sin(), persistent=False)
        # Only the dimensions that the rotation turns slowly can tell equal tokens far from each other.
        slow = [d for d in range(head) if d % (head // 2) >= head // 4]
        for number, layer in enumerate(self.model["layers"][:-1]):
            free = 1 if number < 2 else heads // 2
            part = layer.self_attn
            matching(part["q_proj"], part["k_proj"], heads - free, head, hidden, slow, 8)

    @property
    def embedding(self):
        return self.model["embed_tokens"]

    def forward(self, ids, last):
        """Scores [cut-off layers, rows] at `last` and the states [rows, tokens, hidden] after two blocks."""
        x = self.embedding(ids) * self.embedding_scale
        cos, sin = self.cos[: ids.shape[1]], self.sin[: ids.shape[1]]
        rows = torch.arange(len(ids))
        scores = []
        for number, layer in enumerate(self.model["layers"]):
            x = layer(x, cos, sin, self.branch_scale, self.activation)
            if number == 1:
                states = x
            if not isinstance(self.yes, int) and number + 1 >= START_LAYER:
                head = self.lm_head[number + 1 - START_LAYER]["linear_head"]
                scores.append(head(self.model["norm"](x[rows, last]))[:, 0])
        if isinstance(self.yes, int):
            scores.append(self.model["norm"](x[rows, last]) @ self.embedding.weight[self.yes])
        return torch.stack(scores), states


def build(kind, vocabulary, yes):
    if kind == "xlm-roberta":
        return XlmRoberta(vocabulary, **SIZES[kind])
    return Decoder(kind, vocabulary, yes if kind == "gemma" else None, **SIZES[kind])


def published_config(kind, model):
    """config.json with the keys and values of the published model, at our sizes."""
    c = model.config
    common = dict(
        hidden_size=c["hidden"],
        intermediate_size=c["inner"],
        num_attention_heads=c["heads"],
        num_hidden_layers=c["layers"],
        vocab_size=c["vocabulary"],
        initializer_range=0.02,
        torch_dtype="bfloat16",
        transformers_version="4.57.6",
    )
    if kind == "xlm-roberta":
        return common | dict(
            architectures=["XLMRobertaForSequenceClassification"], model_type="xlm-roberta",
            attention_probs_dropout_prob=0.1, hidden_dropout_prob=0.1, classifier_dropout=None, hidden_act="gelu",
            bos_token_id=0, eos_token_id=2, pad_token_id=1, id2label={"0": "LABEL_0"}, label2id={"LABEL_0": 0},
            layer_norm_eps=1e-5, max_position_embeddings=c["positions"], position_embedding_type="absolute",
            output_past=True, type_vocab_size=1, use_cache=True,
        )
    common |= dict(attention_bias=False, attention_dropout=0.0, rope_scaling=None, rope_theta=10000.0)
    if kind == "gemma":
        return common | dict(
            architectures=["GemmaForCausalLM"], model_type="gemma", bos_token_id=2, eos_token_id=1, pad_token_id=0,
            head_dim=c["head"], hidden_act="gelu", num_key_value_heads=1, max_position_embeddings=8192,
            rms_norm_eps=1e-6, use_cache=True,
        )
    return common | dict(
        architectures=["LayerWiseMiniCPMForCausalLM"], model_type="minicpm",
        auto_map={
            "AutoConfig": "configuration_minicpm_reranker.LayerWiseMiniCPMConfig",
            "AutoModelForCausalLM": "modeling_minicpm_reranker.LayerWiseMiniCPMForCausalLM",
        },
        bos_token_id=1, eos_token_id=2, hidden_act="silu", num_key_value_heads=c["heads"],
        max_position_embeddings=2048, rms_norm_eps=1e-5, scale_emb=12, scale_depth=1.4, dim_model_base=32,
        start_layer=START_LAYER, head_type="simple", head_multi=True, pretraining_tp=1, use_cache=False,
    )
