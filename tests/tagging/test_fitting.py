"""Training on a council's own labels: what is learnt, what is kept, what is refused."""

import numpy as np
import pandas as pd
import pytest

from qa_nlp import Codebook, Tagger, Theme
from qa_nlp.tagging.definitions import definitions
from qa_nlp.tagging.regression import logistic, multinomial
from tests.tagging.words import WordEncoder

BOOK = Codebook(
    (
        Theme("timeliness", "Timeliness", "Whether work is done on time.", "prompt, timely", "late, overdue"),
        Theme("warmth", "Warmth", "Whether workers are kind.", "kind, warm", "cold, brusque"),
    )
)
LATE = ("visit late", "plan overdue", "late again", "report overdue now", "overdue meeting", "so late")
KIND = ("kind worker", "warm words", "a kind letter", "warm and kind", "kind to mum", "stayed warm")
NONE = ("blue door", "two cats", "a garden", "the bus stop", "three chairs", "green hat")


def labelled():
    texts = [*LATE, *KIND, *NONE]
    findings = pd.DataFrame(
        {"finding_id": [f"f{n}" for n in range(18)], "text": texts, "document": [f"d{n % 3}" for n in range(18)]}
    )
    tags = pd.DataFrame(
        [(f"f{n}", "timeliness", "concern") for n in range(6)]
        + [(f"f{n}", "warmth", "strength") for n in range(6, 12)],
        columns=["finding_id", "theme", "polarity"],
    )
    return findings, tags


def trained(**options):
    return Tagger.fit(*labelled(), codebook=BOOK, encoder=WordEncoder(), **options)


def test_learns_themes_and_polarities_from_a_dozen_labels():
    tags = trained().tag(["overdue letter", "warm smile", "the cats"])
    assert list(zip(tags["finding_id"], tags["theme"], tags["polarity"], strict=True)) == [
        ("0", "timeliness", "concern"),
        ("1", "warmth", "strength"),
    ]


def test_the_word_that_decided_it_is_the_evidence():
    (span,) = trained().tag(["the door was overdue"]).loc[0, "evidence"]
    assert "the door was overdue"[slice(*span)] == "overdue"


def test_same_labels_same_tagger():
    one, other = trained(seed=3), trained(seed=3)
    assert one.head.weight.tolist() == other.head.weight.tolist()
    assert one.calibration.threshold.tolist() == other.calibration.threshold.tolist()


def test_order_of_the_rows_does_not_matter():
    findings, tags = labelled()
    shuffled = Tagger.fit(
        findings.sample(frac=1, random_state=1), tags.sample(frac=1, random_state=2), codebook=BOOK,
        encoder=WordEncoder(), groups=findings.sample(frac=1, random_state=1)["document"].tolist(),
    )  # fmt: skip
    texts = ["overdue letter", "warm smile", "the cats"]
    assert shuffled.predict_proba(texts) == pytest.approx(trained().predict_proba(texts), abs=0.05)


def test_themes_without_a_tag_stay_as_the_base_has_them():
    base = trained()
    findings, tags = labelled()
    again = Tagger.fit(findings, tags[tags["theme"] == "warmth"], codebook=BOOK, base=base)
    assert again.head.weight[0].tolist() == base.head.weight[0].tolist()
    assert again.calibration.threshold[0] == base.calibration.threshold[0]
    assert again.head.weight[1].tolist() != base.head.weight[1].tolist()


def test_a_new_theme_with_eight_examples_is_usable():
    book = Codebook.load().extend(
        Theme(
            "young_carers", "Young carers", "Children who care for a parent or a sibling at home.",
            "recognised as carers and supported", "caring role missed or unsupported",
        )
    )  # fmt: skip
    examples = [
        "She does the shopping and the meds for mum, nobody calls her a young carer",
        "J cooks for three brothers every night while dad is ill",
        "Young carers assessment offered and done",
        "He misses school on the days mum cannot get out of bed, looks after her",
        "caring for nan since he was nine, no support for him",
        "young carers group every Thursday, loves it",
        "B is up at five to dress her sister who has CP",
        "her caring role at home never explored",
    ]
    others = ["Chronology out of date", "supervision monthly", "Plan is SMART", "seen alone", "IRO raised the drift"]
    findings = pd.DataFrame({"finding_id": [f"n{n}" for n in range(13)], "text": examples + others})
    tags = pd.DataFrame(
        {
            "finding_id": findings["finding_id"][:8],
            "theme": "young_carers",
            "polarity": ["concern", "concern", "strength"] + ["concern"] * 2 + ["strength", "concern", "concern"],
        }
    )
    tagger = Tagger.fit(findings, tags, codebook=book, groups=[str(n % 4) for n in range(13)])
    given = tagger.tag(
        [
            "Nobody has asked about the caring he does for his mother",
            "she is a young carer for her dad and is well supported",
            "Chronologies are not used",
            "Supervision is reflective and regular",
            "Dad was not invited to the conference",
        ]
    )
    assert given.loc[given["theme"] == "young_carers", "finding_id"].tolist() == ["0", "1"]
    assert {"chronologies", "supervision"} <= set(given["theme"])  # what the base knew is still there


def test_definitions_are_examples_of_their_own_theme_alone():
    findings, tags = definitions(BOOK)
    assert findings["text"].tolist()[:3] == ["Timeliness: prompt", "Timeliness: timely", "Timeliness: late"]
    assert tags["theme"].value_counts().to_dict() == {"timeliness": 4, "warmth": 4}
    assert tags["polarity"].tolist()[:4] == ["strength", "strength", "concern", "concern"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f, t: (f, t.assign(theme="kindness")), "expected themes of the codebook"),
        (lambda f, t: (f[f["finding_id"] != "f0"], t), "expected every tag to belong to a finding; found 1 without"),
        (lambda f, t: (f.assign(document="d"), t), "expected findings of at least two groups.*found 1"),
    ],
)
def test_refuses_labels_it_cannot_learn_from(change, message):
    with pytest.raises(ValueError, match=message):
        Tagger.fit(*change(*labelled()), codebook=BOOK, encoder=WordEncoder())


def test_refuses_groups_that_do_not_fit():
    with pytest.raises(ValueError, match="expected a group for each of 18 findings; found 2"):
        trained(groups=["a", "b"])


def test_regressions_are_scikit_learns_when_they_begin_at_zero():
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(0)
    features = rng.normal(size=(300, 4))
    there = features @ [1, -2, 0, 0.5] + rng.normal(size=300) > 0
    weights, bias = logistic(features, there, np.zeros(4), 0.0, 2.0)
    peer = LogisticRegression(C=0.5, tol=1e-8).fit(features, there)  # its intercept is not drawn back; ours hardly
    assert weights == pytest.approx(peer.coef_[0], abs=0.01)
    assert bias == pytest.approx(peer.intercept_[0], abs=0.01)

    classes = (features @ rng.normal(size=(4, 3))).argmax(axis=1)
    several, biases = multinomial(features, np.zeros(300, dtype=int), classes, np.zeros((3, 4)), np.zeros((1, 3)), 2.0)
    peer = LogisticRegression(C=0.5, tol=1e-8).fit(features, classes)
    raised = np.exp(features @ several.T + biases[0])
    assert raised / raised.sum(axis=1, keepdims=True) == pytest.approx(peer.predict_proba(features), abs=0.03)


def test_a_strong_pull_leaves_weights_where_they_begin():
    weights, _ = logistic(np.eye(3), np.array([True, False, True]), np.array([1.0, 2.0, 3.0]), 0.0, 1e6)
    assert weights == pytest.approx([1, 2, 3], abs=1e-4)
