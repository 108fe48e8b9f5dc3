"""Fine-tune an encoder on labelled findings."""

from __future__ import annotations

import copy
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional
from tqdm import tqdm

from models.training.augment import joined, jotted, placed, together
from models.training.data import Examples, batches
from models.training.network import Reader, TorchHead, Transformer, Windows
from models.training.tokens import encode, padded, spelt_out
from qa_nlp import Codebook
from qa_nlp.tables import POLARITIES

_BATCH = 32
_RATE, _HEAD_RATE = 1.5e-4, 1.5e-3
_WARM_UP = 0.08
_JOTTED = 0.35  # share of report sentences that are shown as an auditor would jot them
_SHORT, _JOINED = 16, 0.3  # words of a short finding; share of those that are joined to another
_AVERAGED = 0.998  # decay of the moving average of the weights, which is what is kept


def new_reader(folder: Path, tokenizer: Tokenizer, book: Codebook) -> Reader:
    """Return an untrained reader whose themes begin at the encoder's own reading of their definitions."""
    encoder = Transformer(folder, tokenizer.get_vocab_size())
    with torch.no_grad():
        known = encoder.model.get_input_embeddings().weight
        encoder.added[: tokenizer.get_vocab_size() - len(known)] = spelt_out(tokenizer, known)
    return Reader(encoder, TorchHead(encoder.width, len(book), definition_queries(encoder, tokenizer, book)))


@torch.no_grad()
def definition_queries(encoder: Transformer | Windows, tokenizer: Tokenizer, book: Codebook) -> torch.Tensor:
    """Return for each theme the direction in which its definition differs from the others (themes x width)."""
    said = [f"{theme.name}. {theme.definition}" for theme in book]
    grid = padded(encode(tokenizer, [""] * len(said), said))
    states, seen = encoder.eval()(grid.ids, grid.mask, grid.types), grid.seen.unsqueeze(2)
    queries = (states * seen).sum(dim=1) / seen.sum(dim=1)
    return functional.normalize(queries - queries.mean(dim=0), dim=1)


def loss_of(themes: torch.Tensor, polarity: torch.Tensor, labels: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Return the loss of a batch: binary cross-entropy a theme, and cross-entropy of the polarity where it is there."""
    there = (labels >= 0).float()
    found = functional.binary_cross_entropy_with_logits(themes, there, reduction="none").sum(dim=1)
    place = labels >= 0
    per_label = functional.cross_entropy(polarity[place], labels[place].long(), reduction="none")
    said = per_label * weight.unsqueeze(1).expand_as(labels)[place]
    return ((found * weight).sum() + said.sum()) / len(labels)


def teach(
    reader: Reader,
    tokenizer: Tokenizer,
    examples: Examples,
    *,
    epochs: int,
    seed: int,
    augment: bool = True,
    rate: float = _RATE,
    size: int = _BATCH,
) -> Reader:
    """Train ``reader`` in place and return a copy with the moving average of its weights.

    Parameters
    ----------
    augment
        Vary the examples from epoch to epoch (:func:`shown`).
    rate
        Highest learning rate of the encoder.
    size
        Findings in a batch.
    """
    rng = random.Random(seed)
    torch.manual_seed(seed)
    steps = epochs * (len(examples) // size + 1)
    free = [p for p in reader.encoder.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [
            {"params": free, "lr": rate, "weight_decay": 0.01},
            {"params": reader.head.parameters(), "lr": _HEAD_RATE, "weight_decay": 0.01},
        ]
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(step / (_WARM_UP * steps + 1), max(0.02, 1 - step / steps) / (1 - _WARM_UP))
    )
    average: Reader = copy.deepcopy(reader)
    average.eval()
    weight = torch.from_numpy(examples.weight)
    bar = tqdm(total=steps, desc="teaching", unit="batch", mininterval=20)
    done = 0
    for _ in range(epochs):
        reader.train()
        today = shown(examples, rng, augment)
        rows, labels = encode(tokenizer, today.contexts, today.texts), torch.from_numpy(today.polarity)
        losses = []
        for batch in batches(np.array([len(row.ids) for row in rows]), size, rng):
            themes, polarity = reader(*padded([rows[row] for row in batch]))
            loss = loss_of(themes, polarity, labels[batch], weight[batch])
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*free, *reader.head.parameters()], 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            done += 1
            losses.append(loss.item())
            keep = min(_AVERAGED, done / (done + 10))
            with torch.no_grad():
                for kept, now in zip(average.parameters(), reader.parameters(), strict=True):
                    if now.requires_grad:
                        kept.lerp_(now, 1 - keep)
            bar.update()
        bar.set_postfix(loss=round(float(np.mean(losses)), 3))
    bar.close()
    return average


def shown(examples: Examples, rng: random.Random, augment: bool) -> Examples:
    """Return the examples of one epoch: as they are, or varied so that style and place are not relied on.

    Report sentences are jotted down now and then, headings come and go, and short findings are joined to others, so
    that each theme must find its own polarity.
    """
    if not augment:
        return examples
    headings, directions, texts = [], [], []
    polarity = examples.polarity.copy()
    for text, heading, direction, labels in zip(
        examples.texts, examples.headings, examples.directions, examples.polarity, strict=True
    ):
        plain = heading is None and direction is None
        polarities = {POLARITIES[value] for value in labels[labels >= 0]}
        heading, direction = placed(heading, direction, polarities, rng)
        headings.append(heading)
        directions.append(direction)
        texts.append(jotted(text, rng) if rng.random() < (_JOTTED if plain else _JOTTED / 2) else text)
    short = [row for row, text in enumerate(texts) if len(text.split()) <= _SHORT]
    alone = [row for row in short if headings[row] is None and directions[row] is None]
    for row in short:
        if rng.random() < _JOINED:
            other = rng.choice(alone)
            texts[row] = joined(texts[row], examples.texts[other], rng)
            polarity[row] = together(polarity[row], examples.polarity[other])
    return replace(examples, headings=headings, directions=directions, texts=texts, polarity=polarity)
