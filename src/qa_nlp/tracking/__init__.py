"""Tags → prevalence by round, changes between rounds, and what these say of performance indicators."""

from qa_nlp.tracking.comparison import changes
from qa_nlp.tracking.hypotheses import indicators
from qa_nlp.tracking.shares import prevalence

__all__ = ["changes", "indicators", "prevalence"]
