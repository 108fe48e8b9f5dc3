"""Build the example audits (workbook, Word forms, PDF report) from ``cases.jsonl`` and ``reports.json``.

    python corpora/examples/build.py            # writes corpora/examples/audits

The texts and their labels stand in the two source files; this script only lays them out as councils do: a title row
above the header, bullets in cells, a case block and rated sections in a Word table, a report with running heads.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
AUTHORITY = "Hallowmere"  # an imaginary authority
TEXT_COLUMNS = ("what is working well", "what needs to improve", "auditor notes")
_FIXED = datetime(2026, 1, 1)  # so that every build gives the same files

Finding = dict[str, Any]


def main() -> None:
    """Write one folder a round, each with a workbook, the Word forms and the report."""
    cases = [json.loads(line) for line in (HERE / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    reports = json.loads((HERE / "reports.json").read_text(encoding="utf-8"))
    by_round = defaultdict(list)
    for case in cases:
        by_round[case["round"]].append(case)
    shutil.rmtree(HERE / "audits", ignore_errors=True)
    for name, members in by_round.items():
        folder = HERE / "audits" / name
        folder.mkdir(parents=True)
        write_workbook(
            [case for case in members if case["form"] == "workbook"], folder / f"case audits {name}.xlsx", name
        )
        for case in members:
            if case["form"] == "word":
                write_form(case, folder / f"audit form {case['case_id']}.docx")
        write_report(reports[name], folder / f"audit report {name}.pdf")


def write_workbook(cases: list[dict[str, Any]], path: Path, name: str) -> None:
    """Write a row a case; a cell holds its findings as a list."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill

    book = Workbook()
    sheet: Any = book.create_sheet("Case audits")
    book.remove(book.worksheets[0])
    sheet.append([f"{AUTHORITY} children's services: monthly case audits, {name}"])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append([])
    header = ["Round", "Case ID", "Service", "Auditor", "Date of audit", *map(str.capitalize, TEXT_COLUMNS)]
    sheet.append([*header, "Overall judgement"])
    for cell in sheet[3]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="305496")
    for case in cases:
        texts = [listed(case["cells"].get(column, [])) for column in TEXT_COLUMNS]
        audited_on = date.fromisoformat(case["audited_on"])
        row = [case["round"], case["case_id"], case["service"], case["auditor"], audited_on, *texts, case["grade"]]
        sheet.append(row)
    for letter, width in zip("ABCDEFGHI", (13, 11, 24, 9, 13, 60, 60, 45, 20), strict=True):
        sheet.column_dimensions[letter].width = width
    for cells in sheet.iter_rows(min_row=4):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        cells[4].number_format = "DD/MM/YYYY"
    sheet.freeze_panes = "A4"
    book.properties.created = book.properties.modified = _FIXED
    book.save(path)


def listed(findings: list[Finding]) -> str:
    """Lay findings out in a cell: one as it is, several as bullets."""
    texts = [finding["text"] for finding in findings]
    return texts[0] if len(texts) == 1 else "\n".join(f"- {text}" for text in texts)


def write_form(case: dict[str, Any], path: Path) -> None:
    """Write a Word audit form: a case block, rated sections of evidence and commentary, then the three lists."""
    import docx
    from docx.shared import Cm, Pt

    document = docx.Document()
    document.styles["Normal"].font.size = Pt(10)
    document.add_heading("Case audit form", level=0)
    block = document.add_table(rows=0, cols=4, style="Table Grid")
    facts = (
        ("Case ID", case["case_id"], "Round", case["round"]),
        ("Service", case["service"], "Auditor", case["auditor"]),
        ("Date of audit", f"{date.fromisoformat(case['audited_on']):%d/%m/%Y}", "Overall judgement", case["grade"]),
    )
    for row in facts:
        for cell, text in zip(block.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph()
    form = document.add_table(rows=0, cols=2, style="Table Grid")
    for section in case["sections"]:
        add_section(form, section["title"])
        add_row(form, "Evidence", section["evidence"])
        add_row(form, "Commentary", section["commentary"])
        cells = form.add_row().cells
        cells[0].text, cells[1].text = "Rating", section["rating"]
    add_section(form, "Summary")
    for name in ("strengths", "areas for development", "actions"):
        add_row(form, name.capitalize(), case[name])
    for row in form.rows:
        row.cells[0].width, row.cells[1].width = Cm(4), Cm(12.5)
    document.core_properties.created = document.core_properties.modified = _FIXED
    document.save(str(path))


def add_section(form: Any, title: str) -> None:
    """Add a row across the whole table that names a section."""
    cells = form.add_row().cells
    merged = cells[0].merge(cells[1])
    merged.text = title
    merged.paragraphs[0].runs[0].bold = True


def add_row(form: Any, label: str, findings: list[Finding]) -> None:
    """Add a row of a label and its findings: bullets if there are several."""
    if not findings:
        return
    cells = form.add_row().cells
    cells[0].text = label
    cells[1].text = findings[0]["text"]
    if len(findings) > 1:
        cells[1].paragraphs[0].style = "List Bullet"
        for finding in findings[1:]:
            cells[1].add_paragraph(finding["text"], style="List Bullet")


def write_report(report: dict[str, Any], path: Path) -> None:
    """Write the report on the whole round with a running head and page numbers."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import ListFlowable, ListItem, Paragraph, SimpleDocTemplate, Spacer

    styles = getSampleStyleSheet()
    styles["BodyText"].fontSize, styles["BodyText"].leading = 11, 15
    story: list[Any] = [Paragraph(escaped(report["title"]), styles["Title"]), Spacer(1, 12)]
    for section in report["sections"]:
        story.append(Paragraph(escaped(section["heading"]), styles["Heading2"]))
        for paragraph in section.get("paragraphs", []):
            story.append(Paragraph(escaped(" ".join(finding["text"] for finding in paragraph)), styles["BodyText"]))
        items = [
            ListItem(Paragraph(escaped(finding["text"]), styles["BodyText"])) for finding in section.get("bullets", [])
        ]
        if items:
            story.append(ListFlowable(items, bulletType="bullet", start="•"))

    def furniture(canvas: Any, document: Any) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.drawString(60, A4[1] - 40, f"{AUTHORITY} children's services quality assurance")
        canvas.drawRightString(A4[0] - 60, 30, f"Page {document.page}")

    document = SimpleDocTemplate(str(path), pagesize=A4, title=report["title"], invariant=1)
    document.build(story, onFirstPage=furniture, onLaterPages=furniture)


def escaped(text: str) -> str:
    """Return text that reportlab does not take for markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


if __name__ == "__main__":
    main()
