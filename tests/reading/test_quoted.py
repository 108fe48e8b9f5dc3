"""What of an e-mail's text is its writer's own."""

import pytest

from qa_nlp.reading.quoted import DISCLAIMER, EARLIER, GREETING, HEAD, QUOTED, SIGNATURE, own_text, plain_subject

HEAD_LINES = "From: Pat Example\nSent: 2 March 2026 10:00\nTo: Sam\nSubject: RE: Audit of plans"


def own(text, mail=True):
    found = own_text(text.splitlines(), mail=mail)
    return [line for line in found.lines if line], found.left_out


def test_greeting_signature_and_disclaimer():
    kept, left_out = own(
        "CAUTION: This email came from outside the council. Do not open attachments.\n\n"
        "Dear all,\n\nPlans are late.\n\nKind regards,\nPat Example\nTeam Manager | 01234 567890\n\n"
        "This email and any attachments are confidential.\n\nhttps://council.example"
    )
    assert kept == ["Plans are late."]
    assert left_out == [
        ("line 1", DISCLAIMER),
        ("line 11", DISCLAIMER),
        ("line 3", GREETING),
        ("lines 7 to 13", SIGNATURE),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Thanks\n\nThe plan is late. Nobody wrote to the family.",
        "Privacy notice was shared with the family.",
        "Thank you cards were sent to carers.",
        "Dear Diary work was done with both children.",
        "Kind regards\n- Plans are late",
        "External factors were considered in the assessment.",
        "On 12/03/2026 the reviewing officer wrote:\nThe plan is late.",
        "From: 1 March\nTo: 30 April\nDate: 2 May\nPlans are late.",
        "Warning signs were missed by the school.",
        "Morning routines settled.",
        "Good evening routines",
    ],
)
def test_findings_that_look_a_little_like_mail_are_kept(text):
    assert own(text) == (text.replace("\n\n", "\n").split("\n"), [])


@pytest.mark.parametrize(
    "earlier",
    [
        f"{HEAD_LINES}\n\nPlease send yours.",
        f"________________________________\n{HEAD_LINES}\n\nPlease send yours.",
        "*From:* Pat\n*Sent:* Monday\n*Cc:* Sam;\n   Jo\n*Subject:* Audit\nPlease",
        "-----Original Message-----\n\nFrom: Pat\nDate: Monday\nSubject: Audit\nPlease",
        "---------- Forwarded message ---------\nPlease",
        "On Mon, 2 Mar 2026 at 10:00, Pat Example <pat@council.example> wrote:\nPlease send yours.",
        "On Mon, 2 Mar 2026 at 10:00, Pat\nExample <pat@council.example>\nwrote:\n\n> Please\n> send yours.",
    ],
)
def test_an_earlier_message_below_is_left_out_to_its_end(earlier):
    kept, left_out = own(f"Plans are late.\n\n{earlier}")
    assert [line for line in kept if "___" not in line] == ["Plans are late."]
    assert [reason for _, reason in left_out] == [EARLIER]


@pytest.mark.parametrize("greeting", ["Hi Sam", "Dear Ms Example,", "Good morning,", "Morning all", "Afternoon Sam!"])
def test_greetings(greeting):
    assert own(f"{greeting}\nPlans are late.") == (["Plans are late."], [("line 1", GREETING)])


def test_an_answer_below_a_quotation_is_kept():
    kept, left_out = own(
        "On 2 March 2026, Pat wrote:\n> Are plans in time?\n> And visits?\n\nPlans are late.\n> Why?\nStaffing."
    )
    assert kept == ["Plans are late.", "Staffing."]
    assert left_out == [("lines 1 to 3", EARLIER), ("line 6", QUOTED)]


def test_a_message_pasted_into_a_text_loses_its_head_and_what_it_quotes():
    kept, left_out = own(
        f"\n{HEAD_LINES}\n\nHi Sam\n\nPlans are late.\n\nPat\n\n{HEAD_LINES}\n\nPlease send yours.\n\n"
        "From: Jo\nSent: 3 March 2026\nTo: Sam\nSubject: Visits\n\nVisits are in time.",
        mail=False,
    )
    assert kept == ["# Audit of plans", "Plans are late.", "Pat", "# Visits", "Visits are in time."]
    assert [reason for _, reason in left_out] == [HEAD, EARLIER, HEAD, GREETING]


def test_notes_with_marks_of_quotation_are_notes():
    text = "> Plans are late\n> Visits are in time\n-- \nSupervision"
    assert own(text, mail=False) == (text.split("\n"), [])


def test_subjects_without_what_mail_programs_put_before_them():
    subjects = ("RE: FW: Audit", "Re[2]: audit\r\n of plans", "Return home interviews")
    assert [plain_subject(text) for text in subjects] == ["Audit", "audit of plans", "Return home interviews"]
