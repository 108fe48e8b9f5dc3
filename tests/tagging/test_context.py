"""What stands above a finding and is read with it."""

import pandas as pd
import pytest

from qa_nlp.tagging.context import contexts, inputs


@pytest.mark.parametrize(
    ("heading", "direction", "read"),
    [
        ("Chronologies", None, "Chronologies"),
        ("Strengths", "strength", "strength: Strengths"),
        ("Case 7 > History > Evidence", None, "History. Evidence"),
        (None, "concern", "concern"),
        (None, None, ""),
        ("", None, ""),
        (" ".join(map(str, range(30))), None, " ".join(map(str, range(6, 30)))),
    ],
)
def test_direction_and_deepest_headings(heading, direction, read):
    assert contexts([heading], [direction]) == [read]


def test_findings_under_the_same_headings_each_get_theirs():
    headings, directions = ["Visits", "Plans", "Visits", None, "Visits"], ["strength", None, None, None, "strength"]
    assert contexts(headings, directions) == ["strength: Visits", "Plans", "Visits", "", "strength: Visits"]


def test_unknown_is_read_as_nothing():
    findings = pd.DataFrame({"text": ["a", "b"], "heading": [pd.NA, "H"], "direction": [None, pd.NA]}, dtype="string")
    assert inputs(findings) == (["", "H"], ["a", "b"])
