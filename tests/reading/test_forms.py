"""Audit forms as councils lay them out: each read whole, every row of it checked by hand."""

from datetime import date

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qa_nlp as qa
from qa_nlp.reading.findings import rows as findings_of
from qa_nlp.reading.forms import read_parts
from qa_nlp.reading.parts import Cell, Grid, Line


def rows(found, *columns):
    """Return the findings as lists, with None for what is not known."""
    table = found[list(columns or ("text", "heading", "direction", "rating"))].astype(object)
    return table.where(table.notna(), None).to_numpy().tolist()


def refused(found):
    return [(row["locator"], row["reason"]) for row in found.attrs["refused"]]


def known(found):
    """Return what every finding says of its audit."""
    facts = found[["case_id", "service", "auditor", "audited_on", "grade"]].astype(object).drop_duplicates()
    assert len(facts) == 1
    return facts.iloc[0].dropna().to_dict()


class Form:
    """A Word document that is built table by table."""

    def __init__(self):
        self.document = docx.Document()

    def table(self, *rows):
        """Add a table; the last text of a short row goes across the rest, and a text in ** is bold."""
        width = max(len(row) for row in rows)
        table = self.document.add_table(0, width)
        for row in rows:
            cells = table.add_row().cells
            if len(row) < width:
                cells = [*cells[: len(row) - 1], cells[len(row) - 1].merge(cells[-1])]
            for cell, text in zip(cells, row, strict=True):
                self.fill(cell, text)
        self.document.add_paragraph()
        return table

    @staticmethod
    def fill(cell, text):
        for number, line in enumerate(text.split("\n")):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            if line.startswith("* "):
                paragraph.style, line = "List Bullet", line[2:]
            paragraph.add_run(line.strip("*")).bold = True if line.startswith("**") else None

    def read(self, tmp_path, **options):
        self.document.save(str(tmp_path / "audit.docx"))
        return qa.read(tmp_path / "audit.docx", **options)


@pytest.fixture
def form():
    return Form()


NO_COLUMN = "a fact about the case that the findings table has no column for"
UNANSWERED = "heading(s) or question(s) with nothing under them"


def test_sections_with_prompts_commentary_and_rating_then_actions_and_moderation(form, tmp_path):
    """The commonest: blocks of label and value, sections across the table, a rating row, actions, a moderator."""
    form.document.add_heading("Practice audit", 0)
    form.table(
        ("**Case information**",),
        ("Child's initials:", "A.B.", "ID number:", "88123"),
        ("Age:", "7", "Legal status:", "Child in need"),
        ("Team:", "North 2", "Social worker:", "C. Dee"),
        ("Team manager:", "E. Eff", "Name of auditor:", "QA lead"),
        ("Date of audit:", "4 March 2026", "", ""),
    )
    form.table(
        ("**1. History and chronology**",),
        ("Consider whether the chronology is up to date and used.",),
        ("Evidence", "Chronology ends in June. No genogram."),
        ("Commentary", "The story of the family is not pulled together."),
        ("Rating", "Requires improvement"),
        ("**2. The child's voice**",),
        ("Evidence", "* Seen alone each visit\n* Wishes recorded"),
        ("Commentary", "N/A"),
        ("Rating", "Good"),
    )
    form.table(
        ("**Strengths**",),
        ("Warm relationship with the worker",),
        ("**Areas for development**",),
        ("* Genogram\n* Reflective supervision",),
    )
    form.table(
        ("Action", "By whom", "By when"),
        ("Complete the genogram", "Social worker", "30/04/2026"),
        ("Book group supervision. Invite the IRO.", "Team manager", "next month"),
        ("", "", ""),
    )
    form.table(("Overall judgement", "Requires improvement to be good"))
    form.table(
        ("**Moderation**",),
        ("Moderator", "G. Haitch", "Date moderated", "11 March 2026"),
        ("Moderator's comments", "I agree with the auditor on history."),
        ("Moderated grade", "Inadequate"),
    )
    found = form.read(tmp_path)
    title = "Practice audit"
    first, second = f"{title} > 1. History and chronology", f"{title} > 2. The child's voice"
    assert rows(found) == [
        ["Chronology ends in June.", f"{first} > Evidence", None, "Requires improvement"],
        ["No genogram.", f"{first} > Evidence", None, "Requires improvement"],
        [
            "The story of the family is not pulled together.",
            f"{first} > Commentary",
            None,
            "Requires improvement",
        ],
        ["Seen alone each visit", f"{second} > Evidence", None, "Good"],
        ["Wishes recorded", f"{second} > Evidence", None, "Good"],
        ["Warm relationship with the worker", f"{title} > Strengths", "strength", None],
        ["Genogram", f"{title} > Areas for development", "concern", None],
        ["Reflective supervision", f"{title} > Areas for development", "concern", None],
        ["Complete the genogram", f"{title} > Action", "concern", None],
        ["Book group supervision. Invite the IRO.", f"{title} > Action", "concern", None],
        ["I agree with the auditor on history.", f"{title} > Moderation > Moderator's comments", None, "Inadequate"],
    ]
    assert known(found) == {
        "case_id": "88123",
        "service": "North 2",
        "auditor": "QA lead",
        "audited_on": found["audited_on"][0],
        "grade": "Requires improvement to be good",
    }
    assert found["audited_on"][0].date() == date(2026, 3, 4)
    assert refused(found) == [
        ("box 'Moderator'", "said by a moderator, not by the auditor; the findings table has no column for it"),
        ("box 'Date moderated'", "said by a moderator, not by the auditor; the findings table has no column for it"),
        ('box "Child\'s initials"', NO_COLUMN),
        ("box 'Age'", NO_COLUMN),
        ("box 'Legal status'", NO_COLUMN),
        ("box 'Social worker'", NO_COLUMN),
        ("box 'Team manager'", NO_COLUMN),
        ("form", "1 line(s) of guidance printed in the form"),
        ("form", f"1 {UNANSWERED}"),
    ]
    assert found.attrs["columns"] == {
        "audit.docx, form": {
            "ID number": "case_id",
            "Team": "service",
            "Name of auditor": "auditor",
            "Date of audit": "audited_on",
            "Overall judgement": "grade",
        }
    }
    assert rows(qa.actions(found), "text", "owner", "due", "due_on", "case_id", "service") == [
        ["Complete the genogram", "Social worker", "30/04/2026", qa.actions(found)["due_on"][0], "88123", "North 2"],
        ["Book group supervision. Invite the IRO.", "Team manager", "next month", None, "88123", "North 2"],
    ]
    assert qa.actions(found)["due_on"][0].date() == date(2026, 4, 30)


def test_a_table_with_prompts_commentary_and_a_column_of_options(form, tmp_path):
    """Labels above their values, a header row of three columns for each section, ratings ticked among options."""
    form.table(
        ("Client ID", "Service area", "Auditor's name", "Date audit completed"),
        ("c-9", "Court team", "QA7", "soon"),
    )
    form.table(
        ("**Assessment**",),
        ("Evidence", "Commentary and analysis", "Rating"),
        (
            "Is the assessment timely?",
            "Finished within 45 days",
            "☐ Outstanding\n☒ Good\n☐ Requires improvement\n☐ Inadequate",
        ),
        ("Does it look at father?", "Father is missing. He was not asked.", "☐ Outstanding ☐ Good ☐ RI ☒ Inadequate"),
        ("**Plan**",),
        ("Evidence", "Commentary and analysis", "Rating"),
        ("Is it specific?", "Steps are vague", "☒ Good ☒ RI"),
        ("Is it shared?", "Click or tap here to enter text.", "Good"),
        ("Is it reviewed?", "Each six weeks", "Outstanding / Good / Requires improvement / Inadequate"),
    )
    found = form.read(tmp_path)
    name = "Commentary and analysis"
    assert rows(found) == [
        ["Finished within 45 days", f"Assessment > Is the assessment timely? > {name}", None, "Good"],
        ["Father is missing.", f"Assessment > Does it look at father? > {name}", None, "Inadequate"],
        ["He was not asked.", f"Assessment > Does it look at father? > {name}", None, "Inadequate"],
        ["Steps are vague", f"Plan > Is it specific? > {name}", None, None],
        ["Each six weeks", f"Plan > Is it reviewed? > {name}", None, None],
    ]
    assert known(found) == {"case_id": "c-9", "service": "Court team", "auditor": "QA7"}
    assert refused(found) == [
        ("box 'Date audit completed'", "its date is not one we can read; the findings carry no date"),
        ("table 2, row 7", "more than one box is ticked: no judgement was taken"),
        ("form", "1 judgement(s) or ticked answer(s) without a comment: no finding carries them"),
        ("form", "1 judgement(s) of which none was chosen or ticked"),
        ("form", f"1 {UNANSWERED}"),
    ]


def test_questions_with_columns_to_tick(form, tmp_path):
    """A checklist: number, question, Yes, No, comments; then a grade on a line of its own."""
    form.document.add_paragraph("Case reference: K-4")
    form.document.add_paragraph("Audited by: QA3\tDate of audit: 05.03.2026")
    form.document.add_heading("Management oversight", 1)
    form.table(
        ("No", "Question", "Yes", "No", "Comments"),
        ("1", "Is supervision monthly?", "x", "", "Every four weeks"),
        ("2", "Does it reflect?", "", "✓", "Task list only"),
        ("3", "Are decisions signed?", "☒", "☐", ""),
    )
    form.document.add_paragraph("Grade – RI")
    form.document.add_heading("Recording", 1)
    form.document.add_paragraph("Notes are late.")
    form.document.add_paragraph("Grade: Good")
    form.document.add_paragraph("Overall grade: Requires improvement")
    found = form.read(tmp_path)
    assert rows(found) == [
        ["Every four weeks", "Management oversight > Is supervision monthly? > Comments", None, "Yes"],
        ["Task list only", "Management oversight > Does it reflect? > Comments", None, "No"],
        ["Notes are late.", "Recording", None, "Good"],
    ]
    assert known(found) == {
        "case_id": "K-4",
        "auditor": "QA3",
        "audited_on": found["audited_on"][0],
        "grade": "Requires improvement",
    }
    assert refused(found) == [
        ("form", "2 judgement(s) or ticked answer(s) without a comment: no finding carries them"),
        ("form", f"1 {UNANSWERED}"),
    ]


def test_three_worries_columns_and_labels_beside_several_rows(form, tmp_path):
    """Signs of Safety columns; a label merged down over the rows of its section; a rating for each."""
    form.table(
        ("What are we worried about?", "What is working well?", "What needs to happen?"),
        ("* Missing episodes\n* No safety plan", "Grandmother helps", "* Safety plan (TM, by 3 May)\n* Mapping"),
    )
    table = form.table(
        ("Assessment", "Evidence", "Reads as a list of events"),
        ("", "Impact", "Little changed"),
        ("", "Rating", "RI"),
        ("Plan", "Evidence", "Steps are clear"),
        ("", "Rating", "Good"),
    )
    table.cell(0, 0).merge(table.cell(2, 0))
    table.cell(3, 0).merge(table.cell(4, 0))
    found = form.read(tmp_path)
    assert rows(found) == [
        ["Missing episodes", "What are we worried about?", "concern", None],
        ["No safety plan", "What are we worried about?", "concern", None],
        ["Grandmother helps", "What is working well?", "strength", None],
        ["Safety plan (TM, by 3 May)", "What needs to happen?", "concern", None],
        ["Mapping", "What needs to happen?", "concern", None],
        ["Reads as a list of events", "Assessment > Evidence", None, "RI"],
        ["Little changed", "Assessment > Impact", None, "RI"],
        ["Steps are clear", "Plan > Evidence", None, "Good"],
    ]
    assert refused(found) == []
    assert rows(qa.actions(found), "text", "owner", "due") == [
        ["Safety plan (TM, by 3 May)", "TM", "3 May"],
        ["Mapping", None, None],
    ]


def test_one_column_of_titles_prompts_and_boxes_to_write_in(form, tmp_path):
    """A form of a single column: title, prompts, answer; case details as lines of one cell."""
    form.table(
        ("Audit ref: not ours\nChild ID: P5\nWorker: J.K.\nAuditor: QA1",),
    )
    form.table(
        ("**Reviews**",),
        ("Please comment on timeliness.",),
        ("Reviews are held on time. Minutes are late.",),
        ("**Diversity**\nDescribe how identity was explored.\nFaith is not mentioned.",),
        ("Is the child's language known?",),
        ("Yes, and an interpreter is used",),
        ("Is school involved?",),
        ("**Overall judgement**",),
        ("Rating: Good",),
        ("A careful piece of work.",),
    )
    found = form.read(tmp_path, columns={"round": "Audit ref"})
    assert rows(found) == [
        ["Reviews are held on time.", "Reviews", None, None],
        ["Minutes are late.", "Reviews", None, None],
        ["Faith is not mentioned.", "Diversity", None, None],
        ["Yes, and an interpreter is used", "Diversity > Is the child's language known?", None, None],
        ["A careful piece of work.", "Overall judgement", None, "Good"],
    ]
    assert known(found) == {"case_id": "P5", "auditor": "QA1", "grade": "Good"}
    assert set(found["round"]) == {"not ours"}
    assert refused(found) == [
        ("box 'Worker'", NO_COLUMN),
        ("form", "2 line(s) of guidance printed in the form"),
        ("form", f"1 {UNANSWERED}"),
    ]


def test_a_row_a_case(form, tmp_path):
    """A dip sample: what is known of all of it in lines, then a table with a case a row and a table without."""
    form.document.add_paragraph("Auditor: QA2")
    form.document.add_heading("Supervision dip sample", 1)
    form.table(
        ("Case ID", "Team", "Social worker", "What is working well", "Areas for improvement", "Grade"),
        ("D1", "East", "L.M.", "Monthly", "No reflection. No challenge.", "RI"),
        ("D2", "West", "N.O.", "* Challenge\n* Reflection", "", "Good"),
        ("D3", "West", "N.O.", "", "N/A", ""),
    )
    form.document.add_heading("Recommendations", 1)
    form.document.add_paragraph("Train supervisors (Head of service, 1 June 2026)", style="List Bullet")
    found = form.read(tmp_path)
    dip = "Supervision dip sample"
    assert rows(found, "case_id", "service", "auditor", "grade", "text", "heading", "direction") == [
        [None, None, "QA2", None, "Train supervisors (Head of service, 1 June 2026)", "Recommendations", "concern"],
        ["D1", "East", "QA2", "RI", "Monthly", f"{dip} > What is working well", "strength"],
        ["D1", "East", "QA2", "RI", "No reflection.", f"{dip} > Areas for improvement", "concern"],
        ["D1", "East", "QA2", "RI", "No challenge.", f"{dip} > Areas for improvement", "concern"],
        ["D2", "West", "QA2", "Good", "Challenge", f"{dip} > What is working well", "strength"],
        ["D2", "West", "QA2", "Good", "Reflection", f"{dip} > What is working well", "strength"],
    ]
    assert refused(found) == [
        ("table 1, column 'Social worker'", "about a person or a deadline, not a finding"),
        ("table 1, row 4", "no text in its cells: this case has no findings and is not counted"),
        ("form", "3 answer(s) left empty"),
    ]
    assert found.attrs["columns"] == {
        "audit.docx, form": {"Auditor": "auditor"},
        "audit.docx, table 1": {
            "Case ID": "case_id",
            "Team": "service",
            "What is working well": "text",
            "Areas for improvement": "text",
            "Grade": "grade",
        },
    }
    assert rows(qa.actions(found), "owner", "due", "case_id") == [["Head of service", "1 June 2026", None]]
    assert qa.actions(found)["due_on"][0].date() == date(2026, 6, 1)


def test_an_actions_table_within_the_answer_of_a_section(form, tmp_path):
    table = form.table(
        ("Case number", "R2", "Overall judgement", "☐ Good ☒ Requires improvement ☐ Inadequate"),
        ("**Summary**",),
    )
    cells = table.add_row().cells
    form.fill(cells[0], "Actions\n(one a line, with an owner)")
    inner = cells[1].merge(cells[3]).add_table(3, 4)
    for row, texts in zip(
        inner.rows,
        (
            ("No.", "Recommendation", "Responsible person and timescale", "Status"),
            ("1", "Update the chronology", "SW - 2 April 2026", "Open"),
            ("2", "Hold a strategy meeting\nInvite health", "as soon as possible", ""),
        ),
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            form.fill(cell, text)
    found = form.read(tmp_path)
    heading = "Summary > Actions (one a line, with an owner) > Recommendation"
    assert rows(found, "text", "heading", "direction", "locator", "grade") == [
        ["Update the chronology", heading, "concern", "table 1, row 3, table 1, row 2", "Requires improvement"],
        ["Hold a strategy meeting", heading, "concern", "table 1, row 3, table 1, row 3", "Requires improvement"],
        ["Invite health", heading, "concern", "table 1, row 3, table 1, row 3", "Requires improvement"],
    ]
    assert rows(qa.actions(found), "text", "owner", "due") == [
        ["Update the chronology", "SW", "2 April 2026"],
        ["Hold a strategy meeting", None, None],
        ["Invite health", None, None],
    ]
    assert refused(found) == [
        ("table 1, row 3, table 1, column 'Status'", "what became of an action, not a finding"),
        ("table 1, row 3, table 1, row 3", "who and when stand in one cell and cannot be told apart"),
    ]


def test_actions_of_findings_without_any_are_an_empty_table_of_the_same_columns(form, tmp_path):
    form.document.add_paragraph("Plans are clear.")
    actions = qa.actions(form.read(tmp_path))
    assert len(actions) == 0
    assert list(actions.columns)[:5] == ["finding_id", "text", "owner", "due", "due_on"]


class TestMapping:
    def test_names_boxes_of_the_callers_own(self, form, tmp_path):
        form.table(("Client ref", "Z1", "Case number", "Z2"), ("Comments", "Plans drift"))
        found = form.read(tmp_path, columns={"case_id": "Client ref"})
        assert rows(found, "case_id", "text") == [["Z1", "Plans drift"]]
        assert refused(found) == [("box 'Case number'", "case_id was taken from box 'Client ref'")]

    def test_of_a_name_that_stands_nowhere_is_refused(self, form, tmp_path):
        form.table(("Case number", "Z2"), ("Comments", "Plans drift"))
        with pytest.raises(
            ValueError, match=r"expected the mapped column\(s\) Client ref; found none of that name among the boxes"
        ):
            form.read(tmp_path, columns={"case_id": "Client ref"})

    def test_of_a_name_does_not_concern_a_report_without_tables_or_boxes(self, form, tmp_path):
        form.document.add_paragraph("Plans drift.")
        assert rows(form.read(tmp_path, columns={"case_id": "Client ref"}), "text") == [["Plans drift."]]

    def test_of_text_keeps_what_stands_under_these_headings(self, form, tmp_path):
        form.table(("Case number", "Z2"), ("Background", "Moved twice"), ("Analysis", "Plans drift. No dates."))
        found = form.read(tmp_path, columns={"text": ["Analysis"]})
        assert rows(found, "text") == [["Plans drift."], ["No dates."]]
        assert refused(found) == [("form", "1 line(s) not under the mapped text headings")]


def grid(*texts, width=None):
    """Return a table of plain cells; the last cell of a short row goes across the rest."""
    width = width or max(map(len, texts))
    return Grid(
        tuple(
            tuple(
                Cell((Line(text, "table 1"),), 1 + (width - len(row) if place == len(row) - 1 else 0))
                for place, text in enumerate(row)
            )
            for row in texts
        ),
        "table 1",
    )


def read_grid(*texts):
    content = read_parts([grid(*texts)], {})
    return [
        (row["heading"], row["text"], row["rating"]) for case in content.cases for row in findings_of(case.blocks, "x")
    ], content


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ([("Overall grade", "Good"), ("Rationale", "Solid")], [("Rationale", "Solid", None)]),
        ([("Rating", "Good"), ("Evidence", "Solid"), ("Comments", "Kind")],
         [("Evidence", "Solid", "Good"), ("Comments", "Kind", "Good")]),
        ([("History", "Thin"), ("Rating", "RI"), ("Rationale", "No dates"), ("Plan", "Vague"), ("Rating", "Good")],
         [("History", "Thin", "RI"), ("Rationale", "No dates", "RI"), ("Plan", "Vague", "Good")]),
        ([("Planning", "Rating: Good"), ("Comments", "Clear steps"), ("Strengths", "Kind")],
         [("Planning > Comments", "Clear steps", "Good"), ("Strengths", "Kind", None)]),
        ([("Grade", "Requires improvement: the plan drifted")],
         [("Grade", "the plan drifted", "Requires improvement")]),
        ([("Assessment", "Dates are missing", "Good"), ("Review", "Late", "RI")],
         [("Assessment", "Dates are missing", "Good"), ("Review", "Late", "RI")]),
        ([("Strengths", "Areas for development"), ("Kind", "Slow"), ("Warm", "Late")],
         [("Strengths", "Kind", None), ("Areas for development", "Slow", None), ("Strengths", "Warm", None),
          ("Areas for development", "Late", None)]),
        ([("Which plan?", "☐ Child in need ☒ Child protection"), ("Seen alone?", "No")],
         [("Which plan?", "Child protection", None), ("Seen alone?", "No", None)]),
        ([("Audit area", "Outstanding", "Good", "RI", "Inadequate", "Comments"), ("Plan", "", "✓", "", "", "Clear")],
         [("Plan > Comments", "Clear", "Good")]),
        ([("Plan", "Clear"), ("Rating", "Outstanding", "Good", "RI"), ("", "", "x", "")], [("Plan", "Clear", "Good")]),
        ([("Plan", "Outstanding [ ] Good [x] RI [ ]\nClear steps")], [("Plan", "Clear steps", "Good")]),
        ([("Management oversight\nConsider whether it is timely\nIs it reflective?", "Monthly")],
         [("Management oversight", "Monthly", None)]),
        ([("Impact", "Strengths:\nSafer at home\nAreas for improvement:\nSchool")],
         [("Impact > Strengths", "Safer at home", None), ("Impact > Areas for improvement", "School", None)]),
        ([("Actions taken", "Referred to health"), ("Consider", "Consider a family meeting")],
         [("Actions taken", "Referred to health", None), ("Consider", "Consider a family meeting", None)]),
    ],
)  # fmt: skip
def test_how_rows_are_read(table, expected):
    assert read_grid(*table)[0] == expected


@pytest.mark.parametrize(
    ("table", "known"),
    [
        ([("Overall grade", "☐ Good ☒ RI")], {"grade": "RI"}),
        ([("Moderated grade", "RI")], {}),
        ([("Date", "1 May 2026", "Date of audit", "2 May 2026")], {"audited_on": "2 May 2026"}),
        ([("Case ID\nC1", "Team:\nNorth")], {"case_id": "C1", "service": "North"}),
        ([("Case ID: C1", "Auditor: QA1")], {"case_id": "C1", "auditor": "QA1"}),
        ([("Auditor", "Team manager"), ("Case ID", "C1")], {"auditor": "Team manager", "case_id": "C1"}),
        ([("Case ID", "Choose an item."), ("Team", "N/A")], {}),
        ([("Overall judgement",), ("Grade", "Good")], {"grade": "Good"}),
    ],
)
def test_what_is_known_of_the_case(table, known):
    _, content = read_grid(*table, ("Comments", "Plans drift"))
    assert [case.known for case in content.cases] == [known]


def test_a_box_is_left_out_by_its_label_and_never_by_its_value():
    _, content = read_grid(("Name of child", "Zebediah"), ("Date of birth", "1 May 2016"), ("Comments", "Plans drift"))
    assert content.left_out == [("box 'Name of child'", NO_COLUMN), ("box 'Date of birth'", NO_COLUMN)]
    assert "Zebediah" not in str(content.left_out) + str(content.taken)


def test_what_stands_behind_a_table_is_not_under_its_sections():
    content = read_parts([grid(("Actions",), ("Plan", "Write it")), Line("The audit took a day.", "paragraph 1")], {})
    assert [(row["heading"], row["text"]) for case in content.cases for row in findings_of(case.blocks, "x")] == [
        ("Actions > Plan", "Write it"),
        (None, "The audit took a day."),
    ]


_LABELS = ("Evidence", "Commentary", "Chronology", "Is the plan clear?", "Strengths", "Areas for development", "Impact")
_TABLES = {
    "labels": (("Label row", None),),
    "sections": (("1. Section",), ("Evidence", None), ("Commentary", None), ("Rating", "Good")),
    "grid": (("Area", "Comments", "Evidence", "Rating"), ("History", None, None, "RI"), ("Plan", None, None, "")),
    "ticks": (("Question", "Yes", "No", "Comments"), ("Is it clear?", "x", "", None), ("Is it new?", None, "", None)),
    "actions": (("Action", "By whom", "By when"), (None, "SW", "3 May 2026"), (None, "TM", "")),
    "cases": (("Case ID", "Strengths", "Gaps"), ("C1", None, None), ("C2", None, None)),
    "column": (("2. Title",), (None,), ("Is it clear?",), (None,)),
    "wide": (("Plan", None, None), ("Review", None, None)),
}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_word_that_was_typed_is_in_one_finding_or_is_counted(data):
    """Answers of every make, in every layout; a question without one is counted, "N/A" is none."""
    typed, parts, blanks = [], [], 0

    def answer(ends=(".", "", "?")):
        nonlocal blanks
        if data.draw(st.integers(0, 4)) == 0:
            blanks += name in ("labels", "sections")  # elsewhere another cell of the row may answer
            return data.draw(st.sampled_from(["", "N/A", "Click or tap here to enter text.", "-"]))
        lines = []
        for _ in range(data.draw(st.integers(1, 3))):
            words = [f"w{len(typed) + place}x" for place in range(data.draw(st.integers(1, 20)))]
            typed.extend(words)
            mark = data.draw(st.sampled_from(["", "- ", "1. ", "• "]))
            lines.append(mark + " ".join(words) + data.draw(st.sampled_from(ends)))
        return "\n".join(lines)

    for name in data.draw(st.lists(st.sampled_from(sorted(_TABLES)), min_size=1, max_size=4)):
        label = data.draw(st.sampled_from(_LABELS))
        table = [[label if cell == "Label row" else cell for cell in row] for row in _TABLES[name]]
        # A question of the auditor's own in a form of one column cannot be told from one that is printed.
        ends = (".", "") if name == "column" else (".", "", "?")
        parts.append(grid(*([answer(ends) if cell is None else cell for cell in row] for row in table)))
    content = read_parts(parts, {})
    found = [row for case in content.cases for row in findings_of(case.blocks, "x")]
    words = [word.strip(".?") for row in found for word in row["text"].split()]
    assert sorted(word for word in words if word.startswith("w")) == sorted(typed)
    assert not [row for row in found if row["text"] in ("", "N/A", "Click or tap here to enter text.", "-")]
    assert bool(content.left_out) or not blanks
