"""Fixed ranges: a finding's states are its own, whatever stands beside it, and close to those of dynamic ranges."""

import numpy as np
import onnxruntime
import pytest

from qa_nlp.tagging.models import resolve

torch = pytest.importorskip("torch", reason="needs the train extra")
onnx = pytest.importorskip("onnx", reason="needs the train extra")

from models.training.network import Windows  # noqa: E402
from models.training.quantise import quantised_once  # noqa: E402
from models.training.ranges import with_fixed_ranges  # noqa: E402
from qa_nlp.tagging.export import to_onnx  # noqa: E402

TEXTS = ["Plans drift", "Visits are late, and nobody asked why", "Supervision is regular", "Chronology missing"]


@pytest.fixture(scope="module")
def networks() -> tuple[bytes, bytes]:
    fast = resolve("fast").encoder
    torch.manual_seed(0)
    network = Windows(torch.randn(len(fast._tokens.get_vocab()), 16), 8)
    torch.nn.init.normal_(network.kind)
    dynamic = quantised_once(to_onnx(network))
    return dynamic, with_fixed_ranges(dynamic, fast.tokenizer, ["strength"] * len(TEXTS), TEXTS)


def states(network, rows):
    """States of each row of token ids, tagged in one call."""
    longest = max(map(len, rows))
    ids = np.array([row + [0] * (longest - len(row)) for row in rows])
    inputs = {"ids": ids, "mask": (ids > 0).astype(np.int64), "types": np.zeros_like(ids)}
    session = onnxruntime.InferenceSession(network, providers=["CPUExecutionProvider"])
    found = session.run(["states"], {each.name: inputs[each.name] for each in session.get_inputs()})[0]
    return [one[: len(row)] for one, row in zip(found, rows, strict=True)]


@pytest.fixture
def rows():
    rng = np.random.default_rng(1)
    return [rng.integers(1, 3_000, length).tolist() for length in (6, 6, 9, 3, 12)]


def test_company_changes_nothing_where_it_did(networks, rows):
    for network, wanted in zip(networks, (False, True), strict=True):
        together, alone = states(network, rows), [states(network, [row])[0] for row in rows]
        same = [np.allclose(one, other, atol=1e-5) for one, other in zip(together, alone, strict=True)]
        assert all(same) is wanted


def test_the_states_stay_close_to_those_of_dynamic_ranges(networks):
    tokens = resolve("fast").encoder._tokens
    rows = [tokens.encode("strength", text).ids for text in TEXTS]
    dynamic, fixed = (np.concatenate(states(network, rows)) for network in networks)
    assert np.corrcoef(dynamic.ravel(), fixed.ravel())[0, 1] > 0.999
    assert np.abs(dynamic).max() > 0.5


def test_a_fixed_network_has_nothing_left_to_fix(networks):
    kinds = {node.op_type for node in onnx.load_from_string(networks[1]).graph.node}
    assert "QuantizeLinear" in kinds
    assert "DynamicQuantizeLinear" not in kinds
