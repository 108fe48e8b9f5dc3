"""Documents and workbooks → findings."""

from qa_nlp.reading.reader import read

__all__ = ["read"]
