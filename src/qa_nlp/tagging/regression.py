"""Regressions whose weights are drawn towards where they begin.

The maximum a posteriori estimate under a Gaussian prior around given weights: Chelba & Acero (2006), "Adaptation of
maximum entropy capitalizer: little data can help a lot", Computer Speech & Language 20(4).
"""

from __future__ import annotations

import numpy as np


def logistic(
    features: np.ndarray, there: np.ndarray, start: np.ndarray, bias: float, pull: float
) -> tuple[np.ndarray, float]:
    """Return weights and bias of a logistic regression.

    Parameters
    ----------
    features
        Findings x columns.
    there
        One a finding: whether the theme is there.
    start, bias
        Where the weights and the bias begin.
    pull
        How strongly the weights are drawn back to ``start``; the bias is drawn a hundred times less.
    """
    from scipy.optimize import minimize

    begin = np.append(start, bias)
    pulls = np.append(np.full(len(start), pull), pull / 100)
    wanted = there.astype(float)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        margins = features @ weights[:-1] + weights[-1]
        error = 1 / (1 + np.exp(-np.clip(margins, -50, 50))) - wanted
        moved = weights - begin
        value = float((np.logaddexp(0, margins) - wanted * margins).sum() + 0.5 * (pulls * moved**2).sum())
        return value, np.append(error @ features, error.sum()) + pulls * moved

    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 100}).x
    return found[:-1], float(found[-1])


def multinomial(
    features: np.ndarray, themes: np.ndarray, polarity: np.ndarray, start: np.ndarray, bias: np.ndarray, pull: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return weights (classes x columns) and biases (themes x classes) of a multinomial logistic regression.

    The weights are shared by the themes; each theme has biases of its own.

    Parameters
    ----------
    features
        Tags x columns.
    themes, polarity
        One a tag: its theme and its class.
    start, bias
        Where weights and biases begin.
    pull
        How strongly both are drawn back there.
    """
    from scipy.optimize import minimize

    shape, n_weights = start.shape, start.size
    begin = np.concatenate([start.ravel(), bias.ravel()])
    rows = np.arange(len(polarity))

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        weights, biases = parameters[:n_weights].reshape(shape), parameters[n_weights:].reshape(bias.shape)
        logits = features @ weights.T + biases[themes]
        total = np.logaddexp.reduce(logits, axis=1)
        error = np.exp(logits - total[:, None])
        error[rows, polarity] -= 1
        to_biases = np.zeros_like(bias)
        np.add.at(to_biases, themes, error)
        moved = parameters - begin
        value = float((total - logits[rows, polarity]).sum() + 0.5 * pull * (moved**2).sum())
        return value, np.concatenate([(error.T @ features).ravel(), to_biases.ravel()]) + pull * moved

    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 100}).x
    return found[:n_weights].reshape(shape), found[n_weights:].reshape(bias.shape)
