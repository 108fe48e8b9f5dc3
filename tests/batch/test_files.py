"""Documents and tables → files of tags: the same bytes whatever happens on the way."""

import tracemalloc

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from qa_nlp import actions, read, tables, tag, tag_files, write_table
from qa_nlp.batch.child import Child
from qa_nlp.batch.store import Store
from qa_nlp.tagging.models import resolve
from tests.batch.audits import TEXTS, digests, odd_worker, outputs, table, write_documents


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    return write_documents(tmp_path_factory.mktemp("batch") / "audits")


@pytest.fixture(scope="module")
def undisturbed(documents, tmp_path_factory):
    """Return the folder of what one process makes of them, and the counts."""
    out = tmp_path_factory.mktemp("undisturbed")
    with pytest.warns(UserWarning, match=r"^1 document\(s\) or slices of a table were not read; .*refused\.csv lists"):
        made = tag_files(documents, out / "tags.csv", model="fast", workers=1, **outputs(out))
    return out, made


def again(documents, out, **options):
    """Tag them into another folder; returns the hashes of the files."""
    out.mkdir(exist_ok=True)
    with pytest.warns(UserWarning, match="not read"):
        tag_files(documents, out / "tags.csv", model="fast", **{**outputs(out), **options})
    return digests(out)


@pytest.fixture
def tasks(monkeypatch):
    """Return the list of tasks that workers are given."""
    given = []
    plainly = Child.do

    def do(self, task, limit):
        given.append(task)
        return plainly(self, task, limit)

    monkeypatch.setattr(Child, "do", do)
    return given


class TestDocuments:
    def test_findings_are_those_of_read(self, documents, undisturbed):
        out, made = undisturbed
        with pytest.warns(UserWarning, match="not read"):
            findings = read(documents)
        pd.testing.assert_frame_equal(tables.read_table(out / "findings.csv", tables.FINDINGS), findings)
        expected = write_table(findings, out.parent / "expected.csv").read_bytes()
        assert (out / "findings.csv").read_bytes() == expected
        assert (made.n_documents, made.n_findings, made.n_refused) == (7, len(findings), 1)
        assert (
            made.refused.astype(object).where(made.refused.notna(), None).to_dict("records")
            == (findings.attrs["refused"])
        )
        assert made.columns == findings.attrs["columns"]
        stated = tables.read_table(out / "actions.csv", tables.ACTIONS)
        pd.testing.assert_frame_equal(stated, actions(findings))

    def test_each_document_is_tagged_by_itself(self, undisturbed):
        out, made = undisturbed
        findings = tables.read_table(out / "findings.csv", tables.FINDINGS)
        tags = tables.read_table(out / "tags.csv", tables.TAGS)
        one = findings[findings["document"] == "notes 1.txt"]
        own = tags[tags["finding_id"].isin(one["finding_id"])].reset_index(drop=True)
        expected = tag(one, model="fast")
        pd.testing.assert_frame_equal(own, expected)
        assert (made.n_tags, made.n_tagged) == (len(tags), tags["finding_id"].nunique())
        unsure = tables.read_table(out / "unsure.csv", tables.FINDINGS)
        assert len(unsure) == made.n_unsure
        assert set(unsure["finding_id"]) & set(one["finding_id"]) == set(expected.attrs["unsure"])

    def test_processes_and_damaged_pieces_leave_the_bytes_as_they_are(self, documents, undisturbed, tmp_path):
        work = tmp_path / "out" / "tags.csv.partial"
        work.mkdir(parents=True)
        (work / ("0" * 40)).write_bytes(b"of another run")
        (work / ("0" * 40 + ".writing")).write_bytes(b"half")
        assert again(documents, tmp_path / "out", workers=3) == digests(undisturbed[0])

    def test_tags_of_a_table_are_those_of_its_documents(self, undisturbed, tmp_path):
        out, made = undisturbed
        got = tag_files(out / "findings.csv", tmp_path / "tags.csv", unsure_out=tmp_path / "unsure.csv", model="fast")
        assert (tmp_path / "tags.csv").read_bytes() == (out / "tags.csv").read_bytes()
        assert (tmp_path / "unsure.csv").read_bytes() == (out / "unsure.csv").read_bytes()
        assert (got.n_findings, got.n_documents, got.names_round) == (made.n_findings, 0, False)

    def test_a_failed_run_goes_on_with_what_is_left_or_changed(
        self, documents, undisturbed, tmp_path, tasks, monkeypatch
    ):
        mine = tmp_path / "audits"
        write_documents(mine)
        full = OSError(28, "No space left on device")
        plainly = tables.TableWriter.write

        def write(self, frame):
            if self.path.name == ".partial-tags.csv":
                raise full
            plainly(self, frame)

        def fails():
            with pytest.raises(OSError, match=r"No space left on device.*what is done is kept"):
                tag_files(mine, tmp_path / "out" / "tags.csv", model="fast", **outputs(tmp_path / "out"))
            assert [path.name for path in (tmp_path / "out").iterdir()] == ["tags.csv.partial"]

        with monkeypatch.context() as patch:
            patch.setattr(tables.TableWriter, "write", write)
            fails()
            assert len(tasks) == 8 + 2  # the documents, and two slices of the long one
            tasks.clear()
            fails()
            assert tasks == []
            (mine / "notes 3.txt").write_text("- Plans are clear.\n", encoding="utf-8")
            fails()
            assert [task.name for task in tasks] == ["notes 3.txt"]
            write_documents(mine)
            tasks.clear()
            fails()
            assert tasks == []
            with pytest.raises(OSError, match="No space"):
                tag_files(mine, tmp_path / "out" / "tags.csv", model="fast", min_score=0.9, **outputs(tmp_path / "out"))
            assert len(tasks) == 10
        tasks.clear()
        assert again(mine, tmp_path / "out") == digests(undisturbed[0])
        assert tasks == []

    def test_a_disk_that_is_full_at_once_leaves_nothing(self, documents, tmp_path, monkeypatch):
        def write(self, key, encoded):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Store, "write", write)
        with pytest.raises(OSError, match=r"expected to write .*tags\.csv and what belongs to it; found .*No space"):
            tag_files(documents, tmp_path / "tags.csv", model="fast")
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_is_none(self, documents, tmp_path):
        (tmp_path / "file").write_text("x", encoding="utf-8")
        with pytest.raises(OSError, match=r"expected to write .* and what belongs to it"):
            tag_files(documents, tmp_path / "file" / "tags.csv", model="fast")

    def test_all_refused(self, tmp_path):
        (tmp_path / "in").mkdir()
        for name in ("a.doc", "b.doc"):
            (tmp_path / "in" / name).write_bytes(b"\xd0\xcf\x11\xe0")
        with pytest.warns(UserWarning, match=r"^2 document\(s\)"):
            made = tag_files(tmp_path / "in", tmp_path / "tags.parquet", model="fast")
        assert (made.n_documents, made.n_findings, made.n_tags, made.n_refused) == (0, 0, 0, 2)
        pd.testing.assert_frame_equal(
            tables.read_table(tmp_path / "tags.parquet", tables.TAGS), tables.empty(tables.TAGS)
        )

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"workers": 0}, "expected one worker or more; found 0"),
            ({"min_score": 2}, "expected min_score between 0 and 1"),
            ({"model": "clever"}, "expected one of the shipped models"),
            ({"findings_out": "f.xls"}, r"ending in \.parquet, \.csv or \.jsonl; found 'f\.xls'"),
            ({"columns": {"age": "Age"}}, "expected keys among"),
        ],
    )
    def test_says_what_is_wrong_before_anything_is_done(self, documents, tmp_path, options, message):
        with pytest.raises(ValueError, match=message):
            tag_files(documents, tmp_path / "tags.csv", **options)
        assert list(tmp_path.iterdir()) == []


class TestWorkersThatGoWrong:
    def test_one_that_dies_once_is_tried_again(self, documents, undisturbed, tmp_path, monkeypatch):
        marker = tmp_path / "died"
        odd_worker(
            monkeypatch,
            tmp_path / "odd",
            f"marker = pathlib.Path({str(marker)!r})\n"
            "if path.name == 'notes 2.txt' and not marker.exists():\n"
            "    marker.touch()\n"
            "    os.kill(os.getpid(), signal.SIGKILL)",
        )
        assert again(documents, tmp_path / "out", workers=2) == digests(undisturbed[0])
        assert marker.exists()

    def test_what_kills_it_twice_or_takes_too_long_is_refused_and_the_rest_is_done(self, tmp_path, monkeypatch):
        (tmp_path / "in").mkdir()
        for name in ("fine.txt", "kills.txt", "slow.txt"):
            (tmp_path / "in" / name).write_text("- Supervision is irregular.\n", encoding="utf-8")
        odd_worker(
            monkeypatch,
            tmp_path / "odd",
            "if path.name == 'kills.txt':\n    os.kill(os.getpid(), signal.SIGKILL)\n"
            "if path.name == 'slow.txt':\n    time.sleep(600)",
        )
        with pytest.warns(UserWarning, match=r"^2 document\(s\)"):
            made = tag_files(tmp_path / "in", tmp_path / "tags.csv", model="fast", workers=2, time_limit=2)
        reasons = made.refused.set_index("document")["reason"]
        assert "found twice that it ended the process that was at work on it (status -9)" in reasons["kills.txt"]
        assert "found twice that it took more than 2 seconds" in reasons["slow.txt"]
        assert (made.n_documents, made.n_findings) == (1, 1)

    def test_a_model_of_another_codebook(self, documents, small_book, tmp_path):
        with pytest.raises(ValueError, match="expected a model of codebook"):
            tag_files(documents, tmp_path / "tags.csv", model="fast", codebook=small_book)
        assert list(tmp_path.iterdir()) == []


class TestTables:
    @pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl"])
    def test_each_ending(self, tmp_path, ending):
        findings = table(60, document=20).assign(extra=1, audited_on="2026-03-04")
        source = write_table(findings, tmp_path / f"in.{ending}")
        out = {key: path for key, path in outputs(tmp_path, ending).items() if key != "actions_out"}
        made = tag_files(source, tmp_path / f"tags.{ending}", model="fast", workers=1, **out)
        assert (made.n_findings, made.n_refused) == (60, 0)
        expected = pd.concat([tag(findings[at : at + 20], model="fast") for at in (0, 20, 40)], ignore_index=True)
        got = tables.read_table(tmp_path / f"tags.{ending}", tables.TAGS)
        pd.testing.assert_frame_equal(got, expected)
        back = tables.read_table(tmp_path / f"findings.{ending}", tables.FINDINGS)
        pd.testing.assert_frame_equal(back, tables.check(findings, tables.FINDINGS).drop(columns="extra"))

    @pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl"])
    def test_an_empty_one(self, tmp_path, ending):
        source = write_table(tables.empty(tables.FINDINGS), tmp_path / f"in.{ending}")
        made = tag_files(source, tmp_path / f"tags.{ending}", model="fast")
        assert (made.n_findings, made.n_tags, made.n_unsure) == (0, 0, 0)
        pd.testing.assert_frame_equal(
            tables.read_table(tmp_path / f"tags.{ending}", tables.TAGS), tables.empty(tables.TAGS)
        )

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            ([{"finding_id": "a", "text": "x"}, {"finding_id": "a", "text": "y"}], "found 1 repeated"),
            ([{"finding_id": "a", "text": "secret"}, {"finding_id": "b"}], r"in\.jsonl, rows 1 to 2: .* found 1 empty"),
            ([{"finding_id": "a", "words": "secret"}], r"rows 1 to 1: findings table: expected column\(s\) text"),
        ],
    )
    def test_promises_are_held_before_anything_is_tagged(self, tmp_path, rows, message):
        pd.DataFrame(rows).to_json(tmp_path / "in.jsonl", orient="records", lines=True)
        with pytest.raises(ValueError, match=message) as caught:
            tag_files(tmp_path / "in.jsonl", tmp_path / "tags.csv", model="fast")
        assert "secret" not in str(caught.value)
        assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]

    def test_a_frame_and_a_tagger(self, tmp_path):
        tagger = resolve("fast")
        tagger.name, tagger.version = "small", "7"
        made = tag_files(pd.DataFrame({"text": [*TEXTS, ""]}), tmp_path / "tags.csv", model=tagger, workers=1)
        assert (made.n_findings, made.n_refused) == (len(TEXTS), 0)
        assert made.refused["locator"].tolist() == ["row 5"]
        assert set(tables.read_table(tmp_path / "tags.csv", tables.TAGS)["model"]) == {"small 7"}
        assert [path.name for path in tmp_path.iterdir()] == ["tags.csv"]

    def test_row_groups_do_not_depend_on_parts(self, tmp_path, monkeypatch):
        monkeypatch.setattr("qa_nlp.tables.stream._ROW_GROUP", 50)
        whole = tables.check(table(130), tables.FINDINGS)
        for name, size in (("one", 130), ("two", 7), ("three", 64)):
            with tables.TableWriter(tmp_path / f"{name}.parquet", tables.FINDINGS) as writer:
                for first in range(0, 130, size):
                    writer.write(whole.iloc[first : first + size])
        assert len(set(digests(tmp_path).values())) == 1
        file = pq.ParquetFile(tmp_path / "two.parquet")
        assert [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)] == [50, 50, 30]
        pd.testing.assert_frame_equal(tables.read_table(tmp_path / "one.parquet", tables.FINDINGS), whole)

    def test_memory_is_flat(self, tmp_path, monkeypatch):
        """Three times the findings take no more of the run's memory: Python's as traced, and Arrow's when looked at."""
        monkeypatch.setattr("qa_nlp.tables.stream._ROW_GROUP", 2_000)
        arrow: list[int] = []

        def looked_at(owner, name):
            plainly = getattr(owner, name)

            def function(self, *given):
                arrow.append(pa.total_allocated_bytes())
                return plainly(self, *given)

            monkeypatch.setattr(owner, name, function)

        looked_at(Child, "do")
        looked_at(tables.TableWriter, "write")
        peaks = []
        for n in (100, 8_000, 24_000):  # the first loads what is loaded once
            source = write_table(table(n).assign(text="Plans drift"), tmp_path / f"{n}.csv")
            arrow.clear()
            tracemalloc.start()
            made = tag_files(source, tmp_path / f"tags {n}.parquet", model="fast", workers=2)
            peaks.append((tracemalloc.get_traced_memory()[1], max(arrow)))
            tracemalloc.stop()
            assert (made.n_findings, made.n_tagged) == (n, n)
        assert peaks[2][0] < 1.25 * peaks[1][0]
        assert peaks[2][1] < 1.25 * peaks[1][1]


def test_no_text_in_what_is_shown(documents, tmp_path, capfd):
    again(documents, tmp_path / "out", progress=True)
    shown = "".join(capfd.readouterr())
    assert "findings=" in shown
    assert not any(text[:12] in shown for text in TEXTS)
    assert "notes" not in shown
