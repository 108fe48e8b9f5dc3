"""The head against sums by hand, and against the form in which it is trained."""

import numpy as np
import pytest

from qa_nlp.tagging.encoder import Batch
from qa_nlp.tagging.head import Head


def batch(*findings):
    """Findings given as lists of token vectors."""
    counts = np.array([len(tokens) for tokens in findings])
    states = np.array([vector for tokens in findings for vector in tokens], dtype=np.float32)
    zeros = np.zeros(len(states), dtype=np.int64)
    return Batch(np.arange(len(counts)), counts, states, zeros, zeros)


def head(n_themes=1, width=2, **parts):
    zeros = {
        "query": np.zeros((n_themes, width)),
        "weight": np.zeros((n_themes, width)),
        "whole": np.zeros((n_themes, width)),
        "bias": np.zeros(n_themes),
        "polarity": np.zeros((4, width)),
        "polarity_whole": np.zeros((4, width)),
        "polarity_bias": np.zeros((n_themes, 4)),
    }
    return Head(**{name: np.array(parts.get(name, value), dtype=np.float32) for name, value in zeros.items()})


def test_a_theme_looks_where_its_query_points():
    # Token one scores ln 3 and token two 0, so the attention is 3/4 and 1/4.
    seen = head(
        query=[[1, 0]], weight=[[0, 2]], whole=[[0, 1]], bias=[-1],
        polarity=[[0, 1], [0, 0], [0, 0], [0, 0]], polarity_whole=[[0, 0], [0, 1], [0, 0], [0, 0]],
    )(batch([[np.log(3), 1], [0, 5]], [[7, 7]]))  # fmt: skip
    assert seen.attention[:, 0] == pytest.approx([0.75, 0.25, 1])
    assert seen.shares[:2, 0] == pytest.approx([0.75 * 2 + 0.5, 0.25 * 10 + 0.5 * 5])
    assert seen.logits[0, 0] == pytest.approx(2.0 + 5.0 - 1)
    assert seen.polarities(np.array([0, 1]), np.array([0, 0])) == pytest.approx(
        np.array([[0.75 * 1 + 0.25 * 5, 3, 0, 0], [7, 7, 0, 0]])
    )


def test_shares_and_bias_sum_to_the_logit():
    rng = np.random.default_rng(0)
    some = head(3, 8, **{name: rng.normal(size=(3, 8)) for name in ("query", "weight", "whole")}, bias=[1, 2, 3])
    seen = some(batch(*(rng.normal(size=(n, 8)) for n in (4, 1, 7))))
    ends = [0, 4, 5]
    assert np.add.reduceat(seen.shares, ends) + some.bias == pytest.approx(seen.logits, abs=1e-4)
    assert np.add.reduceat(seen.attention, ends) == pytest.approx(np.ones((3, 3)), abs=1e-5)


def test_a_finding_without_a_word_gets_the_biases():
    seen = head(weight=[[3, 3]], bias=[-2], polarity_bias=[[1, 0, 0, 0]])(batch([], [[1, 1]], []))
    assert seen.logits[:, 0].tolist() == [-2, 4, -2]
    assert seen.polarities(np.array([0, 2]), np.array([0, 0])).tolist() == [[1, 0, 0, 0]] * 2


def test_attention_never_overflows():
    seen = head(query=[[1, 0]], weight=[[0, 1]])(batch([[5000, 2], [4000, 4], [-5000, 9]]))
    assert seen.attention[:, 0] == pytest.approx([0.5, 0.5, 0])
    assert seen.logits[0, 0] == pytest.approx(3)


def test_arrays_round_trip_in_half_precision():
    some = head(query=[[0.1, 0.2]])
    again = Head.from_arrays(some.arrays())
    assert again.query == pytest.approx(some.query, abs=1e-3)
    assert Head.from_arrays(again.arrays()).query.tolist() == again.query.tolist()


def test_is_what_was_trained():
    torch = pytest.importorskip("torch", reason="needs the train extra")
    from models.training.export import to_head
    from models.training.network import TorchHead

    torch.manual_seed(0)
    trained = TorchHead(16, 5)
    for value in trained.parameters():
        torch.nn.init.normal_(value)
        value.data = value.data.half().float()
    states, there = torch.randn(4, 9, 16), torch.rand(4, 9) > 0.4
    themes, polarity = trained(states, there)
    seen = to_head(trained)(batch(*(states[row][there[row]].numpy() for row in range(4))))
    assert seen.logits == pytest.approx(themes.detach().numpy(), abs=1e-3)
    places, of = np.indices((4, 5)).reshape(2, -1)
    assert seen.polarities(places, of) == pytest.approx(polarity.detach().numpy().reshape(-1, 4), abs=1e-3)
