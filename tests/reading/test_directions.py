"""Headings that give the findings under them a direction, and headings that do not."""

import pytest

from qa_nlp.reading.directions import direction, path_direction


@pytest.mark.parametrize(
    "heading",
    [
        "Strengths", "Key strengths identified", "What is working well?", "What's going well", "Good practice",
        "Evidence of good practice", "Positives", "Keep doing", "Strong themes this quarter", "Progress made",
    ],
)  # fmt: skip
def test_strengths(heading):
    assert direction(heading) == "strength"


@pytest.mark.parametrize(
    "heading",
    [
        "Areas for development", "Areas requiring improvement", "4.3 Areas for further improvement",
        "What needs to improve", "What needs to happen?", "Recommendations", "Even better if", "Concerns",
        "What is not working well", "What are we worried about?", "Audit headlines - development", "Actions",
        "Weaknesses", "Next steps", "Learning points",
    ],
)  # fmt: skip
def test_concerns(heading):
    assert direction(heading) == "concern"


@pytest.mark.parametrize(
    "heading",
    [
        None, "", "Supervision", "Strengths and areas for development", "Strengths and weaknesses", "Evidence",
        "The overall effectiveness requires improvement to be good", "Workforce development strategy",
        "Actions completed", "7 Moving forward and next steps",
    ],
)  # fmt: skip
def test_neither(heading):
    assert direction(heading) is None


def test_the_deepest_heading_that_states_one_decides():
    assert path_direction(["Strengths", "Supervision"]) == "strength"
    assert path_direction(["Strengths", "Areas for development"]) == "concern"
    assert path_direction(["Audit", "Supervision"]) is None
    assert path_direction([]) is None
