"""Headings that give the findings under them a direction, and headings that do not."""

import pytest

from qa_nlp.reading.directions import direction, path_direction

STRENGTHS = [
    "Strengths", "Key strengths", "Key strengths identified", "Overall strengths", "Strengths of the assessment",
    "2. Strengths:", "STRENGTHS", "What is working well?", "What's working well", "What’s going well", "Working well",
    "What went well", "What has gone well", "What did we do well?", "What works well", "What we do well",
    "Good practice", "Good practice identified", "Evidence of good practice", "Examples of good practice",
    "Areas of good practice", "Areas of strength", "Best practice seen", "Exemplary practice", "Notable practice",
    "Practice to celebrate", "Celebrating practice", "What are we proud of?", "Positives", "Positive practice",
    "Positive features of the work", "Keep doing", "Strong themes this quarter", "Strongest practice", "Progress made",
    "Improvements made", "Successes", "Commendations", "What was good", "Auditor's view - strengths",
]  # fmt: skip
CONCERNS = [
    "Areas for development", "Area for development", "Areas for further development", "Key areas for improvement",
    "Areas of improvement", "Areas requiring improvement", "Areas needing attention", "Areas of concern",
    "4.3 Areas for further improvement", "Areas of weakness", "Areas of challenge", "Areas to develop",
    "Aspects to strengthen", "Development points", "Points for improvement", "Opportunities for improvement",
    "Room for improvement", "Missed opportunities", "What needs to improve", "What needs to change?",
    "What needs to happen", "What needs to happen?", "Recommendations", "Recommendations for the team",
    "Even better if", "Even better if...", "Concerns", "Concerns identified", "Issues identified", "Issues raised",
    "Shortfalls", "Shortfalls in practice", "Gaps", "Gaps identified", "Deficits", "Weaknesses", "Weaker practice",
    "What is not working well", "What isn't working well", "What did not go well", "What went less well",
    "What could have been done better?", "What could we do differently", "What are we worried about?", "Worries",
    "What are we worried about", "Audit headlines - development", "Development", "Actions", "Action plan",
    "Immediate actions required", "Next steps", "Learning points", "Must do", "For attention", "Priorities",
]  # fmt: skip
NEITHER = [
    None, "", "Supervision", "Evidence", "Grade rationale", "Rationale for grade", "Overall judgement", "Learning",
    "Impact on the child", "Voice of the child", "Moderation", "Auditor comments", "Management oversight",
    "Strengths and areas for development", "Strengths and weaknesses", "Strengths / concerns", "Strengths and needs",
    "What is working well and what are we worried about", "Strengths, worries and next steps",
    "Strengths and difficulties questionnaire", "Strengths & difficulties questionnaire (SDQ)",
    "Strengths-based practice", "Strength based conversations",
    "The overall effectiveness requires improvement to be good",
    "Workforce development strategy", "Child development", "Child's development", "Children’s development and learning",
    "Health and development", "Emotional and behavioural development", "Developmental needs",
    "Training and development",
    "Actions taken", "Actions completed", "Actions from the last audit", "Previous actions",
    "Progress against recommendations",
    "Progress on actions", "Recommendations met", "No concerns", "No concerns identified", "No areas for development",
    "No issues identified", "No further action", "Presenting concerns", "Safeguarding concerns", "Initial concerns",
    "Concerns about the child", "Parents' concerns", "Positive behaviour support", "Educational achievement",
    "Achievements of the young person", "Celebrating diversity", "Good practice guidance", "Priority groups",
    "7 Moving forward and next steps", "Challenge and escalation", "Improvement plan", "Danger statement",
]  # fmt: skip


@pytest.mark.parametrize("heading", STRENGTHS)
def test_strengths(heading):
    assert direction(heading) == "strength"


@pytest.mark.parametrize("heading", CONCERNS)
def test_concerns(heading):
    assert direction(heading) == "concern"


@pytest.mark.parametrize("heading", NEITHER)
def test_neither(heading):
    assert direction(heading) is None


def test_the_deepest_heading_that_states_one_decides():
    assert path_direction(["Strengths", "Supervision"]) == "strength"
    assert path_direction(["Strengths", "Areas for development"]) == "concern"
    assert path_direction(["Audit", "Supervision"]) is None
    assert path_direction([]) is None
