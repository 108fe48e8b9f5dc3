"""What the gate says of a file that is not what its ending says, empty, too large, or protected by a password."""

import re
from itertools import permutations

import pytest

from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.formats import FORMATS
from qa_nlp.reading.gate import check
from qa_nlp.reading.gate.signatures import ARCHIVES, EXPECTED, kind_of
from tests.reading.makers import LINES, MAKERS, ole, pdf, text, web_page, with_part, word

READABLE = {ending for each in FORMATS for ending in each.endings}
PLAIN = {".txt", ".md", ".csv", ".eml"}
NAMES = {
    ".docx": "a Word document",
    ".xlsx": "an Excel workbook",
    ".odt": "an OpenDocument text",
    ".pdf": "a PDF",
    ".rtf": "rich text",
    ".html": "a web page",
}


def refusal(path, content, readable=READABLE):
    path.write_bytes(content)
    with pytest.raises(UnreadableError) as caught:
        check(path, readable)
    assert not any(line in str(caught.value) for line in LINES)
    return str(caught.value)


@pytest.mark.parametrize("ending", MAKERS)
def test_each_kind_under_its_own_ending_is_let_in(tmp_path, ending):
    path = tmp_path / f"audit{ending.upper()}"
    path.write_bytes(MAKERS[ending]())
    check(path, READABLE)


@pytest.mark.parametrize(("real", "claimed"), list(permutations(NAMES, 2)))
def test_each_kind_under_another_ending_is_refused_by_name(tmp_path, real, claimed):
    assert refusal(tmp_path / f"audit{claimed}", MAKERS[real](), set(NAMES)) == (
        f"expected {NAMES[claimed]}, as {claimed} says; found {NAMES[real]}. Rename it to {real}."
    )


@pytest.mark.parametrize("real", NAMES)
@pytest.mark.parametrize("claimed", [".txt", ".md", ".csv"])
def test_no_document_passes_for_text(tmp_path, real, claimed):
    assert refusal(tmp_path / f"audit{claimed}", MAKERS[real](), {*NAMES, claimed}).endswith(
        f"as {claimed} says; found {NAMES[real]}. Rename it to {real}."
    )


@pytest.mark.parametrize("claimed", [".docx", ".xlsx", ".odt", ".pdf"])
def test_text_does_not_pass_for_a_document(tmp_path, claimed):
    assert refusal(tmp_path / f"audit{claimed}", text(), {*READABLE, claimed}) == (
        f"expected {NAMES[claimed]}, as {claimed} says; found plain text. Rename it to .txt."
    )


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a picture"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "a picture"),
        (b"\x1f\x8b\x08" + bytes(50), "a compressed file (gzip)"),
        (bytes(range(32)) * 9 + b"x" * 99, "data of another program"),
    ],
)
def test_other_things_are_named_with_a_remedy(tmp_path, head, found):
    assert f"as .docx says; found {found}. " in refusal(tmp_path / "audit.docx", head)
    assert f"as .txt says; found {found}. Open it in its own program and save it as .txt" in refusal(
        tmp_path / "audit.txt", head
    )


def test_an_ending_that_is_not_read_but_should_be_renamed(tmp_path):
    assert refusal(tmp_path / "audit.doc", word()) == (
        "expected an old Word document, as .doc says; found a Word document. Rename it to .docx."
    )
    assert kind_of(tmp_path / "audit.doc").name == "a Word document"
    path = tmp_path / "old.doc"
    path.write_bytes(ole("WordDocument"))
    check(path, READABLE)  # the list of formats has better advice


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        (".docx", ole("EncryptionInfo", "EncryptedPackage")),
        (".xlsx", ole("EncryptionInfo", "EncryptedPackage")),
        (".pdf", pdf(password="a password")),
        (
            ".odt",
            with_part(
                MAKERS[".odt"](),
                "META-INF/manifest.xml",
                b'<m:manifest xmlns:m="urn:m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>',
            ),
        ),
    ],
)
def test_a_password_is_named_as_the_reason(tmp_path, ending, content):
    assert re.search(
        r"^expected .* opened; found that it has a password. Open it .* without.$",
        refusal(tmp_path / f"audit{ending}", content),
    )


def test_the_password_of_a_zip_is_named_too(tmp_path):
    data = bytearray(word())
    data[data.find(b"PK\x01\x02") + 8] |= 1  # the flag of its first entry
    assert "found that it has a password" in refusal(tmp_path / "audit.docx", bytes(data))


def test_an_old_word_file_under_the_new_ending(tmp_path):
    assert "as .docx says; found an old Word document. Open it in its own program and save it as .docx" in refusal(
        tmp_path / "audit.docx", ole("WordDocument")
    )


@pytest.mark.parametrize("ending", [".docx", ".xlsx", ".pdf", ".txt", ".csv"])
def test_an_empty_file(tmp_path, ending):
    assert refusal(tmp_path / f"audit{ending}", b"") == (
        "expected a document; found that the file is empty. Save it again."
    )


@pytest.mark.parametrize(("ending", "most"), [(".csv", 500), (".txt", 50), (".docx", 200), (".pdf", 200)])
def test_a_file_over_its_limit_is_refused_without_reading_it(tmp_path, ending, most):
    path = tmp_path / f"audit{ending}"
    with path.open("wb") as file:
        file.truncate(most * 1_000_000 + 1_000_000)  # a sparse file: it takes no disk
    with pytest.raises(UnreadableError, match=f"expected at most {most} MB; found {most + 1} MB. Split it, or save"):
        check(path, READABLE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_is_text_in_every_encoding(tmp_path, encoding):
    path = tmp_path / "audit.txt"
    path.write_bytes("- The child’s voice – “heard”\n".encode(encoding))
    check(path, READABLE)
    assert kind_of(path).name == "plain text"


def test_words_about_other_formats_are_text(tmp_path):
    path = tmp_path / "audit.txt"
    for words in (b"- the %PDF-1.7 was not filed", b"- <b>bold</b> claims", b"- PK kept notes\0", b"Mime type unclear"):
        path.write_bytes(words)
        check(path, READABLE)


def test_a_web_page_behind_a_mark_and_a_comment_is_known(tmp_path):
    path = tmp_path / "audit.html"
    path.write_bytes(b"\xef\xbb\xbf\n<!-- saved -->\n" + web_page())
    assert kind_of(path).name == "a web page"


def test_no_format_goes_past_the_gate():
    assert set(EXPECTED) >= READABLE
    assert {".docx", ".docm", ".dotx", ".dotm", ".xlsx", ".xlsm", ".odt"} == ARCHIVES
