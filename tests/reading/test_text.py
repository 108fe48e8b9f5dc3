"""Text and Markdown: headings, bullets, numbered paragraphs, wrapped prose, encodings."""

import pytest

from qa_nlp import read


def read_as(tmp_path, content, name="notes.txt", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(content.encode(encoding))
    return read(path)


def listing(found, *columns):
    part = found[list(columns)].astype(object)
    return [tuple(row) for row in part.where(part.notna(), None).to_numpy()]


def test_headings_bullets_and_prose(tmp_path):
    found = read_as(
        tmp_path,
        "# Audit of March\n\n## Strengths\n\n- Plans are clear\n- Visits are in time\n  and children are seen alone\n\n"
        "## Areas for development\n\nSupervision is irregular. Chronologies are old.\n",
        "notes.md",
    )
    assert listing(found, "text", "direction", "heading", "locator") == [
        ("Plans are clear", "strength", "Audit of March > Strengths", "line 5"),
        ("Visits are in time and children are seen alone", "strength", "Audit of March > Strengths", "line 6"),
        ("Supervision is irregular.", "concern", "Audit of March > Areas for development", "line 11"),
        ("Chronologies are old.", "concern", "Audit of March > Areas for development", "line 11"),
    ]


def test_headings_without_marks_are_recognised_by_what_stands_under_them(tmp_path):
    found = read_as(tmp_path, "Strengths\n• Plans are clear\n\nWhat needs to improve\n• Interpreters\n")
    assert listing(found, "text", "direction") == [("Plans are clear", "strength"), ("Interpreters", "concern")]


def test_a_last_short_line_is_a_finding_and_no_heading(tmp_path):
    found = read_as(tmp_path, "Strengths\n- Plans are clear\n\nGood grip by managers\n")
    assert listing(found, "text") == [("Plans are clear",), ("Good grip by managers",)]


def test_notes_are_a_finding_a_line_and_wrapped_prose_is_joined(tmp_path):
    found = read_as(
        tmp_path,
        "chron last entry 3/24\nsupv monthly but a tick list\nDirect work none\n\n"
        "The plan was agreed with the family in the spring and has been followed\nby everyone since then.\n",
    )
    assert list(found["text"]) == [
        "chron last entry 3/24",
        "supv monthly but a tick list",
        "Direct work none",
        "The plan was agreed with the family in the spring and has been followed by everyone since then.",
    ]


def test_numbered_paragraphs_keep_their_number_in_the_locator(tmp_path):
    found = read_as(tmp_path, "4 Findings\n\n4.1 Plans are clear.\n\n4.2 Visits are late. Children notice.\n")
    assert listing(found, "text", "locator", "heading") == [
        ("Plans are clear.", "line 3, paragraph 4.1", "4 Findings"),
        ("Visits are late.", "line 5, paragraph 4.2", "4 Findings"),
        ("Children notice.", "line 5, paragraph 4.2", "4 Findings"),
    ]


def test_a_lead_in_becomes_the_heading_of_its_list_and_of_no_more(tmp_path):
    found = read_as(tmp_path, "8.1 Areas for improvement are:\n- Use of chronologies\n\n8.2 Visits are regular.\n")
    assert listing(found, "text", "direction") == [("Use of chronologies", "concern"), ("Visits are regular.", None)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_councils(tmp_path, encoding):
    found = read_as(tmp_path, "- The child’s voice – missing\n", encoding=encoding)
    assert list(found["text"]) == ["The child’s voice – missing"]


@pytest.mark.parametrize("glyph", ["-", "*", "•", "·", "–", "▪", "\uf0b7", "o", "➢", "(cid:127)"])
def test_bullets_of_every_glyph(tmp_path, glyph):
    found = read_as(tmp_path, f"Strengths\n{glyph} Plans are clear\n{glyph} Visits are in time\n")
    assert listing(found, "text", "direction") == [("Plans are clear", "strength"), ("Visits are in time", "strength")]


def test_of_a_pasted_message_only_what_its_writer_wrote_is_read(tmp_path):
    found = read_as(
        tmp_path,
        "From: Pat Example\nSent: 2 March 2026 10:00\nTo: Sam\nSubject: RE: Audit of plans\n\nHi Sam,\n\nStrengths\n"
        "- Plans are clear\n\nKind regards\nPat Example\n\n"
        "On 1 March 2026, Sam <sam@c.example> wrote:\n> Please send it.\n",
    )
    assert listing(found, "text", "heading", "locator") == [
        ("Plans are clear", "Audit of plans > Strengths", "line 9"),
    ]
    assert [row["locator"] for row in found.attrs["refused"]] == [
        "lines 1 to 4",
        "lines 14 to 15",
        "line 6",
        "lines 11 to 13",
    ]
    assert "Pat" not in repr(found.to_dict()) + repr(found.attrs)
