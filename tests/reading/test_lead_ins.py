"""A lead-in heads its list; it is a finding too where it says something without it."""

import pytest

from qa_nlp import read
from qa_nlp.reading.lead_ins import is_finding
from qa_nlp.tagging.context import inputs


@pytest.mark.parametrize(
    "text", ["Supervision is poor:", "Plans are not SMART:", "Visits were late in three cases:", "Plans lack dates:"]
)
def test_statements(text):
    assert is_finding(text)


@pytest.mark.parametrize(
    "text",
    [
        "Plans do not:", "Areas for improvement are:", "The following were seen:", "Managers should:", "Strengths:",
        "What is working well:", "The files audited were:", "Auditors were told:", "Is the plan SMART?:", "Plans:",
    ],
)  # fmt: skip
def test_what_waits_for_its_list(text):
    assert not is_finding(text)


def test_fragments_are_read_under_their_lead_in_and_no_statement_is_lost(tmp_path):
    (tmp_path / "a.md").write_text(
        "# Planning\n\nPlans do not:\n\n- say who does what\n- have dates\n\nSupervision is poor:\n\n- no agenda\n"
    )
    found = read(tmp_path)
    assert found[["text", "heading"]].to_numpy().tolist() == [
        ["say who does what", "Planning > Plans do not"],
        ["have dates", "Planning > Plans do not"],
        ["Supervision is poor:", "Planning"],
        ["no agenda", "Planning > Supervision is poor"],
    ]
    assert inputs(found)[0] == ["Planning. Plans do not"] * 2 + ["Planning", "Planning. Supervision is poor"]


def test_bullets_that_run_together(tmp_path):
    (tmp_path / "a.txt").write_text("Plans do not: • say who does what • have dates. Nor aims.\n")
    assert read(tmp_path)[["text", "heading"]].to_numpy().tolist() == [
        ["say who does what", "Plans do not"],
        ["have dates. Nor aims.", "Plans do not"],
    ]
