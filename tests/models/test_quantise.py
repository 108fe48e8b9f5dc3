"""Windows quantised once: the same states to the last bit, from smaller sums."""

import numpy as np
import onnxruntime
import pytest

from qa_nlp.tagging.models import resolve

torch = pytest.importorskip("torch", reason="needs the train extra")
onnx = pytest.importorskip("onnx", reason="needs the train extra")

from models.training.network import Windows  # noqa: E402
from models.training.quantise import quantised_once  # noqa: E402
from qa_nlp.tagging.export import to_onnx  # noqa: E402


@pytest.fixture(scope="module")
def exported() -> bytes:
    torch.manual_seed(0)
    network = Windows(torch.randn(50, 16), 8)
    torch.nn.init.normal_(network.kind)
    return to_onnx(network)


def states(network, findings, tokens):
    rng = np.random.default_rng(findings * 1000 + tokens)
    mask = np.arange(tokens) < rng.integers(1, tokens + 1, findings)[:, None]
    types = mask & (np.arange(tokens) >= tokens // 2)
    inputs = {"ids": rng.integers(1, 50, mask.shape) * mask, "mask": mask, "types": types}
    session = onnxruntime.InferenceSession(network, providers=["CPUExecutionProvider"])
    return session.run(["states"], {name: grid.astype(np.int64) for name, grid in inputs.items()})[0]


@pytest.mark.parametrize(("findings", "tokens"), [(1, 1), (1, 2), (3, 1), (4, 7), (20, 40)])
def test_the_states_stay_the_same(exported, findings, tokens):
    found = states(quantised_once(exported), findings, tokens)
    assert np.abs(found).max() > 0
    assert found.tolist() == states(exported, findings, tokens).tolist()


def test_what_is_quantised_is_the_vectors_not_the_windows(exported):
    model = onnx.load_from_string(quantised_once(exported))
    made_by = {name: node.op_type for node in model.graph.node for name in node.output}
    quantised = [made_by[node.input[0]] for node in model.graph.node if node.op_type == "DynamicQuantizeLinear"]
    assert sorted(quantised) == ["Concat", "Mul", "Mul"]  # the means of context and finding; a layer's vectors each


def test_a_network_without_windows_is_returned_as_it_is(exported):
    once = quantised_once(exported)
    assert quantised_once(once) is once
    accurate = resolve("accurate").encoder.network
    assert quantised_once(accurate) is accurate


def test_the_shipped_network_is_quantised_once():
    fast = resolve("fast").encoder.network
    assert quantised_once(fast) is fast
    assert sum(node.op_type == "Pad" for node in onnx.load_from_string(fast).graph.node) == 4
