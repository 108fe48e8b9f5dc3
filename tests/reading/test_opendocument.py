"""OpenDocument texts: outline, lists and their numbers, tables, changes, what is left out, and files that do harm."""

import zipfile

import pytest

from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.opendocument import opendocument_parts
from tests.reading.writers import NAMESPACES, write_content


def parts_of(tmp_path, body):
    return opendocument_parts(write_content(tmp_path / "audit.odt", body))


def lines_of(tmp_path, body):
    return [(line.text, line.level, line.item, line.number) for line in parts_of(tmp_path, body)[0]]


def cells_of(grid):
    return [[(cell.text, cell.columns, cell.continues) for cell in row] for row in grid.rows]


def items(style, *texts):
    inner = "".join(f"<text:list-item>{text}</text:list-item>" for text in texts)
    return f"<text:list{f' text:style-name={chr(34)}{style}{chr(34)}' if style else ''}>{inner}</text:list>"


def test_headings_paragraphs_and_white_space(tmp_path):
    assert lines_of(
        tmp_path,
        '<text:p text:style-name="P1">Audit</text:p>\n <text:h text:outline-level="2">Strengths</text:h>'
        "<text:p>One<text:line-break/>two<text:tab/>three <text:s text:c='3'/>\n four</text:p><text:p/>"
        '<text:section><text:p>In a <text:a>link</text:a></text:p></text:section>',
    ) == [
        ("Audit", 1, 0, None),
        ("Strengths", 2, 0, None),
        ("One\ntwo three four", 0, 0, None),
        ("In a link", 0, 0, None),
    ]  # fmt: skip


def test_lists_nested_and_numbered_as_printed(tmp_path):
    three = items("", "<text:p>deepest</text:p>", "<text:p>again</text:p>")
    two = items("", f"<text:p>deeper</text:p>{three}", "<text:p>deeper two</text:p>")
    assert lines_of(
        tmp_path,
        items("L1", f"<text:p>Bullet</text:p>{items('', '<text:p>inner</text:p>')}")
        + items("N1", "<text:p>First</text:p><text:p>more</text:p>", f"<text:p>Second</text:p>{two}")
        + "<text:p>between</text:p>"
        + items("N1", "<text:p>Anew</text:p>")
        + items("N1", "<text:p>On</text:p>").replace("<text:list ", '<text:list text:continue-numbering="true" ')
        + items("N1", "<text:p>Nine</text:p>").replace("<text:list-item>", '<text:list-item text:start-value="9">')
        + items("", '<text:h text:outline-level="1">Heading in a list</text:h>'),
    ) == [
        ("Bullet", 0, 1, None),
        ("inner", 0, 2, None),
        ("First", 0, 1, "1"),
        ("more", 0, 0, None),
        ("Second", 0, 1, "2"),
        ("deeper", 0, 2, "a"),
        ("deepest", 0, 3, "a.i"),
        ("again", 0, 3, "a.ii"),
        ("deeper two", 0, 2, "b"),
        ("between", 0, 0, None),
        ("Anew", 0, 1, "1"),
        ("On", 0, 1, "2"),
        ("Nine", 0, 1, "9"),
        ("Heading in a list", 1, 0, None),
    ]


def test_bold_by_style_as_a_whole_only(tmp_path):
    bold = '<text:span text:style-name="T1">{}</text:span>'
    lines, _ = parts_of(tmp_path, f"<text:p>{bold.format('Areas')}</text:p><text:p>{bold.format('Not')} all</text:p>")
    assert [(line.text, line.bold) for line in lines] == [("Areas", True), ("Not all", False)]


def test_tables_with_merged_and_covered_cells(tmp_path):
    (grid,), _ = parts_of(
        tmp_path,
        "<table:table><table:table-column/><table:table-header-rows><table:table-row><table:table-cell"
        ' table:number-columns-spanned="3"><text:p>Visits</text:p></table:table-cell><table:covered-table-cell'
        ' table:number-columns-repeated="2"/></table:table-row></table:table-header-rows><table:table-row>'
        '<table:table-cell table:number-rows-spanned="2"><text:p>a</text:p><text:p>b</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="2"/></table:table-row><table:table-row>'
        "<table:covered-table-cell/><table:table-cell><table:table><table:table-row><table:table-cell><text:p>in</text:p>"
        "</table:table-cell></table:table-row></table:table></table:table-cell><table:table-cell><text:p>d</text:p>"
        "</table:table-cell></table:table-row></table:table>",
    )
    assert cells_of(grid) == [
        [("Visits", 3, False)],
        [("a\nb", 1, False), ("", 1, False), ("", 1, False)],
        [("", 1, True), ("", 1, False), ("d", 1, False)],
    ]
    assert [cells_of(inner) for inner in grid.rows[2][1].grids] == [[[("in", 1, False)]]]


def test_what_is_beside_the_text_is_left_out_and_counted(tmp_path):
    path = write_content(
        tmp_path / "audit.odt",
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:table-of-content><text:p>Contents</text:p>"
        "</text:table-of-content><text:p>Kept<office:annotation><text:p>a comment</text:p></office:annotation> and"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>note</text:p></text:note-body>"
        '</text:note> on</text:p><text:p text:style-name="P2">hidden</text:p><text:section text:display="none"><text:p>'
        "hidden</text:p></text:section>",
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(
            "styles.xml",
            f"<office:document-styles{NAMESPACES}><style:header><text:p>OFFICIAL</text:p></style:header>"
            "<style:footer><text:p/></style:footer></office:document-styles>",
        )
    parts, left_out = opendocument_parts(path)
    assert [part.text for part in parts] == ["Kept and on"]
    assert [(kind, reason.split(",")[0]) for kind, reason in left_out] == [
        ("comments", "1"), ("contents and indexes", "1"), ("deleted text", "1"), ("footnotes", "1"),
        ("hidden text", "2"), ("page margins", "1"),
    ]  # fmt: skip


def test_a_text_box_is_read_behind_its_paragraph(tmp_path):
    assert lines_of(
        tmp_path,
        "<text:p>Before <draw:frame><draw:text-box><text:p>in the box</text:p><text:p>second</text:p></draw:text-box>"
        "</draw:frame>and behind</text:p><text:p>After</text:p>",
    ) == [("Before and behind", 0, 0, None), ("in the box", 0, 0, None), ("second", 0, 0, None), ("After", 0, 0, None)]


@pytest.mark.parametrize(("value", "tick"), [("true", "☒"), ("false", "☐")])
def test_tick_boxes(tmp_path, value, tick):
    space = 'xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"'
    box = (
        f'<field:fieldmark {space} field:type="vnd.oasis.opendocument.field.FORMCHECKBOX"><field:param'
        f' field:name="Checkbox_Checked" field:value="{value}"/></field:fieldmark>'
    )
    assert lines_of(tmp_path, f"<text:p>{box}Seen alone</text:p>") == [(f"{tick} Seen alone", 0, 0, None)]


def test_entities_are_refused_and_not_resolved(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("swordfish")
    laughs = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdef", "bcdefg", strict=True)
    )
    for declared in (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', laughs + '<!ENTITY x "&g;">', '<!ENTITY x "plain">'):
        path = write_content(tmp_path / "audit.odt", "<text:p>Plans &x;</text:p>", f"<!DOCTYPE d [{declared}]>")
        with pytest.raises(UnreadableError, match="found declarations of XML in it"):
            opendocument_parts(path)


def test_declarations_in_another_encoding_are_found(tmp_path):
    path = tmp_path / "audit.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "content.xml", '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x "y">]><d>&x;</d>'.encode("utf-16")
        )
    with pytest.raises(UnreadableError, match="found declarations of XML in it"):
        opendocument_parts(path)


def test_a_bomb_a_password_and_other_formats_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("qa_nlp.reading.opendocument._LARGEST", 1 << 20)
    path = write_content(tmp_path / "audit.odt", "<text:p>" + " " * (1 << 20) + "</text:p>")
    with pytest.raises(UnreadableError, match="expected at most 1 MB of text"):
        opendocument_parts(path)
    path = write_content(tmp_path / "audit.odt", "<text:p>x</text:p>", manifest="<encryption-data/>")
    with pytest.raises(UnreadableError, match="expected a file without a password"):
        opendocument_parts(path)
    path.write_bytes(b"Plans are clear")
    with pytest.raises(UnreadableError, match="expected an OpenDocument text; found another format"):
        opendocument_parts(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(UnreadableError, match="expected an OpenDocument text; found another format"):
        opendocument_parts(path)
