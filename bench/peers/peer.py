# SPDX-License-Identifier: GPL-3.0-or-later
"""One peer in a process of its own: peer.py KIND MODEL THREADS MAX_LENGTH.

After loading it prints {"ready": seconds, "version": ...}. Then every line of standard input is {"pairs": FILE,
"batch": N}; the answer is {"seconds": ..., "scores": [...]}. Tokenisation is inside the seconds, reading the file is
not. `batch` is for FlagEmbedding, whose own default is used without it.
peer.py KIND MODEL --prepare makes the converted files that a kind needs beside MODEL and ends.
"""
import json
import os
import pathlib
import resource
import sys
import time

KINDS = {}


def kind(*names):
    def register(make):
        for name in names:
            KINDS[name] = make
        return make
    return register


@kind("flagembedding", "flagembedding-bf16")
def flag_embedding(name, model, max_length):
    import importlib.metadata

    import FlagEmbedding
    import torch

    config = json.loads((model / "config.json").read_text())
    kinds = {"xlm-roberta": FlagEmbedding.FlagReranker, "gemma": FlagEmbedding.FlagLLMReranker,
             "minicpm": FlagEmbedding.LayerWiseFlagLLMReranker}
    options = dict(use_fp16=False, devices="cpu")
    if config["model_type"] == "minicpm":
        options["cutoff_layers"] = [config["num_hidden_layers"]]
    reranker = kinds[config["model_type"]](str(model), **options)
    if "bf16" in name:
        reranker.model = reranker.model.to(torch.bfloat16)

    def score(pairs, batch=None):
        call = dict(max_length=max_length) | (dict(batch_size=batch) if batch else {})
        scores = reranker.compute_score([tuple(pair) for pair in pairs], **call)
        return scores[0] if isinstance(scores[0], list) else scores
    return score, "FlagEmbedding " + importlib.metadata.version("FlagEmbedding")


def cross_encoder(folder, max_length, **options):
    import sentence_transformers
    import torch

    # The raw logit, as the other peers give it.
    encoder = sentence_transformers.CrossEncoder(str(folder), device="cpu", max_length=max_length,
                                                 activation_fn=torch.nn.Identity(), local_files_only=True, **options)
    score = lambda pairs, batch=None: encoder.predict(pairs, show_progress_bar=False).tolist()
    return encoder, score, "sentence-transformers " + sentence_transformers.__version__


@kind("sentence-transformers", "sentence-transformers-bf16")
def sentence_transformers_torch(name, model, max_length):
    options = dict(model_kwargs=dict(torch_dtype="bfloat16")) if name.endswith("bf16") else {}
    _, score, version = cross_encoder(model, max_length, **options)
    return score, version


def converted(model, name):
    return model.with_name(f"{model.name}-{name}")


def prepare_onnx(model, target):
    encoder, _, _ = cross_encoder(model, 512, backend="onnx", model_kwargs=dict(export=True,
                                                                               provider="CPUExecutionProvider"))
    encoder.save_pretrained(str(target))


def prepare_onnx_int8(model, target):
    from sentence_transformers import export_dynamic_quantized_onnx_model

    source = converted(model, "onnx")
    if not source.exists():
        finished(prepare_onnx, model, source)
    encoder, _, _ = cross_encoder(source, 512, backend="onnx", model_kwargs=dict(provider="CPUExecutionProvider"))
    target.mkdir()
    import shutil
    for file in source.iterdir():
        if file.is_file():
            shutil.copy(file, target)
    export_dynamic_quantized_onnx_model(encoder, "avx512_vnni", str(target))


@kind("onnxruntime", "onnxruntime-int8")
def onnx_runtime(name, model, max_length):
    import onnxruntime

    int8 = name.endswith("int8")
    folder = converted(model, "onnx-int8" if int8 else "onnx")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    chosen = dict(provider="CPUExecutionProvider", session_options=options)
    if int8:
        chosen["file_name"] = next(file.name for file in folder.rglob("*.onnx") if "qint8" in file.name)
    _, score, version = cross_encoder(folder, max_length, backend="onnx", model_kwargs=chosen)
    return score, f"onnxruntime {onnxruntime.__version__}, {version}"


def prepare_openvino(model, target):
    encoder, _, _ = cross_encoder(model, 512, backend="openvino", model_kwargs=dict(export=True))
    encoder.save_pretrained(str(target))


def prepare_openvino_int8(model, target):
    """Weights and activations in int8, ranges from pairs of the lists that are scored."""
    import nncf
    import openvino
    import shutil

    source = converted(model, "openvino")
    if not source.exists():
        finished(prepare_openvino, model, source)
    shutil.copytree(source, target)
    import transformers
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(source))
    pairs = [json.loads(line) for line in open(os.environ["CALIBRATION"], encoding="utf-8")][:64]
    rows = [dict(tokenizer(*pair, truncation=True, max_length=512, return_tensors="np")) for pair in pairs]
    core = openvino.Core()
    xml = next(source.rglob("*.xml"))
    network = core.read_model(xml)
    names = {name for port in network.inputs for name in port.names}
    rows = [{name: value for name, value in row.items() if name in names} for row in rows]
    quantized = nncf.quantize(network, nncf.Dataset(rows), model_type=nncf.ModelType.TRANSFORMER,
                              subset_size=len(rows))
    written = target / xml.relative_to(source)
    for file in (written, written.with_suffix(".bin")):
        file.unlink()
    openvino.save_model(quantized, written, compress_to_fp16=False)


@kind("openvino", "openvino-bf16", "openvino-int8")
def open_vino(name, model, max_length):
    import openvino

    # Without the hint it computes in bf16 where the processor can, whatever type the file has.
    settings = dict(INFERENCE_NUM_THREADS=THREADS, PERFORMANCE_HINT="LATENCY",
                    INFERENCE_PRECISION_HINT="f32" if name == "openvino" else "bf16")
    folder = converted(model, "openvino-int8" if name.endswith("int8") else "openvino")
    _, score, version = cross_encoder(folder, max_length, backend="openvino", model_kwargs=dict(ov_config=settings))
    return score, f"openvino {openvino.__version__.split('-')[0]}, {version}"


def prepare_ctranslate2(model, target):
    import ctranslate2

    ctranslate2.converters.TransformersConverter(str(model)).convert(str(target))


@kind("ctranslate2", "ctranslate2-int8")
def ctranslate(name, model, max_length):
    """It has no classification head: that one is done here, on the first token."""
    import ctranslate2
    import numpy
    import transformers
    from safetensors.numpy import load_file

    compute = {"ctranslate2": "float32", "ctranslate2-int8": "int8"}[name]  # its build has no bf16 here
    encoder = ctranslate2.Encoder(str(converted(model, "ctranslate2")), device="cpu", compute_type=compute,
                                  intra_threads=THREADS)
    weights = load_file(str(model / "model.safetensors"))
    dense, bias = weights["classifier.dense.weight"], weights["classifier.dense.bias"]
    out, out_bias = weights["classifier.out_proj.weight"], weights["classifier.out_proj.bias"]
    del weights
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(model))

    def score(pairs, batch=None):
        rows = tokenizer([pair[0] for pair in pairs], [pair[1] for pair in pairs], truncation="only_second",
                         max_length=max_length)["input_ids"]
        order = sorted(range(len(rows)), key=lambda i: -len(rows[i]))
        scores = [0.0] * len(rows)
        for begin in range(0, len(order), 16):  # of similar length: it pads
            some = order[begin:begin + 16]
            states = encoder.forward_batch([rows[i] for i in some]).last_hidden_state
            first = numpy.array(states.to_device(ctranslate2.Device.cpu).to(ctranslate2.DataType.float32)
                                if hasattr(states, "to") else states)[:, 0]
            logits = numpy.tanh(first @ dense.T + bias) @ out.T + out_bias
            for i, logit in zip(some, logits[:, 0]):
                scores[i] = float(logit)
        return scores
    return score, "ctranslate2 " + ctranslate2.__version__


PREPARE = {"onnxruntime": (prepare_onnx, "onnx"), "onnxruntime-int8": (prepare_onnx_int8, "onnx-int8"),
           "openvino": (prepare_openvino, "openvino"), "openvino-bf16": (prepare_openvino, "openvino"),
           "openvino-int8": (prepare_openvino_int8, "openvino-int8"), "ctranslate2": (prepare_ctranslate2, "ctranslate2"),
           "ctranslate2-int8": (prepare_ctranslate2, "ctranslate2")}


def finished(make, model, target):
    """Runs a conversion aside, so that a half-written one is never taken for a whole."""
    import shutil

    aside = target.with_name(target.name + ".part")
    shutil.rmtree(aside, ignore_errors=True)
    make(model, aside)
    aside.rename(target)


def main():
    global THREADS
    answers = os.fdopen(os.dup(1), "w")  # libraries print to standard output
    os.dup2(2, 1)
    name, model = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    if sys.argv[3] == "--prepare":
        THREADS = os.cpu_count()
        make, suffix = PREPARE[name]
        if not converted(model, suffix).exists():
            finished(make, model, converted(model, suffix))
        return
    THREADS, max_length = int(sys.argv[3]), int(sys.argv[4])
    import torch
    torch.set_num_threads(THREADS)
    start = time.perf_counter()
    score, version = KINDS[name](name, model, max_length)
    say = lambda **answer: print(json.dumps(answer), file=answers, flush=True)
    say(ready=time.perf_counter() - start, version=version)
    for line in sys.stdin:
        request = json.loads(line)
        pairs = [json.loads(row) for row in open(request["pairs"], encoding="utf-8")]
        start = time.perf_counter()
        scores = score(pairs, request.get("batch"))
        seconds = time.perf_counter() - start
        say(seconds=seconds, scores=[float(one) for one in scores],
            peak_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
    answers.flush()
    os._exit(0)  # some of the libraries hang on their way out


if __name__ == "__main__":
    main()
