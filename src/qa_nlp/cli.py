"""The command line: ``qa-nlp`` and its verbs."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qa_nlp import __version__

if TYPE_CHECKING:
    import pandas as pd

    from qa_nlp.codebook import Codebook


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit status: 0 if it was done, 2 if what was asked for cannot be done."""
    options = _parser().parse_args(arguments)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        try:
            options.verb(options)
            status = 0
        except (ValueError, FileNotFoundError) as error:
            print(f"qa-nlp: {error}", file=sys.stderr)
            status = 2
    for warning in caught:
        if issubclass(warning.category, UserWarning):
            print(f"qa-nlp: {warning.message}", file=sys.stderr)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qa-nlp",
        description=(
            "From a folder of audits to a briefing draft. Tables are .parquet, .csv or .jsonl, told by the ending."
        ),
    )
    parser.add_argument("--version", action="version", version=f"qa-nlp {__version__}")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    read = verbs.add_parser("read", help="documents → findings")
    _add_sources(read)
    read.add_argument("-o", "--out", type=Path, required=True, metavar="TABLE")
    read.set_defaults(verb=_read)

    tag = verbs.add_parser("tag", help="documents or a findings table → tags")
    _add_sources(tag)
    _add_model(tag)
    tag.add_argument("-o", "--out", type=Path, required=True, metavar="TABLE")
    tag.add_argument(
        "--unsure", type=Path, metavar="TABLE", help="write the findings here that a person should look at"
    )
    tag.set_defaults(verb=_tag)

    track = verbs.add_parser("track", help="findings and tags → prevalence")
    _add_tables(track)
    track.add_argument("--by", default="round", help="column of the findings to split by (default: round)")
    track.add_argument("-o", "--out", type=Path, required=True, metavar="TABLE")
    track.set_defaults(verb=_track)

    changes = verbs.add_parser("changes", help="findings and tags → changes between two rounds")
    _add_tables(changes)
    changes.add_argument("--before", required=True, metavar="ROUND")
    changes.add_argument("--after", required=True, metavar="ROUND")
    changes.add_argument("-o", "--out", type=Path, required=True, metavar="TABLE")
    changes.set_defaults(verb=_changes)

    indicators = verbs.add_parser("indicators", help="performance indicators, and prevalence → flags and findings")
    indicators.add_argument("--table", type=Path, required=True, metavar="TABLE", help="a row an indicator and period")
    indicators.add_argument("--prevalence", type=Path, metavar="TABLE")
    indicators.add_argument("--changes", type=Path, metavar="TABLE")
    indicators.add_argument("--round", help="of the prevalence table (default: its last by name)")
    indicators.add_argument("--codebook", type=Path, metavar="YAML", help="whose indicators, if not the package's own")
    indicators.add_argument("-o", "--out", type=Path, required=True, metavar="TABLE")
    indicators.set_defaults(verb=_indicators)

    brief = verbs.add_parser("brief", help="findings and tags → a briefing draft")
    _add_tables(brief)
    brief.add_argument("--before", metavar="ROUND")
    brief.add_argument("--after", metavar="ROUND")
    brief.add_argument("-o", "--out", type=Path, required=True, metavar="DRAFT", help=".md or .docx")
    brief.set_defaults(verb=_brief)

    run = verbs.add_parser("run", help="a folder of audits → every table and the draft")
    _add_sources(run)
    _add_model(run)
    run.add_argument("--before", metavar="ROUND")
    run.add_argument("--after", metavar="ROUND")
    run.add_argument(
        "--unit",
        choices=("case_id", "finding_id", "document"),
        help="what is counted (default: cases if they are named, else findings)",
    )
    run.add_argument("-o", "--out", type=Path, required=True, metavar="FOLDER")
    run.set_defaults(verb=_run)
    return parser


def _add_sources(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--round", help="the round of all these documents")
    parser.add_argument(
        "--round-from",
        metavar="HOW",
        help=(
            "'folder', 'file', or a regular expression found in the path: where a document that names no round gets it"
        ),
    )


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", default="accurate", help="accurate, fast, or the folder of a saved model (default: accurate)"
    )
    parser.add_argument(
        "--min-score",
        type=float,
        metavar="P",
        help="give themes from this probability on (default: each theme's own threshold)",
    )
    parser.add_argument(
        "--codebook",
        type=Path,
        metavar="YAML",
        help="the codebook that the model was trained on, if not the package's own",
    )


def _add_tables(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--findings", type=Path, required=True, metavar="TABLE")
    parser.add_argument("--tags", type=Path, required=True, metavar="TABLE")
    parser.add_argument(
        "--unit",
        choices=("case_id", "finding_id", "document"),
        default="case_id",
        help="what is counted (default: case_id)",
    )
    parser.add_argument(
        "--codebook", type=Path, metavar="YAML", help="the codebook of the tags, if not the package's own"
    )


def _read(options: argparse.Namespace) -> None:
    from qa_nlp.reading import read
    from qa_nlp.tables import write_table

    findings = read(options.paths, round=options.round, round_from=options.round_from, progress=True)
    write_table(findings, options.out)
    print(f"{len(findings)} findings of {findings['document'].nunique()} document(s): {options.out}")
    for row in findings.attrs["refused"]:
        print(f"not read: {row['document']}{', ' + row['locator'] if row['locator'] else ''}: {row['reason']}")


def _tag(options: argparse.Namespace) -> None:
    from qa_nlp import tables
    from qa_nlp.reading import read
    from qa_nlp.tagging import tag

    first = options.paths[0]
    if len(options.paths) == 1 and _is_findings_table(first):
        findings = tables.read_table(first, tables.FINDINGS)
    else:
        findings = read(options.paths, round=options.round, round_from=options.round_from, progress=True)
    tags = tag(findings, model=options.model, codebook=_codebook(options), min_score=options.min_score, progress=True)
    tables.write_table(tags, options.out)
    print(f"{len(tags)} tags on {tags['finding_id'].nunique()} of {len(findings)} findings: {options.out}")
    unsure = findings[findings["finding_id"].isin(tags.attrs["unsure"])]
    where = ""
    if options.unsure:
        where = f": {tables.write_table(unsure, options.unsure)}"
    print(f"{len(unsure)} findings that a person should look at{where}")


def _is_findings_table(path: Path) -> bool:
    """Tell a findings table from an audit workbook: both may be .csv, but only the table has finding_id and text."""
    if path.suffix.lower() in (".parquet", ".jsonl"):
        return True
    if path.suffix.lower() != ".csv" or not path.is_file():
        return False
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        header = lines.readline().strip().replace('"', "").split(",")
    return {"finding_id", "text"} <= set(header)


def _track(options: argparse.Namespace) -> None:
    from qa_nlp import tables
    from qa_nlp.tracking import prevalence

    findings, tags = _read_tables(options)
    table = prevalence(findings, tags, by=options.by, unit=options.unit, codebook=_codebook(options))
    tables.write_table(table, options.out)
    print(f"{len(table)} rows: {options.out}{_excluded(table)}")


def _changes(options: argparse.Namespace) -> None:
    from qa_nlp import tables
    from qa_nlp.tracking import changes

    findings, tags = _read_tables(options)
    table = changes(
        findings,
        tags,
        before=options.before,
        after=options.after,
        unit=options.unit,
        codebook=_codebook(options),
    )
    tables.write_table(table, options.out)
    verdicts = table["verdict"].value_counts()
    print(f"{', '.join(f'{count} {verdict}' for verdict, count in verdicts.items())}: {options.out}{_excluded(table)}")


def _indicators(options: argparse.Namespace) -> None:
    from qa_nlp import tables
    from qa_nlp.tracking import indicators

    table = indicators(
        tables.read_table(options.table, tables.INDICATORS),
        prevalence=tables.read_table(options.prevalence, tables.PREVALENCE) if options.prevalence else None,
        changes=tables.read_table(options.changes, tables.CHANGES) if options.changes else None,
        round=options.round,
        codebook=_codebook(options),
    )
    tables.write_table(table, options.out)
    flagged = table.loc[table["flagged"].fillna(False), "indicator"].nunique()
    findings = ", ".join(f"{count} {finding}" for finding, count in table["finding"].value_counts().items())
    print(
        f"{flagged} of {table['indicator'].nunique()} indicators flagged; themes they bear on: {findings or 'none'}: "
        f"{options.out}"
    )


def _brief(options: argparse.Namespace) -> None:
    from qa_nlp.corridor import brief

    if options.out.suffix.lower() not in (".md", ".docx"):
        raise ValueError(f"expected a draft ending in .md or .docx; found {options.out.name!r}. Choose one of these.")
    findings, tags = _read_tables(options)
    draft = brief(
        findings,
        tags,
        before=options.before,
        after=options.after,
        unit=options.unit,
        codebook=_codebook(options),
    )
    (draft.to_docx if options.out.suffix.lower() == ".docx" else draft.to_markdown)(options.out)
    print(f"draft: {options.out}")


def _run(options: argparse.Namespace) -> None:
    from qa_nlp.corridor import run

    made = run(
        options.paths,
        options.out,
        round=options.round,
        round_from=options.round_from,
        before=options.before,
        after=options.after,
        unit=options.unit,
        model=options.model,
        min_score=options.min_score,
        codebook=_codebook(options),
        progress=True,
    )
    print(
        f"{len(made.findings)} findings of {made.findings['document'].nunique()} document(s), {len(made.tags)} "
        f"tags, {len(made.findings.attrs['refused'])} refusal(s)"
    )
    for name, path in made.files.items():
        print(f"  {name:<10} {path}")


def _read_tables(options: argparse.Namespace) -> tuple[pd.DataFrame, pd.DataFrame]:
    from qa_nlp import tables

    return tables.read_table(options.findings, tables.FINDINGS), tables.read_table(options.tags, tables.TAGS)


def _codebook(options: argparse.Namespace) -> Codebook | None:
    from qa_nlp.codebook import Codebook

    return Codebook.load(options.codebook) if options.codebook else None


def _excluded(table: pd.DataFrame) -> str:
    lost = [f"{count} findings {reason} not counted" for reason, count in table.attrs["excluded"].items() if count]
    return f" ({'; '.join(lost)})" if lost else ""
