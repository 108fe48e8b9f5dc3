"""Read the labelled findings: those written for this project and, where it is at hand, the gold of public reports."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from qa_nlp import Codebook
from qa_nlp.tagging.definitions import definitions

HERE = Path(__file__).resolve().parent


class Labelled(NamedTuple):
    """Findings, the tags people gave them, and the group of each finding that no split may cut through."""

    findings: pd.DataFrame
    tags: pd.DataFrame
    groups: list[str]


def corpus() -> Labelled:
    """Return the findings written for this project; the group is the writer, so that no voice is in train and test."""
    rows = [
        (row, path.stem)
        for path in sorted((HERE / "findings").glob("*.jsonl"))
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]
    return _labelled([{**row, "group": writer} for row, writer in rows])


def public(shared: Path) -> Labelled:
    """Return the labelled sentences of public inspection reports; the group is the authority.

    The labels stand in ``standoff/sentences.csv``; the sentences are not ours to keep and come from the folder
    ``shared`` (or from the published reports: :mod:`corpora.rebuild`), found by their hash.
    """
    reports = pd.read_csv(HERE / "standoff" / "reports.csv").set_index("report")
    labels = pd.read_csv(HERE / "standoff" / "sentences.csv", keep_default_na=False)
    texts = sentences(shared)["text"].to_dict()
    rows = [
        {
            "finding_id": row["sha256"],
            "text": texts[row["sha256"]],
            "document": reports["link"][row["report"]],
            "group": reports["authority"][row["report"]],
            "labels": dict(label.split(":") for label in row["labels"].split()),
        }
        for row in labels.to_dict("records")
        if row["sha256"] in texts
    ]
    return _labelled(rows)


def sentences(shared: Path) -> pd.DataFrame:
    """Return the sentences of public reports in the folder ``shared``: ``text`` and ``authority``, by fingerprint."""
    parts = [
        pd.read_json(shared / "gold" / "ofsted.jsonl", lines=True)[["text", "authority"]],
        pd.read_parquet(shared / "ofsted" / "sentences.parquet", columns=["text", "authority"]),
    ]
    found = pd.concat(parts).astype(object)
    found.index = pd.Index([fingerprint(text) for text in found["text"]], name="sha256")
    return found[~found.index.duplicated()]


def fingerprint(text: str) -> str:
    """Return twenty hex digits (SHA-256) of a sentence's letters and digits.

    Spacing, hyphens, quotes and ligatures differ from one way of reading a PDF to another; these do not.
    """
    letters = re.sub(r"[^a-z0-9]+", "", unicodedata.normalize("NFKC", text).lower())
    return hashlib.sha256(letters.encode()).hexdigest()[:20]


def phrases() -> Labelled:
    """Return the codebook's own words for each theme's strengths and concerns, which every training starts with."""
    findings, tags = definitions(Codebook.load())
    return Labelled(
        findings.assign(document="codebook", heading=None, direction=None), tags, ["codebook"] * len(findings)
    )


def examples() -> Labelled:
    """Return the findings of the example rounds, which are never trained on; the group is the case or the report."""
    rows: list[dict[str, Any]] = []
    for line in (HERE / "examples" / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        for heading, direction, finding in case_findings(case):
            rows.append(
                {
                    **finding,
                    "heading": heading,
                    "direction": direction,
                    "document": case["case_id"],
                    "group": case["case_id"],
                }
            )
    for name, report in json.loads((HERE / "examples" / "reports.json").read_text(encoding="utf-8")).items():
        for section in report["sections"]:
            directions = {"Strengths": "strength", "Areas for development": "concern", "Recommendations": "concern"}
            for finding in [*chain(*section.get("paragraphs", [])), *section.get("bullets", [])]:
                place = {"heading": section["heading"], "direction": directions.get(section["heading"])}
                rows.append({**finding, **place, "document": f"report {name}", "group": f"report {name}"})
    for number, row in enumerate(rows):
        row["finding_id"] = f"example-{number:04d}"
    return _labelled(rows)


def case_findings(case: dict[str, Any]) -> list[tuple[str, str | None, dict[str, Any]]]:
    """Return (heading, direction, finding) of everything one example case says, in the order of its form."""
    directions = {
        "what is working well": "strength", "what needs to improve": "concern",
        "strengths": "strength", "areas for development": "concern", "actions": "concern",
    }  # fmt: skip
    found: list[tuple[str, str | None, dict[str, Any]]] = []
    for heading, findings in case.get("cells", {}).items():
        found += [(heading.capitalize(), directions.get(heading), finding) for finding in findings]
    for section in case.get("sections", []):
        for part in ("evidence", "commentary"):
            found += [(part.capitalize(), None, finding) for finding in section[part]]
    for heading in ("strengths", "areas for development", "actions"):
        found += [(heading.capitalize(), directions[heading], finding) for finding in case.get(heading, [])]
    return found


def join(*parts: Labelled) -> Labelled:
    """Return several sets as one."""
    return Labelled(
        pd.concat([part.findings for part in parts], ignore_index=True),
        pd.concat([part.tags for part in parts], ignore_index=True),
        [group for part in parts for group in part.groups],
    )


def _labelled(rows: list[dict[str, Any]]) -> Labelled:
    columns = ["finding_id", "text", "document", "heading", "direction"]
    findings = pd.DataFrame([{column: row.get(column) for column in columns} for row in rows], columns=columns)
    tags = [(row["finding_id"], theme, polarity) for row in rows for theme, polarity in row["labels"].items()]
    return Labelled(
        findings, pd.DataFrame(tags, columns=["finding_id", "theme", "polarity"]), [row["group"] for row in rows]
    )
