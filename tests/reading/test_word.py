"""Word documents: styles, lists, and audit forms made of tables."""

from datetime import date

import docx
import pytest
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from qa_nlp import read
from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.word import read_word


def saved(document, tmp_path, name="audit.docx"):
    document.save(str(tmp_path / name))
    return tmp_path / name


def fill(table, *rows):
    for cells, row in zip(rows, table.rows, strict=True):
        for text, cell in zip(cells, row.cells, strict=True):
            cell.text = text


def test_styles_give_headings_and_lists_and_the_title_is_no_section(tmp_path):
    document = docx.Document()
    document.add_heading("Audit round", 0)
    document.add_heading("Strengths", 1)
    document.add_paragraph("Plans are clear", style="List Bullet")
    document.add_heading("Supervision", 2)
    document.add_paragraph("It is regular. It is reflective.")
    document.add_heading("Areas for development", 1)
    document.add_paragraph("• Visits are late")
    found = read(saved(document, tmp_path))
    assert found[["text", "heading", "direction", "locator"]].to_numpy(object).tolist() == [
        ["Plans are clear", "Strengths", "strength", "paragraph 3"],
        ["It is regular.", "Strengths > Supervision", "strength", "paragraph 5"],
        ["It is reflective.", "Strengths > Supervision", "strength", "paragraph 5"],
        ["Visits are late", "Areas for development", "concern", "paragraph 7"],
    ]


def test_a_bold_line_is_a_heading_where_something_stands_under_it(tmp_path):
    document = docx.Document()
    document.add_paragraph().add_run("Recommendations").bold = True
    document.add_paragraph("Visits to be monthly", style="List Number")
    assert read(saved(document, tmp_path))["direction"].tolist() == ["concern"]


@pytest.fixture
def form(tmp_path):
    document = docx.Document()
    block = document.add_table(3, 4)
    fill(
        block,
        ("Case ID", "C17", "Team", "North"),
        ("Auditor", "QA1", "Date of audit", "3 March 2026"),
        ("Social worker", "J. B.", "Overall judgement", "Good"),
    )
    table = document.add_table(4, 2)
    table.rows[0].cells[0].merge(table.rows[0].cells[1]).text = "Supervision"
    fill(
        table,
        ("Supervision", "Supervision"),
        ("Evidence", "Six records in six months."),
        ("Commentary", "Reflective. It changed the plan."),
        ("Rating", "Requires improvement"),
    )
    document.add_heading("Areas for development", 1)
    cell = document.add_table(1, 1).rows[0].cells[0]
    cell.text = "Interpreters"
    cell.add_paragraph("Life-story work")
    return saved(document, tmp_path)


def test_a_form_gives_sections_ratings_and_facts(form):
    found = read(form)
    assert found[["text", "heading", "rating"]].astype(object).where(
        found[["text", "heading", "rating"]].notna(), None
    )[:3].to_numpy().tolist() == [
        ["Six records in six months.", "Supervision > Evidence", "Requires improvement"],
        ["Reflective.", "Supervision > Commentary", "Requires improvement"],
        ["It changed the plan.", "Supervision > Commentary", "Requires improvement"],
    ]
    assert set(found["case_id"]) == {"C17"}
    assert set(found["service"]) == {"North"}
    assert set(found["auditor"]) == {"QA1"}
    assert set(found["grade"]) == {"Good"}
    assert {day.date() for day in found["audited_on"]} == {date(2026, 3, 3)}


def test_a_name_in_the_case_block_is_left_out_by_its_label(form):
    found = read(form)
    assert not found.astype("string").apply(lambda column: column.str.contains("J. B.", regex=False)).any().any()
    assert [row["locator"] for row in found.attrs["refused"]] == ["box 'Social worker'"]


def test_a_grid_is_read_by_its_header_row(tmp_path):
    document = docx.Document()
    fill(
        document.add_table(3, 4),
        ("Section", "Strengths", "Areas for development", "Rating"),
        ("Visits", "In time", "Not alone", "Good"),
        ("Plans", "", "No dates. No owner.", "Inadequate"),
    )
    found = read(saved(document, tmp_path))
    assert found[["text", "heading", "direction", "rating"]].to_numpy(object).tolist() == [
        ["In time", "Visits > Strengths", "strength", "Good"],
        ["Not alone", "Visits > Areas for development", "concern", "Good"],
        ["No dates.", "Plans > Areas for development", "concern", "Inadequate"],
        ["No owner.", "Plans > Areas for development", "concern", "Inadequate"],
    ]


def test_headers_and_footers_are_no_findings(tmp_path):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "OFFICIAL SENSITIVE"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.add_paragraph("Plans are clear.")
    assert read(saved(document, tmp_path))["text"].tolist() == ["Plans are clear."]


W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def built(tmp_path, body, name="audit.docx", **extra):
    """Save a document whose body is given as markup, with more styles or numberings where they are given."""
    document = docx.Document()
    inside = parse_xml(f"<w:body {nsdecls('w', 'r', 'wp', 'a', 'm')} {W14} {MC}>{body}</w:body>")
    for child in list(inside):
        document.element.body.insert(-1, child)
    for kind, part in (("styles", document.part._styles_part), ("numbering", document.part.numbering_part)):
        for markup in extra.get(kind, ()):
            element = parse_xml(markup.replace(" ", f" {nsdecls('w')} ", 1))
            if kind == "numbering" and element.tag.endswith("abstractNum"):
                part.element.insert(0, element)
            else:
                part.element.append(element)
    return saved(document, tmp_path, name)


def p(text, properties="", run=""):
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def lists(found, *columns):
    table = found[list(columns)].astype(object)
    return table.where(table.notna(), None).to_numpy().tolist()


def left_out(found):
    return [(row["locator"], row["reason"]) for row in found.attrs["refused"]]


class TestHeadings:
    def test_by_outline_level_and_by_styles_that_are_based_on_one_or_named_in_another_language(self, tmp_path):
        path = built(
            tmp_path,
            p("Part", '<w:pStyle w:val="Council"/>')
            + p("Unterteil", '<w:pStyle w:val="berschrift2"/>')
            + p("Plans drift.")
            + p("Visits", '<w:outlineLvl w:val="1"/>')
            + p("They are late.")
            + p("Not a heading any more.", '<w:pStyle w:val="Plain"/>'),
            styles=[
                '<w:style w:type="paragraph" w:styleId="Council"><w:name w:val="Council heading"/>'
                '<w:basedOn w:val="Heading1"/></w:style>',
                '<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="Überschrift 2"/></w:style>',
                '<w:style w:type="paragraph" w:styleId="Plain"><w:name w:val="Plain part"/>'
                '<w:basedOn w:val="Heading1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>',
            ],
        )
        assert lists(read(path), "text", "heading") == [
            ["Plans drift.", "Part > Unterteil"],
            ["They are late.", "Part > Visits"],
            ["Not a heading any more.", "Part > Visits"],
        ]

    def test_by_bold_that_a_style_gives(self, tmp_path):
        path = built(
            tmp_path,
            p("Strengths", '<w:pStyle w:val="Box"/>') + p("Warm", run='<w:b w:val="0"/>') + p("Weighty", run="<w:b/>"),
            styles=[
                '<w:style w:type="paragraph" w:styleId="Box"><w:name w:val="Box title"/><w:rPr><w:b/></w:rPr></w:style>'
            ],
        )
        assert lists(read(path), "text", "heading") == [["Warm", "Strengths"], ["Weighty", "Strengths"]]

    def test_a_table_of_contents_is_left_out_and_counted(self, tmp_path):
        path = built(
            tmp_path,
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
            f"<w:sdtContent>{p('Contents')}{p('Plans 2')}</w:sdtContent></w:sdt>{p('Plans drift.')}",
        )
        found = read(path)
        assert found["text"].tolist() == ["Plans drift."]
        assert left_out(found) == [("table of contents", "2 line(s)")]


NUMBERING = [
    '<w:abstractNum w:abstractNumId="70">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%3)"/></w:lvl>'
    '<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>',
    '<w:num w:numId="71"><w:abstractNumId w:val="70"/></w:num>',
    '<w:num w:numId="72"><w:abstractNumId w:val="70"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>',
]


def numbered(text, level, number=71):
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_the_numbers_that_word_prints_are_counted_across_levels_and_numberings(tmp_path):
    path = built(
        tmp_path,
        "".join(
            [
                numbered("Plans drift.", 0), numbered("They are late.", 1), numbered("Nobody owns them.", 1),
                numbered("Not the IRO.", 2), numbered("Not the manager.", 2), numbered("A bullet. Whole.", 3),
                numbered("Visits are late.", 0), numbered("Some.", 1), numbered("Seventh.", 0, 72),
                numbered("Eighth.", 0), numbered("Taken out of its list.", 0, 0),
            ]
        ),
        numbering=NUMBERING,
    )  # fmt: skip
    assert lists(read(path), "text", "locator") == [
        ["Plans drift.", "paragraph 1, paragraph 1"],
        ["They are late.", "paragraph 2, paragraph 1.1"],
        ["Nobody owns them.", "paragraph 3, paragraph 1.2"],
        ["Not the IRO.", "paragraph 4, paragraph a"],
        ["Not the manager.", "paragraph 5, paragraph b"],
        ["A bullet. Whole.", "paragraph 6"],
        ["Visits are late.", "paragraph 7, paragraph 2"],
        ["Some.", "paragraph 8, paragraph 2.1"],
        ["Seventh.", "paragraph 9, paragraph 7"],
        ["Eighth.", "paragraph 10, paragraph 8"],
        ["Taken out of its list.", "paragraph 11"],
    ]


class TestText:
    def read(self, tmp_path, body, **extra):
        return read(built(tmp_path, body, **extra))

    def test_links_tabs_breaks_hyphens_and_symbols(self, tmp_path):
        found = self.read(
            tmp_path,
            '<w:p><w:r><w:t xml:space="preserve">See </w:t></w:r><w:hyperlink w:anchor="x"><w:r><w:t>the plan</w:t>'
            "</w:r></w:hyperlink><w:r><w:tab/><w:t>of</w:t><w:br/><w:t>re</w:t><w:softHyphen/><w:t>view</w:t>"
            '<w:noBreakHyphen/><w:t>day</w:t><w:sym w:font="Symbol" w:char="00B1"/></w:r></w:p>',
        )
        assert found["text"].tolist() == ["See the plan of review-day±"]

    def test_tracked_changes_are_read_as_accepted_and_counted(self, tmp_path):
        found = self.read(
            tmp_path,
            '<w:p><w:r><w:t xml:space="preserve">Plans </w:t></w:r>'
            '<w:del w:id="1" w:author="X"><w:r><w:delText>never </w:delText></w:r></w:del>'
            '<w:ins w:id="2" w:author="X"><w:r><w:t>often</w:t></w:r></w:ins>'
            '<w:r><w:t xml:space="preserve"> drift.</w:t></w:r></w:p>'
            '<w:p><w:moveFrom w:id="3" w:author="X"><w:r><w:t>Moved.</w:t></w:r></w:moveFrom></w:p>'
            '<w:p><w:moveTo w:id="4" w:author="X"><w:r><w:t>Moved.</w:t></w:r></w:moveTo></w:p>'
            "<w:tbl><w:tr><w:trPr><w:del w:id='5' w:author='X'/></w:trPr><w:tc>" + p("Row gone.") + "</w:tc></w:tr>"
            "<w:tr><w:tc>" + p("Row kept.") + "</w:tc></w:tr></w:tbl>",
        )
        assert lists(found, "text", "locator") == [
            ["Plans often drift.", "paragraph 1"],
            ["Moved.", "paragraph 3"],
            ["Row kept.", "table 1, row 1"],
        ]
        assert left_out(found) == [("tracked changes", "read as accepted: 2 insertion(s) in, 3 deletion(s) out")]

    def test_hidden_text_is_out_and_counted(self, tmp_path):
        found = self.read(
            tmp_path,
            "<w:p><w:r><w:t>Seen alone.</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>Secret.</w:t></w:r></w:p>"
            + p("Shown.", run='<w:vanish w:val="0"/>'),
        )
        assert found["text"].tolist() == ["Seen alone.", "Shown."]
        assert left_out(found) == [("hidden text", "1 piece(s)")]

    def test_content_controls_at_every_level_are_read_and_their_prompts_are_not(self, tmp_path):
        def control(inside, properties=""):
            return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

        def cell(inside):
            return f"<w:tc>{inside}</w:tc>"

        run = "<w:r><w:t>by run.</w:t></w:r>"
        found = self.read(
            tmp_path,
            control(p("A block."))
            + f'<w:p><w:r><w:t xml:space="preserve">A line </w:t></w:r>{control(run)}</w:p>'
            + f"<w:tbl>{control('<w:tr>' + cell(p('Evidence')) + control(cell(p('By row and cell.'))) + '</w:tr>')}"
            + f"<w:tr>{cell(p('Impact'))}{cell(control(p('What changed?'), '<w:showingPlcHdr/>') + p(''))}</w:tr>"
            + f"<w:tr>{cell(p('Plan'))}{cell(control(p('In a cell.')))}</w:tr></w:tbl>",
        )
        assert lists(found, "text", "heading") == [
            ["A block.", None],
            ["A line by run.", None],
            ["By row and cell.", "Evidence"],
            ["In a cell.", "Plan"],
        ]
        assert left_out(found) == [("form", "1 heading(s) or question(s) with nothing under them")]

    def test_boxes_that_are_ticked_in_new_and_old_forms(self, tmp_path):
        def new(ticked):
            return (
                f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{ticked}"/></w14:checkbox></w:sdtPr>'
                "<w:sdtContent><w:r><w:t>?</w:t></w:r></w:sdtContent></w:sdt>"
            )

        def old(ticked):
            return (
                '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/>'
                + ("<w:checked/>" if ticked else "")
                + "</w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>"
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            )

        def symbol(code):
            return f'<w:r><w:sym w:font="Wingdings" w:char="F0{code}"/></w:r>'

        drop_down = (
            '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/>'
            '<w:listEntry w:val="Good"/><w:listEntry w:val="RI"/></w:ddList></w:ffData></w:fldChar></w:r></w:p>'
        )

        def row(label, answer, rating):
            rated = f"<w:p>{rating}</w:p>" if not rating.startswith("<w:p>") else rating
            return (
                f"<w:tr><w:tc>{p(label)}</w:tc><w:tc>{p(answer)}</w:tc></w:tr>"
                f"<w:tr><w:tc>{p('Rating')}</w:tc><w:tc>{rated}</w:tc></w:tr>"
            )

        def words(first, box, second, other):
            text = '<w:r><w:t xml:space="preserve"> {} </w:t></w:r>'
            return box + text.format(first) + other + text.format(second)

        found = self.read(
            tmp_path,
            "<w:tbl>"
            + row("History", "New boxes.", words("Good", new(0), "RI", new(1)))
            + row("Plan", "Old boxes.", words("Good", old(True), "RI", old(False)))
            + row("Review", "Symbols.", words("Good", symbol("A8"), "RI", symbol("FE")))
            + row("Voice", "A list.", drop_down)
            + "</w:tbl>",
        )
        assert lists(found, "text", "rating") == [
            ["New boxes.", "RI"],
            ["Old boxes.", "Good"],
            ["Symbols.", "RI"],
            ["A list.", "RI"],
        ]

    def test_text_boxes_are_read_once_behind_their_paragraph(self, tmp_path):
        box = f"<w:txbxContent>{p('In the box.')}</w:txbxContent>"
        found = self.read(
            tmp_path,
            "<w:p><w:r><w:t>Anchor.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
            f"{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
            + p("Next."),
        )
        assert lists(found, "text", "locator") == [
            ["Anchor.", "paragraph 1"],
            ["In the box.", "paragraph 1, text box, paragraph 1"],
            ["Next.", "paragraph 2"],
        ]


def test_a_cell_merged_over_rows_is_one_cell(tmp_path):
    document = docx.Document()
    table = document.add_table(3, 3)
    fill(table, ("Area", "Comments", "Rating"), ("Plan", "Steps are clear", "Good"), ("", "Dates are missing", "RI"))
    table.cell(1, 0).merge(table.cell(2, 0))
    assert lists(read(saved(document, tmp_path)), "text", "heading", "rating") == [
        ["Steps are clear", "Plan > Comments", "Good"],
        ["Dates are missing", "Plan > Comments", "RI"],
    ]


def test_what_stands_beside_the_text_is_counted(tmp_path):
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "OFFICIAL SENSITIVE"
    section.footer.paragraphs[0].text = "Page 1"
    paragraph = document.add_paragraph("Plans are clear.")
    document.add_comment(paragraph.runs, text="Are they?", author="X")
    document.add_comment(paragraph.runs, text="Say why.", author="Y")
    notes = (
        f"<w:footnotes {nsdecls('w')}><w:footnote w:id='-1' w:type='separator'>{p('')}</w:footnote>"
        f"<w:footnote w:id='1'>{p('A note.')}</w:footnote></w:footnotes>"
    )
    document.part.relate_to(
        Part(PackURI("/word/footnotes.xml"), CT.WML_FOOTNOTES, notes.encode(), document.part.package), RT.FOOTNOTES
    )
    found = read(saved(document, tmp_path))
    assert found["text"].tolist() == ["Plans are clear."]
    assert left_out(found) == [
        ("page margins", "2 header(s) or footer(s)"),
        ("footnotes", "1 footnote(s)"),
        ("comments", "2 comment(s) by reviewers"),
    ]


@pytest.mark.parametrize("kind", ["document.macroEnabled", "template.macroEnabledTemplate", "template"])
def test_templates_and_documents_with_macros_are_read(tmp_path, kind):
    document = docx.Document()
    document.add_paragraph("Plans drift.")
    macros = "application/vnd.ms-word.{}.main+xml"
    plain = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
    document.part._content_type = macros.format(kind) if "macro" in kind else plain
    content = read_word(saved(document, tmp_path), {})
    assert [block.text for case in content.cases for block in case.blocks] == ["Plans drift."]


def test_a_package_that_is_no_word_document_is_refused(tmp_path):
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "sheet.docx")
    with pytest.raises(UnreadableError, match=r"expected a Word document; found another kind of file in it. Save it"):
        read_word(tmp_path / "sheet.docx", {})
