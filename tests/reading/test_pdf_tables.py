"""Ruled tables of PDFs are read as those of Word; forms saved as PDF; fields that were filled in."""

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from qa_nlp import read
from tests.reading.drawing import draw, table

COLUMNS = ["text", "heading", "rating"]


def rows(found):
    return [
        [None if value is None or value != value else value for value in row]
        for row in found[COLUMNS].astype(object).where(found[COLUMNS].notna(), None).to_numpy().tolist()
    ]


def form(canvas):
    y = table(
        canvas,
        60,
        760,
        [110, 130, 110, 130],
        [
            ["Case ID", "4711", "Auditor", "JT"],
            ["Team", "North", "Service", "Assessment"],
        ],
    )
    y = table(
        canvas,
        60,
        y - 10,
        [140, 340],
        [
            ["Assessment", None],
            ["Evidence", ["Assessment is in time and names", "what the family can do", "Visits are late"]],
            ["Commentary", ["The father was not seen."]],
            ["Rating", "Requires improvement"],
        ],
    )
    canvas.setFont("Helvetica", 11)
    canvas.drawString(60, y - 30, "Plans are clear to all.")


def test_a_form_is_read_with_its_case_block_sections_and_ratings(tmp_path):
    found = read(
        draw(tmp_path / "a.pdf", [(60, 790, 18, "Audit form"), (60, 810, 11, "Please fill in all of it.")], also=form)
    )
    assert rows(found)[1:] == [
        [
            "Assessment is in time and names what the family can do",
            "Audit form > Assessment > Evidence",
            "Requires improvement",
        ],
        ["Visits are late", "Audit form > Assessment > Evidence", "Requires improvement"],
        ["The father was not seen.", "Audit form > Assessment > Commentary", "Requires improvement"],
        ["Plans are clear to all.", "Audit form", None],
    ]
    assert set(found["case_id"]) == {"4711"}
    assert set(found["auditor"]) == {"JT"}
    assert found["locator"].tolist()[1] == "page 1, table 2, row 2"


def test_a_box_around_prose_is_no_table(tmp_path):
    def box(canvas):
        canvas.rect(50, 700, 480, 80)

    path = draw(tmp_path / "a.pdf", [(60, 760, 11, "Plans are clear."), (60, 740, 11, "Visits are late.")], also=box)
    found = read(path)
    assert found["text"].tolist() == ["Plans are clear.", "Visits are late."]
    assert found["heading"].isna().all()


def test_a_table_goes_on_over_the_page_with_its_header_again(tmp_path):
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    widths, header = [120, 240, 120], ["Standard", "Finding", "Rating"]
    table(canvas, 60, 200, widths, [header, ["Visits", ["Visits are in time", "but their purpose is"], "Good"]])
    canvas.showPage()
    table(canvas, 60, 780, widths, [header, ["", "not recorded", ""], ["Plans", "Plans are vague", "Inadequate"]])
    canvas.save()
    assert rows(read(tmp_path / "a.pdf")) == [
        ["Visits are in time but their purpose is not recorded", "Visits > Finding", "Good"],
        ["Plans are vague", "Plans > Finding", "Inadequate"],
    ]


def test_what_was_filled_into_the_fields_of_a_form_is_read(tmp_path):
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawString(60, 760, "Strengths")
    canvas.acroForm.textfield(
        name="strengths", value="Visits are in time.", x=60, y=700, width=400, height=30, fontSize=11
    )
    canvas.save()
    found = read(tmp_path / "a.pdf")
    assert found[["text", "direction"]].to_numpy().tolist() == [["Visits are in time.", "strength"]]
