"""The registry: the same document gives the same findings in every format, and advice for what is not read."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_nlp import read
from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.formats import FORMATS, endings, open_document
from tests.reading.writers import WRITERS

AUDIT = [
    ("heading", 1, "Audit of the spring"),
    ("heading", 2, "What is working well"),
    ("item", 1, "Plans are clear – and dated"),
    ("item", 2, "Dates are kept"),
    ("item", 1, "The child’s “voice” is heard"),
    ("paragraph", "Supervision is regular. It is reflective."),
    ("heading", 2, "Areas for development"),
    ("paragraph", "Costs {of £50} aren't agreed | 3 < 4 & so on \\ e.g. 😀 in notes."),
    (
        "table",
        [
            [("Case ID", 1), ("C17", 1), ("Team", 1), ("North", 1)],
            [("Auditor", 1), ("QA1", 1), ("Grade", 1), ("Good", 1)],
        ],
    ),
    ("paragraph", "Between the tables."),
    (
        "table",
        [
            [("Visits", 2)],
            [("Evidence", 1), ("Two of six were late.\nNobody asked why.", 1)],
            [("Rating", 1), ("Good", 1)],
        ],
    ),
    ("paragraph", "After the form."),
    (
        "table",
        [
            [("Section", 1), ("Strengths", 1), ("Areas for development", 1)],
            [("Plans", 1), ("In time", 1), ("No owner. No dates.", 1)],
        ],
    ),
]


def findings_of(document, tmp_path, ending):
    found = read(WRITERS[ending](document, tmp_path / f"audit{ending}"))
    columns = ["text", "heading", "direction", "rating", "case_id", "service", "auditor", "grade"]
    return found[columns].astype(object).where(found[columns].notna(), None).to_numpy().tolist()


@pytest.mark.parametrize("ending", [".html", ".odt", ".rtf"])
def test_an_audit_gives_the_same_findings_as_in_word(tmp_path, ending):
    there = findings_of(AUDIT, tmp_path, ending)
    assert there == findings_of(AUDIT, tmp_path, ".docx")
    case = ["C17", "North", "QA1", "Good"]
    assert ["Dates are kept", "Audit of the spring > What is working well", "strength", None, *case] in there
    assert [row[0] for row in there][-3:] == ["In time", "No owner.", "No dates."]


words = st.sampled_from(
    ["plan", "visits", "seen", "alone", "isn’t", "£50", "{x}", "a|b", "<b>", "&amp;", "C:\\notes", "😀", "naïve", "–"]
)
texts = st.lists(words, min_size=1, max_size=6).map(lambda some: "The " + " ".join(some) + " noted")
headings = st.tuples(
    st.just("heading"), st.integers(1, 3), st.sampled_from(["Strengths", "Areas for development", "Views & wishes"])
)
parts = st.one_of(
    headings,
    st.tuples(st.just("paragraph"), texts.map(lambda text: text + ".")),
    st.tuples(st.just("item"), st.integers(1, 3), texts),
    st.tuples(
        st.just("table"),
        st.lists(st.tuples(texts, texts).map(lambda two: [(two[0], 1), (two[1], 1)]), min_size=1, max_size=3),
    ),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=st.lists(parts, min_size=1, max_size=8).map(lambda some: [*some, ("paragraph", "The end is noted.")]))
def test_any_document_gives_the_same_findings_in_every_format(tmp_path, document):
    there = {ending: findings_of(document, tmp_path, ending) for ending in WRITERS}
    assert there[".html"] == there[".docx"]
    assert there[".odt"] == there[".docx"]
    assert there[".rtf"] == there[".docx"]


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("old.doc", "save it as .docx"),
        ("slides.pptx", "save them as PDF"),
        ("scan.JPG", r"run text recognition \(OCR\)"),
        ("round.zip", "unpack it and give the folder"),
        ("notes.pages", "export it as .docx"),
        ("sheet.numbers", "export it as .xlsx"),
        ("mails.pst", "save the messages in it as .msg or .eml"),
        ("notes.xyz", "files ending in .xyz are not read; expected .txt"),
    ],
)
def test_what_is_not_read_is_refused_with_advice(tmp_path, name, advice):
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(UnreadableError, match=advice):
        open_document(tmp_path / name, {})


def test_no_ending_belongs_to_two_formats():
    known = [ending for each in FORMATS for ending in each.endings]
    assert len(known) == len(set(known))
    assert all(ending in endings() for ending in known)
