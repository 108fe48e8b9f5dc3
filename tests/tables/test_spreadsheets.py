"""Text that would be a formula: an apostrophe in the CSV, none in what is read back."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qa_nlp import read_table, tables, write_table

# Half a surrogate pair cannot be written in UTF-8 at all.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
FORMULAS = st.builds(lambda marks, text: marks + text, st.text("'=+-@\t\r\n＝＋－＠ ,\"", min_size=1), TEXTS)


def table(texts):
    return tables.check(
        pd.DataFrame({"finding_id": [str(place) for place in range(len(texts))], "text": texts, "document": texts}),
        tables.FINDINGS,
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+44", "'+44"),
        ("- late", "'- late"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("''-", "'''-"),
        ("'quoted'", "'quoted'"),
        ("a=1", "a=1"),
        (" =1", " =1"),
    ],
)
def test_what_stands_in_the_file(tmp_path, text, written):
    path = write_table(table([text]), tmp_path / "t.csv")
    raw = pd.read_csv(path, dtype="string", keep_default_na=False)
    assert raw.loc[0, ["text", "document"]].tolist() == [written, written]
    assert read_table(path, tables.FINDINGS)["text"].tolist() == [text]


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet"])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(["a\rb", "\r", "\n", "\r\n", "'", '"', "\0", "a\0b", " ", "NA", "\ufeff"])
@given(st.lists(st.one_of(TEXTS, FORMULAS), min_size=1, max_size=6))
def test_any_text_comes_back_as_it_was(tmp_path, ending, texts):
    before = table(texts)
    back = read_table(write_table(before, tmp_path / f"t{ending}"), tables.FINDINGS)
    pd.testing.assert_frame_equal(back, before)


def test_column_names_numbers_and_dates(tmp_path):
    frame = table(["Plans are clear"]).assign(**{"=cmd": "x", "'+a": "-y", "change": -3, "audited_on": "2026-03-04"})
    path = write_table(tables.check(frame, tables.FINDINGS), tmp_path / "t.csv")
    raw = pd.read_csv(path, dtype="string")
    assert [name for name in raw.columns if name not in tables.FINDINGS.columns] == ["'=cmd", "''+a", "change"]
    assert raw.loc[0, ["''+a", "change", "audited_on"]].tolist() == ["'-y", "-3", "2026-03-04"]
    back = read_table(path, tables.FINDINGS)
    assert back.loc[0, ["=cmd", "'+a", "change"]].tolist() == ["x", "-y", "-3"]


def test_other_formats_hold_the_text_as_it_is(tmp_path):
    assert '"text":"=1"' in write_table(table(["=1"]), tmp_path / "t.jsonl").read_text()
    assert pd.read_parquet(write_table(table(["=1"]), tmp_path / "t.parquet"))["text"].tolist() == ["=1"]
