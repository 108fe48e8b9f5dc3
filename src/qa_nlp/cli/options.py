"""Options that several verbs share, and what they are read into."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from qa_nlp.codebook import Codebook

UNITS = ("case_id", "finding_id", "document")


def add_sources(parser: argparse.ArgumentParser) -> None:
    """Add which documents are read, and where their round stands."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--round", help="the round of all these documents")
    parser.add_argument(
        "--round-from",
        metavar="HOW",
        help=(
            "'folder', 'file', 'sheet' or a regular expression found in the path: where a document that names no round "
            "gets it"
        ),
    )
    parser.add_argument(
        "--cells",
        choices=("split", "whole"),
        default="split",
        help="a finding of a sheet with a row a case: a cell's lines and sentences, or the whole cell (default: split)",
    )
    parser.add_argument(
        "--from-path",
        action="append",
        type=_pair("COLUMN=HOW", "case_id=file"),
        metavar="COLUMN=HOW",
        help="the same for another column, as case_id=HM-[0-9]+ or audited_on=file; repeatable",
    )
    parser.add_argument(
        "--column",
        action="append",
        type=_pair("COLUMN=NAME", "text=Comments"),
        metavar="COLUMN=NAME",
        help="what a column or box of ours is called in these documents, as 'case_id=Client ref'; repeatable",
    )


def source_of(options: argparse.Namespace) -> dict[str, Any]:
    """Return what was said of the documents, as arguments of :func:`qa_nlp.read`.

    Raises
    ------
    ValueError
        If a column has two rules for the path.
    """
    rules = options.from_path or []
    if len(dict(rules)) < len(rules):
        raise ValueError("--from-path: expected each column once; found one twice. Give one rule a column.")
    names: dict[str, list[str]] = {}
    for column, name in options.column or []:
        names.setdefault(column, []).append(name)
    return {
        "round": options.round,
        "round_from": options.round_from,
        "from_path": dict(rules),
        "columns": names,
        "cells": options.cells,
    }


def _pair(form: str, example: str) -> Callable[[str], tuple[str, str]]:
    def pair(value: str) -> tuple[str, str]:
        column, sign, what = value.partition("=")
        if not (column and sign and what):
            raise argparse.ArgumentTypeError(f"expected {form}; found {value!r}. Give one such as {example}.")
        return column.strip(), what

    return pair


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add which tagger, and from which probability."""
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


def add_batch(parser: argparse.ArgumentParser) -> None:
    """Add how many documents are done at once, and what becomes of those that are refused."""
    parser.add_argument("--workers", type=int, metavar="N", help="processes at work (default: one a core)")
    parser.add_argument(
        "--time-limit", type=float, default=900, metavar="S", help="seconds for one document (default: 900)"
    )
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a document was refused as a whole")


def add_tables(parser: argparse.ArgumentParser) -> None:
    """Add the findings and tags tables, the unit and the codebook."""
    parser.add_argument("--findings", type=Path, required=True, metavar="TABLE")
    parser.add_argument("--tags", type=Path, required=True, metavar="TABLE")
    parser.add_argument(
        "--unit",
        choices=UNITS,
        default="case_id",
        help="what is counted (default: case_id)",
    )
    parser.add_argument(
        "--codebook", type=Path, metavar="YAML", help="the codebook of the tags, if not the package's own"
    )


def add_method(parser: argparse.ArgumentParser) -> None:
    """Add how prevalence is estimated."""
    parser.add_argument(
        "--method",
        choices=("counted", "adjusted", "reviewed"),
        help="(default: reviewed with --reviewed, adjusted where the tagger's error rates are known, else counted)",
    )
    parser.add_argument("--reviewed", type=Path, metavar="TABLE", help="what people found in the findings they checked")
    parser.add_argument(
        "--rates", metavar="RATES", help="the tagger's error rates: notes (default), reports, or a table of your own"
    )
    parser.add_argument("--cluster", metavar="COLUMN", help="units of one value may be alike, such as auditor")
    parser.add_argument("--standardise", metavar="COLUMN", help="give every round the same mix, such as of service")


def add_redaction(parser: argparse.ArgumentParser) -> None:
    """Add whether the names and numbers of people in quotes are replaced."""
    parser.add_argument(
        "--no-redact", action="store_true", help="quote verbatim, with the names and numbers of people in it"
    )


def method_of(options: argparse.Namespace) -> dict[str, Any]:
    """Return the arguments of an estimate."""
    from qa_nlp import tables

    return {
        "unit": options.unit,
        "method": options.method,
        "reviewed": tables.read_table(options.reviewed, tables.REVIEWED) if options.reviewed else None,
        "rates": options.rates,
        "cluster": options.cluster,
        "standardise": options.standardise,
        "codebook": codebook_of(options),
    }


def read_tables(options: argparse.Namespace) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the findings and tags tables."""
    from qa_nlp import tables

    return tables.read_table(options.findings, tables.FINDINGS), tables.read_table(options.tags, tables.TAGS)


def codebook_of(options: argparse.Namespace) -> Codebook | None:
    """Read the codebook, or return None for the package's own."""
    from qa_nlp.codebook import Codebook

    return Codebook.load(options.codebook) if options.codebook else None


def excluded(table: pd.DataFrame) -> str:
    """Say what is not counted."""
    lost = [f"{count} findings {reason} not counted" for reason, count in table.attrs["excluded"].items() if count]
    return f" ({'; '.join(lost)})" if lost else ""


def verdicts(table: pd.DataFrame) -> str:
    """Say how many rows have which verdict."""
    return ", ".join(f"{count} {verdict}" for verdict, count in table["verdict"].value_counts().items())
