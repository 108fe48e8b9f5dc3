"""Archives and XML made to do harm, each built here: refused by name, in bounded memory."""

import io
import re
import resource
import struct
import zipfile
import zlib

import docx
import pytest

from qa_nlp import read
from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.gate import check, limits
from qa_nlp.reading.gate.archives import check_archive
from tests.reading.makers import archive, declare, open_text, unpacked, with_part, word, workbook

DOCUMENTS = {".docx": word, ".xlsx": workbook, ".odt": open_text}
MAIN = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".odt": "content.xml"}
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def refusal(path, content):
    path.write_bytes(content)
    with pytest.raises(UnreadableError) as caught:
        check(path, {path.suffix})
    return str(caught.value)


def spring(megabytes):
    """Deflate zeros, a thousand to one."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(megabytes)) + packer.flush()


@pytest.mark.parametrize("ending", DOCUMENTS)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95, 0.999])
def test_cut_short(tmp_path, ending, share):
    whole = DOCUMENTS[ending]()
    assert refusal(tmp_path / f"audit{ending}", whole[: int(len(whole) * share)]) == (
        f"expected a whole {ending} file; found a damaged one. Get it again from where it came, or open it in its own "
        "program and save it."
    )


@pytest.mark.parametrize("ending", DOCUMENTS)
def test_a_flat_bomb_is_known_by_its_ratio_and_by_its_size(tmp_path, ending):
    part = bytes(12 * limits.MEGABYTE)
    found = refusal(tmp_path / f"audit{ending}", with_part(DOCUMENTS[ending](), "media/large.bin", part))
    assert "found a part in it that is more than 250 times larger when inflated. If it is what it should be" in found
    declared = declare(with_part(DOCUMENTS[ending](), "large.bin", b"x"), "large.bin", 600 * limits.MEGABYTE)
    assert "found a part of 600 MB in it" in refusal(tmp_path / f"audit{ending}", declared)


def test_a_part_that_is_larger_than_it_says_is_not_inflated_whole(tmp_path):
    large = bytes(30 * limits.MEGABYTE)
    lying = declare(with_part(word(), "word/media/a.bin", large), "word/media/a.bin", 100, zlib.crc32(large[:100]))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "found a part in it that is larger than it says, as in a bomb" in refusal(tmp_path / "audit.docx", lying)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kB


def test_a_part_that_is_smaller_than_it_says_is_damaged(tmp_path):
    lying = declare(with_part(word(), "word/media/a.bin", b"short"), "word/media/a.bin", 4000)
    assert "found a damaged one" in refusal(tmp_path / "audit.docx", lying)


def overlapping() -> bytes:
    """Quote one kernel from many entries, as D. Fifield's bomb does: entry after entry holds all those behind it."""
    kernel = spring(1)
    header = struct.pack("<4sHHHHHLLLHH", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(kernel), 10**6, 1, 0)
    parts, directory, place = b"", b"", 0
    names = b"abcdefgh"
    for index, _ in enumerate(names):
        rest = len(names) - index - 1
        quoted = 36 * rest  # each header before the kernel is a stored block: 5 bytes and the header's 31
        size = quoted + len(kernel)
        name = names[index : index + 1]
        local = header[:18] + struct.pack("<LLHH", size, 10**6 + 31 * rest, 1, 0) + name
        block = struct.pack("<BHH", 0, 31, 31 ^ 0xFFFF) if rest else b""
        directory += struct.pack("<4sHHHHHHL", b"PK\1\2", 20, 20, 0, 8, 0, 0, 0)
        directory += struct.pack("<LLHHHHHLL", size, 10**6 + 31 * rest, 1, 0, 0, 0, 0, 0, place) + name
        parts += local + block
        place = len(parts)
    parts += kernel
    end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 8, 8, len(directory), len(parts), 0)
    return parts + directory + end


def test_entries_that_overlap(tmp_path):
    bomb = overlapping()
    assert len(zipfile.ZipFile(io.BytesIO(bomb)).namelist()) == 8
    path = tmp_path / "audit.docx"
    path.write_bytes(bomb)
    with pytest.raises(UnreadableError, match="found parts that overlap in it, as in a bomb"):
        check_archive(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([("word/document.xml", b"<a/>")], "the same name twice in it"),
        ([("../../outside.txt", b"x")], "a name in it that leads out of it"),
        ([("/etc/outside.txt", b"x")], "a name in it that leads out of it"),
        ([("C:\\outside.txt", b"x")], "a name in it that leads out of it"),
        ([(f"word/{number}.bin", b"") for number in range(10_001)], r"10\d\d\d files in it"),
    ],
)
def test_a_directory_that_no_office_program_writes(tmp_path, entries, found):
    assert re.search(f"found {found}", refusal(tmp_path / "a.docx", archive([*unpacked(word()).items(), *entries])))


def test_a_directory_that_is_too_large_is_not_read(tmp_path):
    data = bytearray(word())
    struct.pack_into("<L", data, data.rfind(b"PK\5\6") + 12, 50 * limits.MEGABYTE)
    found = refusal(tmp_path / "audit.docx", bytes(data))
    assert "found an archive of very many files" in found


def test_other_ways_of_compressing_are_refused(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as into:
        for name, content in unpacked(word()).items():
            into.writestr(name, content)
    assert "a way of compressing that no Office program writes" in refusal(tmp_path / "audit.docx", file.getvalue())


def test_archives_within_an_archive_are_not_opened(tmp_path):
    path = tmp_path / "audit.docx"
    path.write_bytes(with_part(word(), "word/embeddings/inner.zip", overlapping()))
    assert len(read(path)) == 4


@pytest.mark.parametrize("ending", DOCUMENTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("entities", [LAUGHS, OUTSIDE, "<!DOCTYPE x>"])
def test_entities_are_refused_in_every_encoding(tmp_path, ending, encoding, entities):
    declared = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(encoding, encoding)
    part = f'<?xml version="1.0" encoding="{declared}"?>\n<!-- a -->{entities}<x>&a;</x>'.encode(encoding)
    for name in (MAIN[ending], "other/part.bin"):  # what is read as XML depends on more than its name
        found = refusal(tmp_path / f"audit{ending}", with_part(DOCUMENTS[ending](), name, part))
        assert found.startswith("expected XML as Office programs write it; found a document type (DOCTYPE), which can")


def test_the_document_type_of_an_old_open_document_is_let_in_and_its_entities_are_not(tmp_path):
    plain = b'<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd"><m/>'
    path = tmp_path / "audit.odt"
    path.write_bytes(with_part(open_text(), "META-INF/manifest.xml", plain))
    check(path, {".odt"})
    assert "DOCTYPE" in refusal(path, with_part(open_text(), "META-INF/manifest.xml", LAUGHS.encode() + b"<x/>"))


@pytest.mark.parametrize("ending", DOCUMENTS)
@pytest.mark.parametrize(
    ("part", "found"),
    [
        (b"<a>" * 50_000 + b"</a>" * 50_000, "elements nested more than 250 deep"),
        (b"<a>" * 50_000, "elements nested more than 250 deep"),
        (b"<a " + b" ".join(b'b%d="1"' % number for number in range(1500)) + b"/>", "more than 1000 attributes"),
    ],
)
def test_deep_and_broad_xml(tmp_path, ending, part, found):
    assert found in refusal(tmp_path / f"audit{ending}", with_part(DOCUMENTS[ending](), MAIN[ending], part))


@pytest.mark.parametrize(
    "part", [b"<a><b></a>", b'<?xml version="1.0" encoding="ebcdic-cp-us"?><a/>', b"<a>\0</a>", b"<a>\xff</a>"]
)
def test_xml_that_is_not_well_formed(tmp_path, part):
    assert "expected well-formed XML within it; found a damaged part." in refusal(
        tmp_path / "audit.docx", with_part(word(), "word/document.xml", part)
    )


def test_nested_tables_of_a_form_are_let_in(tmp_path):
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    for _ in range(15):
        cell = cell.add_table(1, 1).cell(0, 0)
    cell.text = "Plans are clear"
    document.save(tmp_path / "audit.docx")
    check(tmp_path / "audit.docx", {".docx"})
