"""Findings → findings without the names and numbers of people."""

from qa_nlp.redacting.table import redact

__all__ = ["redact"]
