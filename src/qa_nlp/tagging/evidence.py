"""Which words of a finding decided a tag: the run of words whose shares of the theme's logit sum highest."""

from __future__ import annotations

import numpy as np

Spans = tuple[tuple[int, int], ...]

_COST = 0.35
"""What a token must add, as a multiple of the mean share, to stay in the evidence: else a run would take in all."""


def best_runs(shares: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each tag the first and the last token of its evidence, -1 where no token speaks for the theme.

    The evidence is the run with the largest sum (Kadane's algorithm, as in Bentley 1984, "Programming pearls"), each
    token charged a cost so that words which add nothing are left out.

    Parameters
    ----------
    shares
        Each token's share of its tag's logit, one tag after the other.
    counts
        How many tokens each tag's finding has.
    """
    n_tags, longest = len(counts), int(counts.max(initial=0))
    there = np.arange(longest) < counts[:, None]
    gain = np.zeros((n_tags, longest))
    gain[there] = shares
    cost = _COST * np.maximum(gain, 0).sum(axis=1) / np.maximum(counts, 1)
    gain = np.where(there, gain - cost[:, None], 0)
    best, first, last = np.zeros(n_tags), np.full(n_tags, -1), np.full(n_tags, -1)
    running, begun = np.zeros(n_tags), np.zeros(n_tags, dtype=int)
    for place in range(longest):
        fresh = running <= 0
        begun = np.where(fresh, place, begun)
        running = np.where(fresh, 0, running) + gain[:, place]
        better = running > best
        best = np.where(better, running, best)
        first, last = np.where(better, begun, first), np.where(better, place, last)
    return first, last


def whole_words(text: str, start: int, end: int) -> Spans:
    """Return the span from start to end, widened to the words that it cuts."""
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return ((start, end),)
