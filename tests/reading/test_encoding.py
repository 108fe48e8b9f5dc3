"""Encodings: every one that councils' programs write, and refusals where the bytes do not tell."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.encoding import decode, encoding_of

TEXTS = (
    "The child’s voice – missing",
    "Cost of £50 a week not agreed\r\nPlan signed",
    "• Plans are clear\n• Visits in time …",
    "José and Zoë were seen alone. Their café visit is noted.",
    "He says “nobody asks me”, and the plan isn’t dated",
)
UNMARKED = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp1252", "latin-1", "mac_roman", "cp850")
MARKED = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


def encoded(text, encoding):
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return None


CASES = [(text, encoding) for text in TEXTS for encoding in UNMARKED if encoded(text, encoding)]


@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_every_encoding_without_a_mark(tmp_path, text, encoding):
    path = tmp_path / "notes.txt"
    path.write_bytes(text.encode(encoding))
    assert decode(path) == text


@pytest.mark.parametrize("encoding", MARKED)
@pytest.mark.parametrize("text", TEXTS)
def test_every_encoding_with_its_mark(tmp_path, text, encoding):
    path = tmp_path / "notes.txt"
    path.write_bytes(MARKED[encoding] + text.encode(encoding))
    assert decode(path) == text


@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=80))
def test_utf8_is_never_taken_for_something_else(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("utf8") / "notes.txt"
    path.write_bytes(text.encode())
    assert decode(path) == text.removeprefix("\ufeff")


def test_the_odd_byte_may_stand_far_behind_the_first(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(b"Visits in time,\n" * 200_000 + "It’s late\n".encode("cp1252"))
    assert encoding_of(path) == "cp1252"


def test_a_character_cut_by_a_chunk_is_whole(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(b"a" * ((1 << 20) - 1) + "é".encode())
    assert encoding_of(path) == "utf-8-sig"


@pytest.mark.parametrize("raw", [b"MZ\x90\x00\x03\x00\x00\x00\x04", b"Plans are clear\x00Visits late", b"\x00" * 64])
def test_binary_files_are_refused(tmp_path, raw):
    path = tmp_path / "notes.txt"
    path.write_bytes(raw)
    with pytest.raises(UnreadableError, match="expected text; found NUL bytes"):
        decode(path)


def test_a_nul_far_behind_the_first_bytes_is_found(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_bytes(b"Visits in time\n" * 100_000 + b"\x00")
    with pytest.raises(UnreadableError, match="expected text; found NUL bytes"):
        decode(path)


def test_two_encodings_in_one_file_are_refused_with_the_line(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes("It’s late\nIt’s – late\n".encode() + "It’s late\n".encode("cp1252"))
    with pytest.raises(UnreadableError, match=r"expected text in one encoding; found UTF-8 .* in line 3"):
        decode(path)


def test_a_file_cut_short_is_refused(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_bytes("Visits\nare late".encode("utf-16")[:-1])
    with pytest.raises(UnreadableError, match=r"expected UTF-16 text, as its first bytes say.* line 2"):
        decode(path)


def test_what_is_in_no_encoding_of_ours_is_refused_and_not_guessed(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_bytes("Дитину відвідують вчасно, план складено".encode("cp1251"))
    with pytest.raises(UnreadableError, match="expected text in UTF-8, UTF-16 or Windows-1252"):
        decode(path)


def test_right_to_left_text_in_utf16_without_a_mark(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_bytes("الطفل بخير\nزيارة كل شهر".encode("utf-16-le"))
    assert decode(path) == "الطفل بخير\nزيارة كل شهر"


def test_an_empty_file_is_empty_text(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_bytes(b"")
    assert decode(path) == ""
