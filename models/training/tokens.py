"""The tokenizer: the encoder's own, with the abbreviations of auditors added as words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from tokenizers import AddedToken, Tokenizer

from qa_nlp.tagging.encoder import LONGEST
from qa_nlp.tagging.shorthand import SHORTHAND


class Row(NamedTuple):
    """One finding as token ids, their segment (0 context, 1 finding), and which are words of the finding."""

    ids: list[int]
    types: list[int]
    seen: list[bool]


class Grid(NamedTuple):
    """A batch of rows, padded to the longest: what a network takes."""

    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor
    seen: torch.Tensor


def with_shorthand(folder: Path) -> Tokenizer:
    """Load a tokenizer and add every abbreviation of :mod:`qa_nlp.tagging.shorthand`."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST, strategy="longest_first")
    tokenizer.add_tokens([AddedToken(short, single_word=True, normalized=True) for short in SHORTHAND])
    return tokenizer


def spelt_out(tokenizer: Tokenizer, vectors: torch.Tensor) -> torch.Tensor:
    """Return one vector for each added token: the mean of the words it stands for."""
    found = torch.zeros(tokenizer.get_vocab_size() - len(vectors), vectors.shape[1])
    for short, long in SHORTHAND.items():
        place = tokenizer.token_to_id(short)
        if place is not None and place >= len(vectors):
            found[place - len(vectors)] = vectors[tokenizer.encode(long, add_special_tokens=False).ids].mean(dim=0)
    return found


def encode(tokenizer: Tokenizer, contexts: Sequence[str], texts: Sequence[str]) -> list[Row]:
    """Return each finding, read with its context, as tokens."""
    found = tokenizer.encode_batch(list(zip(contexts, texts, strict=True)))
    return [
        Row(
            each.ids,
            each.type_ids,
            [kind == 1 and end > start for kind, (start, end) in zip(each.type_ids, each.offsets, strict=True)],
        )
        for each in found
    ]


def padded(rows: Sequence[Row]) -> Grid:
    """Return a batch, padded to its longest row."""
    lengths = np.array([len(row.ids) for row in rows])
    mask = np.arange(lengths.max()) < lengths[:, None]

    def grid(values: list[list[int]] | list[list[bool]]) -> torch.Tensor:
        filled = np.zeros(mask.shape, dtype=np.int64)
        filled[mask] = [value for row in values for value in row]
        return torch.from_numpy(filled)

    return Grid(
        grid([row.ids for row in rows]),
        torch.from_numpy(mask.astype(np.int64)),
        grid([row.types for row in rows]),
        grid([row.seen for row in rows]),
    )
