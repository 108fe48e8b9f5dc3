"""PDFs of our own making, of which body and furniture are known: the example reports, and laid out anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evaluation.reading_words import Reference, words

EXAMPLES = Path("corpora/examples")


def own(folder: Path) -> Iterator[tuple[str, Path, Reference]]:
    """Yield name, path and words: the example reports as they lie there, and in two columns (written to ``folder``).

    Those in two columns have a title across the page, running heads, page numbers, a footnote a page, and words broken
    at the end of lines (by reportlab's hyphenation of long words).
    """
    reports = json.loads((EXAMPLES / "reports.json").read_text(encoding="utf-8"))
    for name, report in reports.items():
        body = words(" ".join([report["title"], *(text for section in report["sections"] for text in _texts(section))]))
        lying = EXAMPLES / "audits" / name / f"audit report {name}.pdf"
        aside = words("Hallowmere children's services quality assurance Page 1 2 3")
        yield f"example report {name}", lying, Reference(body, aside)
        drawn = folder / f"two columns {name}.pdf"
        two_columns(report, drawn)
        aside = words("Hallowmere audit programme Page 1 2 3 of many How audits are drawn is set out in the audit plan")
        yield f"two columns {name}", drawn, Reference(body, aside)


def _texts(section: dict[str, Any]) -> list[str]:
    """Return a section's heading, paragraphs and bullets."""
    paragraphs = [" ".join(finding["text"] for finding in paragraph) for paragraph in section.get("paragraphs", [])]
    return [section["heading"], *paragraphs, *(finding["text"] for finding in section.get("bullets", []))]


def two_columns(report: dict[str, Any], path: Path) -> None:
    """Lay a report out in two columns."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import BaseDocTemplate, Frame, ListFlowable, ListItem, PageTemplate, Paragraph

    styles = getSampleStyleSheet()
    body = styles["BodyText"]
    body.fontSize, body.leading, body.embeddedHyphenation, body.splitLongWords = 10, 13, 1, 0

    def escaped(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;")

    story: list[Any] = []
    for section in report["sections"]:
        story.append(Paragraph(escaped(section["heading"]), styles["Heading2"]))
        for paragraph in section.get("paragraphs", []):
            story.append(Paragraph(_hyphenable(escaped(" ".join(each["text"] for each in paragraph))), body))
        items = [ListItem(Paragraph(_hyphenable(escaped(each["text"])), body)) for each in section.get("bullets", [])]
        if items:
            story.append(ListFlowable(items, bulletType="bullet", start="•"))

    def furniture(canvas: Any, document: Any) -> None:
        if document.page == 1:
            canvas.setFont("Helvetica-Bold", 16)
            canvas.drawString(60, A4[1] - 80, report["title"])
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, A4[1] - 40, "Hallowmere audit programme")
        canvas.drawRightString(A4[0] - 60, 30, f"Page {document.page} of many")
        canvas.drawString(60, 62, f"{document.page} How audits are drawn is set out in the audit plan")

    height = 220  # so low that there are several pages
    frames = [Frame(left, 500, 230, height, leftPadding=0, rightPadding=0) for left in (60, A4[0] - 290)]
    document = BaseDocTemplate(str(path), pagesize=A4, invariant=1)
    document.addPageTemplates(PageTemplate("two", frames, onPage=furniture))
    document.build(story)


def _hyphenable(text: str) -> str:
    """Return a text whose long words may be broken in their middle."""
    return " ".join(
        f"{word[: len(word) // 2]}\xad{word[len(word) // 2 :]}" if word.isalpha() and len(word) > 8 else word
        for word in text.split()
    )
