"""Bad files in a folder with a good one: each is listed with its reason, the good one is read, in bounded memory."""

import os
import subprocess
import sys
import textwrap

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_nlp import read
from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.characters import printable, visible
from qa_nlp.reading.document import Options, Report, read_document
from tests.conftest import ROOT
from tests.reading.makers import declare, one_page, pdf, stream, web_page, with_part, word, workbook


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "audits"
    folder.mkdir()
    (folder / "good.txt").write_text("- Plans drift")
    return folder


def refused(folder):
    """Read a folder with one good file; return name → reason of what was refused as a whole."""
    with pytest.warns(UserWarning, match="not read: "):
        found = read(folder)
    assert found["text"].tolist() == ["Plans drift"]
    return {row["document"]: row["reason"] for row in found.attrs["refused"] if row["locator"] is None}


class TestWhatIsNoFile:
    def test_a_pipe_is_not_opened(self, folder):
        os.mkfifo(folder / "pipe.txt")
        assert refused(folder) == {
            "pipe.txt": "expected a file; found a pipe, socket or device. Leave it out or put the file itself there."
        }

    def test_a_device_is_not_opened(self):
        with pytest.raises(ValueError, match="zero: expected a file; found a pipe, socket or device"):
            read("/dev/zero")

    def test_links_are_not_followed_and_are_listed(self, folder, tmp_path):
        (tmp_path / "outside.txt").write_text("- Secret")
        (folder / "out.txt").symlink_to(tmp_path / "outside.txt")
        (folder / "in.txt").symlink_to(folder / "good.txt")
        (folder / "gone.txt").symlink_to(folder / "nothing.txt")
        (folder / "circle").symlink_to(folder, target_is_directory=True)
        reasons = refused(folder)
        assert list(reasons) == ["circle", "gone.txt", "in.txt", "out.txt"]
        assert set(reasons.values()) == {
            "expected a file; found a link, which is not followed within a folder. Give the file itself that it leads "
            "to, or its folder."
        }

    def test_a_link_that_is_given_is_followed(self, folder, tmp_path):
        (tmp_path / "latest.txt").symlink_to(folder / "good.txt")
        (tmp_path / "all").symlink_to(folder, target_is_directory=True)
        assert read(tmp_path / "latest.txt", round_from="file")["round"].tolist() == ["latest"]
        assert read(tmp_path / "all")["document"].tolist() == ["good.txt"]

    def test_a_file_that_is_gone_since_it_was_listed(self, folder):
        with pytest.raises(UnreadableError, match=r"expected a file; found that it is gone since it was listed. Read"):
            list(read_document(folder / "gone.txt", "gone.txt", Options(), Report()))

    @pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
    def test_what_may_not_be_opened_is_listed(self, folder, tmp_path):
        (folder / "locked.txt").write_text("- Secret")
        (folder / "closed").mkdir()
        (folder / "closed" / "inner.txt").write_text("- Secret")
        for path in (folder, folder.parent, folder.parent.parent, folder.parent.parent.parent):
            path.chmod(0o755)
        (folder / "locked.txt").chmod(0)
        (folder / "closed").chmod(0)
        code = f"""
            import warnings, os
            warnings.simplefilter("ignore")
            from qa_nlp import read
            read({str(folder / "good.txt")!r})  # whoever may read nothing cannot import either
            if os.geteuid() == 0:
                os.setgid(65534); os.setuid(65534)
            found = read({str(folder)!r})
            print(found["text"].tolist(), [row["document"] + ": " + row["reason"] for row in found.attrs["refused"]])
        """
        done = run(code)
        (folder / "closed").chmod(0o755)
        assert "['Plans drift']" in done.stdout, done.stderr
        assert "closed: expected a file; found a folder that cannot be opened." in done.stdout
        assert "locked.txt: expected a file that you may read; found that you may not. Ask its owner" in done.stdout


def run(code):
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
    )


class TestNames:
    def test_odd_names_are_printable_in_tables_and_messages(self, folder):
        (folder / "two\nlines\x1b[31m.txt").write_text("- Visits late")
        (folder / os.fsdecode(b"bad\xff.doc")).write_bytes(b"x")
        with pytest.warns(UserWarning, match=r"not read: bad\\xff.doc: old Word files"):
            found = read(folder)
        assert found["document"].tolist() == ["good.txt", "two\\nlines\\x1b[31m.txt"]

    @given(st.binary(min_size=1).map(os.fsdecode))
    def test_any_name_is_printable(self, name):
        shown = printable(name)
        shown.encode()
        assert shown.isprintable()

    @given(st.text("abc äöü–’ 漢字"))
    def test_an_ordinary_name_stays(self, name):
        assert printable(name) == name


class TestCharacters:
    def test_right_to_left_text_is_kept_and_overrides_are_taken_out_and_counted(self, tmp_path):
        hebrew = "\u05d4\u05d9\u05dc\u05d3\u05d4 \u2067\u05e0\u05e9\u05de\u05e2\u05d4\u2069 \u200f2026"
        path = tmp_path / "a.txt"
        path.write_text(f"- {hebrew}\n- Visits were not \u202eetal\u202c\n", encoding="utf-8")
        found = read(path)
        assert found["text"].tolist() == [hebrew, "Visits were not etal\u202c"]
        assert found.attrs["refused"] == [
            {
                "document": "a.txt",
                "locator": "text",
                "reason": "1 character(s) that cannot be seen or turn the order of the letters around",
            }
        ]

    def test_halves_of_a_character_and_controls_in_a_frame(self):
        texts = pd.Series(["\ud83d\ude00 glad", "late\ud800", "bell\x07 rang", "plain"], dtype=object)
        found = read(pd.DataFrame({"text": texts}))
        assert found["text"].tolist() == ["\U0001f600 glad", "late\ufffd", "bell rang", "plain"]
        assert [row["locator"] for row in found.attrs["refused"]] == ["row 1", "row 2"]

    @given(st.text(st.characters(exclude_categories=[])))
    def test_what_is_left_can_be_written(self, text):
        left, _ = visible(text)
        left.encode()
        assert visible(left) == (left, 0)

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\u202d\u202e")))
    def test_nothing_that_can_be_seen_is_lost(self, text):
        assert visible(text) == (text, 0)


class TestFormulas:
    def test_a_formula_is_never_evaluated_and_not_read_as_text(self, tmp_path):
        book = openpyxl.Workbook()
        book.active.append(["Case ID", "Comments"])
        book.active.append(["C1", "Plans are clear"])
        book.active.append(["C2", '=CONCATENATE("Visits ", "late")'])
        book.save(tmp_path / "a.xlsx")
        found = read(tmp_path / "a.xlsx")
        assert found["text"].tolist() == ["Plans are clear"]
        assert any("row 3" in str(row["locator"]) or "B3" in str(row["locator"]) for row in found.attrs["refused"])


# Each took more than ten seconds, or took the square of its length, before.
LONG = ["(a", "\u2022 ", "?! ", "\u201ca. ", "# #", "#", " ", "1 ", "1.", "A. ", "No. ", "strengths and ", "\t", "a-"]


def test_long_lines_take_no_more_than_their_length():
    """All together within a limit on the time of the processor that one quadratic step would pass by far."""
    code = f"""
        import pathlib, resource, tempfile
        import pandas, sentencex
        from qa_nlp.reading.document import Options, Report, read_document
        path = pathlib.Path(tempfile.mkdtemp()) / "a.md"
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
        for piece in {LONG!r}:
            line = piece * (60_000 // len(piece))
            for text in ("# " + line + " x\\n\\nx" + line + " .", "- " + line + ".\\n", "x" + line + ":\\n- a\\n- b"):
                path.write_text(text, encoding="utf-8")
                assert any(True for _ in list(read_document(path, "a.md", Options(), Report())))
        print("read")
    """
    done = run(code)
    assert done.stdout == "read\n", (done.returncode, done.stderr)


def test_a_folder_of_bombs_is_read_in_bounded_memory(folder):
    large = bytes(60_000_000)
    nested = b"<a>" * 200_000
    bombs = {
        "flat.docx": with_part(word(), "word/media/a.bin", large),
        "lying.docx": declare(with_part(word(), "word/styles.xml", large), "word/styles.xml", 5000),
        "deep.xlsx": with_part(workbook(), "xl/worksheets/sheet1.xml", nested),
        "laughs.docx": with_part(word(), "word/document.xml", b'<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'),
        "stream.pdf": one_page(stream(b" " * 60_000_000)),
        "locked.pdf": pdf(password="a password"),
        "page.docx": web_page(),
        "nul.docx": bytes(1000),
    }
    for name, content in bombs.items():
        (folder / name).write_bytes(content)
    with (folder / "sparse.csv").open("wb") as file:
        file.truncate(600_000_000)
    code = f"""
        import resource, warnings
        warnings.simplefilter("ignore")
        import qa_nlp, pandas, docx, openpyxl, pdfplumber, sentencex
        qa_nlp.read({str(folder / "good.txt")!r})
        now = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + 400_000_000,) * 2)
        found = qa_nlp.read({str(folder)!r})
        print(found["text"].tolist(), sorted(row["document"] for row in found.attrs["refused"]))
        print(any("MemoryError" in row["reason"] for row in found.attrs["refused"]))
    """
    done = run(code)
    assert done.stdout == f"['Plans drift'] {sorted([*bombs, 'sparse.csv'])}\nFalse\n", done.stderr
