"""CSV files of every kind: separators, quotes, encodings, ragged rows, rows above and below."""

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa_nlp import read
from qa_nlp.reading.encoding import encoding_of
from qa_nlp.reading.sheets.delimited import _rows, _separator, read_csv
from qa_nlp.reading.sheets.sheet import Omissions


def written(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def left_out(found):
    return [(row["locator"], row["reason"]) for row in found.attrs["refused"]]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_separator_and_encoding(tmp_path, separator, encoding):
    lines = [separator.join(("Case ID", "Comments")), separator.join(("C1", '"Child’s voice\nis missing – again"'))]
    found = read(written(tmp_path / "audits.csv", "\r\n".join(lines), encoding))
    assert found[["case_id", "text", "locator"]].to_numpy().tolist() == [
        ["C1", "Child’s voice", "row 2, column 'Comments'"],
        ["C1", "is missing – again", "row 2, column 'Comments'"],
    ]
    assert found.attrs["columns"] == {"audits.csv, a row a case": {"Case ID": "case_id", "Comments": "text"}}


def test_the_separator_is_not_told_by_the_first_line_alone(tmp_path):
    text = (
        "Audits of March, April, May and June\nCase ID;Team;Comments\nC1;North;Plans drift, visits slip, calls stop\n"
    )
    found = read(written(tmp_path / "x.csv", text))
    assert found[["case_id", "service", "text"]].to_numpy().tolist() == [
        ["C1", "North", "Plans drift, visits slip, calls stop"]
    ]
    assert left_out(found) == [("row 1", "stands above the header row")]


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"'])
def test_the_first_line_may_name_the_separator(tmp_path, first):
    found = read(
        written(tmp_path / "x.csv", f"{first}\nPupil;Notes\nP1;Plans, visits, calls: late\n"),
        columns={"case_id": "Pupil"},
    )
    assert found[["case_id", "text", "locator"]].to_numpy().tolist() == [
        ["P1", "Plans, visits, calls: late", "row 2, column 'Notes'"]
    ]
    assert left_out(found) == []


def test_one_column_of_prose_is_not_cut_at_its_commas(tmp_path):
    text = "Notes\nPlans drift, visits slip\nNo father\nSeen alone, often, and at school\n"
    found = read(written(tmp_path / "x.csv", text))
    assert found["text"].tolist() == ["Plans drift, visits slip", "No father", "Seen alone, often, and at school"]


def test_tab_separated(tmp_path):
    found = read(written(tmp_path / "x.tsv", "Case ID\tComments\nC1\tPlans drift\n"))
    assert found[["case_id", "text"]].to_numpy().tolist() == [["C1", "Plans drift"]]


def test_quotes_and_line_ends_within_cells(tmp_path):
    text = 'Case ID,Team,Comments\r\n"C1","North","He said ""no"", twice\r\nShe said yes"\r\n'
    assert read(written(tmp_path / "x.csv", text))["text"].tolist() == ['He said "no", twice', "She said yes"]


def test_ragged_rows_are_read_and_listed(tmp_path):
    text = "Case ID,Team,Comments\nC1,North,Plans drift, visits slip\nC2,South\nC3,East,Fine\n"
    found = read(written(tmp_path / "x.csv", text))
    assert found[["case_id", "heading", "text"]].to_numpy().tolist() == [
        ["C1", "Comments", "Plans drift"],
        ["C1", "column 4", "visits slip"],
        ["C3", "Comments", "Fine"],
    ]
    assert left_out(found) == [
        ("row 2", "has more cells than the header; those beyond it are read as findings of columns without a name"),
        ("row 3", "has fewer cells than the header; check that they stand in their columns"),
        ("row 3", "no text in its cells: this case has no findings and is not counted"),
    ]


def test_a_file_without_a_header_has_numbered_columns(tmp_path):
    path = written(tmp_path / "x.csv", "C1,12/03/2026,The plan drifts. It is old.\nC2,13/03/2026,No father\n")
    found = read(path)
    assert found[["heading", "text"]].to_numpy().tolist() == [
        ["column 1", "C1"], ["column 3", "The plan drifts."], ["column 3", "It is old."],
        ["column 1", "C2"], ["column 3", "No father"],
    ]  # fmt: skip
    found = read(path, columns={"case_id": "column 1", "audited_on": "Column 2"})
    assert found[["case_id", "text"]].to_numpy().tolist() == [
        ["C1", "The plan drifts."], ["C1", "It is old."], ["C2", "No father"],
    ]  # fmt: skip
    assert found["audited_on"].dt.day.tolist() == [12, 12, 13]


def test_a_quotation_mark_that_is_never_closed_is_said(tmp_path):
    text = 'Case ID,Team,Comments\nC1,North,Fine\nC2,South,"Plans drift\nC3,East,Visits slip\n'
    found = read(written(tmp_path / "x.csv", text))
    assert found["text"].tolist() == ["Fine", "Plans drift", "C3,East,Visits slip"]
    assert left_out(found) == [
        ("row 3", "its last cell has a quotation mark that is never closed; what follows it was read as one cell")
    ]


def test_a_cell_without_end_is_refused(tmp_path):
    text = 'Case ID,Team,Comments\nC1,North,"Plans drift' + "\nC2,South,Visits slip" * 10_000
    with pytest.raises(ValueError, match="expected cells of up to 131,072 characters; found a longer one behind row 1"):
        read(written(tmp_path / "x.csv", text))


def test_a_mapped_column_that_is_not_there_is_said(tmp_path):
    path = written(tmp_path / "x.csv", "Case ID,Comments\nC1,Plans drift\n")
    with pytest.raises(ValueError, match=r"expected the mapped column\(s\) Pupil; found none of that name"):
        read(path, columns={"case_id": "Pupil"})


def test_text_behind_the_sample_is_read_whatever_the_sample_held(tmp_path):
    rows = ["Case ID,Team,Comments,Notes", *(f"C{n},North,{n}," for n in range(1_500)), "C9999,North,Plans drift,Tea"]
    found = read(written(tmp_path / "x.csv", "\n".join(rows)))
    assert found[["case_id", "heading", "text"]].to_numpy().tolist() == [
        ["C9999", "Comments", "Plans drift"],
        ["C9999", "Notes", "Tea"],
    ]
    assert left_out(found) == [
        ("column 'Comments'", "1,500 cells hold only a number or date"),
        ("rows 2 to 1501", "no text in its cells: this case has no findings and is not counted"),
    ]


def test_cases_are_made_as_they_are_taken(tmp_path):
    text = "Case ID,Team,Comments\n" + "".join(f"C{n},North,Plans drift\n" for n in range(5_000))
    content = read_csv(written(tmp_path / "x.csv", text), {})
    cases = iter(content.cases)
    assert next(cases).known == {"case_id": "C0", "service": "North"}
    assert content.taken == {}
    assert sum(1 for _ in cases) == 4_999
    assert content.taken == {"a row a case": {"Case ID": "case_id", "Team": "service", "Comments": "text"}}


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8),
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
@example([["a\rb", 'c"d', "e\n"]], ";", csv.QUOTE_MINIMAL, "\r\n", "utf-16")
def test_every_cell_comes_back(rows, separator, quoting, line_end, encoding):
    table = [["Case ID", "Team", "Comments"], *rows]
    if any(end in cell for row in rows for cell in row for end in "\r\n"):
        quoting = csv.QUOTE_ALL  # the csv module writes a line end that is not its own bare, and none can tell it then
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=separator, quoting=quoting, lineterminator=line_end).writerows(table)
        known = encoding_of(path)
        assert _separator(path, known) == separator
        assert [cells for _, cells in _rows(path, known, separator, Omissions())] == table
