"""The model card: counts and figures, and no text of any finding."""

from __future__ import annotations

from pathlib import Path

from corpora.load import HERE
from evaluation.domains import domains
from evaluation.metrics import scores
from models.training.data import Examples
from qa_nlp import Tagger

_CODEBOOK = "codebook"
_HOW = {
    "accurate": (
        "All-MiniLM-L6-v2 (a transformer of six layers), fine-tuned through and through, the notes counted twice; "
        "word vectors frozen, but for those of auditors' abbreviations, which begin as the mean of the words they "
        "stand for"
    ),
    "fast": (
        "Word vectors and two layers that see a token with its neighbours, trained on the probabilities that the "
        "accurate model gives to unlabelled sentences and jottings, and on the labels"
    ),
}


def write_card(tagger: Tagger, folder: Path, train: Examples, tune: Examples, shared: Path) -> Path:
    """Write ``README.md`` beside the model, with figures measured on the model as it is saved."""
    saved = Tagger.load(folder)
    rows = []
    for name, test in domains(shared).items():
        found = scores(test.tags, saved.tag(test.findings))
        cells = [f"{found[aspect]:.2f}" for aspect in ("themes", "themes macro", "concerns", "strengths")]
        rows.append(f"| {name} | {len(test.findings):,} | {' | '.join(cells)} |")
    writers = {path.stem for path in (HERE / "findings").glob("*.jsonl")}
    distinct, n_phrases = len(set(train.ids)), train.groups.count(_CODEBOOK)
    n_notes = len({finding for finding, group in zip(train.ids, train.groups, strict=True) if group in writers})
    size = sum(part.stat().st_size for part in folder.iterdir()) / 1e6
    text = f"""# Model card: {tagger.name} {tagger.version}

Written by `python -m models.train`.

**What it does.** Gives a finding of a children's-services audit its themes ({len(tagger.classes_)}, codebook
{tagger.codebook_hash}), each with a polarity (strength, concern, mixed, neutral), a calibrated probability, and the
words that decided it. It reads the finding together with its direction and the two deepest headings above it.

**How.** {_HOW[tagger.name]}. A head in which each theme looks for its words (label attention) and judges
their polarity; weights and values in eight bits with fixed
ranges, run by onnxruntime, no torch. Curves, thresholds and the temperature of the
polarities were fitted on {len(tune):,} findings of other authorities and writers. {size:.0f} MB.

**Trained on.** {distinct:,} findings: {n_notes:,} of auditors' notes written for this project by
{len(writers & set(train.groups))} writers, {distinct - n_notes - n_phrases:,} sentences of public inspection reports
of {len(set(train.groups) - writers - {_CODEBOOK})} authorities (labels in `corpora/standoff`), {n_phrases:,} phrases
of the codebook. All labels, and the notes themselves, were made by a language model that read each finding; no
practitioner has checked them.

**How good it is.** F1 on findings of authorities, writers and rounds that it was not trained on:

| text | findings | themes | themes macro | concerns | strengths |
|---|---|---|---|---|---|
{chr(10).join(rows)}

Every figure, with intervals, calibration and peers: [evaluation/results/tagger.md](../../evaluation/results/tagger.md).
No figure exists for real case audits of a council: check a sample of your own.

**Limits.** It reads inspection prose better than notes, and plain notes better than idiom and irony. It reads at most
128 tokens. English only. A theme that its codebook lacks is not seen; `qa.Tagger.fit` trains one.

**Its mistakes** by theme and kind of text, which `qa.prevalence` corrects counts by, stand in `error_rates.csv`
(`python -m models.rates`).

**Not for.** Judging a child's case, a worker or a team; deciding what needs attention first. It is for counting over
many audits, with a reader beside it.
"""
    path = folder / "README.md"
    path.write_text(text, encoding="utf-8")
    return path
