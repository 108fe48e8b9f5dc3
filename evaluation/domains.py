"""The kinds of text that the tagger is measured on, none of it trained on."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from corpora.load import Labelled, corpus, examples, public
from models.training.data import by_authority, by_writer


def domains(shared: Path) -> dict[str, Labelled]:
    """Return the held-out findings of each domain.

    Reports: sentences of authorities that are not trained on (group: authority). The three writers that are not
    trained on (group: document). The example rounds (group: case or report).
    """
    reports, own = public(shared), corpus()
    found = {"inspection reports": subset(reports, by_authority(reports.groups)["test"])}
    test = by_writer(own.groups)["test"]
    writers = np.array(own.groups)[test]
    for name, writer in (
        ("case-file notes in shorthand", "agency_notes"),
        ("summaries, moderation, dip samples", "peer_reviews"),
        ("forms, e-mails, narrative, actions", "bank_audits"),
    ):
        part = subset(own, test[writers == writer])
        found[name] = part._replace(groups=part.findings["document"].tolist())
    found["example rounds"] = examples()
    return found


def subset(labelled: Labelled, rows: np.ndarray) -> Labelled:
    """Return some rows of a labelled set."""
    findings = labelled.findings.iloc[rows].reset_index(drop=True)
    tags = labelled.tags[labelled.tags["finding_id"].isin(findings["finding_id"])].reset_index(drop=True)
    return Labelled(findings, tags, [labelled.groups[row] for row in rows])
