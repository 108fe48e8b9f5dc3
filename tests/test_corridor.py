"""The whole way through the house, in Python and on the command line."""

import pandas as pd
import pytest

from qa_nlp import brief, prevalence, read, run, tables, tag, write_table
from qa_nlp.cli import main
from qa_nlp.corridor import order_rounds


@pytest.fixture
def folder(tmp_path):
    """Two rounds of twelve short audits in a workbook each, and a file that cannot be read."""
    root = tmp_path / "audits"
    for name, concern in (
        ("2025 autumn", "Plans drift and nothing moves"),
        ("2026 spring", "Supervision is irregular"),
    ):
        rows = [
            {
                "Case ID": f"{name[:4]}-{n}",
                "Strengths": "Child seen alone",
                "Areas for development": concern if n < 8 else "None",
            }
            for n in range(12)
        ]
        (root / name).mkdir(parents=True)
        pd.DataFrame(rows).to_csv(root / name / "audits.csv", index=False)
    (root / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    return root


def test_run_writes_every_table_and_the_draft(folder, tmp_path):
    with pytest.warns(UserWarning, match=r"1 document\(s\) .* were not read; .*refused\.csv lists them with reasons"):
        made = run(folder, tmp_path / "out", round_from="folder")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "actions.csv", "briefing.docx", "briefing.md", "changes.csv", "duplicates.csv", "findings.csv",
        "prevalence.csv", "refused.csv", "tags.csv", "unsure.csv",
    ]  # fmt: skip
    found = made.changes.set_index(["theme", "polarity"]).loc[("drift_and_delay", "concern")]
    # Tagged in 8 of 12 and in none; the tagger misses some, so more than 8 of 12 and some more than none are likely.
    assert found["method"] == "adjusted"
    assert 8 / 12 < found["before"] < 1
    assert 0 < found["after"] < 0.1
    assert (found["n_before"], found["n_after"], found["verdict"]) == (12, 12, "too few to say")
    back = tables.read_table(made.files["tags"], tables.TAGS)
    pd.testing.assert_frame_equal(back, made.tags)
    refused = tables.read_table(made.files["refused"], tables.REFUSED)
    assert refused["document"].tolist() == ["old.doc"]
    assert refused["reason"].str.startswith("old Word files").all()
    assert not (tmp_path / "out.partial").exists()
    text = made.files["markdown"].read_text(encoding="utf-8")
    assert "# What the audits found: 2026 spring, compared with 2025 autumn" in text
    assert "1 document(s) or part(s) of documents were not read" in text


def test_run_says_what_it_had_to_assume(tmp_path):
    (tmp_path / "notes.txt").write_text("Strengths\n\n- Child seen alone.\n- Plans are clear.\n", encoding="utf-8")
    made = run(tmp_path / "notes.txt", tmp_path / "out")
    text = made.files["markdown"].read_text(encoding="utf-8")
    assert "No document names its round, so all are taken as one." in text
    assert "No finding names its case." in text
    assert "Shares are of findings, not of audited cases; findings of one document are not independent" in text
    assert made.changes is None
    assert not (tmp_path / "out" / "changes.csv").exists()


def test_a_second_run_gives_the_same_tables_and_leaves_no_stale_one(folder, tmp_path):
    (folder / "old.doc").unlink()
    first = run(folder, tmp_path / "one", round_from="folder")
    again = run(folder, tmp_path / "two", round_from="folder")
    for name in ("findings", "tags", "prevalence", "changes", "markdown"):
        assert first.files[name].read_bytes() == again.files[name].read_bytes()
    run(folder / "2025 autumn", tmp_path / "one", round="2025 autumn")
    assert not (tmp_path / "one" / "changes.csv").exists()


def test_order_of_rounds():
    def order(names, dates=None):
        frame = pd.DataFrame({"finding_id": list(map(str, range(len(names)))), "text": "x", "round": names})
        return order_rounds(tables.check(frame.assign(audited_on=dates), tables.FINDINGS))

    assert order(["stage 10", "stage 2", "stage 1"]) == ["stage 1", "stage 2", "stage 10"]
    assert order(["zeta", "alpha"], ["2024-01-01", "2025-01-01"]) == ["zeta", "alpha"]
    assert order(["zeta", "alpha"], ["2024-01-01", None]) == ["alpha", "zeta"]
    assert order([None]) == []


class TestCommandLine:
    def test_verbs_one_by_one_give_what_run_gives(self, folder, tmp_path, capsys):
        made = tmp_path / "made"
        assert main(["run", str(folder), "--round-from", "folder", "-o", str(made)]) == 0
        findings, tags = str(tmp_path / "f.csv"), str(tmp_path / "t.csv")
        both = ["--findings", findings, "--tags", tags]
        rounds = ["--before", "2025 autumn", "--after", "2026 spring"]
        assert main(["read", str(folder), "--round-from", "folder", "-o", findings]) == 0
        assert "not read: old.doc: old Word files" in capsys.readouterr().out
        assert main(["tag", findings, "-o", tags]) == 0
        assert main(["track", *both, "-o", str(tmp_path / "prevalence.csv")]) == 0
        assert main(["changes", *both, *rounds, "-o", str(tmp_path / "changes.csv")]) == 0
        assert main(["brief", *both, *rounds, "-o", str(tmp_path / "briefing.docx")]) == 0
        assert main(["brief", *both, *rounds, "-o", str(tmp_path / "briefing.md")]) == 0
        for name in ("prevalence.csv", "changes.csv"):
            assert (tmp_path / name).read_bytes() == (made / name).read_bytes()
        assert (tmp_path / "t.csv").read_bytes() == (made / "tags.csv").read_bytes()

    def test_names_of_columns_and_facts_from_the_path(self, tmp_path):
        (tmp_path / "North").mkdir()
        (tmp_path / "North/a.csv").write_text("Client ref,Comments,Notes\nC1,Plans drift,Thin\n", encoding="utf-8")
        said = ["--column", "case_id=Client ref", "--column", "text=Comments", "--from-path", "service=folder"]
        assert main(["read", str(tmp_path), *said, "-o", str(tmp_path / "f.csv")]) == 0
        found = tables.read_table(tmp_path / "f.csv", tables.FINDINGS)
        assert found[["case_id", "service", "text"]].to_numpy().tolist() == [["C1", "North", "Plans drift"]]
        with pytest.raises(SystemExit):
            main(["read", str(tmp_path), "--column", "Client ref", "-o", str(tmp_path / "f.csv")])

    @pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl"])
    def test_tags_a_table_with_ids_and_texts_alone(self, tmp_path, ending):
        texts = pd.DataFrame({"finding_id": ["x1", "x2"], "text": ["Supervision is irregular", "Nothing to add"]})
        source = write_table(texts, tmp_path / f"x.{ending}")
        assert main(["tag", str(source), "-o", str(tmp_path / f"y.{ending}")]) == 0
        tags = tables.read_table(tmp_path / f"y.{ending}", tables.TAGS)
        pd.testing.assert_frame_equal(tags, tag(texts))
        assert ("x1", "supervision", "concern") in set(
            zip(tags["finding_id"], tags["theme"], tags["polarity"], strict=True)
        )

    def test_redact_replaces_people_and_counts_them_without_naming_them(self, tmp_path, capsys):
        texts = pd.DataFrame({"finding_id": ["x1", "x2"], "text": ["Hallowmere met Karen", "Nothing to add"]})
        source, out = write_table(texts, tmp_path / "x.csv"), tmp_path / "y.csv"
        assert main(["redact", str(source), "-o", str(out), "--keep", "Hallowmere"]) == 0
        assert tables.read_table(out, tables.FINDINGS)["text"].tolist() == ["Hallowmere met [name 1]", "Nothing to add"]
        said = capsys.readouterr().out
        assert "text: 1 name replaced" in said
        assert "2 findings, by rules alone; a person must still read them" in said
        assert "Karen" not in said

    def test_quotes_are_verbatim_only_if_asked(self, tmp_path):
        findings = pd.DataFrame(
            {"finding_id": ["a"], "text": ["Plans drift for Karen again"], "round": ["1"], "case_id": ["c"]}
        )
        tags = pd.DataFrame({"finding_id": ["a"], "theme": ["drift_and_delay"], "polarity": ["concern"]})
        given = ["--findings", str(write_table(findings, tmp_path / "f.csv"))]
        given += ["--tags", str(write_table(tags, tmp_path / "t.csv")), "-o", str(tmp_path / "b.md")]
        for more, quoted in (
            ([], r"Plans drift for \[name 1\] again"),
            (["--no-redact"], "Plans drift for Karen again"),
        ):
            assert main(["brief", *given, *more]) == 0
            assert quoted in (tmp_path / "b.md").read_text(encoding="utf-8")

    def test_tags_documents_too(self, tmp_path):
        (tmp_path / "a.txt").write_text("Supervision is irregular and not recorded.\n", encoding="utf-8")
        assert main(["tag", str(tmp_path / "a.txt"), "-o", str(tmp_path / "t.jsonl")]) == 0
        tags = tables.read_table(tmp_path / "t.jsonl", tables.TAGS)
        assert set(tags["finding_id"]) == set(read(tmp_path / "a.txt")["finding_id"])

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["read", "nowhere", "-o", "f.csv"], "expected a file or folder; found nothing at nowhere"),
            (["tag", "x.jsonl", "-o", "y.jsonl", "--model", "clever"], "expected one of the shipped models"),
            (
                ["brief", "--findings", "x.jsonl", "--tags", "x.jsonl", "-o", "b.pdf"],
                "expected a draft ending in .md or .docx",
            ),
        ],
    )
    def test_says_what_is_wrong_and_exits_with_2(self, tmp_path, capsys, monkeypatch, arguments, message):
        monkeypatch.chdir(tmp_path)
        write_table(pd.DataFrame({"finding_id": ["x1"], "text": ["words"]}), tmp_path / "x.jsonl")
        assert main(arguments) == 2
        error = capsys.readouterr().err
        assert message in error
        assert "words" not in error

    def test_help_names_every_verb(self, capsys):
        with pytest.raises(SystemExit, match="0"):
            main(["--help"])
        text = capsys.readouterr().out
        assert all(verb in text for verb in ("read", "tag", "track", "changes", "indicators", "brief", "run"))


class TestHowSharesAreEstimated:
    def audits(self, model=None):
        """Two rounds of thirty cases with two findings each; nine, then fifteen of them raise drift as a concern."""
        findings, tags = [], []
        for name, raising in (("1", 9), ("2", 15)):
            for case in range(30):
                keys = [f"{name}-{case}-{part}" for part in "ab"]
                findings += [(key, f"About {key}", name, f"{name}-{case}", f"{name}-{case % 6}.docx") for key in keys]
                if case < raising:
                    tags.append((keys[0], "drift_and_delay", "concern"))
        return (
            pd.DataFrame(findings, columns=["finding_id", "text", "round", "case_id", "document"]),
            pd.DataFrame(tags, columns=["finding_id", "theme", "polarity"]).assign(model=model),
        )

    def sentences(self, draft):
        return "\n".join(draft._repr_markdown_().splitlines())

    def test_a_draft_of_tags_that_people_gave_counts_them(self):
        text = self.sentences(brief(*self.audits(), before="1", after="2"))
        assert "every number below is a count of its tags" in text
        assert "(15 of 30; 50%; 95% interval 33% to 67%)" in text
        assert "Counted: the share of units whose tags raise the theme." in text

    def test_a_draft_of_the_shipped_taggers_tags_allows_for_its_mistakes(self):
        text = self.sentences(brief(*self.audits("accurate 1.1.0"), before="1", after="2"))
        assert "the shares below allow for the mistakes it is known to make" in text
        assert "; tagged in 15 of 30)." in text
        assert "Of the 1 combinations of theme and polarity that were raised at all" in text
        assert "Adjusted: the share of units whose tags raise the theme, corrected" in text

    def test_a_draft_with_a_review_rests_on_it(self):
        findings, tags = self.audits("accurate 1.1.0")
        read = findings[findings["case_id"].str.split("-").str[1].astype(int) % 2 == 0][["finding_id"]]
        reviewed = read.merge(tags[["finding_id", "theme", "polarity"]], how="left")
        text = self.sentences(brief(findings, tags, before="1", after="2", reviewed=reviewed))
        assert "the shares below are corrected by a sample that people checked" in text
        assert "(about 50%;" in text
        assert "30 units were reviewed." in text
        # Half of a case's findings say nothing of the case, and the note says that it is left out.
        partly = pd.concat([reviewed, pd.DataFrame({"finding_id": ["1-1-a"]})], ignore_index=True)
        table = prevalence(findings, tags, reviewed=partly)
        assert "30 units were reviewed; 1 more are not used, for only some of their findings" in table.attrs["note"]
        # A third round that nobody reviewed is not in the draft and does not stop it.
        third = findings.head(20).assign(round="3", finding_id=[f"3-{n}" for n in range(20)])
        more = pd.concat([findings, third], ignore_index=True)
        assert self.sentences(brief(more, tags, before="1", after="2", reviewed=reviewed)) == text

    def test_findings_are_clustered_by_document_where_rounds_have_several(self, tmp_path):
        for name in ("2025 autumn", "2026 spring"):
            for place in range(5):
                (tmp_path / "in" / name).mkdir(parents=True, exist_ok=True)
                (tmp_path / "in" / name / f"{place}.txt").write_text(
                    "Strengths\n\n- Child seen alone.\n- Plans are clear.\n", encoding="utf-8"
                )
        text = run(tmp_path / "in", tmp_path / "out", round_from="folder").files["markdown"].read_text(encoding="utf-8")
        assert "No finding names its case." in text
        assert "intervals allow for findings of one document being alike" in text

    def test_the_command_line_takes_a_review_and_a_method(self, tmp_path, capsys):
        findings, tags = self.audits("accurate 1.1.0")
        reviewed = findings[["finding_id"]].merge(tags[["finding_id", "theme", "polarity"]], how="left")
        given = []
        for name, table in (("findings", findings), ("tags", tags), ("reviewed", reviewed)):
            given += [f"--{name}", str(tables.write_table(table, tmp_path / f"{name}.csv"))]
        out = tmp_path / "out.csv"
        for arguments, method in (
            (given, "reviewed"),
            (given[:4], "adjusted"),
            ([*given[:4], "--method", "counted"], "counted"),
        ):
            assert main(["track", *arguments, "-o", str(out)]) == 0
            assert set(tables.read_table(out, tables.PREVALENCE)["method"]) == {method}
        assert main(["trends", *given[:4], "--rounds", "1", "2", "-o", str(out)]) == 2
        assert "expected three or more different rounds" in capsys.readouterr().err
        assert main(["sources", *given[:4], "--source", "document", "-o", str(out)]) == 0
        assert "too few to say" in capsys.readouterr().out
        assert main(["chart", *given[:4], "-o", str(out)]) == 2
        assert "expected findings with audited_on; found none" in capsys.readouterr().err
