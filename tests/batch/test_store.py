"""Finished pieces on disk."""

import pandas as pd
import pytest

from qa_nlp import tables, tag
from qa_nlp.batch.part import Facts, Part
from qa_nlp.batch.store import Store
from tests.batch.audits import TEXTS, table

REFUSED = [{"document": "a", "locator": None, "reason": "why"}]


def test_a_part_comes_back_as_it_was():
    findings = tables.check(
        table(3).assign(audited_on=["2026-03-04", None, "2026-12-01"], case_id=["007", None, "1e5"]), tables.FINDINGS
    )
    tags = tag(list(TEXTS), model="fast")
    facts = Facts(n_findings=3, n_documents=1, refused=REFUSED, taken={"sheet 1": {"Ref": "case_id"}})
    encoded = Part(facts, {"findings": findings, "tags": tags, "unsure": findings.head(0)}).encode()
    back = Part.decode(encoded)
    assert back.facts == Part.facts_of(encoded) == facts
    assert list(back.frames) == ["findings", "tags"]
    pd.testing.assert_frame_equal(tables.check(back.frames["findings"], tables.FINDINGS), findings)
    pd.testing.assert_frame_equal(tables.check(back.frames["tags"], tables.TAGS), tags)


def test_what_is_whole_is_there_and_nothing_else(tmp_path):
    with Store(tmp_path / "work") as store:
        assert store.read("k") is None
        store.write("k", Part(Facts(refused=REFUSED)).encode())
        assert store.facts("k") == Facts(refused=REFUSED)
        whole = (tmp_path / "work" / "k").read_bytes()
        for damaged in (whole[:-1], whole[:10], b"", whole[:-2] + b"xx"):
            (tmp_path / "work" / "k").write_bytes(damaged)
            assert store.facts("k") is None
        (tmp_path / "work" / "m.writing").write_bytes(whole)
    with Store(tmp_path / "work") as store:
        assert sorted(path.name for path in (tmp_path / "work").iterdir()) == ["k", "lock"]
        store.drop("k")
        store.drop("k")
    assert not (tmp_path / "work").exists()


def test_one_run_at_a_time(tmp_path):
    with Store(tmp_path / "work") as store:
        store.write("k", b"{}\n")
        with pytest.raises(ValueError, match=r"work to be in no use; found another run at work in it\. Wait"):
            Store(tmp_path / "work")
    with Store(tmp_path / "work") as store:
        (tmp_path / "work" / "model").mkdir()
        store.clear()
    assert not (tmp_path / "work").exists()
