"""Text and its structure → lines and tables: empty lines, line breaks, merged cells, tables in tables."""

from hypothesis import given
from hypothesis import strategies as st

from qa_nlp.reading.assembly import Assembly, list_number
from qa_nlp.reading.parts import Cell, Grid, Line


def test_lines_without_text_are_none_and_white_space_is_one_space():
    assembly = Assembly()
    assembly.write("  Plans\t are ")
    assembly.write("clear", bold=True)
    assert assembly.end_line(item=2, number="1")
    assembly.write(" \u00a0\n ")
    assert not assembly.end_line(item=1)
    assembly.write("Supervision", bold=True)
    assembly.write(" ")
    assembly.end_line()
    assert assembly.close()[0] == [
        Line("Plans are clear", "paragraph 1", item=2, number="1"),
        Line("Supervision", "paragraph 2", bold=True),
    ]


def test_line_breaks_stay_and_an_empty_line_parts_paragraphs():
    assembly = Assembly()
    assembly.write("a \n b\n \nc")
    assembly.end_line(item=1)
    assert [(line.text, line.item) for line in assembly.close()[0]] == [("a\nb", 1), ("c", 0)]


def test_cells_over_rows_and_columns_and_rows_that_are_too_short():
    assembly = Assembly()
    assembly.open_table()
    for row in ((("a", 1, 2), ("b", 1, 1), ("c", 1, 3)), (("d", 1, 1),), (("e", 2, 1),), (("f", 1, 1),)):
        assembly.open_row()
        for text, columns, rows in row:
            assembly.open_cell(columns, rows)
            assembly.write(text)
    (grid,) = assembly.close()[0]
    assert [[(cell.text, cell.columns, cell.continues) for cell in row] for row in grid.rows] == [
        [("a", 1, False), ("b", 1, False), ("c", 1, False)],
        [("", 1, True), ("d", 1, False), ("", 1, True)],
        [("e", 2, False), ("", 1, True)],
        [("f", 1, False), ("", 2, False)],
    ]


def test_a_table_in_a_cell_belongs_to_that_cell_and_an_empty_table_is_none():
    assembly = Assembly()
    assembly.open_table()
    assembly.open_cell()
    assembly.write("above")
    assembly.end_line()
    assembly.open_table()
    assembly.open_cell()
    assembly.write("inner")
    assembly.close_table()
    assembly.write("below")
    assembly.close_table()
    assembly.open_table()
    assembly.open_cell()
    assembly.close_table()
    inner = Grid(((Cell((Line("inner", "table 1, table 1"),)),),), "table 1, table 1")
    assert assembly.close()[0] == [
        Grid(((Cell((Line("above", "table 1"), Line("below", "table 1")), grids=(inner,)),),), "table 1")
    ]


def test_the_mark_before_an_item_is_a_number_or_a_bullet():
    assert [list_number(mark) for mark in ("4.3 ", "(a)", "iv.", "2)\t", "·", "o", "\uf0b7", "")] == [
        "4.3", "a", "iv", "2", None, None, None, None,
    ]  # fmt: skip


cells = st.tuples(st.integers(1, 3), st.integers(1, 4))


@given(rows=st.lists(st.lists(cells, max_size=4), min_size=1, max_size=6))
def test_every_row_reaches_over_all_columns_and_no_cell_is_lost(rows):
    assembly = Assembly()
    assembly.open_table()
    for number, row in enumerate(rows):
        assembly.open_row()
        for position, (columns, below) in enumerate(row):
            assembly.open_cell(columns, below)
            assembly.write(f"{number}.{position}")
    grids = assembly.close()[0]
    written = [f"{number}.{position}" for number, row in enumerate(rows) for position in range(len(row))]
    assert [cell.text for grid in grids for row in grid.rows for cell in row if cell.text] == written
    for grid in grids:
        assert len({sum(cell.columns for cell in row) for row in grid.rows}) == 1
        assert len(grid.rows) == len(rows)
