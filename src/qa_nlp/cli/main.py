"""The command line: ``qa-nlp`` and its verbs."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence

from qa_nlp import __version__
from qa_nlp.cli import documents, tracking


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit status.

    0 if it was done, 1 if it was and ``--strict`` holds that too little was read, 2 if what was asked for cannot be
    done, 130 if it was stopped with Ctrl-C.
    """
    options = _parser().parse_args(arguments)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        try:
            status = options.verb(options) or 0
        except (ValueError, OSError) as error:
            print(f"qa-nlp: {error}", file=sys.stderr)
            status = 2
        except KeyboardInterrupt as stop:
            print(f"qa-nlp: {stop or 'stopped.'}", file=sys.stderr)
            status = 130
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
    documents.add_verbs(verbs)
    tracking.add_verbs(verbs)
    return parser
