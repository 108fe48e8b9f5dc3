"""Write the words that auditors use in lower case, so that a capital does not make a name of them.

``python -m corpora.vocabulary`` writes ``src/qa_nlp/redacting/data/words.txt`` from the findings that taggers are
trained and calibrated on; the three files kept for tests are left out, so that they can test this too.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from corpora.load import HERE, corpus

TESTS_ONLY = ("agency_notes", "peer_reviews", "bank_audits")
PATH = HERE.parent / "src" / "qa_nlp" / "redacting" / "data" / "words.txt"
_WORD = re.compile(r"(?<![\w'’-])[a-z][a-z'-]+(?![\w-])")


def words() -> list[str]:
    """Return every word of two letters or more that stands in lower case in the findings, sorted."""
    labelled = corpus()
    texts = labelled.findings["text"][[group not in TESTS_ONLY for group in labelled.groups]]
    return sorted({word.removesuffix("'s") for text in pd.unique(texts) for word in _WORD.findall(text)})


def main() -> None:
    """Write the file."""
    head = (
        "# Words in lower case in corpora/findings, the files for tests left out; written by corpora/vocabulary.py.\n"
    )
    Path(PATH).write_text(head + "\n".join(words()) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
