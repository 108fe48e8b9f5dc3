"""The corpora: legal labels, own words, and example files that read back to what their source says."""

import json
from collections import Counter

import pandas as pd
import pytest

from corpora.load import case_findings, corpus, examples
from qa_nlp import Codebook, prevalence, read, tables
from tests.conftest import ROOT

CASES = [json.loads(line) for line in (ROOT / "corpora/examples/cases.jsonl").read_text(encoding="utf-8").splitlines()]
BOOK = Codebook.load()


@pytest.fixture(scope="module")
def read_back():
    return read(ROOT / "corpora" / "examples" / "audits", round_from="folder")


@pytest.mark.parametrize("labelled", [corpus(), examples()], ids=["findings", "examples"])
def test_labels_are_of_the_codebook_and_tables_keep_their_promises(labelled):
    tables.check(labelled.findings, tables.FINDINGS)
    tables.check(labelled.tags, tables.TAGS)
    BOOK.check_ids(labelled.tags["theme"])
    assert labelled.findings["text"].str.strip().ne("").all()


def test_there_are_enough_findings_of_every_theme_in_both_directions():
    labelled = corpus()
    assert len(labelled.findings) >= 6000
    said = labelled.findings[labelled.findings["text"].str.split().str.len() > 3]  # two writers may both answer "No"
    assert not said.duplicated(["heading", "text"]).any()
    counts = Counter(zip(labelled.tags["theme"], labelled.tags["polarity"], strict=True))
    assert [theme for theme in BOOK.ids if min(counts[theme, "strength"], counts[theme, "concern"]) < 30] == []
    untagged = ~labelled.findings["finding_id"].isin(labelled.tags["finding_id"])
    assert 0.05 < untagged.mean() < 0.2


def test_two_rounds_of_forty_cases_six_months_apart():
    assert Counter(case["round"] for case in CASES) == {"2025 autumn": 40, "2026 spring": 40}
    months = {
        name: {case["audited_on"][:7] for case in CASES if case["round"] == name}
        for name in ("2025 autumn", "2026 spring")
    }
    assert months == {
        "2025 autumn": {"2025-09", "2025-10", "2025-11"},
        "2026 spring": {"2026-03", "2026-04", "2026-05"},
    }
    assert len({case["case_id"] for case in CASES}) == 80


def test_every_case_reads_back_with_its_facts_and_its_findings_whole(read_back):
    found = read_back.dropna(subset=["case_id"])
    assert found["case_id"].nunique() == 80
    for case in CASES:
        mine = found[found["case_id"] == case["case_id"]]
        for column in ("round", "service", "auditor", "grade"):
            assert set(mine[column]) == {case[column]}
        assert {f"{day:%Y-%m-%d}" for day in mine["audited_on"]} == {case["audited_on"]}
        written = [finding["text"] for _, _, finding in case_findings(case)]
        # A cell with one finding is prose and may be split into its sentences; nothing is added or lost.
        assert " ".join(sorted(" ".join(mine["text"]).split())) == " ".join(sorted(" ".join(written).split()))


def test_directions_read_back_from_the_headings(read_back):
    of_text = {}
    for case in CASES:
        for _, direction, finding in case_findings(case):
            of_text.setdefault((case["case_id"], finding["text"]), set()).add(direction)
    checked = 0
    for row in read_back.dropna(subset=["case_id"]).itertuples():
        expected = of_text.get((row.case_id, row.text))
        if expected and len(expected) == 1:
            checked += 1
            assert (None if row.direction is pd.NA else row.direction) in expected
    assert checked > 700


def test_section_ratings_read_back(read_back):
    rated = read_back[read_back["rating"].notna()]
    expected = {
        (case["case_id"], section["title"]): section["rating"] for case in CASES for section in case.get("sections", [])
    }
    seen = {(row.case_id, row.heading.split(" > ")[-2]): row.rating for row in rated.itertuples()}
    assert seen == expected


def test_planted_changes_are_those_of_the_datasheet():
    labelled = examples()
    round_of = {case["case_id"]: case["round"] for case in CASES}
    findings = labelled.findings.assign(case_id=labelled.groups)
    findings["round"] = [round_of.get(case) for case in findings["case_id"]]
    table = prevalence(findings, labelled.tags).set_index(["theme", "polarity", "round"])["n_positive"]
    sheet = (ROOT / "corpora" / "README.md").read_text(encoding="utf-8")
    lines = [line.strip("|").split("|") for line in sheet.splitlines() if line.startswith("| `")]
    assert len(lines) >= 4
    for theme, polarity, before, after, *_ in [[cell.strip() for cell in line] for line in lines]:
        counts = [int(table[theme.strip("`"), polarity, name]) for name in ("2025 autumn", "2026 spring")]
        assert counts == [int(before), int(after)], theme


def test_reports_are_read_without_their_running_heads(read_back):
    reports = read_back[read_back["document"].str.endswith(".pdf")]
    assert reports["case_id"].isna().all()
    assert not reports["text"].str.contains("children's services quality assurance|^Page").any()
    source = json.loads((ROOT / "corpora/examples/reports.json").read_text(encoding="utf-8"))
    written = [
        finding["text"]
        for report in source.values()
        for section in report["sections"]
        for finding in [
            *(f for paragraph in section.get("paragraphs", []) for f in paragraph),
            *section.get("bullets", []),
        ]
    ]
    assert Counter(reports["text"]) == Counter(written)
