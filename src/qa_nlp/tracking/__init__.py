"""Tags → prevalence by round, changes between rounds, trends, charts, sources and indicators."""

from qa_nlp.tracking.auditors import agreement
from qa_nlp.tracking.comparison import changes
from qa_nlp.tracking.control_charts import control_chart, grades
from qa_nlp.tracking.hypotheses import indicators
from qa_nlp.tracking.planning import sample_size, smallest_detectable
from qa_nlp.tracking.rates import error_rates
from qa_nlp.tracking.shares import prevalence
from qa_nlp.tracking.trend import trends
from qa_nlp.tracking.triangulation import sources

__all__ = [
    "agreement",
    "changes",
    "control_chart",
    "error_rates",
    "grades",
    "indicators",
    "prevalence",
    "sample_size",
    "smallest_detectable",
    "sources",
    "trends",
]
