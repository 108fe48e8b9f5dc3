"""`read`: many files, refusals, rounds, ids, DataFrames; nothing lost, nobody quoted."""

import warnings

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_nlp import read, tables

SECRET = "Zebediah was left alone"


def write(folder, **files):
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def test_a_folder_is_read_with_its_subfolders_in_order_of_name(tmp_path):
    write(tmp_path, b_dot_txt="- Plans drift", a__c_dot_md="- Visits late", **{"_dot_hidden": "x", "~$b_dot_docx": "x"})
    found = read(tmp_path)
    assert found[["document", "text"]].to_numpy().tolist() == [["a/c.md", "Visits late"], ["b.txt", "Plans drift"]]
    tables.check(found, tables.FINDINGS)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("broken.docx", SECRET, "expected a Word document, as .docx says; found plain text. Rename it to .txt."),
        ("broken.pdf", f"%PDF-1.4 {SECRET}", "expected a whole PDF; found one without its end. Check that it opens"),
        ("broken.xlsx", f"PK\3\4{SECRET}", "expected a whole .xlsx file; found a damaged one. Get it again"),
        ("empty.docx", "", "expected a document; found that the file is empty. Save it again."),
        ("blank.txt", " \n\n", "expected findings; found no text in it. Check that it is the right file."),
        ("old.doc", SECRET, r"old Word files \(.doc\) are not read; open it in Word and save it as .docx"),
        ("list.xyz", SECRET, "files ending in .xyz are not read; expected .txt, .md, .docx"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name_and_the_rest_go_on(tmp_path, name, content, reason):
    write(tmp_path, good_dot_txt="- Plans drift")
    (tmp_path / name).write_text(content)
    with pytest.warns(UserWarning, match=f"not read: {name}: ({reason})") as caught:
        found = read(tmp_path)
    assert found["text"].tolist() == ["Plans drift"]
    assert [row["document"] for row in found.attrs["refused"]] == [name]
    assert "Zebediah" not in str(found.attrs) + "".join(str(warning.message) for warning in caught)


def test_nothing_readable_is_an_error_that_lists_the_reasons(tmp_path):
    write(tmp_path, x_dot_doc=SECRET)
    with pytest.raises(
        ValueError, match=r"expected at least one readable audit document; found none \(x.doc: old"
    ) as e:
        read(tmp_path)
    assert "Zebediah" not in str(e.value)
    (tmp_path / "no files").mkdir()
    with pytest.raises(ValueError, match=r"found none \(no files in it\)"):
        read(tmp_path / "no files")


def test_a_path_that_is_not_there(tmp_path):
    with pytest.raises(
        FileNotFoundError, match=r"expected a file or folder; found nothing at .*x.txt. Check the path."
    ):
        read(tmp_path / "x.txt")


class TestRounds:
    @pytest.fixture
    def folder(self, tmp_path):
        return write(tmp_path, **{"2025 autumn__a_dot_txt": "- Plans drift", "2026 spring__b 2026_dot_txt": "- Good"})

    @pytest.mark.parametrize(
        ("round_from", "rounds"),
        [
            ("folder", ["2025 autumn", "2026 spring"]),
            ("file", ["a", "b 2026"]),
            (r"(\d{4}) spring", [None, "2026"]),
            (r"\d{4}", ["2025", "2026"]),
        ],
    )
    def test_from_folder_file_or_pattern(self, folder, round_from, rounds):
        found = read(folder, round_from=round_from)["round"]
        assert [None if pd.isna(value) else value for value in found] == rounds

    def test_given_by_the_caller_where_the_document_has_none(self, folder):
        found = read(folder, round="R1", round_from=r"(\d{4}) spring", service="North", programme="monthly")
        assert found["round"].tolist() == ["R1", "2026"]
        assert set(found["service"]) == {"North"}
        assert set(found["programme"]) == {"monthly"}

    def test_the_documents_own_word_wins(self, tmp_path):
        write(tmp_path, x_dot_csv="Audit round,Comments\nMarch,Plans drift\n,Visits late\n")
        assert read(tmp_path, round="R1")["round"].tolist() == ["March", "R1"]


class TestIds:
    def test_stay_when_other_files_and_findings_come_along(self, tmp_path):
        write(tmp_path, a_dot_txt="Strengths\n- Plans are clear\n- Visits in time\n")
        before = read(tmp_path).set_index("text")["finding_id"]
        write(tmp_path, a_dot_txt="Strengths\n- New one\n- Plans are clear\n- Visits in time\n", b_dot_txt="- Other")
        after = read(tmp_path).set_index("text")["finding_id"]
        assert after[before.index].tolist() == before.tolist()
        assert after.is_unique

    def test_tell_equal_findings_apart(self, tmp_path):
        write(tmp_path, a_dot_txt="- Good\n- Good\n", b_dot_txt="- Good")
        assert read(tmp_path)["finding_id"].is_unique

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.text(alphabet="abc XYZ", min_size=1).filter(str.strip), min_size=1, max_size=8))
    def test_one_line_one_bullet_one_finding(self, tmp_path, lines):
        path = tmp_path / "notes.txt"
        path.write_text("\n".join(f"• x{line}" for line in lines), encoding="utf-8")
        once, again = read(path), read(path)
        pd.testing.assert_frame_equal(once, again)
        assert once["text"].tolist() == [" ".join(f"x{line}".split()) for line in lines]
        assert once["finding_id"].is_unique


class TestDataFrame:
    def test_is_taken_with_its_columns(self):
        given = pd.DataFrame({"Comment": ["Plans drift", None, "Good"], "case_id": ["C1", "C1", "C2"]}, index=[5, 6, 7])
        before = given.copy()
        found = read(given, columns={"text": "Comment"}, round="R1")
        pd.testing.assert_frame_equal(given, before)
        assert found[["case_id", "text", "round", "locator"]].to_numpy().tolist() == [
            ["C1", "Plans drift", "R1", "row 5"],
            ["C2", "Good", "R1", "row 7"],
        ]
        assert found.attrs["refused"] == [{"document": "DataFrame", "locator": "row 6", "reason": "no text"}]

    def test_without_text_is_an_empty_table_of_the_same_shape(self):
        found = read(pd.DataFrame({"text": [None, " "]}))
        assert list(found.columns) == list(tables.FINDINGS.columns)
        assert len(found) == 0
        assert len(found.attrs["refused"]) == 2

    def test_needs_a_column_text(self):
        with pytest.raises(ValueError, match=r"expected a DataFrame with a column text; found Comment. Map it with"):
            read(pd.DataFrame({"Comment": ["x"]}))


def test_reading_says_nothing_of_its_own(tmp_path, capfd):
    write(tmp_path, a_dot_txt="- Plans drift")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read(tmp_path)
    assert capfd.readouterr() == ("", "")
    read(tmp_path, progress=True)
    assert "reading" in capfd.readouterr().err
