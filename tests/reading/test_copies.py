"""Copies of a report are found by their texts: under another name, in another format, with a few changes."""

import docx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_nlp import duplicates, read, tables

POINTS = [f"Plans of team {letter} are reviewed within six weeks" for letter in "ABCDEFGHIJ"]


def findings(**texts):
    rows = [(name, text) for name, held in texts.items() for text in held]
    return pd.DataFrame(rows, columns=["document", "text"]).assign(finding_id=lambda t: t.index.astype(str))


def test_a_copy_a_version_and_another_report():
    other = [f"Visits to family {letter} are in time and purposeful" for letter in "ABCDEFGHIJ"]
    found = duplicates(
        findings(
            a=POINTS, version=[*POINTS[:7], *other[:3]], copy=[text.upper() + "!" for text in POINTS], other=other[3:]
        )
    )
    assert found.to_numpy().tolist() == [["version", "a", 10, 7, 0.7], ["copy", "a", 10, 10, 1.0]]


def test_the_share_is_of_the_shorter_one_and_can_be_asked_for():
    table = findings(a=POINTS, part=POINTS[:4])
    assert duplicates(table).to_numpy().tolist() == [["part", "a", 4, 4, 1.0]]
    table = findings(a=POINTS, other=[*POINTS[:3], *(f"Visits of worker {n} are late again" for n in range(7))])
    assert len(duplicates(table)) == 0
    assert duplicates(table, share=0.3)["share"].tolist() == [0.3]


def test_short_texts_and_few_tell_no_copy():
    found = duplicates(findings(a=["Plan in date"] * 5, b=["Plan in date"] * 5, c=POINTS[:2], d=POINTS[:2]))
    assert len(found) == 0
    tables.check(found, tables.DUPLICATES)


def test_what_a_form_prints_in_every_audit_tells_no_copy():
    own = {f"d{n}": [*POINTS, *(f"Chronology {n} of part {part} has no entry" for part in range(4))] for n in range(30)}
    assert len(duplicates(findings(**own))) == 0


def test_many_copies_are_each_paired_with_the_first():
    found = duplicates(findings(**{f"d{n}": POINTS for n in range(40)}))
    assert found["same_as"].tolist() == ["d0"] * 39


def test_an_empty_table_has_the_same_shape():
    found = duplicates(read(pd.DataFrame({"text": [None]})))
    assert list(found.columns) == list(tables.DUPLICATES.columns)


@pytest.mark.parametrize("share", [0, 1.1, -1])
def test_a_share_that_is_none(share):
    with pytest.raises(ValueError, match="expected a share above 0 and at most 1; found"):
        duplicates(findings(a=POINTS), share=share)


def test_read_warns_of_a_report_in_two_formats_by_name(tmp_path):
    document = docx.Document()
    for text in POINTS:
        document.add_paragraph(text, style="List Bullet")
    document.save(str(tmp_path / "a.docx"))
    (tmp_path / "a.txt").write_text("\n".join(f"- {text}" for text in POINTS))
    with pytest.warns(
        UserWarning, match=r"expected each audit once; found the same texts in a.txt and a.docx. See"
    ) as w:
        found = read(tmp_path)
    assert "Plans of team" not in str(w[0].message)
    assert duplicates(found)["n_shared"].tolist() == [10]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.sampled_from(POINTS), max_size=10), max_size=5))
def test_shares_are_those_of_sets(held):
    table = findings(**{f"d{n}": texts for n, texts in enumerate(held)})
    found = {(row["document"], row["same_as"]): row["n_shared"] for row in duplicates(table).to_dict("records")}
    sets = [set(texts) for texts in held]
    firsts = [n for n, texts in enumerate(sets) if texts and texts not in sets[:n]]
    expected = {
        (f"d{n}", f"d{m}"): len(sets[n] & sets[m])
        for n in firsts
        for m in firsts
        if m < n and len(sets[n] & sets[m]) >= max(3, min(len(sets[n]), len(sets[m])) / 2)
    }
    expected |= {
        (f"d{n}", f"d{sets.index(texts)}"): len(texts)
        for n, texts in enumerate(sets)
        if len(texts) >= 3 and sets.index(texts) < n
    }
    assert found == expected
