"""The verbs that begin with documents or end in a draft: read, tag, brief, run."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_nlp.cli.options import (
    UNITS,
    add_method,
    add_model,
    add_sources,
    add_tables,
    codebook_of,
    from_path_of,
    method_of,
    read_tables,
)

if TYPE_CHECKING:
    import pandas as pd


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
    run.set_defaults(verb=_run)


def _read(options: argparse.Namespace) -> None:
    from qa_nlp.reading import duplicates
    from qa_nlp.tables import write_table

    findings = _findings(options)
    write_table(findings, options.out)
    print(f"{len(findings)} findings of {findings['document'].nunique()} document(s): {options.out}")
    for row in findings.attrs["refused"]:
        print(f"not read: {row['document']}{', ' + row['locator'] if row['locator'] else ''}: {row['reason']}")
    for row in duplicates(findings).to_dict("records"):
        print(f"same as {row['same_as']}: {row['document']} ({row['n_shared']} of {row['n_findings']} texts)")


def _findings(options: argparse.Namespace) -> pd.DataFrame:
    from qa_nlp.reading import read

    return read(
        options.paths,
        round=options.round,
        round_from=options.round_from,
        from_path=from_path_of(options),
        progress=True,
    )


def _tag(options: argparse.Namespace) -> None:
    from qa_nlp import tables
    from qa_nlp.tagging import tag

    first = options.paths[0]
    if len(options.paths) == 1 and _is_findings_table(first):
        findings = tables.read_table(first, tables.FINDINGS)
    else:
        findings = _findings(options)
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
        **method_of(options),
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
        from_path=from_path_of(options),
        before=options.before,
        after=options.after,
        unit=options.unit,
        model=options.model,
        min_score=options.min_score,
        codebook=codebook_of(options),
        progress=True,
    )
    print(
        f"{len(made.findings)} findings of {made.findings['document'].nunique()} document(s), {len(made.tags)} "
        f"tags, {len(made.findings.attrs['refused'])} refusal(s)"
    )
    for name, path in made.files.items():
        print(f"  {name:<10} {path}")
