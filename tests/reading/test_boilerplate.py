"""What nobody wrote about practice is left out and counted; what only looks like it stays."""

import pytest

from qa_nlp import read
from qa_nlp.reading.boilerplate import boilerplate


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Page 3 of 7", "page number"), ("- page 12 -", "page number"), ("Page 3", "page number"),
        ("OFFICIAL – SENSITIVE", "protective marking"), ("Official", "protective marking"),
        ("Private and confidential", "protective marking"),
        ("Click or tap here to enter text.", "prompt of the form"), ("Choose an item.", "prompt of the form"),
        ("*** End of report ***", "mark of the end"),
        ("3. Chronologies ........... 12", "line of a table of contents"), ("Contents", "line of a table of contents"),
        ("This report is also available in large print, Braille and other languages.", "note on formats"),
        ("If you need this document in another format, ring 01234 567890.", "note on formats"),
        ("© Hallowmere Council 2026", "copyright"), ("All rights reserved.", "copyright"),
        ("Tel: 01234 567 890", "contact detail"), ("E: audits@hallowmere.example", "contact detail"),
        ("www.hallowmere.example/audits", "contact detail"), ("1 High Street Hallowmere HA1 2BC", "contact detail"),
    ],
)  # fmt: skip
def test_boilerplate(text, kind):
    assert boilerplate(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "", "Page 3 of the plan has no dates", "3 of 7", "Official order not on file",
        "Sensitive work with dad",
        "Confidential address was sent to father", "Text prompts were not removed from the plan",
        "No end of report date",
        "The report was available to the parents in Polish and in large print", "This report is late",
        "The plan is available in Braille and other languages for mum", "Contents of the plan are unclear",
        "Tel: no calls recorded", "E: nobody asked him", "Tel. call to GP not returned", "T: 9, at school",
        "Copyright of photos was not asked about", "The child waited..... 3 visits missed", "School Nurse Team Manager",
        "The team inspects services for disabled children each year", "Complaints about the worker were not answered",
    ],
)  # fmt: skip
def test_what_only_looks_like_it(text):
    assert boilerplate(text) is None


def test_it_is_counted_and_a_sentence_goes_on_over_a_page(tmp_path):
    (tmp_path / "a.txt").write_text(
        "OFFICIAL - SENSITIVE\n\nThe plan was agreed with the family in the spring and has been followed by the\n"
        "Page 1 of 2\nworkers since then. All rights reserved.\n"
    )
    found = read(tmp_path)
    assert found["text"].tolist() == [
        "The plan was agreed with the family in the spring and has been followed by the workers since then."
    ]
    assert [(row["locator"], row["reason"]) for row in found.attrs["refused"]] == [
        ("boilerplate", "protective marking: 1 line(s)"),
        ("boilerplate", "page number: 1 line(s)"),
        ("boilerplate", "copyright: 1 block(s) or sentence(s)"),
    ]
