"""Workbooks: which sheet is what, which column is what, and what becomes of each cell."""

import zipfile
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from qa_nlp import actions, read
from qa_nlp.reading.sheets.workbook import read_workbook

HEADER = ("Case ID", "Team", "Auditor", "Audit date", "Overall grade", "What is working well", "What needs to improve")


def book(path, *rows, sheet="March", merge=(), **sheets):
    workbook = openpyxl.Workbook()
    workbook.active.title = sheet
    for row in rows:
        workbook.active.append(row)
    for cells in merge:
        workbook.active.merge_cells(cells)
    for name, more in sheets.items():
        extra = workbook.create_sheet(name)
        for row in more:
            extra.append(row)
    workbook.save(path)
    return path


def values(found, *columns):
    """The columns' values row by row, None for what is unknown."""
    part = found[list(columns)].astype(object)
    return part.where(part.notna(), None).to_numpy().tolist()


def left_out(found):
    return [(row["locator"], row["reason"]) for row in found.attrs["refused"]]


def taken(found):
    (only,) = found.attrs["columns"].values()
    return only


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
    assert values(found, "case_id", "text", "direction", "locator") == [
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


def test_numbers_and_dates_alone_are_no_findings(tmp_path):
    path = book(
        tmp_path / "x.xlsx",
        ("Case ID", "Comments", "Visits made", "Next review"),
        ("C1", "Plans drift", "4", "1/4/2026"),
    )
    found = read(path)
    assert found["text"].tolist() == ["Plans drift"]
    assert {row["reason"] for row in found.attrs["refused"]} == {"holds only numbers or dates"}


def test_a_case_merged_over_rows_counts_for_each_and_merged_text_is_read_once(tmp_path):
    path = book(
        tmp_path / "x.xlsx",
        ("Case ID", "Team", "Rating", "Comments"),
        ("C1", "North", "RI", "Thin"),
        (None, None, None, "No father"),
        ("C2", "South", "Good", "Seen alone"),
        ("C3", "South", "Good", None),
        (None, None, None, None),
        merge=("A2:A3", "B2:B3", "C2:C3", "D4:D5", "A5:A6"),
    )
    found = read(path)
    assert values(found, "case_id", "service", "rating", "text", "locator") == [
        ["C1", "North", "RI", "Thin", "March!D2"],
        ["C1", "North", "RI", "No father", "March!D3"],
        ["C2", "South", "Good", "Seen alone", "March!D4"],
    ]
    assert left_out(found) == [
        ("sheet 'March', row 5", "no text in its cells: this case has no findings and is not counted")
    ]


@pytest.mark.parametrize("merge", [("A2:A3", "B2:C2", "D2:E2", "F2:F3"), ()])
def test_a_band_over_the_header_is_part_of_the_heading_and_has_its_own_rating(tmp_path, merge):
    path = book(
        tmp_path / "x.xlsx",
        ("Audit tracker",),
        ("Case ID", "Assessment", None, "Plan", None, "Strengths"),
        (None, "Comment", "Rating", "Comment", "Rating", None),
        ("C1", "Thin. Dated.", "RI", "Clear", "Good", "Warm"),
        ("C2", None, "Good", "Drifts", None, None),
        ("Case ID", "Assessment", None, "Plan", None, "Strengths"),
        (None, "Comment", "Rating", "Comment", "Rating", None),
        ("Total", 1, None, 2, None, None),
        merge=merge,
    )
    found = read(path)
    assert values(found, "case_id", "heading", "text", "rating") == [
        ["C1", "Assessment > Comment", "Thin.", "RI"],
        ["C1", "Assessment > Comment", "Dated.", "RI"],
        ["C1", "Plan > Comment", "Clear", "Good"],
        ["C1", "Strengths", "Warm", None],
        ["C2", "Plan > Comment", "Drifts", None],
    ]
    assert left_out(found) == [
        ("sheet 'March', row 1", "stands above the header row"),
        ("sheet 'March', rows 6 to 7", "repeats the header row"),
        ("sheet 'March', row 8", "a row of totals"),
    ]
    assert taken(found) == {
        "Case ID": "case_id", "Assessment > Rating": "rating", "Plan > Rating": "rating",
        "Assessment > Comment": "text", "Plan > Comment": "text", "Strengths": "text",
    }  # fmt: skip


def test_ratings_judge_the_section_that_they_name(tmp_path):
    path = book(
        tmp_path / "x.xlsx",
        ("Case ID", "Chronology", "Plan rating", "Chronology rating", "Plan comments", "Voice rating"),
        ("C1", "Gaps", "Good", "RI", "Clear", "Good"),
    )
    found = read(path)
    assert values(found, "heading", "text", "rating") == [
        ["Chronology", "Gaps", "RI"],
        ["Plan comments", "Clear", "Good"],
    ]
    assert left_out(found) == [
        ("sheet 'March', column 'Voice rating'", "a rating with no column of text beside it that it judges")
    ]


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (
            ("Case ID", "Chronology", "Rating", "Plan", "Rating", "Overall grade"),
            ("C1", "Gaps", "RI", "Clear", "Good", "RI"),
            [["Chronology", "Gaps", "RI"], ["Plan", "Clear", "Good"]],
        ),
        (
            ("Case ID", "Grade", "Chronology", "Grade", "Plan"),
            ("C1", "RI", "Gaps", "Good", "Clear"),
            [["Chronology", "Gaps", "RI"], ["Plan", "Clear", "Good"]],
        ),
        (
            ("Case ID", "Rating", "Chronology", "Plan"),
            ("C1", "RI", "Gaps", "Clear"),
            [["Chronology", "Gaps", "RI"], ["Plan", "Clear", "RI"]],
        ),
        (
            ("Case ID", "Chronology rating", "Comments", "Plan rating", "Comments"),
            ("C1", "RI", "Gaps", "Good", "Clear"),
            [["Chronology > Comments", "Gaps", "RI"], ["Plan > Comments", "Clear", "Good"]],
        ),
        (
            ("Case ID", "Chronology", "Comments", "Plan", "Comments"),
            ("C1", "Requires improvement", "Gaps", "GOOD", "Clear"),
            [["Chronology > Comments", "Gaps", "Requires improvement"], ["Plan > Comments", "Clear", "GOOD"]],
        ),
        (
            ("Case ID", "Chronology", "Plan"),
            ("C1", "Good", "Clear"),
            [["Chronology", "Good", None], ["Plan", "Clear", None]],
        ),
    ],
)
def test_ratings_by_their_place(tmp_path, header, row, expected):
    assert values(read(book(tmp_path / "x.xlsx", header, row)), "heading", "text", "rating") == expected


def test_yes_and_no_are_findings_under_their_question(tmp_path):
    path = book(
        tmp_path / "x.xlsx",
        ("Case ID", "Is there a chronology?", "Comments", "Was she seen alone?", "Comments"),
        ("C1", "No", "Ends in May", True, None),
        ("C2", "N/A", None, "Partially", "Twice"),
    )
    assert values(read(path), "case_id", "heading", "text") == [
        ["C1", "Is there a chronology?", "No"],
        ["C1", "Is there a chronology? > Comments", "Ends in May"],
        ["C1", "Was she seen alone?", "Yes"],
        ["C2", "Is there a chronology?", "N/A"],
        ["C2", "Was she seen alone?", "Partially"],
        ["C2", "Was she seen alone? > Comments", "Twice"],
    ]


def test_actions_have_their_owner_and_day(tmp_path):
    path = book(
        tmp_path / "x.xlsx",
        ("Case ID", "Comments", "Actions", "By whom", "By when", "Owner"),
        ("C1", "Thin", "1. Update it\n2. See her", "TM\nSW", datetime(2026, 5, 1), "QA"),
        ("C2", None, "Tell him", None, "next supervision", None),
    )
    found = read(path)
    assert values(actions(found), "case_id", "text", "owner", "due") == [
        ["C1", "Update it", "TM", "2026-05-01"],
        ["C1", "See her", "SW", "2026-05-01"],
        ["C2", "Tell him", None, "next supervision"],
    ]
    assert left_out(found) == [("sheet 'March', column 'Owner'", "about a person or a deadline, not a finding")]
    assert taken(found)["By whom"] == "action owner"


def test_who_and_when_without_an_action_are_left_out(tmp_path):
    found = read(book(tmp_path / "x.xlsx", ("Case ID", "Comments", "By whom"), ("C1", "Thin", "TM")))
    assert left_out(found) == [("sheet 'March', column 'By whom'", "about a person or a deadline, not a finding")]


def test_sheets_without_cases_are_left_out_and_listed(tmp_path):
    path = book(
        tmp_path / "x.xlsx",
        ("Case ID", "Comments"),
        ("C1", "Plans drift"),
        April=[("Comments", "Team"), ("Visits slip", "North")],
        Lists=[("Team", "Grade"), ("North", "Good")],
        Sheet4=[("How to fill this in",), ("Say what you saw.",)],
        Sheet5=[("Row Labels", "Count of Case ID"), ("North", 4), ("Grand Total", 4)],
        Empty=[],
        Old=[("Case ID", "Comments"), ("C9", "Hidden")],
    )
    workbook = openpyxl.load_workbook(path)
    workbook["Old"].sheet_state = "hidden"
    chart = BarChart()
    chart.add_data(Reference(workbook["March"], min_col=1, min_row=1, max_row=2))
    workbook.create_chartsheet("Picture").add_chart(chart)
    workbook.save(path)
    found = read(path)
    assert values(found, "case_id", "service", "text") == [["C1", None, "Plans drift"], [None, "North", "Visits slip"]]
    assert left_out(found) == [
        ("sheet 'Empty'", "empty"),
        ("sheet 'Old'", "a hidden sheet"),
        ("sheet 'Picture'", "a chart"),
        ("sheet 'Lists'", "holds no cases, by its name and as it names none"),
        (
            "sheet 'Sheet4'",
            "names no case, unlike other sheets, and has other columns; if it holds cases, name their column with "
            "columns=",
        ),
        ("sheet 'Sheet5'", "a pivot table"),
    ]


def test_a_sheet_knows_its_name_and_may_be_a_form(tmp_path):
    path = book(
        tmp_path / "x.xlsx",
        ("Case ID", "HM-1", "Team", "North"),
        ("Auditor", "QA1", "Date of audit", datetime(2026, 3, 3)),
        (),
        ("Strengths", "Visits are regular. She is warm."),
        sheet="HM-1",
        Table=[("Case ID", "Comments"), ("C2", "Plans drift")],
    )
    content = read_workbook(path, {})
    assert [(case.sheet, case.known["case_id"]) for case in content.cases] == [("HM-1", "HM-1"), ("Table", "C2")]
    assert list(content.taken) == ["sheet 'HM-1', a form", "sheet 'Table', a row a case"]
    assert values(read(path), "case_id", "service", "auditor", "heading", "text") == [
        ["HM-1", "North", "QA1", "Strengths", "Visits are regular."],
        ["HM-1", "North", "QA1", "Strengths", "She is warm."],
        ["C2", None, None, "Comments", "Plans drift"],
    ]


def test_what_is_said_above_the_header_holds_for_all(tmp_path):
    path = book(
        tmp_path / "x.xlsx",
        ("Team:", "North"),
        ("Audit date: 4 March 2026",),
        ("Case ID", "Comments"),
        ("C1", "Plans drift"),
        ("C2", "Visits slip"),
    )
    found = read(path)
    assert values(found, "case_id", "service", "text") == [
        ["C1", "North", "Plans drift"],
        ["C2", "North", "Visits slip"],
    ]
    assert [day.date() for day in found["audited_on"]] == [date(2026, 3, 4)] * 2
    assert taken(found) == {"Team": "service", "Audit date": "audited_on", "Case ID": "case_id", "Comments": "text"}
    assert left_out(found) == []


def test_a_second_table_further_down_has_its_own_columns(tmp_path):
    path = book(
        tmp_path / "x.xlsx",
        ("Case ID", "Team", "Comments"),
        ("C1", "North", "Plans drift"),
        (),
        ("Team", "Strengths", "Case ID"),
        ("South", "Warm", "C2"),
    )
    assert values(read(path), "case_id", "service", "heading", "text") == [
        ["C1", "North", "Comments", "Plans drift"],
        ["C2", "South", "Strengths", "Warm"],
    ]


def test_another_name_for_a_fact_is_no_finding(tmp_path):
    found = read(book(tmp_path / "x.xlsx", ("Case ID", "Client ID", "Notes"), ("C1", "P7", "Plans drift")))
    assert found["text"].tolist() == ["Plans drift"]
    assert left_out(found) == [("sheet 'March', column 'Client ID'", "another name for case_id, which 'Case ID' gives")]


def test_findings_without_a_case_are_read_and_said(tmp_path):
    found = read(book(tmp_path / "x.xlsx", ("Case ID", "Notes"), ("C1", "Plans drift"), (None, "Visits slip")))
    assert values(found, "case_id", "text") == [["C1", "Plans drift"], [None, "Visits slip"]]
    assert left_out(found) == [("sheet 'March', row 3", "names no case; its findings are read and belong to no case")]


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
def test_days_as_excel_counts_them(tmp_path, epoch):
    workbook = openpyxl.Workbook()
    if epoch:
        workbook.epoch = epoch
    sheet = workbook.active
    sheet.append(("Case ID", "Audit date", "Notes"))
    sheet.append(("C1", datetime(2026, 3, 4, 10, 30), "Plans drift"))
    sheet.append(("C2", 46085 - (1462 if epoch else 0), "Visits slip"))
    sheet.append(("C3", "Wed 4 March 2026", "No father"))
    sheet.append(("C4", 99, "Seen"))
    workbook.save(tmp_path / "x.xlsx")
    found = read(tmp_path / "x.xlsx")
    assert [None if pd.isna(day) else day.date() for day in found["audited_on"]] == [date(2026, 3, 4)] * 3 + [None]
    assert left_out(found) == [("sheet 'Sheet', row 5", "its date is not one we can read; the findings carry no date")]


def test_dates_that_read_two_ways_are_not_guessed(tmp_path):
    rows = [("C1", "03/04/2026", "a b"), ("C2", "03/25/2026", "a b"), ("C3", datetime(2026, 4, 3), "a b")]
    found = read(book(tmp_path / "x.xlsx", ("Case ID", "Audit date", "Notes"), *rows))
    assert [None if pd.isna(day) else day.date() for day in found["audited_on"]] == [None, None, date(2026, 4, 3)]
    assert [reason.partition(",")[0].partition(";")[0] for _, reason in left_out(found)] == [
        "its date may be day/month or month/day",
        "its date is not one we can read",
    ]
    found = read(book(tmp_path / "y.xlsx", ("Case ID", "Audit date", "Notes"), rows[0]))
    assert found["audited_on"][0].date() == date(2026, 4, 3)


def test_cells_that_hold_no_text_of_their_own(tmp_path):
    path = book(
        tmp_path / "x.xlsx",
        ("Case ID", "Notes", "Answer"),
        ("C1", "#REF!", "=1+1"),
        ("C2", "Plans drift", "=A1"),
        ("C3", "Struck", 0.855),
        ("C4", "Sees_x000D_\nher", "-"),
    )
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.active
    sheet["B4"].font = Font(strike=True)
    sheet["C4"].number_format = "0.0%"
    sheet["B3"].comment = Comment("Ask her", "QA")
    workbook.save(path)
    found = read(path)
    assert found["text"].tolist() == ["Plans drift", "Sees", "her"]
    assert left_out(found) == [
        ("workbook", "1 note, not read"),
        ("sheet 'March', column 'Answer'", "holds only numbers or dates"),
        ("sheet 'March', rows 2, 4", "no text in its cells: this case has no findings and is not counted"),
        ("March!B2", "an error of a formula, not text"),
        (
            "March!C2, C3",
            "a formula whose value was never computed; open the workbook in Excel and save it, so that it is",
        ),
        ("March!B4", "struck out"),
    ]


def test_a_formula_counts_with_its_last_value(tmp_path):
    path = book(tmp_path / "x.xlsx", ("Case ID", "Notes"), ("C1", "=A9"), ("C2", "=A9"))
    parts = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    assert sheet.count("<v></v>") + sheet.count("<v />") + sheet.count("<v/>") == 2
    sheet = sheet.replace('<c r="B2"><f>A9</f><v></v>', '<c r="B2" t="str"><f>A9</f><v>Plans drift</v>')
    sheet = sheet.replace('<c r="B3"><f>A9</f><v></v>', '<c r="B3" t="str"><f>A9</f><v></v>')
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else part)
    found = read(path)
    assert found["text"].tolist() == ["Plans drift"]
    assert left_out(found) == [
        ("sheet 'March', row 3", "no text in its cells: this case has no findings and is not counted")
    ]


def test_a_sheet_whose_stated_size_is_wrong_is_read_whole(tmp_path):
    path = book(tmp_path / "x.xlsx", ("Case ID", "Notes"), ("C1", "Plans drift"))
    parts = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    name = "xl/worksheets/sheet1.xml"
    assert b'ref="A1:B2"' in parts[name]
    with zipfile.ZipFile(path, "w") as archive:
        for each, part in parts.items():
            archive.writestr(each, part.replace(b'ref="A1:B2"', b'ref="A1"') if each == name else part)
    assert values(read(path), "case_id", "text") == [["C1", "Plans drift"]]


def test_names_are_mapped_in_any_case_and_spacing_and_on_the_sheets_that_have_them(tmp_path):
    path = book(
        tmp_path / "x.xlsx",
        ("Client  Ref", "Assessment", None),
        (None, "Comment", "Other"),
        ("P9", "Thin", "Tea"),
        merge=("B1:C1",),
        April=[("Case ID", "View"), ("C2", "Plans drift")],
    )
    found = read(path, columns={"case_id": "client ref", "text": ["assessment comment", "View"]})
    assert values(found, "case_id", "heading", "text") == [
        ["P9", "Assessment > Comment", "Thin"],
        ["C2", "View", "Plans drift"],
    ]
    assert left_out(found) == [("sheet 'March', column 'Assessment > Other'", "not among the mapped text columns")]


def test_numbers_of_a_mapped_text_column_are_findings(tmp_path):
    path = book(tmp_path / "x.xlsx", ("Case ID", "Notes"), ("C1", "7 of 12"), ("C2", 4))
    assert read(path, columns={"text": "Notes"})["text"].tolist() == ["7 of 12", "4"]


def test_a_title_across_the_table_and_a_longer_row(tmp_path):
    path = book(
        tmp_path / "x.xlsx",
        ("Case ID", "Team", "Notes"),
        ("South team",),
        ("C1", "South", "Plans drift", "Beyond"),
        merge=("A2:C2",),
    )
    found = read(path)
    assert values(found, "case_id", "heading", "text") == [["C1", "Notes", "Plans drift"], ["C1", "column 4", "Beyond"]]
    assert left_out(found) == [("sheet 'March', row 2", "a title across the table")]
