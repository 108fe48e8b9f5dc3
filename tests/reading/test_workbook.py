"""Workbooks and CSV files: which column is what, and what becomes of each cell."""

from datetime import date, datetime

import openpyxl
import pytest

from qa_nlp import read

HEADER = ("Case ID", "Team", "Auditor", "Audit date", "Overall grade", "What is working well", "What needs to improve")


def book(path, *rows, sheet="March", **sheets):
    workbook = openpyxl.Workbook()
    workbook.active.title = sheet
    for row in rows:
        workbook.active.append(row)
    for name, more in sheets.items():
        extra = workbook.create_sheet(name)
        for row in more:
            extra.append(row)
    workbook.save(path)
    return path


@pytest.fixture
def audits(tmp_path):
    return book(
        tmp_path / "audits.xlsx",
        ("Monthly case audits",),
        (),
        (*HEADER, "Social worker", "Age", "Auditor comments", "Follow-up"),
        (
            "C1", "North", "QA1", datetime(2026, 3, 3), "Good", "- Plans are clear\n- Visits in time",
            "Supervision is irregular. It is not reflective.", "J. B.", 7, None, None,
        ),
        (
            "C2", "South", "QA2", "4.3.2026", "RI", None,
            "1. Interpreters\n2. Father not seen", "K. L.", 9, "Thin file", None,
        ),
        ("C3", "South", "QA2", "soon", "RI", None, None, "M. N.", 3, None, None),
    )  # fmt: skip


def test_a_row_is_a_case_and_a_cell_its_findings(audits):
    found = read(audits)
    assert found[["case_id", "text", "direction", "locator"]].astype(object).where(
        found[["case_id", "text", "direction", "locator"]].notna(), None
    ).to_numpy().tolist() == [
        ["C1", "Plans are clear", "strength", "March!F4"],
        ["C1", "Visits in time", "strength", "March!F4"],
        ["C1", "Supervision is irregular.", "concern", "March!G4"],
        ["C1", "It is not reflective.", "concern", "March!G4"],
        ["C2", "Interpreters", "concern", "March!G5, paragraph 1"],
        ["C2", "Father not seen", "concern", "March!G5, paragraph 2"],
        ["C2", "Thin file", None, "March!J5"],
    ]


def test_audit_columns_are_recognised_by_name(audits):
    found = read(audits).set_index("case_id")
    assert set(found.loc["C1", "service"]) == {"North"}
    assert set(found.loc["C1", "auditor"]) == {"QA1"}
    assert set(found.loc["C2", "grade"]) == {"RI"}
    assert [day.date() for day in found["audited_on"]] == [date(2026, 3, 3)] * 4 + [date(2026, 3, 4)] * 3


def test_what_was_taken_for_what_and_what_was_left_out_is_reported(audits):
    found = read(audits)
    assert found.attrs["columns"]["audits.xlsx, sheet 'March', a row a case"] == {
        "Case ID": "case_id", "Team": "service", "Auditor": "auditor", "Audit date": "audited_on",
        "Overall grade": "grade", "What is working well": "text", "What needs to improve": "text",
        "Auditor comments": "text",
    }  # fmt: skip
    assert [(row["locator"], row["reason"]) for row in found.attrs["refused"]] == [
        ("sheet 'March', column 'Social worker'", "about a person or a deadline, not a finding"),
        ("sheet 'March', column 'Age'", "about a person or a deadline, not a finding"),
        ("sheet 'March', row 1", "stands above the header row"),
        ("sheet 'March', row 6", "its date is not one we can read; the findings carry no date"),
        ("sheet 'March', row 6", "no text in its cells: this case has no findings and is not counted"),
    ]


def test_every_visible_sheet_is_read(tmp_path):
    path = book(
        tmp_path / "year.xlsx",
        ("Case ID", "Comments"),
        ("C1", "Plans drift"),
        April=[("Case ID", "Comments"), ("C2", "Plans move")],
    )
    assert read(path)[["case_id", "locator"]].to_numpy().tolist() == [["C1", "March!B2"], ["C2", "April!B2"]]


def test_the_caller_can_map_columns(tmp_path):
    path = book(tmp_path / "x.xlsx", ("Pupil", "Area", "Analysis", "Other notes"), ("P9", "West", "Plans drift", "Tea"))
    found = read(path, columns={"case_id": "Pupil", "service": "Area", "text": ["Analysis"]})
    assert found[["case_id", "service", "text"]].to_numpy().tolist() == [["P9", "West", "Plans drift"]]
    assert [row["reason"] for row in found.attrs["refused"]] == ["not among the mapped text columns"]


def test_a_mapped_column_that_is_not_there_is_said(tmp_path):
    path = book(tmp_path / "x.xlsx", ("Case ID", "Comments"), ("C1", "Plans drift"))
    with pytest.raises(ValueError, match=r"expected the mapped column\(s\) Pupil; found none of that name"):
        read(path, columns={"case_id": "Pupil"})


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"case": "Pupil"}, "columns: expected keys among .*case_id.*; found case. Give our column on the left"),
        ({"case_id": ["A", "B"]}, "columns: expected one name for case_id; found 2. Only 'text' can take several."),
    ],
)
def test_wrong_mappings_are_refused(tmp_path, columns, message):
    with pytest.raises(ValueError, match=message):
        read(tmp_path, columns=columns)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_of_any_separator_and_encoding(tmp_path, separator, encoding):
    path = tmp_path / "audits.csv"
    lines = [separator.join(("Case ID", "Comments")), separator.join(("C1", '"Child’s voice\nis missing – again"'))]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    found = read(path)
    assert found[["case_id", "text", "locator"]].to_numpy().tolist() == [
        ["C1", "Child’s voice", "row 2, column 'Comments'"],
        ["C1", "is missing – again", "row 2, column 'Comments'"],
    ]


def test_numbers_and_dates_alone_are_no_findings(tmp_path):
    path = book(
        tmp_path / "x.xlsx",
        ("Case ID", "Comments", "Visits made", "Next review"),
        ("C1", "Plans drift", "4", "1/4/2026"),
    )
    found = read(path)
    assert found["text"].tolist() == ["Plans drift"]
    assert {row["reason"] for row in found.attrs["refused"]} == {"holds only numbers or dates"}
