"""The doors: checks, and round trips through every format."""

import pandas as pd
import pytest

from qa_nlp import read_table, tables, write_table

FINDINGS = pd.DataFrame(
    {
        "finding_id": ["a", "b", "c"],
        "text": ["Plan, with comma\nand line", 'She said "no"', "N/A"],
        "direction": ["concern", None, "strength"],
        "case_id": ["007", None, "1e5"],
        "audited_on": ["2026-03-04", None, "2026-12-01"],
        "extra": [1, 2, 3],
    }
)
TAGS = pd.DataFrame(
    {
        "finding_id": ["a", "b"],
        "theme": ["visits", "visits"],
        "polarity": ["mixed", "neutral"],
        "score": [0.123456789, None],
        "evidence": [((0, 4), (6, 10)), ()],
    }
)

ALL = [
    tables.FINDINGS, tables.TAGS, tables.PREVALENCE, tables.CHANGES, tables.INDICATORS, tables.HYPOTHESES,
    tables.REFUSED,
]  # fmt: skip


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".jsonl"])
@pytest.mark.parametrize(("frame", "table"), [(FINDINGS, tables.FINDINGS), (TAGS, tables.TAGS)])
def test_round_trip(tmp_path, frame, table, ending):
    checked = tables.check(frame, table)
    path = write_table(checked, tmp_path / "deep" / f"table{ending}")
    back = read_table(path, table)
    own = list(table.columns)
    pd.testing.assert_frame_equal(back[own], checked[own])
    assert list(back.columns) == list(checked.columns)


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".jsonl"])
@pytest.mark.parametrize("table", ALL)
def test_round_trip_of_an_empty_table(tmp_path, table, ending):
    path = write_table(tables.empty(table), tmp_path / f"table{ending}")
    pd.testing.assert_frame_equal(read_table(path, table), tables.empty(table))


def test_check_adds_missing_columns_as_na_and_keeps_others_last():
    checked = tables.check(FINDINGS, tables.FINDINGS)
    assert list(checked.columns) == [*tables.FINDINGS.columns, "extra"]
    assert checked["locator"].isna().all()
    assert checked["audited_on"].dt.month.tolist()[::2] == [3, 12]
    assert "document" not in FINDINGS.columns


@pytest.mark.parametrize(
    ("frame", "table", "message"),
    [
        (
            FINDINGS.drop(columns="text"),
            tables.FINDINGS,
            r"findings table: expected column\(s\) text; found finding_id",
        ),
        (FINDINGS.assign(text=[None, "x", None]), tables.FINDINGS, "every row of text; found 2 empty"),
        (
            FINDINGS.assign(finding_id="a"),
            tables.FINDINGS,
            "one row for each finding_id; found 2 repeated, the first in row 1",
        ),
        (FINDINGS.assign(direction="up"), tables.FINDINGS, "direction to be one of strength, concern; found 3 other"),
        (
            TAGS.assign(polarity="bad"),
            tables.TAGS,
            "polarity to be one of strength, concern, mixed, neutral; found 2 other",
        ),
        (TAGS.assign(score="high"), tables.TAGS, "expected score to hold Float64 values"),
        (FINDINGS.assign(audited_on="soon"), tables.FINDINGS, "expected audited_on to hold"),
    ],
)
def test_check_says_what_is_wrong_without_quoting_a_finding(frame, table, message):
    with pytest.raises(ValueError, match=message) as caught:
        tables.check(frame, table)
    assert "comma" not in str(caught.value)


def test_refuses_other_endings(tmp_path):
    with pytest.raises(ValueError, match=r"expected a table ending in \.parquet, \.csv or \.jsonl; found 't\.xls'"):
        write_table(TAGS, tmp_path / "t.xls")


def test_csv_opens_in_excel_with_its_accents(tmp_path):
    path = write_table(tables.check(FINDINGS, tables.FINDINGS), tmp_path / "t.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_yes_and_no_are_read_from_words_and_nothing_else_is_guessed():
    rows = pd.DataFrame({"indicator": list("abcd"), "period": "1", "value": 1, "basis": "counts", "reason": "Why."})
    read = tables.check(rows.assign(flagged=["TRUE", "false", None, True]), tables.HYPOTHESES)
    assert read["flagged"].astype(object).tolist() == [True, False, pd.NA, True]
    with pytest.raises(ValueError, match="expected flagged to hold boolean values"):
        tables.check(rows.assign(flagged="maybe"), tables.HYPOTHESES)


def test_natural_order_takes_numbers_as_numbers_and_no_others():
    names = ["stage 10", "stage 2", "2025/26 Q1", "2024/25 Q4", "m²", "m"]
    assert sorted(names, key=tables.natural_order) == [
        "2024/25 Q4", "2025/26 Q1", "m", "m²", "stage 2", "stage 10",
    ]  # fmt: skip


def test_evidence_from_any_format():
    assert tables.spans("[[0, 4]]") == tables.spans([[0, 4]]) == tables.spans(((0, 4),)) == ((0, 4),)
    assert tables.spans(None) == tables.spans("") == tables.spans(float("nan")) == ()
