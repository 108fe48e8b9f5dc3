"""A window over quantised vectors: each vector is quantised once, not once for every place that it takes."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnxruntime.transformers.onnx_model import OnnxModel

_PADS = {"later": [0, 1, 0, 0, -1, 0], "earlier": [0, -1, 0, 0, 1, 0]}  # a token later or earlier in its finding


def quantised_once(network: bytes) -> bytes:
    """Return a quantised network whose windows join vectors of eight bits; its states stay the same to the last bit.

    Dynamic quantisation takes the windows of :class:`models.training.network.Windows` (each token between its
    neighbours, zeros at both ends) as they are, three times as wide as the vectors. The vectors alone have the same
    range, which always takes in zero, and hence the same scale: quantised first, they are a third of the numbers, and
    what is laid side by side takes a quarter of the memory. A network without windows is returned as it is.
    """
    model = onnx.load_from_string(network)
    made = {name: node for node in model.graph.node for name in node.output}
    nodes: list[onnx.NodeProto] = []
    for node in model.graph.node:
        vectors = _in_windows(made.get(node.input[0]), made) if node.op_type == "DynamicQuantizeLinear" else None
        nodes += [node] if vectors is None else _window(vectors, *node.output)
    if len(nodes) == len(model.graph.node):
        return network
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    model.graph.initializer.extend(numpy_helper.from_array(np.array(pads), name) for name, pads in _PADS.items())
    OnnxModel(model).prune_graph()
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _in_windows(node: onnx.NodeProto | None, made: dict[str, onnx.NodeProto]) -> str | None:
    """Return the vectors that a node joins with those a token before and after; None if it does something else."""
    if node is None or node.op_type != "Concat" or len(node.input) != 3:
        return None
    before, vectors, after = node.input
    parts = [made[part] for side in (before, after) if side in made for part in made[side].input if part in made]
    sliced = [part.input[0] for part in parts if part.op_type == "Slice"]
    return vectors if sliced == [vectors, vectors] else None


def _window(vectors: str, joined: str, scale: str, zero: str) -> list[onnx.NodeProto]:
    small, *shifted = (f"{joined}_{part}" for part in ("small", *_PADS))
    return [
        helper.make_node("DynamicQuantizeLinear", [vectors], [small, scale, zero]),
        *(helper.make_node("Pad", [small, pads, zero], [side]) for side, pads in zip(shifted, _PADS, strict=True)),
        helper.make_node("Concat", [shifted[0], small, shifted[1]], [joined], axis=2),
    ]
