"""PDF pages as reports are laid out: columns, heads and feet, notes, lists, numbers, hyphens, headings."""

import pytest

from qa_nlp import read
from qa_nlp.reading.pdf.columns import page_lines
from qa_nlp.reading.pdf.letters import Letter
from tests.reading.drawing import draw, prose

LEFT = (
    "Plans are clear to families and they name who does what by when. Visits are in time in most of the cases that "
    "were seen, and they have a purpose that the record names. Reviews are held when they are due and children are "
    "asked what they think of them before the"
)
RIGHT = (
    "meeting begins. Supervision is regular but it does not reflect on what life is like for the child. Managers sign "
    "off plans without a comment on them. Chronologies are kept for court and are otherwise left to grow old."
)
SENTENCES = [
    "Plans are clear to families and they name who does what by when.",
    "Visits are in time in most of the cases that were seen, and they have a purpose that the record names.",
    "Reviews are held when they are due and children are asked what they think of them before the meeting begins.",
    "Supervision is regular but it does not reflect on what life is like for the child.",
    "Managers sign off plans without a comment on them.",
    "Chronologies are kept for court and are otherwise left to grow old.",
]


def texts(path):
    return read(path)["text"].tolist()


def left_out(path):
    return [(row["locator"], row["reason"]) for row in read(path).attrs["refused"]]


@pytest.mark.parametrize("shift", [0, 1, 2, 5])
def test_two_columns_are_read_one_after_the_other(tmp_path, shift):
    page = [*prose(LEFT, width=220), *prose(RIGHT, x=310, y=760 - shift, width=220)]
    assert texts(draw(tmp_path / "a.pdf", page)) == SENTENCES


def test_a_heading_across_the_page_ends_the_columns_above_it(tmp_path):
    page = [
        (60, 800, 16, "What the audit of the spring found in the work of the service"),
        *prose(LEFT, y=770, width=220),
        *prose(RIGHT, x=310, y=770, width=220),
        (60, 600, 16, "What the audit of the autumn found in the work of the service"),
        *prose(LEFT.replace("before the", "first."), y=570, width=220),
        *prose(RIGHT[16:], x=310, y=570, width=220),
        *prose("The next audit is planned for the coming year and will look at the same cases again.", y=400),
    ]
    found = read(draw(tmp_path / "a.pdf", page))
    spring, autumn = (
        f"What the audit of the {season} found in the work of the service" for season in ("spring", "autumn")
    )
    assert found["text"].tolist() == [
        *SENTENCES,
        *SENTENCES[:2],
        "Reviews are held when they are due and children are asked what they think of them first.",
        *SENTENCES[3:],
        "The next audit is planned for the coming year and will look at the same cases again.",
    ]
    assert found["heading"].tolist() == [spring] * 6 + [autumn] * 7


def test_labels_with_values_beside_them_are_read_across(tmp_path):
    rows = [("Auditor", "JT"), ("Team", "Assessment team two"), ("Date", "March"), ("Grade", "Good")]
    page = [
        line
        for place, (label, value) in enumerate(rows)
        for line in ((60, 760 - 20 * place, 11, label), (300, 760 - 20 * place, 11, value))
    ]
    assert texts(draw(tmp_path / "a.pdf", page)) == [" ".join(row) for row in rows]


def test_running_heads_that_differ_by_side_date_and_chapter_are_left_out(tmp_path):
    pages = []
    for number in range(1, 8):
        chapter = "Front door" if number < 5 else "Permanence"
        head = f"{chapter} | Review of practice" if number % 2 else "Hallowmere audit"
        foot = f"Printed {number} March 2026 - {'ivxl'[number % 4]}" if number % 2 else f"- {number} -"
        pages.append(
            [
                (60, 815, 9, head),
                *prose(
                    f"Case {number} shows plans that are clear and visits that are in time, as the file says.", y=740
                ),
                (280, 30, 9, foot),
            ]
        )
    path = draw(tmp_path / "a.pdf", *pages)
    assert texts(path) == [
        f"Case {number} shows plans that are clear and visits that are in time, as the file says."
        for number in range(1, 8)
    ]
    assert left_out(path) == [("page margins", "14 running head(s), foot(s) or page number(s)")]


@pytest.mark.parametrize(
    "number", ["3", "Page 3", "page 3 of 12", "- 3 -", "3/12", "3 | Page", "iv", "[3]", "P. 3", "Page | 3"]
)
def test_page_numbers_of_every_form_are_left_out(tmp_path, number):
    assert texts(draw(tmp_path / "a.pdf", [(60, 700, 11, "Plans are clear."), (290, 30, 9, number)])) == [
        "Plans are clear."
    ]


def test_a_heading_at_the_top_of_every_page_is_no_running_head(tmp_path):
    pages = [[(60, 800, -12, "Strengths"), (60, 780, 11, f"Plan {word} is clear.")] for word in ("one", "two", "three")]
    found = read(draw(tmp_path / "a.pdf", *pages))
    assert found["direction"].tolist() == ["strength"] * 3


def raised(canvas):
    """Footnote marks as word processors print them: small, above the line."""
    canvas.setFont("Helvetica", 7)
    canvas.drawString(148.2, 764, "1")
    canvas.drawString(129, 744, "2")


def test_footnotes_and_their_marks_are_left_out_and_other_raised_digits_kept(tmp_path):
    page = [
        (60, 760, 11, "Plans are in use."),
        (151.6, 760, 11, " Visits are in time."),
        (60, 740, 11, "The site is 40 m"),
        (60, 80, 8, "1 By this we mean a plan that"),
        (60, 70, 8, "the family has signed."),
    ]
    path = draw(tmp_path / "a.pdf", page, also=raised)
    assert texts(path) == ["Plans are in use.", "Visits are in time.", "The site is 40 m2"]
    assert left_out(path) == [("page feet", "2 line(s) of footnotes in small type")]


def test_a_footnote_goes_on_at_the_foot_of_the_next_page(tmp_path):
    path = draw(
        tmp_path / "a.pdf",
        [(60, 760, 11, "Plans are clear and they are in use."), (60, 60, 8, "1 A note that begins here and")],
        [(60, 760, 11, "Visits are in time and they have a purpose."), (60, 60, 8, "ends over the page.")],
    )
    assert texts(path) == ["Plans are clear and they are in use.", "Visits are in time and they have a purpose."]


def test_small_type_that_is_no_footnote_is_read(tmp_path):
    path = draw(
        tmp_path / "a.pdf",
        [(60, 760, 11, "Plans are clear and they are in use."), (60, 300, 8, "All audits were moderated.")],
    )
    assert texts(path) == ["Plans are clear and they are in use.", "All audits were moderated."]


def test_contents_with_leaders_and_over_pages_are_left_out(tmp_path):
    path = draw(
        tmp_path / "a.pdf",
        [
            (60, 760, 16, "Contents"),
            *[(60, 740 - 15 * n, 11, f"Part {'abcdef'[n]} {'.' * 40} {n + 2}") for n in range(6)],
        ],
        [(60, 760 - 15 * n, 11, f"Annex {'abc'[n]} {n + 20}") for n in range(3)],
        [(60, 760, 11, "Plans are clear.")],
    )
    assert texts(path) == ["Plans are clear."]
    assert left_out(path) == [("table of contents", "10 line(s)")]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["The plan was irregu-", "lar in its form."], "The plan was irregular in its form."),
        (["It is a multi-agency plan. The multi-", "agency team met."], "The multi-agency team met."),
        (
            ["Terms are short. We saw a short-", "term plan, in the long term."],
            "We saw a short-term plan, in the long term.",
        ),
        (["Reviews were held in 2015-", "16 by the team."], "Reviews were held in 2015-16 by the team."),
        (["There was one risk -", "the father."], "There was one risk - the father."),
    ],
)
def test_words_broken_at_the_end_of_a_line(tmp_path, lines, joined):
    path = draw(tmp_path / "a.pdf", [(60, 760 - 13 * place, 11, line) for place, line in enumerate(lines)])
    assert texts(path)[-1] == joined


@pytest.mark.parametrize("glyph", ["•", "-", "–", "o", "*"])
def test_bullets_of_letters(tmp_path, glyph):
    path = draw(
        tmp_path / "a.pdf",
        [
            (60, 760, 11, glyph),
            (78, 760, 11, "Visits in time, and with a purpose. All of"),
            (78, 747, 11, "them recorded"),
            (60, 734, 11, glyph),
            (78, 734, 11, "Plans clear"),
        ],
    )
    assert texts(path) == ["Visits in time, and with a purpose. All of them recorded", "Plans clear"]


@pytest.mark.parametrize(("face", "glyph"), [("ZapfDingbats", "n"), ("ZapfDingbats", "è"), ("Symbol", "·")])
def test_bullets_of_picture_fonts(tmp_path, face, glyph):
    def bullets(canvas):
        canvas.setFont(face, 11)
        for y in (760, 747):
            canvas.drawString(60, y, glyph)

    page = [(78, 760, 11, "Visits in time"), (78, 747, 11, "Plans clear")]
    assert texts(draw(tmp_path / "a.pdf", page, also=bullets)) == ["Visits in time", "Plans clear"]


def test_numbers_of_every_form_in_a_hanging_margin_across_pages(tmp_path):
    path = draw(
        tmp_path / "a.pdf",
        [
            (50, 760, 11, "1.1"),
            (90, 760, 11, "Plans are clear and are in use in the whole of the"),
            (90, 747, 11, "service without a stop at the end"),
            (50, 734, 11, "1.2"),
            (90, 734, 11, "Visits are in time"),
            (50, 708, 11, "27."),
            (90, 708, 11, "Reviews are held. The father was not asked. All of the family is now known."),
        ],
        [
            (90, 760, 11, "Managers saw to it."),
            (50, 740, 11, "28."),
            (90, 740, 11, "Records are kept. They matter:"),
            (90, 720, 11, "(a)"),
            (110, 720, 11, "to the child"),
            (90, 707, 11, "(b)"),
            (110, 707, 11, "to the family."),
        ],
    )
    found = read(path)
    assert list(zip(found["text"], found["locator"], strict=True)) == [
        (
            "Plans are clear and are in use in the whole of the service without a stop at the end",
            "page 1, paragraph 1.1",
        ),
        ("Visits are in time", "page 1, paragraph 1.2"),
        ("Reviews are held.", "page 1, paragraph 27"),
        ("The father was not asked.", "page 1, paragraph 27"),
        ("All of the family is now known.", "page 1, paragraph 27"),
        ("Managers saw to it.", "page 1, paragraph 27"),
        ("Records are kept.", "page 2, paragraph 28"),
        ("to the child", "page 2, paragraph a"),
        ("to the family.", "page 2, paragraph b"),
    ]


def test_letter_spaced_and_capital_headings(tmp_path):
    def spaced(canvas):
        text = canvas.beginText(60, 780)
        text.setFont("Helvetica", 11)
        text.setCharSpace(5)
        text.textOut("WHAT IS WORKING WELL")
        canvas.drawText(text)

    page = [
        (60, 760, 11, "Plans are clear."),
        (60, 730, 11, "AREAS FOR DEVELOPMENT"),
        (60, 710, 11, "Visits are late."),
    ]
    found = read(draw(tmp_path / "a.pdf", page, also=spaced))
    assert found[["text", "heading", "direction"]].to_numpy().tolist() == [
        ["Plans are clear.", "WHAT IS WORKING WELL", "strength"],
        ["Visits are late.", "AREAS FOR DEVELOPMENT", "concern"],
    ]


def test_text_drawn_twice_is_read_once(tmp_path):
    page = [(60, 760, 11, "Plans are all clear."), (60.4, 760, 11, "Plans are all clear.")]
    assert texts(draw(tmp_path / "a.pdf", page)) == ["Plans are all clear."]


def test_captions_and_labels_of_figures_are_left_out(tmp_path):
    path = draw(
        tmp_path / "a.pdf",
        [
            (60, 760, 11, "Plans are clear and in use in all of the cases."),
            (60, 600, 8, "0 20 40 60 80"),
            (60, 585, 9, "Figure 2: Visits in time by team"),
            (60, 560, 11, "Figure 2 shows that visits are late."),
        ],
    )
    assert texts(path) == ["Plans are clear and in use in all of the cases.", "Figure 2 shows that visits are late."]
    assert left_out(path) == [("figures", "2 line(s) of captions and labels")]


def test_an_imprint_is_left_out(tmp_path):
    path = draw(
        tmp_path / "a.pdf",
        [(60, 760, 11, "Plans are clear and in use in all of the cases of the year.")],
        [(60, 300, 8, "Ask us for large print."), (60, 280, 8, "© Hallowmere 2026")],
    )
    assert texts(path) == ["Plans are clear and in use in all of the cases of the year."]
    assert left_out(path) == [("imprint", "2 line(s) in small type on a page with a copyright notice")]


def test_runs_from_right_to_left_keep_the_order_in_which_they_are_read():
    def word(text, x0):
        step = 5.0
        return [
            Letter(each, x0 + step * place, x0 + step * (place + 1), 80, 11, False, False)
            for place, each in enumerate(text)
        ]

    # "plan (שלום עולם) seen" as it is printed: the run's first word rightmost, each word's first letter rightmost.
    letters = [*word("plan", 50), *word("םלוע", 80), *word("םולש", 110), *word("seen", 140)]
    assert [line.text for line in page_lines(letters, 1, 842)] == ["plan שלום עולם seen"]


def test_ligatures_become_letters():
    letters = [Letter(each, 50 + 5 * place, 55 + 5 * place, 80, 11, False, False) for place, each in enumerate("diﬀer")]
    (line,) = page_lines(letters, 1, 842)
    assert line.without_marks(()) == "differ"
