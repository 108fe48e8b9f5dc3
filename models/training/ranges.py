"""Fixed ranges for the values that a network quantises, so that a finding's states do not depend on its company.

Dynamic quantisation scales a layer's values by the range they take in one call: the same finding, tagged among others,
gets slightly other states. Here each layer's range is measured once, on findings that were trained on, and written
into the network (static quantisation of the activations; values beyond the range are clipped).
"""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper
from onnxruntime.transformers.onnx_model import OnnxModel
from tokenizers import Tokenizer

from models.training.tokens import encode, padded
from qa_nlp.tagging.encoder import LONGEST

_BATCH = 32
_LEVELS = 255  # of an unsigned byte


def with_fixed_ranges(network: bytes, tokenizer: str, contexts: list[str], texts: list[str]) -> bytes:
    """Return the network with the ranges that its layers' values take on these findings, in place of each call's.

    Parameters
    ----------
    network
        As :func:`qa_nlp.tagging.export.to_onnx` gives it.
    tokenizer
        The tokenizer's JSON.
    contexts, texts
        Findings like those that will be tagged.
    """
    model = onnx.load_from_string(network)
    ranges = _ranges(model, tokenizer, contexts, texts)
    nodes: list[onnx.NodeProto] = []
    for node in model.graph.node:
        if node.op_type != "DynamicQuantizeLinear":
            nodes.append(node)
            continue
        values, (quantised, scale, zero) = node.input[0], node.output
        low, high = ranges[values]
        step = np.float32((high - low) / _LEVELS)
        level = np.uint8(np.clip(np.round(-low / step), 0, _LEVELS))
        for name, value in ((scale, step), (zero, level)):
            model.graph.initializer.append(numpy_helper.from_array(np.array(value), name))
        nodes.append(helper.make_node("QuantizeLinear", [values, scale, zero], [quantised]))
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    OnnxModel(model).prune_graph()
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _ranges(
    model: onnx.ModelProto, tokenizer: str, contexts: list[str], texts: list[str]
) -> dict[str, tuple[float, float]]:
    """Return for everything that the model quantises the smallest and the largest value, zero among them."""
    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    values = [node.input[0] for node in model.graph.node if node.op_type == "DynamicQuantizeLinear"]
    bounds = [f"{name}_{kind}" for name in values for kind in ("ReduceMin", "ReduceMax")]
    for bound in bounds:
        name, _, kind = bound.rpartition("_")
        watched.graph.node.append(helper.make_node(kind, [name], [bound], keepdims=0))
        watched.graph.output.append(helper.make_tensor_value_info(bound, onnx.TensorProto.FLOAT, []))
    session = onnxruntime.InferenceSession(watched.SerializeToString(), providers=["CPUExecutionProvider"])
    reader = Tokenizer.from_str(tokenizer)
    reader.no_padding()
    reader.enable_truncation(LONGEST, strategy="longest_first")
    rows = sorted(encode(reader, contexts, texts), key=lambda row: len(row.ids))
    inputs = {each.name for each in session.get_inputs()}
    seen = []
    for first in range(0, len(rows), _BATCH):
        grid = padded(rows[first : first + _BATCH])._asdict()
        seen.append(session.run(bounds, {name: grid[name].numpy() for name in inputs}))
    # As in dynamic quantisation the range takes in zero, which then has a level of its own.
    lows, highs = np.minimum(np.min(seen, axis=0)[::2], 0), np.maximum(np.max(seen, axis=0)[1::2], 0)
    return {name: (float(low), float(high)) for name, low, high in zip(values, lows, highs, strict=True)}
