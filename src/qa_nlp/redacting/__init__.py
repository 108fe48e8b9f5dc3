"""Findings → findings without the names and numbers of people."""

from qa_nlp.redacting.table import redact, redact_some

__all__ = ["redact", "redact_some"]
