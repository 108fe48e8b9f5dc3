"""How much of people's names and numbers `qa.redact` finds, and what it replaces needlessly.

``python -m evaluation.redaction [--model en_core_web_sm]`` writes ``evaluation/results/redaction.md``; with a spaCy
model (its name or folder) also what it adds, and what plain Presidio finds with it.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from corpora.load import HERE, corpus
from corpora.vocabulary import TESTS_ONLY
from evaluation.page import table
from evaluation.speed import seconds
from qa_nlp.redacting.engine import spans
from qa_nlp.redacting.kinds import NAME, Span
from qa_nlp.redacting.lexicon import is_first_name, is_proper_noun, is_word, listed
from qa_nlp.tracking.intervals import wilson

PAGE = Path(__file__).resolve().parent / "results" / "redaction.md"
SHARED = HERE.parents[1] / "shared"
_Z = np.array([1.959963984540054])
Finder = Callable[[Sequence[str]], list[list[Span]]]


def labelled(part: str | None = None) -> list[dict[str, Any]]:
    """Return the sentences written for this, of one part ("develop", "test") or of both."""
    lines = (HERE / "redaction.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if part in (None, row["part"])]


def scores(rows: list[dict[str, Any]], find: Finder, by: str | None = None) -> pd.DataFrame:
    """Return labelled, found, replaced and right by kind, or by another column of the sentences.

    Found is a label of which every letter and digit was replaced, as whatever kind; right is a replacement that
    touches a label.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for row, got in zip(rows, find([row["text"] for row in rows]), strict=True):
        covered = {place for span in got for place in range(span.start, span.end)}
        meant = {place for start, end, _ in row["spans"] for place in range(start, end)}
        for start, end, kind in row["spans"]:
            name = row[by] if by else kind
            counts[name, "labelled"] += 1
            counts[name, "found"] += all(at in covered for at in range(start, end) if row["text"][at].isalnum())
        for span in got:
            name = row[by] if by else span.kind
            counts[name, "replaced"] += 1
            counts[name, "right"] += any(at in meant for at in range(span.start, span.end))
    names = sorted({name for name, _ in counts}, key=lambda name: (-counts[name, "labelled"], name))
    columns = ("labelled", "found", "replaced", "right")
    frame = pd.DataFrame([[counts[name, column] for column in columns] for name in names], names, columns)
    return pd.concat([frame, frame.sum().to_frame("all").T])


def shown(frame: pd.DataFrame, name: str) -> str:
    """Return scores as a table with recall, precision and Wilson's intervals."""
    rows = {
        kind: {
            "labelled": row["labelled"],
            "found": row["found"],
            "recall (95% interval)": share(row["found"], row["labelled"]),
            "replaced": row["replaced"],
            "right": row["right"],
            "precision (95% interval)": share(row["right"], row["replaced"]),
        }
        for kind, row in frame.iterrows()
    }
    return table(pd.DataFrame.from_dict(rows, orient="index").rename_axis(name))


def share(part: int, whole: int) -> str:
    """Return a share with its interval."""
    if not whole:
        return "–"
    low, high = wilson(np.array([part / whole]), np.array([float(whole)]), _Z)
    return f"{part / whole:.3f} ({float(low[0]):.2f} to {float(high[0]):.2f})"


def renamed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the sentences with every name made up of syllables that are on no list, as names unknown to us are."""
    rng = random.Random(5)
    return [_renamed(row, rng) for row in rows]


def _renamed(row: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    parts, placed, place = [], [], 0
    length = 0
    for start, end, kind in row["spans"]:
        words = row["text"][start:end]
        new = re.sub(r"[^\W\d_]{2,}", lambda match: _like(match[0], rng), words) if kind == NAME else words
        parts += [row["text"][place:start], new]
        length += start - place
        placed.append([length, length + len(new), kind])
        length += len(new)
        place = end
    return {**row, "text": "".join([*parts, row["text"][place:]]), "spans": placed}


def _like(word: str, rng: random.Random) -> str:
    while True:
        made = "".join(rng.choice("bdfgjklmnprstvz") + rng.choice("aeiou") for _ in range(rng.randint(2, 3)))
        known = is_first_name(made) or is_word(made) or is_proper_noun(made) or made in listed("surnames")
        if not known:
            return made.capitalize() if word[0].isupper() else made


def needless(rows: list[dict[str, Any]], find: Finder) -> tuple[int, int, int, int]:
    """Return sentences without people, those of them changed, words outside labels, and those of them replaced."""
    empty = changed = words = replaced = 0
    for row, got in zip(rows, find([row["text"] for row in rows]), strict=True):
        empty += not row["spans"]
        changed += not row["spans"] and bool(got)
        for match in re.finditer(r"\w+", row["text"]):
            if not any(start < match.end() and match.start() < end for start, end, _ in row["spans"]):
                words += 1
                replaced += any(span.start < match.end() and match.start() < span.end for span in got)
    return empty, changed, words, replaced


def per_thousand(texts: Sequence[str]) -> dict[str, Any]:
    """Return how many of a thousand texts have a name, initials or anything else replaced."""
    found = spans(texts)
    kinds = Counter(span.kind for row in found for span in row)
    first = {"findings": len(texts), "changed": 1000 * sum(map(bool, found)) / len(texts)}
    others = sum(kinds.values()) - kinds["name"] - kinds["initials"]
    counts = {"name": kinds["name"], "initials": kinds["initials"], "other kinds": others}
    return first | {kind: 1000 * count / len(texts) for kind, count in counts.items()}


def elsewhere() -> pd.DataFrame:
    """Return replacements per thousand in the labelled corpora and, where they are at hand, in public reports."""
    labelled_findings = corpus()
    texts = labelled_findings.findings["text"]
    held = np.array([group in TESTS_ONLY for group in labelled_findings.groups])
    rows = {
        "corpora/findings, the files that words.txt is made of": per_thousand(texts[~held].drop_duplicates().tolist()),
        "corpora/findings, the three files for tests": per_thousand(texts[held].drop_duplicates().tolist()),
    }
    gold = SHARED / "gold" / "ofsted.jsonl"
    if gold.is_file():
        rows["sentences of public inspection reports"] = per_thousand(
            pd.read_json(gold, lines=True)["text"].drop_duplicates().tolist()
        )
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("texts")


def plain_presidio(model: str) -> Finder:
    """Return Presidio as it comes, with a spaCy model: its names of persons."""
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    engine = AnalyzerEngine(nlp_engine=SpacyNlpEngine([{"lang_code": "en", "model_name": model}]))

    def find(texts: Sequence[str]) -> list[list[Span]]:
        found = [engine.analyze(text, "en", entities=["PERSON"]) for text in texts]
        return [[Span(result.start, result.end, NAME) for result in results] for results in found]

    return find


def speed() -> tuple[float, float]:
    """Return texts a second of ours and of a blank spaCy pipeline's tokeniser, on findings of the corpora."""
    import spacy

    texts = corpus().findings["text"].head(2000).tolist()
    blank = spacy.blank("en")
    ours = seconds(lambda: spans(texts))
    theirs = seconds(lambda: list(blank.pipe(texts)))
    return len(texts) / ours, len(texts) / theirs


def start_up() -> float:
    """Return the seconds until the first text is read in this process, imports included."""
    begin = time.perf_counter()
    spans(["Nothing to add"])
    return time.perf_counter() - begin


def people_only(frame: pd.DataFrame) -> pd.Series:
    """Return names and initials as one."""
    return frame.reindex(["name", "initials"]).fillna(0).sum().astype(int)


def with_model(rows: list[dict[str, Any]], model: str, name: str) -> str:
    """Return names and initials by rules alone, by rules and the model, and by plain Presidio with it."""
    finders = {
        "rules alone": spans,
        f"rules and {name}": lambda texts: spans(texts, model),
        f"plain Presidio with {name}": plain_presidio(model),
    }
    frame = pd.DataFrame({who: people_only(scores(rows, find)) for who, find in finders.items()}).T
    return shown(frame, "names and initials")


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", help="an English spaCy model, its name or folder")
    parser.add_argument("--model-name", help="what the page calls it")
    options = parser.parse_args()
    waited = start_up()
    test, develop = labelled("test"), labelled("develop")
    empty, changed, words, replaced = needless(test, spans)
    unknown = scores(renamed(test), spans).loc[["name"]]
    ours, theirs = speed()
    total = scores(test, spans).loc["all"]
    missed = total["labelled"] - total["found"]
    model_name = options.model_name or options.model or ""
    with_spacy = with_model(test, options.model, model_name) if options.model else "No English spaCy model was at hand."
    text = _PAGE.format(
        n_test=len(test),
        n_develop=len(develop),
        by_kind=shown(scores(test, spans), "kind"),
        by_document=shown(scores(test, spans, by="documents"), "documents"),
        develop=shown(scores(develop, spans), "kind"),
        unknown=shown(unknown, "kind"),
        recall=f"{total['found'] / total['labelled']:.2f}",
        missed=missed,
        labels=total["labelled"],
        empty=empty,
        changed=changed,
        words=f"{words:,}",
        replaced=replaced,
        elsewhere=table(elsewhere(), "{:.1f}"),
        with_spacy=with_spacy,
        ratio=f"{theirs / ours:.0f}",
        ours=f"{ours:,.0f}",
        waited=f"{waited:.0f}",
    )
    PAGE.write_text(text, encoding="utf-8", newline="\n")


_PAGE = """# Names and numbers of people: what `qa.redact` finds

Written by `python -m evaluation.redaction`. {n_test} sentences for the test ({n_develop} others to develop on) stand in
[corpora/redaction.jsonl](../../corpora/README.md). They were written one by one by the writer of the rules, a language
model: the test sentences before the rules, of kinds of documents that the rules were not developed on, and no rule was
changed for a miss in them (one was after the first run, for a fault that a property test found). One mind wrote the
sentences, the rules and the lists of names, so **these figures flatter**: a council's own notes will hold names and
turns of phrase that it did not think of. Nobody's name, number or address in them is real.

A recall of {recall} is not anonymity: {missed} of {labels} labels stayed, and one name left in a briefing is enough to
identify a child. `qa.redact` makes the reading quicker; **a person must still read every quote before it leaves the
team**.

## Test sentences, rules alone

Found: every letter and digit of a label was replaced, whatever it was called. Right: what was replaced touches a label.

{by_kind}

By kind of document:

{by_document}

Of {empty} sentences without people, full of abbreviations, months, titles and councils, {changed} were changed; of
{words} words outside labels in all test sentences {replaced} were replaced.

## Names on no list

The same sentences with every name made up of syllables that are on no list of ours, as a name would be that we did not
think of. Such names in lower case are nearly all missed, and so are many that open a line.

{unknown}

## With a spaCy model, and beside plain Presidio

The model is the small English one of spaCy, from a copy on PyPI, used here alone and not shipped; plain Presidio is
asked for persons only.

{with_spacy}

## Sentences to develop on

{develop}

## Texts that were not written for this

Replacements per thousand texts. The findings of the corpora were meant to name nobody, but their writers gave many
children initials ("J says") and some workers first names: of the 90 replacements in the three files for tests, all
read, 12 were needless ("McDonald", "Christmases", "Duplo"). Public reports name no children; they name authorities.

{elsewhere}

## Speed

{ours} texts a second on one core of a shared machine ({ratio} times as long as a blank spaCy pipeline takes to cut the
same texts into words); the first call takes {waited} seconds here, for Presidio imports torch and transformers where
they are installed.
"""


if __name__ == "__main__":
    main()
