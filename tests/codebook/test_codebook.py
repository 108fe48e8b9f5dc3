"""The codebook: loading, checking, extending."""

import dataclasses

import pytest

from qa_nlp import Codebook, Theme
from qa_nlp.codebook import Indicator

NEW = {"id": "transport", "name": "Transport", "definition": "Getting there.", "strength": "on time", "concern": "late"}

BUSES = "groups:\n- id: roads\n  themes:\n  - {id: buses, name: Buses, definition: d, strength: s, concern: c}\n"
LATE = Indicator("late_buses", "Late buses", "lower", ("neglect",), "Nobody looks at the clock.")


def test_the_package_carries_forty_two_themes_in_order():
    book = Codebook.load()
    assert len(book) == 42
    assert book.ids[:3] == ("practice_quality", "drift_and_delay", "care_planning")
    assert book.name("start_again") == "Start-again syndrome"
    assert "chronologies" in book
    assert book["supervision"].group == "oversight_and_workforce"
    assert book.groups["oversight_and_workforce"] == "Oversight and workforce"
    assert len(book.boundaries) == 13


def test_a_callers_own_file(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "groups:\n- id: roads\n  name: Roads\n  themes:\n"
        "  - {id: buses, name: Buses, definition: Bus journeys., strength: frequent, concern: rare}\n",
        encoding="utf-8",
    )
    book = Codebook.load(path)
    assert [theme.name for theme in book] == ["Buses"]
    assert book.groups == {"roads": "Roads"}


def test_extending_adds_at_the_end_and_leaves_the_original():
    book = Codebook.load()
    wider = book.extend(NEW, Theme("parking", "Parking", "Where to park.", "ample", "none", group="transport_group"))
    assert wider.ids == (*book.ids, "transport", "parking")
    assert len(book) == 42
    assert wider["transport"].group == "other"
    assert wider.groups["transport_group"] == "Transport group"
    assert wider.indicators == book.indicators
    assert len(book.indicators) == 21


def test_hash_changes_with_meaning_and_only_with_it():
    book = Codebook.load()
    assert book.hash == Codebook.load().hash
    assert len(book.hash) == 12
    reworded = dataclasses.replace(book.themes[0], definition="Something else.")
    assert Codebook((reworded, *book.themes[1:]), book.groups, book.boundaries).hash != book.hash
    assert book.extend(NEW).hash != book.hash


def test_hash_is_the_one_that_the_shipped_models_carry_and_knows_no_indicators():
    book = Codebook.load()
    assert book.hash == "5915504485f5"
    assert dataclasses.replace(book, indicators=()).hash == book.hash


def test_indicators_of_the_package():
    found = {indicator.id: indicator for indicator in Codebook.load().indicators}
    assert found["re_referrals"].name == "Re-referrals within 12 months"
    assert (found["re_referrals"].better, found["supervision_in_timescale"].better) == ("lower", "higher")
    assert found["three_placements"].themes == ("placement_stability", "placement_sufficiency")
    assert found["caseload"].hypothesis.endswith("purposeful visits and recording give way first.")


def test_indicators_of_a_callers_own_file(tmp_path):
    path = tmp_path / "mine.yaml"
    entry = "{id: late, name: Late, better: lower, themes: [buses], hypothesis: Nobody looks at the clock.}"
    path.write_text(f"{BUSES}indicators:\n- {entry}\n", encoding="utf-8")
    assert Codebook.load(path).indicators == (
        Indicator("late", "Late", "lower", ("buses",), "Nobody looks at the clock."),
    )
    path.write_text(BUSES, encoding="utf-8")
    assert Codebook.load(path).indicators == ()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"id": "Late Buses"}, "indicator id 'Late Buses' is not lower-case letters"),
        ({"better": "between"}, "indicator 'late_buses' is better 'between', not lower or higher"),
        ({"themes": ("neglect", "weather")}, "indicator 'late_buses' bears on 'weather', which is no theme"),
        ({"themes": ("neglect", "neglect")}, "indicator 'late_buses' names a theme twice"),
        ({"themes": (), "name": " "}, "indicator 'late_buses' has no name; indicator 'late_buses' has no themes"),
        ({"hypothesis": ""}, "indicator 'late_buses' has no hypothesis"),
    ],
)
def test_refuses_odd_indicators(changed, message):
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(Codebook.load(), indicators=(dataclasses.replace(LATE, **changed),))


def test_refuses_a_repeated_indicator_and_lists_the_problems_of_themes_beside_it():
    with pytest.raises(ValueError, match=r"theme 'neglect' has no name; indicator id 'late_buses' stands twice"):
        Codebook((Theme("neglect", "", "d", "s", "c"),), indicators=(LATE, LATE))


@pytest.mark.parametrize(
    ("theme", "message"),
    [
        ({**NEW, "id": "Bad Id"}, "theme id 'Bad Id' is not lower-case letters, digits and underscores"),
        ({**NEW, "id": "neglect"}, "theme id 'neglect' stands twice"),
        ({**NEW, "concern": " "}, "theme 'transport' has no concern"),
        ({key: NEW[key] for key in ("id", "name", "strength", "concern")}, "theme 'transport' has no definition"),
        ({**NEW, "colour": "red"}, r"theme 'transport' has unknown part\(s\) colour; expected concern, definition"),
        ({"name": "No id"}, "expected every theme to be a mapping with an id"),
    ],
)
def test_refuses_incomplete_or_repeated_themes(theme, message):
    with pytest.raises(ValueError, match=message):
        Codebook.load().extend(theme)


def test_lists_every_problem_at_once():
    with pytest.raises(ValueError, match=r"'a' has no name.*'b' has no name"):
        Codebook((Theme("a", "", "d", "s", "c"), Theme("b", "", "d", "s", "c")))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("just words", "expected a mapping with a list of groups"),
        ("groups: []", "it has no themes"),
        ("groups:\n- name: nameless\n  themes: []", "expected every group to have an id"),
        ("groups: [", "expected YAML"),
        (f"{BUSES}indicators: late", "expected indicators to be a list; found str"),
        (f"{BUSES}indicators:\n- late", "expected every indicator to be a mapping with an id"),
        (f"{BUSES}indicators:\n- {{id: late, colour: red}}", r"indicator 'late' has unknown part\(s\) colour"),
        (f"{BUSES}indicators:\n- {{id: late, themes: buses}}", "themes of indicator 'late' to be a list; found str"),
        (f"{BUSES}indicators:\n- {{id: late}}", "'late' is better '', not lower or higher; .*'late' has no name"),
    ],
)
def test_refuses_files_that_are_no_codebook(tmp_path, text, message):
    path = tmp_path / "odd.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        Codebook.load(path)


def test_missing_file_and_unknown_theme(tmp_path):
    with pytest.raises(FileNotFoundError):
        Codebook.load(tmp_path / "none.yaml")
    with pytest.raises(KeyError, match="no theme 'weather' in the codebook"):
        Codebook.load()["weather"]
    assert Codebook.load().name("weather") == "weather"


def test_the_package_copy_is_the_shared_one_but_for_two_definitions_and_the_indicators(shared):
    """Two definitions are reworded: by chance they share nine words with a public report, whose text we do not keep."""
    ours, theirs = Codebook.load(), Codebook.load(shared / "codebook" / "themes.yaml")
    assert (ours.ids, ours.groups, ours.boundaries) == (theirs.ids, theirs.groups, theirs.boundaries)
    assert [t.id for t, other in zip(ours, theirs, strict=True) if t != other] == ["contingency_planning", "thresholds"]
    for theme, other in zip(ours, theirs, strict=True):
        assert (theme.name, theme.strength, theme.concern) == (other.name, other.strength, other.concern)
