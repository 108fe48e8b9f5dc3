"""Web pages: headings, lists, tables, Word's own HTML, what is left out, encodings, and pages made to do harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_nlp import read
from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.html import html_parts


def parts_of(body):
    return html_parts(f"<html><body>{body}</body></html>")[0]


def lines_of(body):
    return [(line.text, line.level, line.item, line.number) for line in parts_of(body)]


def cells_of(grid):
    return [[(cell.text, cell.columns, cell.continues) for cell in row] for row in grid.rows]


def test_headings_lists_and_paragraphs():
    assert lines_of(
        "<h1>Audit</h1>text <b>of</b>\nthe body<h2>Strengths</h2><ul><li>Plans<ul><li>dated<li>owned</ul>"
        "<li><p>Visits</p><p>seen alone</p></ul><ol start=3><li>Three<ol type=a><li>inner</ol><li value=9>Nine</ol>"
        "<dl><dt>Term<dd>Meaning</dl><p>one<br>two<br><br>three"
    ) == [
        ("Audit", 1, 0, None),
        ("text of the body", 0, 0, None),
        ("Strengths", 2, 0, None),
        ("Plans", 0, 1, None),
        ("dated", 0, 2, None),
        ("owned", 0, 2, None),
        ("Visits", 0, 1, None),
        ("seen alone", 0, 0, None),
        ("Three", 0, 1, "3"),
        ("inner", 0, 2, "1"),
        ("Nine", 0, 1, "9"),
        ("Term", 0, 0, None),
        ("Meaning", 0, 0, None),
        ("one\ntwo", 0, 0, None),
        ("three", 0, 0, None),
    ]


def test_bold_lines_are_bold_as_a_whole_only():
    lines = parts_of(
        "<p><b>Areas</b> <strong>to improve</strong></p><p><b>Not</b> all</p><p style='font-weight:700'>Yes"
    )
    assert [line.bold for line in lines] == [True, False, True]


def test_a_table_with_merged_cells():
    (grid,) = parts_of(
        "<table><thead><tr><th>Section<th colspan=2>Views</thead><tbody><tr><td rowspan=2>Plans<td>x<p>y</p><td>z"
        "<tr><td>q</table>"
    )
    assert cells_of(grid) == [
        [("Section", 1, False), ("Views", 2, False)],
        [("Plans", 1, False), ("x\ny", 1, False), ("z", 1, False)],
        [("", 1, True), ("q", 1, False), ("", 1, False)],
    ]


def test_a_table_for_layout_is_read_through_and_the_tables_in_it_are_tables():
    left, grid, right = parts_of(
        "<table><tr><td>left<td><table><tr><td>Team<td>North</table></td></tr><tr><td>right</table>"
    )
    assert (left.text, right.text) == ("left", "right")
    assert cells_of(grid) == [[("Team", 1, False), ("North", 1, False)]]
    assert [line.text for line in parts_of("<table role=presentation><tr><td>a<td>b</table>")] == ["a", "b"]


def test_a_table_in_a_cell_of_a_table_with_a_header_stays_in_its_cell():
    (grid,) = parts_of("<table><tr><th>Section</th></tr><tr><td>Plans<table><tr><td>in<td>ner</table></table>")
    assert [cells_of(inner) for inner in grid.rows[1][0].grids] == [[[("in", 1, False), ("ner", 1, False)]]]


def test_what_is_no_part_of_the_text_is_left_out_and_counted():
    parts, left_out = html_parts(
        "<head><title>t</title></head><body><script>var x</script><style>p{}</style><header>Council</header>"
        "<nav><a>Home</a></nav><main><header><h1>Audit</h1></header><p>Kept <del>gone</del><!-- note --></p>"
        "<p style='display: none'>secret</p><p hidden>secret</p><p style='visibility:hidden'></p></main>"
        "<footer>foot</footer>"
    )
    assert [part.text for part in parts] == ["Audit", "Kept"]
    assert [(kind, reason.split(",")[0]) for kind, reason in left_out] == [
        ("deleted text", "1"),
        ("hidden text", "2"),
        ("navigation", "1"),
        ("page margins", "2"),
        ("scripts and styles", "2"),
    ]


def test_what_stands_in_a_form_s_controls_is_text():
    assert lines_of(
        "<p><input type=checkbox checked> Seen alone</p><p><input type=radio> Not seen</p><p><input value='Good'>"
        "<input type=hidden value=no><input type=submit value=Save></p>"
        "<p><select><option>No<option selected>Partly</select></p><textarea>Plans are late</textarea>"
    ) == [
        ("☒ Seen alone", 0, 0, None),
        ("☐ Not seen", 0, 0, None),
        ("Good", 0, 0, None),
        ("Partly", 0, 0, None),
        ("Plans are late", 0, 0, None),
    ]


def test_word_s_own_html():
    mark = '<![if !supportLists]><span style="mso-list:Ignore">{}<span>&nbsp;&nbsp; </span></span><![endif]>'
    assert lines_of(
        "<!--[if gte mso 9]><xml>settings</xml><![endif]--><p class=MsoTitle>Audit<o:p></o:p></p>"
        f"<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>{mark.format('·')}Plans are clear</p>"
        f"<p class=MsoListParagraph style='text-indent:-18pt;mso-list:l0 level2 lfo1'>{mark.format('o')}Dated</p>"
        f"<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'>{mark.format('4.3')}Visits late.</p>"
        "<p class=MsoListBullet2>Old list</p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
        "<p>Text<span class=MsoCommentReference><a>[QA1]</a></span></p>"
        "<div style='mso-element:comment-list'><p>a comment</p></div>"
    ) == [
        ("Audit", 1, 0, None),
        ("Plans are clear", 0, 1, None),
        ("Dated", 0, 2, None),
        ("Visits late.", 0, 1, "4.3"),
        ("Old list", 0, 2, None),
        ("Text", 0, 0, None),
    ]


TEXT = "The child’s view – £5 café"


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", '<meta charset="utf-8">'),
        ("utf-8", ""),
        ("utf-8-sig", '<meta charset="windows-1252">'),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'),
        ("cp1252", "<meta charset=windows-1252>"),
        ("cp1252", ""),
        ("cp1252", '<meta charset="utf-8">'),
        ("utf-16", ""),
        ("mac_roman", "<meta charset=macintosh>"),
        ("cp1252", "<meta charset=no-such-thing>"),
        ("utf-8", '<?xml version="1.0" encoding="utf-8"?>'),
    ],
)
def test_encodings_stated_and_not(tmp_path, encoding, head):
    path = tmp_path / "page.html"
    page = f"{head}<p>{TEXT}</p>" if head.startswith("<?xml") else f"<html><head>{head}</head><p>{TEXT}</p>"
    path.write_bytes(page.encode(encoding))
    assert read(path)["text"].tolist() == [TEXT]


def test_entities():
    assert lines_of("<p>R&amp;D &eacute; &#8217; &#x2013; &pound;&nbsp;5 &lt;b&gt;</p>") == [
        ("R&D é ’ – £ 5 <b>", 0, 0, None)
    ]


def test_entities_of_its_own_are_not_resolved(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("swordfish")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><p>Plans &x; are clear</p>'
    assert "swordfish" not in repr(html_parts(page))


def test_pages_that_the_parser_would_read_in_part_are_refused():
    for page in ("<div>" * 300 + "x", "<p>" + "a" * (11 << 20)):
        with pytest.raises(UnreadableError, match="expected a page nested at most 255 deep"):
            html_parts(page)


def test_a_table_made_to_fill_the_memory_is_refused():
    with pytest.raises(UnreadableError, match="expected at most 200 cells side by side that go on in the row below"):
        html_parts("<table>" + "<tr><td rowspan=60000>x" * 300)


def test_pictures_in_the_page_are_no_text_of_it():
    picture = f'<img src="data:image/png;base64,{"A" * (11 << 20)}">'
    assert lines_of(f"<p>before</p>{picture}<p>after</p>") == [("before", 0, 0, None), ("after", 0, 0, None)]


def test_a_page_without_text_gives_nothing():
    assert html_parts(" ") == ([], [])
    assert html_parts("<html><body><p>&nbsp;</p></body></html>") == ([], [])


tags = st.sampled_from(
    ["<p>", "</p>", "<b>", "<ul>", "</ul>", "<li>", "<table>", "</table>", "<tr>", "<td colspan=2>", "<td rowspan=3>",
     "</td>", "<br>", "<h2>", "</h2>", "<pre>", "</pre>", "<div>", "</div>", "<ol>"]
)  # fmt: skip


@given(page=st.lists(st.tuples(tags, st.sampled_from(["", "plan", "visit", "view"])), max_size=40))
def test_however_tags_are_mixed_no_word_is_lost_or_read_twice(page):
    parts, left_out = html_parts("".join(tag + " " + word + " " for tag, word in page))

    def words(part):
        if hasattr(part, "rows"):
            return [
                w for row in part.rows for cell in row for inner in (*cell.lines, *cell.grids) for w in words(inner)
            ]
        return part.text.split()

    assert sorted(word for part in parts for word in words(part)) == sorted(word for _, word in page if word)
    assert left_out == []
