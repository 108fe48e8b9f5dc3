"""Small documents made by code, one of every kind, and the containers by which bad ones are built."""

import io
import struct
import zipfile
import zlib
from email.message import EmailMessage

import docx
import openpyxl
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

LINES = ("Plans are clear", "Visits are late and are not written up", "Supervision is regular")


def word(lines=LINES) -> bytes:
    document = docx.Document()
    document.add_heading("Strengths", 1)
    for line in lines:
        document.add_paragraph(line, style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Voice of the child", "Seen alone and heard"
    return _saved(document.save)


def workbook(lines=LINES) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Case ID", "Comments"])
    for number, line in enumerate(lines):
        sheet.append([f"C{number}", line])
    return _saved(book.save)


def open_text(lines=LINES) -> bytes:
    body = "".join(f"<text:p>{line}</text:p>" for line in lines)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
        f"<office:text>{body}</office:text></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.text"/></manifest:manifest>'
    )
    return archive(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def pdf(lines=LINES, password=None) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption(password, strength=128) if password else None)
    for place, line in enumerate(lines):
        canvas.drawString(60, 760 - 20 * place, line)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def rich_text(lines=LINES) -> bytes:
    return ("{\\rtf1\\ansi " + "".join(f"{line}\\par\n" for line in lines) + "}").encode()


def web_page(lines=LINES) -> bytes:
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f"<!DOCTYPE html><html><body><h1>Strengths</h1><ul>{items}</ul></body></html>".encode()


def text(lines=LINES) -> bytes:
    return ("Strengths\n" + "".join(f"- {line}\n" for line in lines)).encode()


def comma_separated(lines=LINES) -> bytes:
    return ("Case ID,Comments\n" + "".join(f'C{number},"{line}"\n' for number, line in enumerate(lines))).encode()


def mail(lines=LINES) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Audit"
    message.set_content("\n".join(f"- {line}" for line in lines))
    return bytes(message)


MAKERS = {
    ".docx": word,
    ".xlsx": workbook,
    ".odt": open_text,
    ".pdf": pdf,
    ".rtf": rich_text,
    ".html": web_page,
    ".txt": text,
    ".md": text,
    ".csv": comma_separated,
    ".eml": mail,
}
"""A document of every kind by its ending; those without a reader are of use under another ending."""


def _saved(save) -> bytes:
    file = io.BytesIO()
    save(file)
    return file.getvalue()


def archive(entries) -> bytes:
    """Zip (name, content) pairs in order, deflated; a name may come twice."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as into:
        for name, content in entries.items() if isinstance(entries, dict) else entries:
            into.writestr(name, content)
    return file.getvalue()


def unpacked(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as entries:
        return {name: entries.read(name) for name in entries.namelist()}


def with_part(document: bytes, name: str, content: bytes) -> bytes:
    """Replace or add one part of a zipped document."""
    return archive({**unpacked(document), name: content})


def declare(document: bytes, name: str, size: int, crc: int | None = None) -> bytes:
    """Let an archive's directory lie about the size of one entry."""
    data = bytearray(document)
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        (length,) = struct.unpack_from("<H", data, place + 28)
        if bytes(data[place + 46 : place + 46 + length]) == name.encode():
            struct.pack_into("<L", data, place + 24, size)
            if crc is not None:
                struct.pack_into("<L", data, place + 16, crc)
        place = data.find(b"PK\x01\x02", place + 1)
    return bytes(data)


def ole(*streams: str) -> bytes:
    """Make an OLE2 compound file (MS-CFB) with streams of these names, each of eight sectors of zeros."""
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    sectors = 2 + 8 * len(streams)
    fat = [table, end]
    for _ in streams:
        fat += [*range(len(fat) + 1, len(fat) + 8), end]
    fat += [free] * (128 - len(fat))

    def entry(name, kind, child, right, start, size):
        raw = (name + "\0").encode("utf-16-le")
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<HBB", len(raw), kind, 1)
            + struct.pack("<LLL", free, right, child)
            + bytes(36)
            + struct.pack("<LQ", start, size)
        )

    entries = [entry("Root Entry", 5, 1 if streams else free, free, end, 0)]
    for number, name in enumerate(streams):
        right = number + 2 if number + 1 < len(streams) else free
        entries.append(entry(name, 2, free, right, 2 + 8 * number, 4096))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
        + struct.pack("<LLLLLLLLL", 0, 1, 1, 0, 4096, end, 0, end, 0)
        + struct.pack("<L", 0)
        + b"\xff" * 4 * 108
    )
    directory = b"".join(entries).ljust(512, b"\0")
    return header + struct.pack("<128L", *fat) + directory + bytes(512) * (sectors - 2)


def pdf_of(objects: dict[int, bytes], root: int = 1) -> bytes:
    """Write numbered objects as a PDF with its table of objects."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = {}
    for number, content in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    begin = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, offset in offsets.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, offset)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, root, begin)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"", filters: bytes = b"/FlateDecode") -> bytes:
    data = zlib.compress(content, 9) if filters else content
    named = b"/Filter " + filters if filters else b""
    return b"<< /Length %d %s %s >>\nstream\n%s\nendstream" % (len(data), named, entries, data)


def one_page(content: bytes, resources: bytes = b"", more: dict[int, bytes] | None = None) -> bytes:
    """Make a PDF with one page; its font is /F1, object 5."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> "
    return pdf_of(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: page + resources + b" >> >>",
            4: content,
            5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            **(more or {}),
        }
    )
