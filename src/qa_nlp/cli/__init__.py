"""The command line: ``qa-nlp`` and its verbs."""

from qa_nlp.cli.main import main

__all__ = ["main"]
