"""How a table is cut: the same however its rows arrive, and as its documents are."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_nlp import tables
from qa_nlp.batch import pieces
from tests.batch.audits import table

CALL = 5


@pytest.fixture(autouse=True, scope="module")
def short_calls():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "CALL", CALL)
        yield


def findings(sizes):
    """Documents of these sizes, in one checked table."""
    frame = table(sum(sizes)).assign(document=[name for name, size in enumerate(sizes) for _ in range(size)])
    return tables.check(frame, tables.FINDINGS)


@settings(deadline=None, max_examples=30)
@given(
    sizes=st.lists(st.integers(1, 13), min_size=1, max_size=12),
    lot=st.integers(1, 17),
)
def test_slices_do_not_depend_on_lots_and_calls_are_those_of_the_documents(sizes, lot):
    whole = findings(sizes)
    lots = (whole.iloc[first : first + lot].reset_index(drop=True) for first in range(0, len(whole), lot))
    found = list(pieces.slices(lots))
    assert [len(part) for part in found] == [len(part) for part in pieces.slices([whole])]
    assert pd.concat(found)["finding_id"].tolist() == whole["finding_id"].tolist()
    assert max(map(len, found)) <= CALL
    calls = [len(call) for part in found for call in pieces.calls(part)]
    assert calls == [min(CALL, size - first) for size in sizes for first in range(0, size, CALL)]


def test_a_table_without_documents_is_cut_by_position():
    whole = tables.check(table(12), tables.FINDINGS)
    assert [len(part) for part in pieces.slices([whole])] == [5, 5, 2]
    assert list(pieces.slices([])) == []
    assert list(pieces.slices([tables.empty(tables.FINDINGS)])) == []


def test_keys_tell_contents_names_and_settings_apart(tmp_path):
    def key(text, name="a.txt", settings=b"1"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        (read,) = pieces.reads([(path, name)], settings)
        return read.key

    first = key("x")
    assert first == key("x")
    assert len({first, key("y"), key("x", "b.txt"), key("x", settings=b"2")}) == 4


def test_documents_are_told_apart_by_name_and_the_runs_own_files_are_none(tmp_path):
    for place in ("one/a.txt", "two/a.txt", "one/tags.csv", "one/tags.csv.partial/abc"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text("x", encoding="utf-8")
    own = [tmp_path / "one/tags.csv", tmp_path / "one/tags.csv.partial"]
    assert [name for _, name in pieces.documents([tmp_path / "one"], without=own)] == ["a.txt"]
    assert [name for _, name in pieces.documents([tmp_path], without=own)] == ["one/a.txt", "two/a.txt"]
    both = [tmp_path / "one", tmp_path / "two", tmp_path / "one" / "a.txt"]
    assert [name for _, name in pieces.documents(both, without=own)] == ["a.txt", "a.txt (2)"]
    with pytest.raises(ValueError, match="expected at least one audit document; found no files"):
        pieces.documents([tmp_path / "one"], without=[tmp_path / "one"])


def test_ids_are_counted_and_must_differ_across_lots():
    whole = tables.check(table(12), tables.FINDINGS)
    assert pieces.count_rows(pieces.slices([whole])) == 12
    assert pieces.count_rows([]) == 0
    with pytest.raises(ValueError, match="one row for each finding_id; found 1 repeated"):
        pieces.count_rows([whole, whole.tail(1)])
