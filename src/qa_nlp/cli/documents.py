"""The verbs that begin with documents or end in a draft: read, tag, brief, redact, run."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qa_nlp.cli.options import (
    UNITS,
    add_batch,
    add_method,
    add_model,
    add_redaction,
    add_sources,
    add_tables,
    codebook_of,
    method_of,
    read_tables,
    source_of,
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
    tag.add_argument("--findings", type=Path, metavar="TABLE", help="write the findings here too")
    tag.add_argument(
        "--unsure", type=Path, metavar="TABLE", help="write the findings here that a person should look at"
    )
    tag.add_argument(
        "--refused", type=Path, metavar="TABLE", help="what could not be read (default: beside the tags, NAME.refused)"
    )
    add_batch(tag)
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
    add_batch(run)
    run.add_argument("-o", "--out", type=Path, required=True, metavar="FOLDER")
    add_redaction(run)
    run.set_defaults(verb=_run)


def _read(options: argparse.Namespace) -> None:
    from qa_nlp.reading import duplicates, read
    from qa_nlp.tables import write_table

    findings = read(options.paths, **source_of(options), progress=True)
    write_table(findings, options.out)
    print(f"{len(findings)} findings of {findings['document'].nunique()} document(s): {options.out}")
    for row in findings.attrs["refused"]:
        print(f"not read: {row['document']}{', ' + row['locator'] if row['locator'] else ''}: {row['reason']}")
    for row in duplicates(findings).to_dict("records"):
        print(f"same as {row['same_as']}: {row['document']} ({row['n_shared']} of {row['n_findings']} texts)")


def _tag(options: argparse.Namespace) -> int:
    from qa_nlp.batch import tag_files

    made = tag_files(
        options.paths,
        options.out,
        findings_out=options.findings,
        unsure_out=options.unsure,
        refused_out=options.refused or options.out.with_name(f"{options.out.stem}.refused{options.out.suffix}"),
        model=options.model,
        codebook=codebook_of(options),
        min_score=options.min_score,
        **source_of(options),
        workers=options.workers,
        time_limit=options.time_limit,
        progress=True,
    )
    print(f"{made.n_tags} tags on {made.n_tagged} of {made.n_findings} findings: {options.out}")
    where = f": {options.unsure}" if options.unsure else ""
    print(f"{made.n_unsure} findings that a person should look at{where}")
    return _status(options, made.n_refused)


def _status(options: argparse.Namespace, n_refused: int) -> int:
    return 1 if options.strict and n_refused else 0


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


def _run(options: argparse.Namespace) -> int:
    from qa_nlp.corridor import run

    made = run(
        options.paths,
        options.out,
        **source_of(options),
        before=options.before,
        after=options.after,
        unit=options.unit,
        model=options.model,
        min_score=options.min_score,
        codebook=codebook_of(options),
        workers=options.workers,
        time_limit=options.time_limit,
        redact=not options.no_redact,
        progress=True,
    )
    batch = made.batch
    print(
        f"{batch.n_findings} findings of {batch.n_documents} document(s), {batch.n_tags} tags, {len(batch.refused)} "
        "refusal(s)"
    )
    for name, path in made.files.items():
        print(f"  {name:<10} {path}")
    return _status(options, batch.n_refused)
