"""Tags → prevalence by round and changes between rounds."""

from qa_nlp.tracking.comparison import changes
from qa_nlp.tracking.shares import prevalence

__all__ = ["changes", "prevalence"]
