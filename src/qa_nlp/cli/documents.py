"""The verbs that begin with documents or end in a draft: read, tag, brief, redact, run."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qa_nlp.cli.options import (
    UNITS,
    add_method,
    add_model,
    add_redaction,
    add_sources,
    add_tables,
    codebook_of,
    method_of,
    read_tables,
)


def add_verbs(verbs: Any) -> None:
    """Add the verbs to the parser."""
    read = verbs.add_parser("read", help="documents → findings")
    add_sources(read)
    read.add_argument("-o", "--out", type=Path, required=True, metavar="TABLE")
    read.set_defaults(verb=_read)

    tag = verbs.add_parser("tag", help="documents or a findings table → tags")
    add_sources(tag)
    add_model(tag)
    tag.add_argument("-o", "--out", type=Path, required=True, metavar="TABLE")
    tag.add_argument(
        "--unsure", type=Path, metavar="TABLE", help="write the findings here that a person should look at"
    )
    tag.set_defaults(verb=_tag)

    brief = verbs.add_parser("brief", help="findings and tags → a briefing draft")
    add_tables(brief)
    add_method(brief)
    brief.add_argument("--before", metavar="ROUND")
    brief.add_argument("--after", metavar="ROUND")
    brief.add_argument("-o", "--out", type=Path, required=True, metavar="DRAFT", help=".md or .docx")
    brief.set_defaults(verb=_brief)

    add_redaction(brief)

    redact = verbs.add_parser("redact", help="findings → findings without the names and numbers of people")
    redact.add_argument("findings", type=Path, metavar="TABLE")
    redact.add_argument(
        "--columns", nargs="+", metavar="COLUMN", help="columns of text to read (default: text heading)"
    )
    redact.add_argument("--keep", nargs="+", default=(), metavar="WORD", help="words never to replace")
    redact.add_argument("-o", "--out", type=Path, required=True, metavar="TABLE")
    redact.set_defaults(verb=_redact)

    run = verbs.add_parser("run", help="a folder of audits → every table and the draft")
    add_sources(run)
    add_model(run)
    run.add_argument("--before", metavar="ROUND")
    run.add_argument("--after", metavar="ROUND")
    run.add_argument(
        "--unit",
        choices=UNITS,
        help="what is counted (default: cases if they are named, else findings)",
    )
    run.add_argument("-o", "--out", type=Path, required=True, metavar="FOLDER")
    add_redaction(run)
    run.set_defaults(verb=_run)


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
    tags = tag(findings, model=options.model, codebook=codebook_of(options), min_score=options.min_score, progress=True)
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


def _brief(options: argparse.Namespace) -> None:
    from qa_nlp.corridor import brief

    if options.out.suffix.lower() not in (".md", ".docx"):
        raise ValueError(f"expected a draft ending in .md or .docx; found {options.out.name!r}. Choose one of these.")
    findings, tags = read_tables(options)
    draft = brief(
        findings,
        tags,
        before=options.before,
        after=options.after,
        redact=not options.no_redact,
        **method_of(options),
    )
    (draft.to_docx if options.out.suffix.lower() == ".docx" else draft.to_markdown)(options.out)
    print(f"draft: {options.out}")


def _redact(options: argparse.Namespace) -> None:
    from qa_nlp import tables
    from qa_nlp.redacting import redact

    findings = tables.read_table(options.findings, tables.FINDINGS)
    chosen = {"columns": options.columns} if options.columns else {}
    result = redact(findings, keep=options.keep, **chosen)
    tables.write_table(result, options.out)
    for column, kinds in result.attrs["redacted"].items():
        print(f"{column}: {', '.join(f'{count} {kind}' for kind, count in kinds.items()) or 'nothing'} replaced")
    print(f"{len(result)} findings, by {result.attrs['redacted_by']}; a person must still read them: {options.out}")


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
        codebook=codebook_of(options),
        redact=not options.no_redact,
        progress=True,
    )
    print(
        f"{len(made.findings)} findings of {made.findings['document'].nunique()} document(s), {len(made.tags)} "
        f"tags, {len(made.findings.attrs['refused'])} refusal(s)"
    )
    for name, path in made.files.items():
        print(f"  {name:<10} {path}")
