"""A cell as its lines, or whole."""

import pytest

from qa_nlp import read
from qa_nlp.reading.blocks import Action, Block
from qa_nlp.reading.cells import without_cells

LINES = "Overall:\n- Plans are clear\n2) Visits  in time. Seen alone.\n\n"


def split(text, action=None):
    found = without_cells([Block(text, "B2", "cell", rating="Good", action=action)], "split")
    return [(block.kind, block.number, block.text, block.rating, block.action) for block in found]


def test_lines_bullets_and_numbers():
    assert split(LINES) == [
        ("paragraph", None, "Overall:", "Good", None),
        ("bullet", None, "Plans are clear", "Good", None),
        ("paragraph", "2", "Visits in time. Seen alone.", "Good", None),
    ]


def test_a_whole_cell_is_verbatim_but_for_white_space():
    (block,) = without_cells([Block(LINES, "B2", "cell", rating="Good")], "whole")
    assert block == Block("Overall: - Plans are clear 2) Visits in time. Seen alone.", "B2", "bullet", rating="Good")


def test_other_blocks_stay_as_they_are():
    blocks = [Block("Plan", "B2", "heading", level=1), Block("It drifts. Badly.", "line 3")]
    assert list(without_cells(blocks, "whole")) == blocks


def test_who_and_when_are_shared_out_line_by_line():
    actions = [row[4] for row in split("1. Update it\n2. See her", Action("1. TM\n2. A. Smith", "May"))]
    assert actions == [Action("TM", "May"), Action("A. Smith", "May")]


def test_who_and_when_go_to_all_lines_if_they_are_not_as_many():
    actions = [row[4] for row in split("Update it\nSee her\nTell him", Action("TM\nSW", None))]
    assert actions == [Action("TM SW", None)] * 3


def test_cells_of_a_file(tmp_path):
    path = tmp_path / "audits.csv"
    path.write_text('Case ID,Team,Comments\nC1,North,"- Plans drift\n- No. 3 is late. Others too."\n', encoding="utf-8")
    assert read(path)["text"].tolist() == ["Plans drift", "No. 3 is late. Others too."]
    assert read(path, cells="whole")["text"].tolist() == ["- Plans drift - No. 3 is late. Others too."]


def test_another_word_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"cells: expected 'split' or 'whole'; found 'halves'. Give 'whole' for one"):
        read(tmp_path, cells="halves")
