"""Documents and workbooks → findings."""

from qa_nlp.reading.read import read

__all__ = ["read"]
