"""Word documents: styles, lists, and audit forms made of tables."""

from datetime import date

import docx
import pytest

from qa_nlp import read


def saved(document, tmp_path, name="audit.docx"):
    document.save(str(tmp_path / name))
    return tmp_path / name


def fill(table, *rows):
    for cells, row in zip(rows, table.rows, strict=True):
        for text, cell in zip(cells, row.cells, strict=True):
            cell.text = text


def test_styles_give_headings_and_lists_and_the_title_is_no_section(tmp_path):
    document = docx.Document()
    document.add_heading("Audit round", 0)
    document.add_heading("Strengths", 1)
    document.add_paragraph("Plans are clear", style="List Bullet")
    document.add_heading("Supervision", 2)
    document.add_paragraph("It is regular. It is reflective.")
    document.add_heading("Areas for development", 1)
    document.add_paragraph("• Visits are late")
    found = read(saved(document, tmp_path))
    assert found[["text", "heading", "direction", "locator"]].to_numpy(object).tolist() == [
        ["Plans are clear", "Strengths", "strength", "paragraph 3"],
        ["It is regular.", "Strengths > Supervision", "strength", "paragraph 5"],
        ["It is reflective.", "Strengths > Supervision", "strength", "paragraph 5"],
        ["Visits are late", "Areas for development", "concern", "paragraph 7"],
    ]


def test_a_bold_line_is_a_heading_where_something_stands_under_it(tmp_path):
    document = docx.Document()
    document.add_paragraph().add_run("Recommendations").bold = True
    document.add_paragraph("Visits to be monthly", style="List Number")
    assert read(saved(document, tmp_path))["direction"].tolist() == ["concern"]


@pytest.fixture
def form(tmp_path):
    document = docx.Document()
    block = document.add_table(3, 4)
    fill(
        block,
        ("Case ID", "C17", "Team", "North"),
        ("Auditor", "QA1", "Date of audit", "3 March 2026"),
        ("Social worker", "J. B.", "Overall judgement", "Good"),
    )
    table = document.add_table(4, 2)
    table.rows[0].cells[0].merge(table.rows[0].cells[1]).text = "Supervision"
    fill(
        table,
        ("Supervision", "Supervision"),
        ("Evidence", "Six records in six months."),
        ("Commentary", "Reflective. It changed the plan."),
        ("Rating", "Requires improvement"),
    )
    document.add_heading("Areas for development", 1)
    cell = document.add_table(1, 1).rows[0].cells[0]
    cell.text = "Interpreters"
    cell.add_paragraph("Life-story work")
    return saved(document, tmp_path)


def test_a_form_gives_sections_ratings_and_facts(form):
    found = read(form)
    assert found[["text", "heading", "rating"]].astype(object).where(
        found[["text", "heading", "rating"]].notna(), None
    )[:3].to_numpy().tolist() == [
        ["Six records in six months.", "Supervision > Evidence", "Requires improvement"],
        ["Reflective.", "Supervision > Commentary", "Requires improvement"],
        ["It changed the plan.", "Supervision > Commentary", "Requires improvement"],
    ]
    assert set(found["case_id"]) == {"C17"}
    assert set(found["service"]) == {"North"}
    assert set(found["auditor"]) == {"QA1"}
    assert set(found["grade"]) == {"Good"}
    assert {day.date() for day in found["audited_on"]} == {date(2026, 3, 3)}


def test_a_name_in_the_case_block_is_left_out_by_its_label(form):
    found = read(form)
    assert not found.astype("string").apply(lambda column: column.str.contains("J. B.", regex=False)).any().any()
    assert [row["locator"] for row in found.attrs["refused"]] == ["box 'Social worker'"]


def test_a_grid_is_read_by_its_header_row(tmp_path):
    document = docx.Document()
    fill(
        document.add_table(3, 4),
        ("Section", "Strengths", "Areas for development", "Rating"),
        ("Visits", "In time", "Not alone", "Good"),
        ("Plans", "", "No dates. No owner.", "Inadequate"),
    )
    found = read(saved(document, tmp_path))
    assert found[["text", "heading", "direction", "rating"]].to_numpy(object).tolist() == [
        ["In time", "Visits > Strengths", "strength", "Good"],
        ["Not alone", "Visits > Areas for development", "concern", "Good"],
        ["No dates.", "Plans > Areas for development", "concern", "Inadequate"],
        ["No owner.", "Plans > Areas for development", "concern", "Inadequate"],
    ]


def test_headers_and_footers_are_no_findings(tmp_path):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "OFFICIAL SENSITIVE"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.add_paragraph("Plans are clear.")
    assert read(saved(document, tmp_path))["text"].tolist() == ["Plans are clear."]
