"""The small network: learns from the large one's probabilities on unlabelled text, and from the labels."""

from __future__ import annotations

import random
from typing import NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional
from tqdm import tqdm

from models.training.data import Examples, batches
from models.training.encoder import folder
from models.training.export import to_tagger
from models.training.network import Reader, TorchHead, Transformer, Windows
from models.training.teach import definition_queries
from models.training.tokens import Row, encode, padded, spelt_out, with_shorthand
from qa_nlp import Codebook, Tagger

_SIZE, _WIDTH = 192, 128
_BATCH, _EPOCHS, _RATE = 256, 6, 3e-3
_WORTH_JUDGING = 0.02  # probability of a theme from which on the teacher's polarity is asked for
_TEACHER = 0.7  # what the teacher's probability counts beside the label, where there is one


class Taught(NamedTuple):
    """What the teacher says of findings: theme probabilities (N x T) and polarity probabilities (N x T x 4)."""

    themes: np.ndarray
    polarity: np.ndarray


def distil(
    teacher: Tagger,
    above: list[str],
    texts: list[str],
    labels: np.ndarray,
    train: Examples,
    tune: Examples,
    book: Codebook,
    version: str,
) -> Tagger:
    """Return the small network, trained on what ``teacher`` says of findings, and on the labels.

    Parameters
    ----------
    above, texts
        Findings and what they are read with; those with labels come first.
    labels
        findings x themes: -1 or the place of the polarity; one for each of the first findings.
    train, tune
        Findings to measure the network's ranges on, and to calibrate it on.
    """
    rng = random.Random(0)
    torch.manual_seed(0)
    reader, tokenizer = small_reader(book)
    learn(reader, encode(tokenizer, above, texts), blend(ask(teacher, above, texts), labels), rng)
    return to_tagger(reader, tokenizer, train, tune, book, "fast", version)


def ask(teacher: Tagger, above: list[str], texts: list[str]) -> Taught:
    """Return what the teacher says of each finding."""
    n_themes = len(teacher.classes_)
    themes = np.zeros((len(texts), n_themes), dtype=np.float16)
    polarity = np.zeros((len(texts), n_themes, 4), dtype=np.float16)
    with tqdm(total=len(texts), desc="asking", unit="finding", mininterval=20) as bar:
        for batch in teacher.encoder.read(above, texts):
            seen = teacher.head(batch)
            probabilities = 1 / (1 + np.exp(-np.clip(seen.logits, -30, 30)))
            themes[batch.rows] = probabilities
            places, of = np.nonzero(probabilities > _WORTH_JUDGING)
            judged = seen.polarities(places, of)
            raised = np.exp(judged - judged.max(axis=1, keepdims=True, initial=-1e9))
            polarity[batch.rows[places], of] = raised / raised.sum(axis=1, keepdims=True)
            bar.update(len(batch.rows))
    return Taught(themes, polarity)


def blend(taught: Taught, labels: np.ndarray) -> Taught:
    """Return it with the labels of the first findings mixed into the teacher's probabilities."""
    themes, polarity = taught.themes.copy(), taught.polarity.copy()
    n, there = len(labels), labels >= 0
    themes[:n] = _TEACHER * themes[:n] + (1 - _TEACHER) * there
    certain = np.eye(4, dtype=np.float16)[np.maximum(labels, 0)]
    polarity[:n][there] = _TEACHER * polarity[:n][there] + (1 - _TEACHER) * certain[there]
    return Taught(themes, polarity)


def small_reader(book: Codebook, *, defined: bool = True) -> tuple[Reader, Tokenizer]:
    """Return an untrained small network and its tokenizer; its themes begin at their definitions, or at random."""
    tokenizer = with_shorthand(folder())
    encoder = Windows(word_vectors(tokenizer), _WIDTH)
    queries = definition_queries(encoder, tokenizer, book) if defined else None
    return Reader(encoder, TorchHead(_WIDTH, len(book), queries)), tokenizer


def word_vectors(tokenizer: Tokenizer) -> torch.Tensor:
    """Return the pretrained encoder's word vectors in their leading principal directions, scaled to unit variance."""
    encoder = Transformer(folder(), tokenizer.get_vocab_size())
    with torch.no_grad():
        encoder.added[:] = spelt_out(tokenizer, encoder.vectors[: encoder.n_known])
    vectors = encoder.vectors - encoder.vectors.mean(dim=0)
    _, _, directions = torch.linalg.svd(vectors, full_matrices=False)
    small = vectors @ directions[:_SIZE].T
    return small / small.std()


def learn(reader: Reader, rows: list[Row], taught: Taught, rng: random.Random) -> None:
    """Train ``reader`` in place; its weights end as the average over the last third of the steps."""
    steps = _EPOCHS * (len(rows) // _BATCH + 1)
    optimiser = torch.optim.AdamW(reader.parameters(), lr=_RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps + _EPOCHS, pct_start=0.1)
    themes, polarity = torch.from_numpy(taught.themes), torch.from_numpy(taught.polarity)
    lengths = np.array([len(row.ids) for row in rows])
    average = torch.optim.swa_utils.AveragedModel(reader)
    done = 0
    with tqdm(total=steps, desc="distilling", unit="batch", mininterval=20) as bar:
        for _ in range(_EPOCHS):
            reader.train()
            for batch in batches(lengths, _BATCH, rng):
                found, judged = reader(*padded([rows[row] for row in batch]))
                wanted, meant = themes[batch].float(), polarity[batch].float()
                loss = functional.binary_cross_entropy_with_logits(found, wanted, reduction="none").sum()
                apart = -(meant * functional.log_softmax(judged, dim=2)).sum(dim=2)
                loss = (loss + (wanted * apart).sum()) / len(batch)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
                optimiser.step()
                schedule.step()
                optimiser.zero_grad()
                done += 1
                if done > steps * 2 / 3:
                    average.update_parameters(reader)
                bar.update()
            bar.set_postfix(loss=round(loss.item(), 3))
    reader.load_state_dict(average.module.state_dict())
