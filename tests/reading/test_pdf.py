"""PDF reports, drawn here line by line: prose, bullets, numbers, running heads, footnotes, scans."""

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from qa_nlp import read


def draw(path, *pages):
    """Draw (x, y, size, text) lines; a size below 0 is bold."""
    canvas = Canvas(str(path), pagesize=A4)
    for page in pages:
        for x, y, size, text in page:
            canvas.setFont("Helvetica-Bold" if size < 0 else "Helvetica", abs(size))
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return path


def furniture(number):
    return [(60, 820, 9, "Audit report, spring"), (280, 20, 9, f"Page {number} of 3")]


PAGES = (
    [
        *furniture(1),
        (60, 760, 20, "Audit report"),
        (60, 720, -12, "Strengths"),
        (60, 700, 11, "Plans are clear to families and name who does"),
        (60, 687, 11, "what by when, with the steps for 2015-"),
        (60, 674, 11, "16. Visits are in time."),
        (60, 640, -12, "Areas for development"),
        (60, 620, 11, "•"),
        (75, 620, 11, "Supervision is irregu-"),
        (75, 607, 11, "lar and not reflective"),
        (60, 594, 11, "•"),
        (75, 594, 11, "Interpreters"),
        (60, 560, 11, "7. The father was not seen during the whole of"),
        (60, 547, 11, "2015. Managers did not notice."),
        (60, 60, 7, "1 A note in small type about the method."),
    ],
    [
        *furniture(2),
        (60, 760, 11, "8. Chronologies are kept for court and are otherwise left"),
    ],
    [*furniture(3), (60, 760, 11, "to grow old, as last year."), (60, 740, 11, "9. Reviews are late.")],
)


@pytest.fixture
def found(tmp_path):
    return read(draw(tmp_path / "report.pdf", *PAGES))


def test_lines_become_paragraphs_and_sentences(found):
    assert found["text"].tolist() == [
        "Plans are clear to families and name who does what by when, with the steps for 2015-16.",
        "Visits are in time.",
        "Supervision is irregular and not reflective",
        "Interpreters",
        "The father was not seen during the whole of 2015.",
        "Managers did not notice.",
        "Chronologies are kept for court and are otherwise left to grow old, as last year.",
        "Reviews are late.",
    ]


def test_headings_give_direction_and_locators_name_page_and_paragraph(found):
    assert found["direction"].tolist() == ["strength"] * 2 + ["concern"] * 6
    assert found["locator"].tolist() == [
        *["page 1"] * 4,
        *["page 1, paragraph 7"] * 2,
        "page 2, paragraph 8",
        "page 3, paragraph 9",
    ]


def test_what_is_left_out_is_counted(found):
    assert [(row["locator"], row["reason"]) for row in found.attrs["refused"]] == [
        ("page margins", "6 running head(s), foot(s) or page number(s)"),
        ("page feet", "1 line(s) of footnotes in small type"),
    ]


def test_a_contents_page_is_left_out(tmp_path):
    path = draw(
        tmp_path / "report.pdf",
        [(60, 760, 11, "Contents"), (60, 740, 11, "Strengths 2"), (60, 720, 11, "Next steps 3")],
        [(60, 760, 11, "Plans are clear.")],
    )
    assert read(path)["text"].tolist() == ["Plans are clear."]


def test_a_scan_is_refused_with_advice(tmp_path):
    path = draw(tmp_path / "scan.pdf", [], [])
    with pytest.raises(ValueError, match=r"found 2 page\(s\) without any, as in a scan. Run text recognition"):
        read(path)
