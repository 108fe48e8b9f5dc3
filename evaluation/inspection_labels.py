"""Whether labels tell the same without the tagger, and tags lean alike on both sides of a comparison."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

import qa_nlp as qa
from corpora.load import fingerprint, public
from evaluation.inspection_counts import CONCERN, FIRST, LAST, MIDDLE, STRENGTH, Counts, cell
from evaluation.page import table
from evaluation.reports import GRADES, ILACS, Inspections, held_out
from evaluation.resampling import draws, interval, ratio
from qa_nlp.tracking.methods import Method

_DRAWS = 1_000


def page(read: Inspections, tags: pd.DataFrame, counts: Counts, shared: Path) -> str:
    """Return the part of the page about labels."""
    found = labelled(read, tags, shared)
    return "\n\n".join(
        [
            "## Can the reading be trusted here?",
            "Statements that a language model labelled by reading each alone. Left, those drawn at random from all "
            "authorities: statements of 100 that raise a concern by these labels, without the tagger, beside the tags "
            "of all statements. Right, labelled statements of held-out authorities, many of them chosen as rare or "
            "hard (so these balances are not those of whole reports): a comparison is fair if tags lean the same way, "
            "and as far, on both sides of it.",
            table(beside(found, counts)),
            "Concerns in 100 statements, all themes together: by the same random labels, by plain counts of tags and "
            "by the correction that the tables of themes use, which takes the tagger's error rates to be the same in "
            "all reports. They are not: a false concern is mostly a neighbouring theme of a true one, so false "
            "concerns are fewer where true ones are. So the correction goes too far, below the labels in good reports "
            "and above them in inadequate ones, and differences between grades by theme are somewhat too large.",
            table(pd.concat([corrected(found, read, tags, counts), false_concerns(found, tags, shared)])),
        ]
    )


def labelled(read: Inspections, tags: pd.DataFrame, shared: Path) -> pd.DataFrame:
    """Return the statements that are labelled, a row each: what labels and tags say, and how they were chosen.

    ``concerns by labels`` counts themes; ``random`` and ``held_out`` say what a statement may be used for.
    """
    known = public(shared)
    gold = pd.read_json(shared / "gold" / "ofsted.jsonl", lines=True)
    random = set(gold.loc[gold["sample"] == "random", "text"].map(fingerprint))
    frame = read.findings.assign(label=read.findings["text"].map(fingerprint)).drop_duplicates("label")
    frame = frame[frame["label"].isin(known.findings["finding_id"])].copy()
    frame["random"] = frame["label"].isin(random)
    frame["held_out"] = frame["authority"].isin(held_out(shared))
    frame["year"] = frame["published"].dt.year
    for who, said, key in (("labels", known.tags, "label"), ("tags", tags, "finding_id")):
        for kind, polarities in (("concern", CONCERN), ("strength", STRENGTH)):
            ids = said.loc[said["polarity"].isin(polarities), "finding_id"].value_counts()
            frame[f"{kind}s by {who}"] = frame[key].map(ids).fillna(0).astype(int)
    return frame


def beside(found: pd.DataFrame, counts: Counts) -> pd.DataFrame:
    """Return what labels and tags say by period and by grade."""
    rows = {}
    for period in (FIRST, MIDDLE, LAST):
        some = found["year"].isin(period.years) & (found["framework"] == period.framework)
        rows[f"{period.name} ({period.framework})"] = _row(found, some, counts, counts.of(period))
    for grade in GRADES:
        some = (found["grade"] == grade) & (found["framework"] == ILACS)
        reports = (counts.reports["grade"] == grade) & (counts.reports["framework"] == ILACS)
        rows[f"{ILACS}, {grade}"] = _row(found, some, counts, reports.to_numpy(dtype=bool, na_value=False))
    return pd.DataFrame(rows).T.rename_axis("statements of")


def corrected(found: pd.DataFrame, read: Inspections, tags: pd.DataFrame, counts: Counts) -> pd.DataFrame:
    """Return concerns of all themes in 100 statements by grade (ILACS): labels, counts and corrected counts."""
    findings = read.findings[(read.findings["framework"] == ILACS) & read.findings["grade"].notna()]
    own = tags[tags["finding_id"].isin(findings["finding_id"])]
    rows: dict[str, dict[str, str]] = {}
    some = found[found["random"] & (found["framework"] == ILACS)]
    said = some["concerns by labels"].to_numpy(dtype=float)
    weight = draws(some["authority"], _DRAWS)
    rows["labels"] = {
        grade: cell(interval(ratio(weight * (some["grade"] == grade).to_numpy(), said, np.ones(len(said)))))[0]
        for grade in GRADES
    }
    methods: dict[str, Method] = {"tags, counted": "counted", "tags, corrected": "adjusted"}
    for name, method in methods.items():
        shares = qa.prevalence(
            findings, own, by="grade", unit="finding_id", method=method, rates="reports", codebook=counts.book
        )
        shares = shares[shares["polarity"] == "concern"]
        together = shares.groupby("grade")["estimate"].sum() * 100
        rows[name] = {grade: f"{together[grade]:.0f}" for grade in GRADES}
    return pd.DataFrame(rows).T.rename_axis("concerns in 100 statements")


def false_concerns(found: pd.DataFrame, tags: pd.DataFrame, shared: Path) -> pd.DataFrame:
    """Return the concerns that the tagger raises and labels do not, in held-out statements by grade (ILACS)."""
    kept = found[found["held_out"] & (found["framework"] == ILACS)]
    said = public(shared).tags
    true = said[said["polarity"].isin(CONCERN)].merge(
        kept[["label", "finding_id"]], left_on="finding_id", right_on="label"
    )
    true = true.rename(columns={"finding_id_y": "finding_id"})[["finding_id", "theme"]]
    given = tags.loc[
        tags["polarity"].isin(CONCERN) & tags["finding_id"].isin(kept["finding_id"]), ["finding_id", "theme"]
    ]
    false = given.merge(true, how="left", indicator=True).query("_merge == 'left_only'")
    grade = false["finding_id"].map(kept.set_index("finding_id")["grade"])
    beside = false["finding_id"].isin(true["finding_id"])
    rows: dict[str, dict[str, str]] = {"false concerns, held-out": {}, "of these beside a true one": {}}
    for name in GRADES:
        n, own = int((kept["grade"] == name).sum()), grade == name
        rows["false concerns, held-out"][name] = f"{own.sum() / n * 100:.0f}"
        rows["of these beside a true one"][name] = f"{(own & beside).sum()} of {own.sum()}"
    return pd.DataFrame(rows).T.rename_axis("concerns in 100 statements")


def _row(found: pd.DataFrame, some: pd.Series, counts: Counts, reports: np.ndarray) -> dict[str, str]:
    random, kept = found[some & found["random"]], found[some & found["held_out"]]
    weight = draws(random["authority"], _DRAWS)
    concern = (random["concerns by labels"] > 0).to_numpy(dtype=float)
    share = interval(ratio(weight, concern, np.ones(len(concern))))
    tagged = counts.column("concern")[reports].sum() / counts.column("statements")[reports].sum()
    row = {
        "labelled at random": f"{len(random):,}",
        "concern by labels": cell(share)[0],
        "concern by tags, all statements": f"{tagged * 100:.0f}",
        "labelled, held-out authorities": f"{len(kept):,}",
    }
    for who in ("labels", "tags"):
        concerns, strengths = ((kept[f"{kind}s by {who}"] > 0).sum() for kind in ("concern", "strength"))
        row[f"concern balance by {who}"] = f"{concerns / (concerns + strengths) * 100:.0f}"
    alike = (kept["concerns by labels"] > 0) == (kept["concerns by tags"] > 0)
    return {**row, "agree on concern or none": f"{alike.mean() * 100:.0f}%"}
