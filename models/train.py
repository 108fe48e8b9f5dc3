"""Train both shipped models: ``python -m models.train --shared ../shared``.

Needs the ``train`` extra. ``accurate`` is all-MiniLM-L6-v2 fine-tuned on the labelled sentences of public inspection
reports and on the findings in corpora/findings; ``fast`` is a small network that learns from ``accurate`` on unlabelled
sentences and notes beside the same labels. Authorities and writers that evaluation/ measures on are never trained on
(:mod:`models.training.data`), and neither are the example rounds: the figures are of the very files that ship.
About an hour on two cores.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import torch

from corpora.load import corpus, phrases, public, sentences
from models.training.augment import jotted, placed
from models.training.card import write_card
from models.training.data import Examples, by_authority, by_writer
from models.training.distil import distil
from models.training.encoder import folder as encoder_folder
from models.training.export import to_tagger
from models.training.teach import new_reader, shown, teach
from models.training.tokens import with_shorthand
from qa_nlp import Codebook, Tagger
from qa_nlp.tagging.context import contexts

HERE = Path(__file__).resolve().parent
EPOCHS = 3
UNLABELLED = 40_000
"""Sentences without labels that the small network learns from; a third of them as an auditor would jot them down."""


def main() -> None:
    """Train, save to models/accurate and models/fast."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="the folder with ofsted/ and gold/")
    parser.add_argument("--version", default="1.1.0")
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--encoder", type=Path, help="go on from the tagger saved here instead of fine-tuning anew")
    options = parser.parse_args()
    torch.set_num_threads(2)
    book, rng = Codebook.load(), random.Random(0)
    reports, notes, tune = data(options.shared, book)
    if options.encoder:
        tagger = Tagger.load(options.encoder, codebook=book)
    else:
        # Notes stand twice, so that a tagger for audits does not learn mostly from inspections.
        tagger = fine_tuned(reports + notes + notes, tune, book, options.epochs, options.version)

    labelled = reports + notes + shown(reports + notes, rng, augment=True)
    labelled += shown(notes, rng, augment=True) + shown(notes, rng, augment=True)
    above, texts = unlabelled(options.shared, reports, rng)
    fast = distil(
        tagger,
        labelled.contexts + above,
        labelled.texts + texts,
        labelled.polarity,
        labelled,
        tune,
        book,
        options.version,
    )
    for made in (tagger, fast):
        write_card(made, made.save(options.out / made.name), reports + notes, tune, options.shared)


def data(shared: Path, book: Codebook) -> tuple[Examples, Examples, Examples]:
    """Return what is trained on, reports (with the codebook's phrases) and notes, and what tunes the calibration."""
    reports, own = Examples.of(public(shared), book), Examples.of(corpus(), book)
    of_reports, of_own = by_authority(reports.groups), by_writer(own.groups)
    tune = reports[of_reports["tune"]] + own[of_own["tune"]]
    return reports[of_reports["train"]] + Examples.of(phrases(), book), own[of_own["train"]], tune


def fine_tuned(train: Examples, tune: Examples, book: Codebook, epochs: int, version: str) -> Tagger:
    """Return the transformer, fine-tuned through and through."""
    folder = encoder_folder()
    tokenizer = with_shorthand(folder)
    reader = teach(new_reader(folder, tokenizer, book), tokenizer, train, epochs=epochs, seed=0)
    return to_tagger(reader, tokenizer, train, tune, book, "accurate", version)


def unlabelled(shared: Path, reports: Examples, rng: random.Random) -> tuple[list[str], list[str]]:
    """Return contexts and texts without labels, of authorities that are trained on."""
    found = sentences(shared)
    found = found[found["authority"].isin(reports.groups)]
    plain = sorted(set(found["text"]) - set(reports.texts))
    above: list[str] = []
    texts: list[str] = []
    for place, text in enumerate(rng.sample(plain, min(UNLABELLED, len(plain)))):
        above += contexts(*([value] for value in placed(None, None, set(), rng)))
        texts.append(jotted(text, rng) if place % 3 == 0 else text)
    return above, texts


if __name__ == "__main__":
    main()
