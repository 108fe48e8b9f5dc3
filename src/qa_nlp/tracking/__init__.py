"""Tags → prevalence by round and changes between rounds."""

from qa_nlp.tracking.changes import changes
from qa_nlp.tracking.prevalence import prevalence

__all__ = ["changes", "prevalence"]
