"""PDFs without text that can be used: scans, letters without a meaning, passwords, watermarks, odd pages."""

import struct
import zlib

import pytest
from pypdfium2 import PdfDocument
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from qa_nlp import read
from tests.reading.drawing import draw

ADVICE = 'Run text recognition (OCR) on it first, for example "Save as searchable PDF".'


def picture(path):
    """Write a small grey image (PNG)."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    body = zlib.compress(b"".join(b"\x00" + b"\x80" * 8 for _ in range(8)))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", body)
        + chunk(b"IEND", b"")
    )
    return path


def scanned(tmp_path, pages):
    """Write pages: None is a scan, a text is printed, a pair is a scan with a stamp."""
    image = ImageReader(str(picture(tmp_path / "grey.png")))
    canvas = Canvas(str(tmp_path / "scan.pdf"), pagesize=A4)
    for page in pages:
        if page is None or isinstance(page, tuple):
            canvas.drawImage(image, 0, 0, *A4)
        if page is not None:
            canvas.setFont("Helvetica", 11)
            canvas.drawString(60, *((20, page[0]) if isinstance(page, tuple) else (760, page)))
        canvas.showPage()
    canvas.save()
    return tmp_path / "scan.pdf"


def left_out(found):
    return [(row["locator"], row["reason"]) for row in found.attrs["refused"]]


def test_a_document_of_scans_is_refused_with_advice(tmp_path):
    with pytest.raises(ValueError, match=r'found 2 page\(s\) without any, as in a scan\. .*"Save as searchable PDF"'):
        read(scanned(tmp_path, [None, None]))


def test_scans_with_a_stamp_in_the_margin_are_scans(tmp_path):
    with pytest.raises(ValueError, match=r"found 3 page\(s\) without any, as in a scan"):
        read(scanned(tmp_path, [(f"Page {number}",) for number in (1, 2, 3)]))


def test_single_scanned_pages_are_listed(tmp_path):
    found = read(scanned(tmp_path, ["Plans are clear.", None, "Visits are late."]))
    assert found["text"].tolist() == ["Plans are clear.", "Visits are late."]
    assert left_out(found) == [("page 2", f"a scanned page, an image without text. {ADVICE}")]


def without_meaning(path):
    """Write a page whose font does not say which letters its glyphs are, as some printers' do."""
    content = b"BT /F1 11 Tf 60 760 Td <002400250026002700280029> Tj 0 -20 Td <00300031003200330034> Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Own /Encoding /Identity-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Own /DW 600 /FontDescriptor 7 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        b"<< /Type /FontDescriptor /FontName /Own /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800"
        b" /Descent -200 /CapHeight 700 /StemV 80 >>",
    ]
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 8\n0000000000 65535 f \n%strailer << /Size 8 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
    path.write_bytes(data + end % (table, len(data)))
    return path


def test_letters_without_a_meaning_are_refused_with_advice(tmp_path):
    with pytest.raises(ValueError, match=r"found 1 page\(s\) with letters that have no meaning\. Run text recognition"):
        read(without_meaning(tmp_path / "a.pdf"))


def test_single_pages_without_a_meaning_are_listed(tmp_path):
    document = PdfDocument(draw(tmp_path / "a.pdf", [(60, 760, 11, "Plans are clear.")]))
    document.import_pages(PdfDocument(without_meaning(tmp_path / "b.pdf")))
    document.save(tmp_path / "c.pdf")
    found = read(tmp_path / "c.pdf")
    assert found["text"].tolist() == ["Plans are clear."]
    assert left_out(found) == [("page 2", f"a page whose letters have no meaning. {ADVICE}")]


def test_watermarks_and_turned_text_are_left_out_and_counted(tmp_path):
    def draft(canvas):
        canvas.saveState()
        canvas.translate(200, 300)
        canvas.rotate(45)
        canvas.setFont("Helvetica", 80)
        canvas.drawString(0, 0, "DRAFT")
        canvas.restoreState()
        canvas.saveState()
        canvas.translate(20, 300)
        canvas.rotate(90)
        canvas.setFont("Helvetica", 8)
        canvas.drawString(0, 0, "Copy for the board")
        canvas.restoreState()

    found = read(
        draw(tmp_path / "a.pdf", [(60, 760, 11, "Plans are clear.")], [(60, 760, 11, "Visits are late.")], also=draft)
    )
    assert found["text"].tolist() == ["Plans are clear.", "Visits are late."]
    assert left_out(found) == [("watermarks", "4 piece(s) of text at an angle on 2 page(s)")]


def test_a_page_turned_on_its_side_is_read_as_it_is_seen(tmp_path):
    def turned(canvas):
        canvas.setPageRotation(90)
        canvas.translate(A4[0], 0)
        canvas.rotate(90)
        canvas.setFont("Helvetica", 11)
        canvas.drawString(60, 500, "Plans are clear.")
        canvas.drawString(60, 450, "Visits are late.")

    assert read(draw(tmp_path / "a.pdf", [], also=turned))["text"].tolist() == ["Plans are clear.", "Visits are late."]


def test_a_password_is_named(tmp_path):
    path = draw(tmp_path / "a.pdf", [(60, 760, 11, "Plans are clear.")], encrypt=StandardEncryption("secret", "owner"))
    with pytest.raises(
        ValueError,
        match=r"expected a PDF that can be opened; found that it has a password\. Open it",
    ):
        read(path)


def test_an_empty_password_opens(tmp_path):
    path = draw(tmp_path / "a.pdf", [(60, 760, 11, "Plans are clear.")], encrypt=StandardEncryption("", "owner"))
    assert read(path)["text"].tolist() == ["Plans are clear."]


def test_a_damaged_file_is_refused(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing of use")
    with pytest.raises(ValueError, match="expected a whole PDF; found one without its end"):
        read(path)


def test_text_beside_the_page_is_not_read(tmp_path):
    path = draw(tmp_path / "a.pdf", [(60, 760, 11, "Plans are clear."), (60, 2000, 11, "Not to be seen.")])
    assert read(path)["text"].tolist() == ["Plans are clear."]


def test_a_cropped_page_is_read_as_it_is_seen(tmp_path):
    path = draw(tmp_path / "a.pdf", [(60, 760, 11, "Cut off by the crop."), (60, 500, 11, "Plans are clear.")])
    document = PdfDocument(path)
    document[0].set_cropbox(30, 100, 560, 700)
    document.save(tmp_path / "b.pdf")
    assert read(tmp_path / "b.pdf")["text"].tolist() == ["Plans are clear."]
