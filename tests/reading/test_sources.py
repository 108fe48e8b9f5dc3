"""Files go by one name on every system, and no two by the same."""

import unicodedata

from qa_nlp import read
from qa_nlp.reading.sources import distinct, files


def test_names_are_composed_whatever_the_file_system_keeps(tmp_path):
    for form in ("NFC", "NFD"):
        folder = tmp_path / form
        folder.mkdir()
        (folder / unicodedata.normalize(form, "Zoë é.txt")).write_text("- Plans drift")
    one, other = read(tmp_path / "NFC"), read(tmp_path / "NFD")
    assert one["document"].tolist() == ["Zoë é.txt"]
    assert one["finding_id"].tolist() == other["finding_id"].tolist()


def test_ids_rest_on_neither_working_directory_nor_line_ends(tmp_path, monkeypatch):
    text = "Strengths\n- Plans are clear\n\nSupervision is late. It is brief.\n"
    (tmp_path / "lf").mkdir()
    (tmp_path / "crlf").mkdir()
    (tmp_path / "lf/a.txt").write_bytes(text.encode())
    (tmp_path / "crlf/a.txt").write_bytes(text.replace("\n", "\r\n").encode())
    absolute = read(tmp_path / "lf")["finding_id"].tolist()
    monkeypatch.chdir(tmp_path)
    assert read("lf")["finding_id"].tolist() == absolute
    assert read("crlf/a.txt")["finding_id"].tolist() == absolute


def test_ids_are_those_of_always(tmp_path):
    (tmp_path / "a.txt").write_text("Strengths\n- Plans are clear\n")
    assert read(tmp_path)["finding_id"].tolist() == ["6d3118d960836f39"]


def test_a_name_that_comes_again_is_numbered_and_a_file_that_does_is_left_out(tmp_path):
    for folder in "xy":
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text("- Plans drift")
    x, y = tmp_path / "x/a.txt", tmp_path / "y/a.txt"
    assert [name for _, name in distinct(files([x, y, x]))] == ["a.txt", "a.txt (2)"]
    found = read([x, y, x])
    assert found["document"].tolist() == ["a.txt", "a.txt (2)"]
    assert found["finding_id"].is_unique
