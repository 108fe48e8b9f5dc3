"""Lead-in lines: which of them say something by themselves ("Supervision is poor:"), and which wait for their list."""

from __future__ import annotations

import re

from qa_nlp.reading.directions import direction

_FEWEST = 3  # words
_VERB = re.compile(
    r"\b(?:is|are|was|were|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|remains?|remained|lacks?|lacked|has|have|had"
    r"|do(?:es)? not|did not|do(?:es)?n['’]t|didn['’]t)\b",
    re.IGNORECASE,
)
# Words that promise what comes, in the middle or at the end, and words that ask for it.
_PROMISES = re.compile(
    r"^(?:what|which|who|how|where|when|why|if|whether)\b|\b(?:follow(?:s|ing)|below|namely|should|must|shall|could"
    r"|needs? to|ha(?:s|ve|d) to|recommend(?:s|ed)?)\b",
    re.IGNORECASE,
)
_OPEN_END = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|not|n['’]t|will|would|can|may|might|includ(?:e|es|ed|ing)|by|to"
    r"|that|than|of|on|in|for|with|without|at|from|as|and|or|but|the|a|an|their|its|our|your|this|these|those|because|where"
    r"|when|which|who|what|how|about|if|identified|seen|found|noted|agreed|made|discussed|considered|reviewed|recorded"
    r"|asked|told|said|reported|used|read|sampled|audited|looked at|eg|e\.g\.|ie|i\.e\.)\W*$",
    re.IGNORECASE,
)


def is_finding(lead_in: str) -> bool:
    """Tell whether a lead-in is a statement without its list; where in doubt it is none.

    It is one if it has a verb and ends in neither a word that waits for more ("Plans do not:") nor an announcement
    ("The following were seen:", "Areas for improvement are:").
    """
    if len(lead_in.split()) < _FEWEST or "?" in lead_in or direction(lead_in):
        return False
    return bool(_VERB.search(lead_in)) and not _PROMISES.search(lead_in) and not _OPEN_END.search(lead_in)
