"""The shipped encoders: every finding once, the same vectors however findings are batched, nothing from the network."""

import numpy as np
import pandas as pd
import pytest

from corpora.load import corpus
from qa_nlp.shipped import folders
from qa_nlp.tagging.encoder import LONGEST
from qa_nlp.tagging.models import resolve

TEXTS = ["Chronology out of date", "No", "supv monthly, reads like a tick list " * 3, "Dad not spoken to", ""]
ABOVE = ["", "Is there evidence of drift?", "Supervision", "", "Strengths"]


@pytest.fixture(scope="module", params=sorted(folders()))
def encoder(request):
    return resolve(request.param).encoder


def by_finding(encoder, above, texts):
    found = {}
    for batch in encoder.read(above, texts):
        cuts = np.cumsum(batch.counts)[:-1]
        parts = (np.split(values, cuts) for values in (batch.states, batch.starts, batch.ends))
        for row, *own in zip(batch.rows.tolist(), *parts, strict=True):
            assert row not in found
            found[row] = own
    return found


def test_every_finding_once_and_its_words_where_they_stand(encoder):
    found = by_finding(encoder, ABOVE, TEXTS)
    assert sorted(found) == list(range(len(TEXTS)))
    states, starts, ends = found[0]
    assert states.shape == (len(starts), encoder.width)
    assert [TEXTS[0][a:b] for a, b in zip(starts, ends, strict=True)][:2] == ["Chronology", "out"]
    assert len(found[4][0]) == 0  # an empty text has no words


def test_more_findings_than_are_tokenised_at_once(encoder, monkeypatch):
    monkeypatch.setattr("qa_nlp.tagging.encoder._CHUNK", 4)
    texts = ["visits " * (1 + row % 3) for row in range(11)]
    found = by_finding(encoder, [""] * 11, texts)
    assert sorted(found) == list(range(11))
    for row, text in enumerate(texts):
        _, starts, ends = found[row]
        assert [text[a:b] for a, b in zip(starts, ends, strict=True)] == text.split()


def test_contexts_and_texts_of_unlike_number_are_refused(encoder):
    with pytest.raises(ValueError, match="argument 2 is longer"):
        list(encoder.read([""], ["Visits", "Plans"]))


def test_alone_or_among_others_makes_next_to_no_difference(encoder):
    together = by_finding(encoder, ABOVE, TEXTS)
    for row, (above, text) in enumerate(zip(ABOVE, TEXTS, strict=True)):
        alone = by_finding(encoder, [above], [text])[0][0]
        size = np.linalg.norm(alone) or 1.0
        # Activations are quantised batch by batch, hence not exactly.
        assert np.linalg.norm(alone - together[row][0]) / size < 0.2


def test_what_stands_above_is_read(encoder):
    plain, asked = (by_finding(encoder, [above], ["No"])[0][0] for above in ("", "Is there evidence of drift?"))
    assert np.linalg.norm(plain - asked) > 0.1 * np.linalg.norm(plain)


def test_a_very_long_finding_is_cut_and_the_heading_with_it(encoder):
    (states, _, ends) = by_finding(encoder, ["heading " * 500], ["drift " * 5000])[0]
    assert 20 < len(states) < LONGEST
    assert ends.max() < 30_000


@pytest.mark.parametrize("name", ["accurate", "fast"])
def test_a_findings_tags_do_not_depend_on_what_is_tagged_with_it(name):
    findings = corpus().findings.iloc[::300].reset_index(drop=True)
    tagger = resolve(name)
    together = tagger.tag(findings)
    alone = pd.concat([tagger.tag(findings.iloc[[row]]) for row in range(len(findings))], ignore_index=True)
    assert len(together) > 20
    pd.testing.assert_frame_equal(together, alone, rtol=1e-3)
