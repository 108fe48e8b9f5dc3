"""qa_nlp: the findings of children's-services audits → themes, change between rounds, briefing drafts.

>>> import qa_nlp as qa
>>> findings = qa.read("audits/", round_from="folder")  # doctest: +SKIP
>>> tags = qa.tag(findings)  # doctest: +SKIP
>>> qa.brief(findings, tags, before="2025 autumn", after="2026 spring").to_docx("briefing.docx")  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa_nlp.batch import tag_files
    from qa_nlp.codebook import Codebook, Theme
    from qa_nlp.corridor import brief, run
    from qa_nlp.reading import actions, duplicates, read
    from qa_nlp.redacting import redact
    from qa_nlp.tables import read_table, write_table
    from qa_nlp.tagging import Tagger, explain, tag
    from qa_nlp.tracking import (
        agreement,
        changes,
        control_chart,
        error_rates,
        grades,
        indicators,
        prevalence,
        sample_size,
        smallest_detectable,
        sources,
        trends,
    )
    from qa_nlp.words import proportions

__version__ = "0.1.0"

# Each name is imported when it is first used, so that `import qa_nlp` costs next to nothing.
_HOME = {
    "Codebook": "qa_nlp.codebook",
    "Tagger": "qa_nlp.tagging",
    "Theme": "qa_nlp.codebook",
    "actions": "qa_nlp.reading",
    "agreement": "qa_nlp.tracking",
    "brief": "qa_nlp.corridor",
    "changes": "qa_nlp.tracking",
    "control_chart": "qa_nlp.tracking",
    "duplicates": "qa_nlp.reading",
    "error_rates": "qa_nlp.tracking",
    "explain": "qa_nlp.tagging",
    "grades": "qa_nlp.tracking",
    "indicators": "qa_nlp.tracking",
    "prevalence": "qa_nlp.tracking",
    "proportions": "qa_nlp.words",
    "read": "qa_nlp.reading",
    "read_table": "qa_nlp.tables",
    "redact": "qa_nlp.redacting",
    "run": "qa_nlp.corridor",
    "sample_size": "qa_nlp.tracking",
    "smallest_detectable": "qa_nlp.tracking",
    "sources": "qa_nlp.tracking",
    "tag": "qa_nlp.tagging",
    "tag_files": "qa_nlp.batch",
    "trends": "qa_nlp.tracking",
    "write_table": "qa_nlp.tables",
}

__all__ = [
    "Codebook",
    "Tagger",
    "Theme",
    "__version__",
    "actions",
    "agreement",
    "brief",
    "changes",
    "control_chart",
    "duplicates",
    "error_rates",
    "explain",
    "grades",
    "indicators",
    "prevalence",
    "proportions",
    "read",
    "read_table",
    "redact",
    "run",
    "sample_size",
    "smallest_detectable",
    "sources",
    "tag",
    "tag_files",
    "trends",
    "write_table",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'qa_nlp' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
