"""PDFs made to do harm, each a few kilobytes built here: refused by name before they take memory or time."""

import zlib

import pytest

from qa_nlp import read
from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.gate import check, limits
from tests.reading.makers import one_page, pdf, pdf_of, stream

TEXT = b"BT /F1 12 Tf 60 700 Td (Plans are clear) Tj ET"


def refusal(path, content):
    path.write_bytes(content)
    with pytest.raises(UnreadableError) as caught:
        check(path, {".pdf"})
    assert "Plans" not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "report.pdf"


@pytest.mark.parametrize(
    "filters", [b"", b"/FlateDecode", b"[/FlateDecode]", b"[/ASCII85Decode /FlateDecode]", b"[/ASCIIHexDecode /Fl]"]
)
def test_an_ordinary_page_is_let_in(path, filters):
    content = stream(TEXT, filters=b"/FlateDecode" if filters else b"")
    if b"ASCII" in filters:
        from base64 import a85encode

        data = zlib.compress(TEXT)
        data = a85encode(data) + b"~>" if b"85" in filters else data.hex().encode() + b">"
        content = b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(data), filters, data)
    path.write_bytes(one_page(content))
    assert read(path)["text"].tolist() == ["Plans are clear"]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.97])
def test_cut_short(path, share):
    whole = pdf()
    found = refusal(path, whole[: int(len(whole) * share)])
    assert found.startswith("expected a whole PDF; found one without its end. Check that it opens in its own program")


def test_a_stream_that_inflates_without_end(path):
    content = stream(b" " * (limits.PDF_STREAM + 1_000_000))
    assert len(content) < 60_000
    assert "found one with a stream of more than 50 MB. If it is" in refusal(path, one_page(content))


def test_a_stream_within_a_stream(path):
    twice = zlib.compress(zlib.compress(b" " * 10_000_000, 9), 9)
    content = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(twice), twice)
    assert "a stream that is compressed more than once" in refusal(path, one_page(content))


def test_runs_without_end(path):
    runs = b"\x81 " * 500_000
    content = b"<< /Length %d /Filter /RunLengthDecode >>\nstream\n%s\nendstream" % (len(runs), runs)
    assert "a stream of more than 50 MB" in refusal(path, one_page(content))


def test_a_page_whose_stream_is_damaged_is_not_read_in_part(path):
    good = zlib.compress(TEXT * 50)
    bad = good[:20] + b"\xff\xff\xff\xff" + good[24:]
    content = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(bad), bad)
    assert "found a damaged stream in it" in refusal(path, one_page(content))


def test_too_many_pages(path):
    count = limits.PDF_PAGES + 1
    kids = b" ".join(b"%d 0 R" % (number + 10) for number in range(count))
    pages = {number + 10: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>" for number in range(count)}
    bomb = pdf_of(
        {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count 1 /Kids [%s] >>" % kids, **pages}
    )
    assert "found one with more than 5,000 pages" in refusal(path, bomb)


def test_forms_within_forms_are_counted_as_often_as_they_are_drawn(path):
    forms = {}
    for depth in range(30):
        inner = b"/XObject << /X %d 0 R >>" % (depth + 11)
        forms[depth + 10] = stream(
            b"/X Do /X Do " if depth < 29 else TEXT,
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << %s >>" % (inner if depth < 29 else b""),
        )
    bomb = one_page(stream(b"/X Do"), b"/XObject << /X 10 0 R >>", forms)
    assert len(bomb) < 10_000
    assert "found one with a page (1) of" in refusal(path, bomb)


def test_a_form_that_draws_itself_is_drawn_once(path):
    form = stream(
        TEXT + b" /X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X 10 0 R >> >>"
    )
    path.write_bytes(one_page(stream(b"/X Do"), b"/XObject << /X 10 0 R >>", {10: form}))
    check(path, {".pdf"})


def test_too_many_letters_on_a_page(path):
    content = stream(b"BT /F1 1 Tf (" + b"a(b)" * 40_000 + b") Tj ET")
    assert "found one with a page (1) of 160,000 letters" in refusal(path, one_page(content))


@pytest.mark.parametrize(
    "font",
    [
        b"/W [0 99999999 500]",
        b"/W2 [0 99999999 500 0 0]",
        b"/ToUnicode 11 0 R",
        b"/FontDescriptor << /FontFile2 12 0 R >>",
    ],
)
def test_a_font_that_claims_characters_without_end(path, font):
    codes = b"begincmap 1 beginbfrange <00000000> <0fffffff> <0041> endbfrange endcmap"
    table = b"\0\x0c" + bytes(10) + b"\0\0\0\1" + b"\0\0\0\0" + b"\x7f\xff\xff\xff" + bytes(4)
    program = b"\0\1\0\0" + b"\0\1" + bytes(6) + b"cmap" + bytes(4) + b"\0\0\0\x1c" + b"\0\0\0\x30"
    program += b"\0\0\0\1" + b"\0\3\0\x0a" + b"\0\0\0\x0c" + table
    more = {
        10: b"<< /Type /Font /Subtype /Type0 /BaseFont /A /DescendantFonts [<< /Type /Font %s >>] >>" % font,
        11: stream(codes),
        12: stream(program),
    }
    bomb = one_page(stream(TEXT), b"", {**more, 5: more[10]})
    assert "found one with a font that claims" in refusal(path, bomb)


def test_tables_of_objects_that_lead_to_each_other(path):
    whole = one_page(stream(TEXT))
    begin = whole.rfind(b"xref\n0 1")
    circular = whole.replace(b"trailer\n<< ", b"trailer\n<< /Prev %d " % begin)
    assert "found one with more than 200 tables of objects" in refusal(path, circular)


def test_page_labels_without_end(path):
    nodes = {20 + depth: b"<< /Kids [%d 0 R %d 0 R] >>" % (21 + depth, 21 + depth) for depth in range(40)}
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /PageLabels 20 0 R >>",
        2: b"<< /Type /Pages /Kids [] /Count 0 >>",
        **nodes,
        60: b"<< >>",
    }
    assert "page labels without end" in refusal(path, pdf_of(objects))


def test_a_file_without_a_line_end_is_not_searched_backwards(path):
    assert "found one without its end" in refusal(path, b"%PDF-1.7 " + b"a" * 3_000_000)
