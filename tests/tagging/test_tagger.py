"""Training, tagging, saving and loading, on a small set; and what the shipped model promises."""

import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from qa_nlp import Codebook, Tagger, tables, tag
from qa_nlp.tagging.models import shipped

COLUMNS = list(tables.TAGS.columns)


@pytest.fixture(scope="module")
def tagger(small_set, small_book) -> Tagger:
    return Tagger.fit(*small_set, codebook=small_book, name="small", version="7")


class TestTag:
    def test_gives_theme_polarity_evidence_and_model(self, tagger):
        text = "There is drift and delay in this case"
        (found,) = tagger.tag([text]).to_dict("records")
        assert (found["finding_id"], found["theme"], found["polarity"]) == ("0", "drift", "concern")
        assert found["model"] == "small 7"
        assert 0 < found["score"] <= 1
        assert 0.25 < found["polarity_score"] <= 1
        start, end = found["evidence"][0]
        assert "drift" in text[start:end]

    def test_the_words_decide_over_the_heading_and_the_heading_where_they_say_nothing(self, tagger):
        def polarity(text, direction):
            findings = pd.DataFrame({"finding_id": ["a"], "text": [text], "direction": [direction]})
            return tagger.tag(findings)["polarity"].tolist()

        assert polarity("supervision", "strength") == ["strength"]
        assert polarity("supervision", "concern") == ["concern"]
        assert polarity("supervision is poor in this case", None) == ["concern"]
        assert polarity("strong supervision this case", None) == ["strength"]

    def test_a_finding_without_themes_has_no_row(self, tagger):
        found = tagger.tag(["the family lives in the spring", "weak voice in two files"])
        assert found["finding_id"].tolist() == ["1"]

    def test_empty_input_gives_the_same_columns(self, tagger):
        for nothing in ([], tables.empty(tables.FINDINGS), ["zzz"]):
            found = tagger.tag(nothing)
            assert list(found.columns) == COLUMNS
            assert found.empty
            assert found.dtypes.equals(tagger.tag(["drift in this case"]).dtypes)

    def test_input_is_not_changed_and_order_does_not_matter(self, tagger, small_set):
        findings = small_set[0]
        copy = findings.copy()
        straight = tagger.tag(findings).set_index(["finding_id", "theme"])
        pd.testing.assert_frame_equal(findings, copy)
        backwards = tagger.tag(findings.iloc[::-1]).set_index(["finding_id", "theme"])
        pd.testing.assert_frame_equal(straight, backwards.loc[straight.index])

    def test_a_batch_border_changes_nothing(self, tagger, monkeypatch):
        texts = [f"drift in file {number}" for number in range(7)] + ["supervision is poor"]
        whole = tagger.tag(texts)
        monkeypatch.setattr("qa_nlp.tagging.tagger._BATCH", 3)
        pd.testing.assert_frame_equal(tagger.tag(texts), whole)

    def test_refuses_one_string_and_a_table_without_text(self, tagger):
        with pytest.raises(ValueError, match="expected a findings table or a list of texts; found one string"):
            tagger.tag("drift")
        with pytest.raises(ValueError, match=r"findings table: expected column\(s\) finding_id, text; found a"):
            tagger.tag(pd.DataFrame({"a": [1]}))

    def test_scores_are_probabilities_of_every_theme(self, tagger, small_book):
        scores = tagger.scores(["drift in this case", "the family lives in winter"])
        assert list(scores.columns) == list(small_book.ids)
        assert ((scores >= 0) & (scores <= 1)).all().all()
        assert scores.loc[0, "drift"] > 0.8 > 0.2 > scores.loc[1, "drift"]


class TestFit:
    def test_refusals(self, small_set, small_book):
        findings, tags = small_set
        with pytest.raises(ValueError, match="expected themes of the codebook; found weather"):
            Tagger.fit(findings, tags.assign(theme="weather").drop_duplicates("finding_id"), codebook=small_book)
        with pytest.raises(ValueError, match=r"expected every tag to belong to a finding; found \d+ without"):
            Tagger.fit(findings.head(3), tags, codebook=small_book)
        with pytest.raises(ValueError, match=r"expected findings of at least five groups.*found 1"):
            Tagger.fit(findings, tags, groups=["one"] * len(findings), codebook=small_book)
        with pytest.raises(ValueError, match="expected tags of at least two polarities; found 1"):
            Tagger.fit(findings, tags.assign(polarity="concern"), codebook=small_book)

    def test_a_theme_without_examples_is_never_given(self, small_set, small_book):
        book = small_book.extend(
            {"id": "unseen", "name": "Unseen", "definition": "d", "strength": "s", "concern": "c", "group": "all"}
        )
        trained = Tagger.fit(*small_set, codebook=book)
        assert trained.scores(["anything at all", "drift"])["unseen"].max() < 0.01

    def test_words_of_one_group_alone_are_not_learnt(self, small_set, small_book, tmp_path):
        findings, tags = small_set
        named = findings.copy()
        one = named["document"] == "document 0"
        named.loc[one, "text"] += " in Tumbledown"
        Tagger.fit(named, tags, codebook=small_book).save(tmp_path)
        vocabulary = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
        assert not [word for word in vocabulary["words"] if "tumbledown" in word]
        assert "drift" in vocabulary["words"]


class TestSaving:
    def test_round_trip_is_exact(self, tagger, small_book, small_set, tmp_path):
        loaded = Tagger.load(tagger.save(tmp_path / "model"), codebook=small_book)
        pd.testing.assert_frame_equal(loaded.tag(small_set[0]), tagger.tag(small_set[0]))
        assert sorted(path.name for path in (tmp_path / "model").iterdir()) == ["model.json", "weights.safetensors"]

    def test_same_data_and_seed_give_the_same_bytes_whatever_the_hash_seed(self, small_set, small_book, tmp_path):
        findings, tags = small_set
        findings.to_json(tmp_path / "findings.jsonl", orient="records", lines=True)
        tags.to_json(tmp_path / "tags.jsonl", orient="records", lines=True)
        program = (
            "import sys, qa_nlp as qa\n"
            "from qa_nlp import tables\n"
            "folder = sys.argv[1]\n"
            "findings = qa.read_table(folder + '/findings.jsonl', tables.FINDINGS)\n"
            "tags = qa.read_table(folder + '/tags.jsonl', tables.TAGS)\n"
            "def theme(i): return dict(id=i, name=i.title(), definition=i.title(), strength='good', concern='poor')\n"
            "book = qa.Codebook.from_dict({'groups': [{'id': 'all', 'themes': list(map(theme, sys.argv[3:]))}]})\n"
            "qa.Tagger.fit(findings, tags, codebook=book).save(sys.argv[2])\n"
        )
        for seed in ("0", "1"):
            subprocess.run(
                [sys.executable, "-c", program, str(tmp_path), str(tmp_path / seed), *small_book.ids],
                check=True,
                env={**os.environ, "PYTHONHASHSEED": seed},
            )
        for name in ("model.json", "weights.safetensors"):
            assert (tmp_path / "0" / name).read_bytes() == (tmp_path / "1" / name).read_bytes()

    def test_refuses_another_codebook_format_or_shape(self, tagger, small_book, tmp_path):
        tagger.save(tmp_path)
        with pytest.raises(ValueError, match=rf"expected a model of codebook .*; found one of {small_book.hash}"):
            Tagger.load(tmp_path)
        description = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
        (tmp_path / "model.json").write_text(json.dumps({**description, "format": 99}), encoding="utf-8")
        with pytest.raises(ValueError, match=r"expected format 1; found 99\. Retrain it"):
            Tagger.load(tmp_path, codebook=small_book)
        fewer = {**description, "themes": description["themes"][:1]}
        (tmp_path / "model.json").write_text(json.dumps(fewer), encoding="utf-8")
        with pytest.raises(ValueError, match=r"expected weights for 1 themes .*; found \(3,"):
            Tagger.load(tmp_path, codebook=small_book)

    def test_refuses_a_folder_without_a_model(self, tmp_path):
        with pytest.raises(FileNotFoundError, match=r"expected a model with model\.json in .*; found none"):
            Tagger.load(tmp_path)


class TestShippedModel:
    def test_is_the_default_and_knows_every_theme(self):
        assert list(shipped()) == ["fast"]
        assert Tagger.load(shipped()["fast"]).themes == Codebook.load().ids

    def test_unknown_names_are_refused_with_the_list(self):
        with pytest.raises(ValueError, match=r"expected one of the shipped models \(fast\).*; found 'clever'"):
            tag(["drift"], model="clever")

    def test_holds_no_run_longer_than_three_words_and_no_pickle(self):
        folder = shipped()["fast"]
        assert sorted(path.suffix for path in folder.iterdir()) == [".json", ".md", ".safetensors"]
        description = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        assert max(len(words.split()) for words in description["words"]) == 3
        assert max(map(len, description["pieces"])) <= 5

    @pytest.mark.parametrize(
        ("text", "theme", "polarity"),
        [
            ("Chronology has not been touched for over a year and nobody uses it", "chronologies", "concern"),
            ("Supervision happens every month, is reflective and moves the case on", "supervision", "strength"),
            ("Supervision notes are a list of tasks with no reflection", "supervision", "concern"),
            ("The child's wishes and feelings are clear and shape the plan", "child_voice", "strength"),
            ("Plan is vague, not SMART and has no timescales", "care_planning", "concern"),
            ("No contingency plan on file", "contingency_planning", "concern"),
            ("Too many changes of social worker for this child", "worker_continuity", "concern"),
            ("Children are visited regularly and seen alone", "visits", "strength"),
        ],
    )
    def test_reads_plain_findings_as_a_reader_would(self, text, theme, polarity):
        found = tag([text]).set_index("theme")["polarity"].to_dict()
        assert found.get(theme) == polarity

    def test_calibrated_scores_follow_the_number_of_themes(self):
        scores = Tagger.load(shipped()["fast"]).scores(["Supervision is irregular", "The audit tool has six sections"])
        assert scores.loc[0, "supervision"] > 0.9
        assert np.sum(scores.loc[1]) < np.sum(scores.loc[0])
