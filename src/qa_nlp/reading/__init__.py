"""Documents and workbooks → findings."""

from qa_nlp.reading.action_list import actions
from qa_nlp.reading.copies import duplicates
from qa_nlp.reading.reader import read

__all__ = ["actions", "duplicates", "read"]
