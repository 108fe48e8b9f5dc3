"""The draft: what it says, that its numbers and quotes can be traced, and what it writes."""

import docx
import pandas as pd
import pytest

from qa_nlp import Codebook, brief
from qa_nlp.briefing.compose import _percent, _signed
from qa_nlp.briefing.draft import Bullets, Draft, Grid, Heading, Paragraph, Quote

BOOK = Codebook.load()


@pytest.fixture(scope="module")
def rounds() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Forty cases a round; drift is a concern in 30 and then 10 of them, the child's voice a strength in 12 of both."""
    findings, tags = [], []
    for name, drifting in (("2025 autumn", 30), ("2026 spring", 10)):
        for case in range(40):
            key = f"{name[:4]}-{case:02d}"
            findings.append(
                (f"{key}-d", f"Nothing has moved for case {key} since the summer", name, key, f"{name}.docx")
            )
            findings.append((f"{key}-v", f"Child {key} says what matters to them", name, key, f"{name}.docx"))
            if case < drifting:
                tags.append((f"{key}-d", "drift_and_delay", "concern", 0.9 - case / 1000, 0.9))
            if case < 12:
                tags.append((f"{key}-v", "child_voice", "strength", 0.8, 0.9))
    table = pd.DataFrame(findings, columns=["finding_id", "text", "round", "case_id", "document"])
    table["locator"] = "paragraph 1"
    return table, pd.DataFrame(tags, columns=["finding_id", "theme", "polarity", "score", "polarity_score"])


@pytest.fixture(scope="module")
def draft(rounds) -> Draft:
    return brief(*rounds, before="2025 autumn", after="2026 spring")


def paragraphs(draft: Draft) -> list[str]:
    return [block.text for block in draft.blocks if isinstance(block, Paragraph)]


def test_headlines_give_counts_shares_and_intervals(draft):
    at = draft.blocks.index(Heading("Drift and delay", 3))
    assert draft.blocks[at + 1].text == (
        "A concern in a small minority of cases (10 of 40; 25%; 95% interval 14% to 40%)."
    )
    assert "A strength in a small minority of cases (12 of 40; 30%; 95% interval 18% to 45%)." in paragraphs(draft)


@pytest.mark.parametrize(
    ("raised", "sentence"),
    [
        (14, "A concern in most cases (14 of 17; 82%; 95% interval 59% to 94%)."),
        (17, "A concern in all cases (17 of 17; 100%; 95% interval 82% to 100%)."),
        (1, "A concern in a very small minority of cases (1 of 17; 6%; 95% interval 1% to 27%)."),
    ],
)
def test_headlines_say_the_share_in_words_beside_the_number(raised, sentence):
    findings = pd.DataFrame([(f"f{case}", "Nothing moved", "2026 spring", f"c{case}") for case in range(17)])
    findings.columns = pd.Index(["finding_id", "text", "round", "case_id"])
    tags = pd.DataFrame({"finding_id": [f"f{case}" for case in range(raised)], "theme": "drift_and_delay"})
    assert sentence in paragraphs(brief(findings, tags.assign(polarity="concern"), after="2026 spring"))


def test_change_is_said_with_its_interval_and_direction(draft):
    (moved,) = [block.items for block in draft.blocks if isinstance(block, Bullets)][:1]
    assert len(moved) == 1
    assert moved[0].startswith(
        "Drift and delay as a concern has fallen from 75% to 25% of cases "
        "(difference −50 points, 95% interval −65 to −29; p < 0.001"
    )


def test_differences_that_adjustment_takes_back_are_to_watch_and_not_called_changes():
    """Eleven themes are tested; two move from 12 to 22 of 40 (p = 0.024 each, 0.13 adjusted), nine stay at 12."""
    themes = BOOK.ids[:11]
    findings, tags = [], []
    for name, moved in (("1", 12), ("2", 22)):
        for case in range(40):
            key = f"{name}-{case}"
            findings.append((key, f"About case {key}", name, key))
            tags += [(key, theme, "concern") for theme in themes[:2] if case < moved]
            tags += [(key, theme, "concern") for theme in themes[2:] if case < 12]
    made = brief(
        pd.DataFrame(findings, columns=["finding_id", "text", "round", "case_id"]),
        pd.DataFrame(tags, columns=["finding_id", "theme", "polarity"]),
        before="1",
        after="2",
    )
    assert "No theme changed by more than chance and the size of the samples can explain." in paragraphs(made)
    assert (
        "To watch in the next round. Looked at alone, each of these would count as a change; but 11 differences were "
        "looked at, of which about 1 would stand out like this by chance."
    ) in paragraphs(made)
    watched = next(block for block in made.blocks if isinstance(block, Bullets)).items
    assert [line.partition(" as a")[0] for line in watched] == [BOOK.name(theme) for theme in themes[:2]]
    assert watched[0].endswith("from 30% to 55% of cases (difference +25 points, 95% interval +3 to +44).")


def test_headlines_quote_only_what_they_count(rounds):
    findings, tags = rounds
    report = findings.iloc[[-1]].assign(finding_id="report", text="Drift was seen all over the service", case_id=None)
    report_tag = pd.DataFrame([("report", "drift_and_delay", "concern", 1.0, 1.0)], columns=list(tags.columns))
    made = brief(pd.concat([findings, report]), pd.concat([tags, report_tag]), after="2026 spring")
    assert not [block for block in made.blocks if isinstance(block, Quote) and "report" in block.source]


def test_the_table_lists_raised_themes_only_with_verdicts(draft):
    concerns, strengths = [block for block in draft.blocks if isinstance(block, Grid)][:2]
    assert concerns.header == ("Theme", "2025 autumn", "2026 spring", "Change in points (95% interval)", "Verdict")
    assert concerns.rows == (("Drift and delay", "30/40 (75%)", "10/40 (25%)", "−50 (−65 to −29)", "down"),)
    assert strengths.rows[0][::4] == ("Child's voice", "no clear change")


def test_quotes_are_verbatim_but_for_numbers_of_cases_of_this_round_and_carry_their_source(draft, rounds):
    findings = rounds[0].set_index("finding_id")
    found = [block for block in draft.blocks if isinstance(block, Quote)]
    assert len(found) == 4
    for quote in found:
        finding = findings.loc[quote.source.rpartition("[")[2].rstrip("]")]
        assert quote.finding_id == finding.name
        assert quote.text == finding["text"].replace(finding["case_id"], "[case number 1]")
        assert finding["round"] == "2026 spring"
        assert quote.source.startswith(f"{finding['case_id']}, 2026 spring.docx, paragraph 1")


def with_people(rounds):
    """The same rounds; the quoted findings name people, and so do their documents."""
    findings, tags = rounds
    texts = findings["text"].str.replace("Nothing has moved for", "Karen rang 07700 900123 about Noah of")
    return findings.assign(text=texts, document="Audit by Karen Okoro, " + findings["case_id"] + ".docx"), tags


def test_quotes_and_their_documents_name_no_person_and_lead_back_to_the_finding(rounds):
    findings, tags = with_people(rounds)
    made = brief(findings, tags, after="2026 spring")
    found = [block for block in made.blocks if isinstance(block, Quote)]
    assert found[-1] == Quote(
        "[name 1] rang [phone 1] about [name 2] of case [case number 1] since the summer",
        "2026-01, Audit by [name 1], 2026-01.docx, paragraph 1 [2026-01-d]",
        "2026-01-d",
    )
    text = made._repr_markdown_()
    assert "Karen" not in text
    assert "Names and numbers of people in the quotes and in the names of their documents were replaced" in text


def test_quotes_are_verbatim_if_asked(rounds):
    findings, tags = with_people(rounds)
    made = brief(findings, tags, after="2026 spring", redact=False)
    texts = findings.set_index("finding_id")["text"]
    found = [block for block in made.blocks if isinstance(block, Quote)]
    assert [quote.text for quote in found] == [texts[quote.finding_id] for quote in found]
    assert found[-1].text == "Karen rang 07700 900123 about Noah of case 2026-01 since the summer"
    assert "Quotes are verbatim: names and numbers of people in them were not replaced." in made._repr_markdown_()


def test_redaction_does_not_change_what_is_quoted(rounds):
    tables = with_people(rounds)
    safe, verbatim = (brief(*tables, after="2026 spring", redact=redact).quoted() for redact in (True, False))
    assert safe == verbatim


def test_every_headline_number_lists_its_cases(draft):
    trail = draft.blocks[-1]
    assert isinstance(trail, Bullets)
    cases = ", ".join(f"2026-{case:02d}" for case in range(10))
    assert f"Drift and delay, concern (10): {cases}" in trail.items


def test_without_before_nothing_is_compared(rounds):
    alone = brief(*rounds)
    text = alone._repr_markdown_()
    assert alone.blocks[0] == Heading("What the audits found: 2026 spring", 1)
    assert "Verdict" not in text
    assert "2025 autumn" not in text


def test_a_theme_raised_in_fewer_than_one_case_in_twenty_is_no_headline(rounds):
    findings, tags = rounds
    two_cases = tags[tags["finding_id"].isin(["2026-00-d", "2026-01-d"])]
    assert Heading("Drift and delay", 3) in brief(findings, two_cases, after="2026 spring").blocks
    assert Heading("Drift and delay", 3) not in brief(findings, two_cases.head(1), after="2026 spring").blocks


def test_no_tags_at_all_still_gives_a_draft(rounds):
    findings, tags = rounds
    text = brief(findings, tags.head(0), before="2025 autumn", after="2026 spring")._repr_markdown_()
    assert "No theme was tagged as a concern in 5% of cases or more." in text
    assert "No theme changed by more than chance" in text


def test_refusals(rounds):
    findings, tags = rounds
    with pytest.raises(ValueError, match="expected a round among 2025 autumn, 2026 spring; found '2031'"):
        brief(findings, tags, after="2031")
    with pytest.raises(ValueError, match="expected findings with a round; found none"):
        brief(findings.drop(columns="round"), tags)


def test_same_tables_give_the_same_draft_whatever_their_order(rounds, draft):
    findings, tags = rounds
    again = brief(findings, tags.iloc[::-1], before="2025 autumn", after="2026 spring")
    assert again == draft


def test_markdown_keeps_quotes_from_acting_as_markup(tmp_path):
    hostile = "# not a heading | [x](y) <b> *star* 1. `code`"
    made = Draft(
        (Heading("T", 1), Quote(hostile, "a|b"), Grid("c", ("h",), (("x|y",),)), Paragraph("1. one"), Bullets(("- a",)))
    )
    text = made.to_markdown(tmp_path / "sub" / "d.md").read_text(encoding="utf-8")
    assert r"> “\# not a heading \| \[x\](y) \<b\> \*star\* 1. \`code\`”" in text
    assert r"| x\|y |" in text
    assert "\n\\1. one\n" in text


def test_word_holds_the_same_text_as_the_blocks(tmp_path, draft):
    document = docx.Document(str(draft.to_docx(tmp_path / "sub" / "d.docx")))
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert document.paragraphs[0].style.name == "Title"
    for block in draft.blocks:
        if isinstance(block, Heading | Paragraph):
            assert block.text in lines
        if isinstance(block, Bullets):
            assert set(block.items) <= set(lines)
        if isinstance(block, Quote):
            assert f"“{block.text}”\n{block.source}" in lines
    grids = [block for block in draft.blocks if isinstance(block, Grid)]
    assert len(document.tables) == len(grids)
    for table, grid in zip(document.tables, grids, strict=True):
        assert [tuple(cell.text for cell in row.cells) for row in table.rows] == [grid.header, *grid.rows]


def test_word_survives_control_characters(tmp_path):
    path = Draft((Paragraph("a\x00b\x0bc"), Quote("d\x1f", "e"))).to_docx(tmp_path / "d.docx")
    assert [paragraph.text for paragraph in docx.Document(str(path)).paragraphs] == ["abc", "“d”\ne"]


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0%"), (0.001, "<1%"), (0.125, "13%"), (0.005, "1%"), (0.999, ">99%"), (1, "100%")]
)
def test_percent_never_rounds_to_none_or_all(share, text):
    assert _percent(share) == text


@pytest.mark.parametrize(("difference", "text"), [(0.0, "0"), (0.004, "0"), (-0.126, "−13"), (0.5, "+50")])
def test_signed_points(difference, text):
    assert _signed(difference) == text
