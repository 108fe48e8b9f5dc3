r"""Rich text: paragraphs, lists, tables, characters, what is left out; striprtf as the witness of the words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from striprtf.striprtf import rtf_to_text

from qa_nlp import read
from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.rich_text import rich_text_parts
from tests.reading.writers import rich

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Calibri;}{\f1\fcharset2 Symbol;}{\f2\fcharset204 Cyr;}"
    r"{\f3\fcharset128 Jp;}}{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 heading 2;}{\s3 Title;}"
    r"{\s15\sbasedon0 List Bullet 2;}{\*\cs10 Default Paragraph Font;}}{\info{\author Pat}{\title Not text}}"
)


def parts_of(tmp_path, body, tail="}"):
    path = tmp_path / "audit.rtf"
    path.write_bytes((HEAD + body + tail).encode("latin-1"))
    return rich_text_parts(path)


def lines_of(tmp_path, body):
    return [(line.text, line.level, line.item, line.number) for line in parts_of(tmp_path, body)[0]]


def cells_of(grid):
    return [[(cell.text, cell.columns, cell.continues) for cell in row] for row in grid.rows]


def test_headings_lists_and_paragraphs(tmp_path):
    assert lines_of(
        tmp_path,
        r"\pard\s3 Audit\par\pard\s1\b Strengths\b0\par\pard\plain\s2 Plans\par\pard\plain\outlinelevel2 Deep\par"
        r"{\listtext\pard\plain\f1 \'b7\tab}\pard\plain\ls1\ilvl0 Plans are clear\par"
        r"\pard\plain\ls1\ilvl1{\listtext\pard\plain a)\tab}Dates set\par"
        r"{\pntext\f1\'B7\tab}{\*\pn\pnlvlblt}\pard\plain Old bullet\par\pard\plain\s15 By style\par"
        r"\pard\plain One\line two\tab three\par\par Two halves \{of\} it\\s\~end.",
    ) == [
        ("Audit", 1, 0, None),
        ("Strengths", 1, 0, None),
        ("Plans", 2, 0, None),
        ("Deep", 3, 0, None),
        ("Plans are clear", 0, 1, None),
        ("Dates set", 0, 2, "a"),
        ("Old bullet", 0, 1, None),
        ("By style", 0, 2, None),
        ("One\ntwo three", 0, 0, None),
        ("Two halves {of} it\\s end.", 0, 0, None),
    ]


def test_a_paragraph_is_bold_as_a_whole_only_and_bold_ends_with_its_group(tmp_path):
    lines, _ = parts_of(tmp_path, r"\pard{\b Areas for development}\par\pard{\b Not} all\par\b All\plain\par none\par")
    assert [(line.text, line.bold) for line in lines] == [
        ("Areas for development", True), ("Not all", False), ("All", True), ("none", False),
    ]  # fmt: skip


def test_characters_of_every_kind(tmp_path):
    assert lines_of(
        tmp_path,
        r"\pard It\'92s \u8211? a caf\'e9 {\uc2\u233\'c3\'a9 x} \uc1 \u-10179?\u-8704? \lquote q\rquote \bullet "
        "\\f2\\'cf\\'eb\\'e0\\'ed\\f3\\'93\\'fa\\f0 caf\xe9\\par",
    ) == [("It’s – a café é x 😀 ‘q’•План日café", 0, 0, None)]


def test_a_bullet_typed_in_a_font_of_signs_is_a_bullet(tmp_path):
    path = tmp_path / "audit.rtf"
    path.write_text(HEAD + r"\pard Strengths\par\pard{\f1\'9f} Plans are clear\par}")
    assert read(path)["text"].tolist() == ["Strengths", "Plans are clear"]


def test_tables_with_merged_cells_and_a_bar_that_is_text(tmp_path):
    (above, grid, below), _ = parts_of(
        tmp_path,
        r"\pard above\par\trowd\cellx1000\cellx3010\pard\intbl a|b\cell c\par d\cell\row"
        r"\trowd\clvmgf\cellx1000\cellx2000\cellx3000\pard\intbl e\cell f\cell g\cell{\trowd\clvmgf\cellx1000\cellx2000"
        r"\cellx3000\row}\trowd\clvmrg\cellx1000\clmgf\cellx2000\clmrg\cellx3000\pard\intbl\cell h\cell\cell\row"
        r"\trowd\cellx3000\pard\intbl wide\cell\row\pard below\par",
    )
    assert (above.text, below.text, below.locator) == ("above", "below", "paragraph 2")
    assert cells_of(grid) == [
        [("a|b", 1, False), ("c\nd", 2, False)],
        [("e", 1, False), ("f", 1, False), ("g", 1, False)],
        [("", 1, True), ("h", 2, False)],
        [("wide", 3, False)],
    ]


def test_a_table_in_a_cell(tmp_path):
    (grid, after), _ = parts_of(
        tmp_path,
        r"\trowd\cellx3000\pard\intbl\itap1 outer\par\pard\intbl\itap2 n1\nestcell n2\nestcell{\*\nesttableprops\trowd"
        r"\cellx100\cellx200\nestrow}{\nonesttables\par}\pard\intbl\itap1 rest\cell\trowd\cellx3000\row\pard after",
    )
    ((cell,),) = grid.rows
    assert (cell.text, [cells_of(inner) for inner in cell.grids], after.text) == (
        "outer\nrest", [[[("n1", 1, False), ("n2", 1, False)]]], "after",
    )  # fmt: skip


def test_text_before_the_end_of_a_row_that_no_cell_ends_is_kept(tmp_path):
    (grid,), _ = parts_of(tmp_path, r"\trowd\cellx1000\cellx2000\pard\intbl a\cell b\row\pard")
    assert cells_of(grid) == [[("a", 1, False), ("b", 1, False)]]


def test_what_is_beside_the_text_is_left_out_and_counted(tmp_path):
    parts, left_out = parts_of(
        tmp_path,
        r"{\header\pard OFFICIAL\par}{\footer\pard\par}\pard Kept{\*\annotation\pard a comment}{\footnote\pard a note}"
        r"{\deleted gone}{\v hidden}{\revised  added}{\pict\pngblip 89504e}{\field{\*\fldinst HYPERLINK "
        r'"http://x"}{\fldrslt  link}}\par',
    )
    assert [part.text for part in parts] == ["Kept added link"]
    assert [(kind, reason.split(",")[0]) for kind, reason in left_out] == [
        ("comments", "1"), ("deleted text", "1"), ("footnotes", "1"), ("hidden text", "1"), ("page margins", "1"),
    ]  # fmt: skip


def test_a_text_box_is_read_once_behind_its_paragraph(tmp_path):
    assert lines_of(
        tmp_path,
        r"\pard Before {\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt\pard\plain In \b the\b0  box\par\pard Second\par}}"
        r"{\shprslt{\*\do{\dptxbxtext\pard In the box\par}}}}and behind\par"
        r"{\*\do\dobxcolumn{\dptxbxtext\pard Old box\par}}\pard After\par",
    ) == [
        ("Before and behind", 0, 0, None),
        ("In the box", 0, 0, None),
        ("Second", 0, 0, None),
        ("After", 0, 0, None),
        ("Old box", 0, 0, None),
    ]


@pytest.mark.parametrize(
    ("result", "tick"), [(r"\ffres1", "☒"), (r"\ffres0", "☐"), (r"\ffres25\ffdefres1", "☒"), (r"\ffres25", "☐")]
)
def test_tick_boxes(tmp_path, result, tick):
    box = rf"{{\field{{\*\fldinst FORMCHECKBOX {{\*\formfield{{\fftype1{result}}}}}}}{{\fldrslt}}}}"
    assert lines_of(tmp_path, rf"\pard {box} Seen alone\par") == [(f"{tick} Seen alone", 0, 0, None)]


def test_pictures_as_bytes_do_not_end_groups(tmp_path):
    assert lines_of(tmp_path, "\\pard Kept{\\pict\\bin4 }}{{} on\\bin2 }} and on\\par") == [
        ("Kept on and on", 0, 0, None)
    ]


@pytest.mark.parametrize(
    ("body", "tail", "reason"),
    [
        (r"\pard Plans", "", "expected rich text to its end"),
        (r"\pard Plans{\*\annotation x", "", "expected rich text to its end"),
        ("{" * 600 + "}" * 600, "}", "expected groups at most 500 deep"),
        (r"\pard\intbl\itap99 x\par", "}", "expected tables at most 20 deep"),
    ],
)
def test_damaged_and_harmful_files_are_refused(tmp_path, body, tail, reason):
    with pytest.raises(UnreadableError, match=reason):
        parts_of(tmp_path, body, tail)


def test_another_format_by_that_name_is_refused(tmp_path):
    (tmp_path / "audit.rtf").write_text("Plans are clear")
    with pytest.raises(UnreadableError, match="expected rich text; found another format"):
        rich_text_parts(tmp_path / "audit.rtf")


marks = st.sampled_from(
    [r"\par ", r"\b ", r"\b0 ", r"\pard ", r"\line ", r"\tab ", r"\intbl ", r"\cell ", r"\row ", r"\trowd\cellx900 ",
     r"\ls1 ", r"\s1 ", r"\plain ", r"{\*\unknown gone}", r"\'e9", r"{\i it}", r"\itap2 ", r"\nestcell "]
)  # fmt: skip
words = st.text("abcxyzé{}\\😀 ", max_size=8).map(rich)


@given(body=st.lists(st.one_of(marks, words), max_size=30).map("".join))
def test_every_letter_that_striprtf_finds_is_read_once(tmp_path_factory, body):
    path = tmp_path_factory.mktemp("rtf") / "audit.rtf"
    path.write_bytes((HEAD + r"\pard " + body + "}").encode("latin-1"))

    def text(part):
        if hasattr(part, "rows"):
            return "".join(text(x) for row in part.rows for cell in row for x in (*cell.lines, *cell.grids))
        return part.text

    ours = "".join(map(text, rich_text_parts(path)[0]))
    theirs = rtf_to_text(path.read_bytes().decode("latin-1")).encode("utf-16", "surrogatepass").decode("utf-16")
    assert sorted(re.sub(r"\s", "", ours)) == sorted(re.sub(r"[\s|]", "", theirs))
