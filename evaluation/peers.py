"""The peers: what an analyst could use instead of this tagger, trained and asked on the same findings.

Every peer is a function of the training findings, the test findings, the codebook and a seed. It returns tags
(``finding_id``, ``theme``, ``polarity``) and the seconds it took to predict, loading and training left out. All of them
read what the tagger reads: the direction and headings above a finding and its text. Thresholds are the libraries' own
(one half), or the best on the training findings; nothing is tuned on the test findings.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

from corpora.load import Labelled
from evaluation.metrics import ASPECTS, indicator
from models.training.encoder import folder
from qa_nlp import Codebook
from qa_nlp.codebook import Theme
from qa_nlp.tagging.calibration import best_threshold
from qa_nlp.tagging.context import inputs

Answer = tuple[pd.DataFrame, float]
Peer = Callable[[Labelled, pd.DataFrame, Codebook, int], Answer]

_C = 10  # inverse strength of the logistic regressions' penalty: on vectors of length one, 1 leaves them too timid
_BATCH = 64
_EPOCHS = 10
_BOW_LENGTH = 2**16  # spaCy's table of word weights; its default of 2**18 only makes training four times as slow
_SHOTS = 8

_PATTERNS = {
    "practice_quality": r"good practice|practice is|quality of (?:practice|work)|inadequate|outstanding",
    "drift_and_delay": r"drift|delay|stalled|waited|without progress",
    "care_planning": r"care plans?|cin plans?|cp plans?|child protection plans?|plans? (?:is|are|was|were)|smart",
    "contingency_planning": r"contingenc|plan b|back.?up plan|parallel plan|concurrent|fall.?back",
    "permanence": r"permanen|adopt|special guardian|sgo|reunif|long.?term match|family.?finding",
    "legal_planning": r"plo\b|pre.?proceedings|legal (?:planning|gateway)|lpm|court|section 20|s\.?20\b",
    "chronologies": r"chronolog|chron\b|chrons\b|timeline",
    "use_of_history": r"histor|previous involvement|past involvement|past concerns|pattern of",
    "start_again": r"start.?again|re-?referr|repeat (?:referral|contact|assessment|plan)s?|revolving door|afresh",
    "neglect": r"neglect|graded care|gcp2?\b|home conditions|head lice",
    "assessment_quality": r"assessments? (?:is|are|was|were)|analys[ie]s|analytical|descriptive|superficial",
    "assessment_currency": r"assessments? (?:late|overdue|out of date|not updated|timel)|updated assess|45 days",
    "risk_response": r"risks?\b|safety plan|safeguard|protective action|unsafe|harm\b",
    "over_optimism": r"optimis|curio(?:us|sity)|disguised compliance|self.?report|face value|takes? .* word",
    "domestic_abuse": r"domestic|coercive|perpetrator|idva|marac|dash\b|dv\b|da\b",
    "exploitation_and_missing": r"exploit|c[sc]e\b|county lines|gangs?\b|missing episode|return.* interview",
    "diversity_and_identity": r"ethnic|cultur|religio|heritage|language|interpreter|faith",
    "child_voice": r"voice|wishes|feelings|views|advoca|participat",
    "visits": r"visit|seen alone|stat(?:utory)? vis|seen at home",
    "direct_work": r"direct work|relationship with|trusting|trusts|three houses|worksheets?",
    "life_story_work": r"life.?(?:story|journey)|later.?life|lsw\b|memory box",
    "family_engagement": r"fathers?\b|dads?\b|family group conf|fgc|wider family|parents (?:are|were)",
    "impact_and_outcomes": r"impact|outcome|difference|process.?(?:led|driven)|reactive",
    "thresholds": r"threshold|mash\b|screening|referrals?\b|step(?:ped)?.?(?:up|down)|contacts\b",
    "early_help": r"early help|eh\b|taf\b|team around|lead professional",
    "multi_agency_working": r"multi.?agency|partners?\b|agencies|information.?sharing|police|joint(?:ly)?\b",
    "child_protection_enquiries": r"strategy (?:discussion|meeting)|strat\b|s\.?47|section 47",
    "conferences_and_reviews": r"conference|core group|icpc|rcpc|review meeting|cin meeting|lac review|cla review",
    "placement_stability": r"placement (?:move|stab|break)|moves? of|disrupt|matched|gave notice|stability",
    "placement_sufficiency": r"sufficien|unregistered|unregulated|shortage|foster(?:ing)? recruit|out of area",
    "education": r"school|peps?\b|attendance|virtual|exclu|college",
    "health_and_wellbeing": r"mental health|camhs|health assessment|sdqs?\b|dentist|wellbeing|iha\b|rha\b",
    "care_leavers": r"care.?leaver|pathway plan|personal advis|pas?\b|staying put|independence",
    "supervision": r"supervis|supv|1.?2.?1|one.to.one",
    "management_oversight": r"oversight|management|managers?\b|sign(?:ed)?.?off|rationale|grip",
    "independent_challenge": r"iros?\b|independent review|dispute|escalat|reviewing officer|chairs?\b",
    "recording": r"record(?:s|ed|ing)\b|case notes?|case summar|on file|minutes",
    "worker_continuity": r"changes? of (?:social )?worker|hand.?over|transfer|new worker|same (?:social )?worker",
    "workforce_capacity": r"caseload|recruit|retention|vacanc|turnover|agency (?:staff|worker)|training|morale",
    "practice_model": r"signs of safety|sos\b|restorative|systemic|framework|danger statement|scaling",
    "quality_assurance": r"audit|quality assurance|qa\b|performance (?:data|information)|lessons|dip.?sample",
    "leadership_and_governance": r"leader|governance|corporate parent|members\b|dcs\b|scrutiny|strateg(?:y|ic) board",
}
"""Keywords an analyst might write down for each theme; each begins where a word begins."""
_NEGATIVE = (
    r"not|no|none|nothing|nobody|never|\w+n['’]t|without|lack\w*|absen\w+|missing|missed|gaps?|poor\w*|weak\w*|late|"
    r"delay\w*|overdue|drift\w*|inconsisten\w+|variab\w+|insufficien\w+|inadequa\w+|unclear|limited|too|fail\w*|"
    r"should|needs? to|must|improve|only|little|worr\w+"
)
_POSITIVE = (
    r"good|strong\w*|excellent|clear\w*|well|effective\w*|timely|prompt\w*|regular\w*|consistent\w*|thorough\w*|robust|"
    r"improved|improving|evident|positive\w*|helpful|best|always|outstanding|sensitive\w*|purposeful"
)


def keyword_rules(train: Labelled, test_findings: pd.DataFrame, book: Codebook, seed: int) -> Answer:
    """Tag by keywords of each theme; polarity is the direction above a finding, else words of praise or worry."""
    patterns = [_any_of(_keywords(theme, book)) for theme in book]
    concern = _any_of([_NEGATIVE, *_cues([t.concern for t in book], [t.strength for t in book], book)], r"(?![\w'])")
    strength = _any_of([_POSITIVE, *_cues([t.strength for t in book], [t.concern for t in book], book)], r"(?![\w'])")
    start = time.perf_counter()
    there = np.array([[bool(pattern.search(text)) for pattern in patterns] for text in _texts(test_findings)])
    given = test_findings["direction"].fillna("")
    said = [
        there & np.where(given == "", test_findings["text"].str.contains(cue), given == direction)[:, None]
        for direction, cue in (("concern", concern), ("strength", strength))
    ]
    return _tags(test_findings, book, np.hstack([there, *said])), time.perf_counter() - start


def linear_svm(train: Labelled, test_findings: pd.DataFrame, book: Codebook, seed: int) -> Answer:
    """Tag by a linear support vector machine a label over TF-IDF of words and pairs of words.

    The NHS's pxtextmining has the same pipeline among its own, with the kernel and the penalty found by a search.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    counter = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    vectors = counter.fit_transform(_texts(train.findings))
    model = _one_a_label(LinearSVC(class_weight="balanced", random_state=seed), vectors, _targets(train, book))
    start = time.perf_counter()
    grid = model.predict(counter.transform(_texts(test_findings)))
    return _tags(test_findings, book, grid), time.perf_counter() - start


def textcat(train: Labelled, test_findings: pd.DataFrame, book: Codebook, seed: int) -> Answer:
    """Tag by spaCy's ``textcat_multilabel`` over a bag of words."""
    spacy, training, util = (import_module(name) for name in ("spacy", "spacy.training", "spacy.util"))
    util.fix_random_seed(seed)
    rng = np.random.default_rng(seed)
    targets = _targets(train, book)
    labels = [str(number) for number in range(targets.shape[1])]
    nlp = spacy.blank("en")
    model = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": False,
        "ngram_size": 1,
        "no_output_layer": False,
    }
    component = nlp.add_pipe("textcat_multilabel", config={"model": {**model, "length": _BOW_LENGTH}})
    for label in labels:
        component.add_label(label)
    examples = [
        training.Example.from_dict(nlp.make_doc(text), {"cats": dict(zip(labels, map(float, row), strict=True))})
        for text, row in zip(_texts(train.findings), targets, strict=True)
    ]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(_EPOCHS):
        for batch in util.minibatch([examples[row] for row in rng.permutation(len(examples))], _BATCH):
            nlp.update(batch, sgd=optimizer)
    start = time.perf_counter()
    grid = np.array([[doc.cats[label] >= 0.5 for label in labels] for doc in nlp.pipe(_texts(test_findings))])
    return _tags(test_findings, book, grid), time.perf_counter() - start


def embeddings(train: Labelled, test_findings: pd.DataFrame, book: Codebook, seed: int) -> Answer:
    """Tag by a logistic regression a label over all-MiniLM-L6-v2 sentence embeddings."""
    from sklearn.linear_model import LogisticRegression

    encoder = _encoder()
    vectors = encoder.encode(_texts(train.findings), batch_size=_BATCH, show_progress_bar=False)
    head = LogisticRegression(C=_C, max_iter=2000, random_state=seed)
    targets = _targets(train, book)
    model = _one_a_label(head, vectors, targets)
    threshold = best_threshold(model.predict_proba(vectors), targets, np.ones(len(targets)))
    start = time.perf_counter()
    asked = encoder.encode(_texts(test_findings), batch_size=_BATCH, show_progress_bar=False)
    grid = model.predict_proba(asked) >= threshold
    return _tags(test_findings, book, grid), time.perf_counter() - start


def setfit(train: Labelled, test_findings: pd.DataFrame, book: Codebook, seed: int) -> Answer:
    """Tag by SetFit from eight findings a theme; it is given themes alone, so that every polarity is neutral."""
    package = import_module("setfit")
    dataset = import_module("datasets").Dataset
    targets = _targets(train, book)[:, : len(book)]
    rows = _few(targets, seed)
    texts = _texts(train.findings)
    # Balanced, since eight findings among hundreds otherwise never reach one half and the head gives nothing at all.
    model = package.SetFitModel.from_pretrained(
        str(folder()),
        multi_target_strategy="one-vs-rest",
        device="cpu",
        local_files_only=True,
        head_params={"class_weight": "balanced", "max_iter": 2000},
    )
    with tempfile.TemporaryDirectory() as checkpoints:
        arguments = package.TrainingArguments(
            output_dir=checkpoints,
            num_iterations=1,
            num_epochs=1,
            batch_size=16,
            seed=seed,
            report_to="none",
            save_strategy="no",
            logging_strategy="no",
            show_progress_bar=False,
        )
        few = dataset.from_dict({"text": [texts[row] for row in rows], "label": targets[rows].astype(int).tolist()})
        package.Trainer(model=model, args=arguments, train_dataset=few).train()
    start = time.perf_counter()
    grid = model.predict(_texts(test_findings), batch_size=_BATCH, as_numpy=True, show_progress_bar=False)
    return _tags(test_findings, book, _themes_alone(grid)), time.perf_counter() - start


def zero_shot(train: Labelled, test_findings: pd.DataFrame, book: Codebook, seed: int) -> Answer:
    """Tag by BERTopic's zero-shot topics: one theme a finding, the nearest; it gives no polarity, so neutral.

    BERTopic assigns what is at least 0.7 like a topic and clusters the rest into topics without a name. Hardly any
    finding is that like a definition (under 1 in 100 of those looked at), so that the default would give next to no
    themes. Here every finding gets its nearest theme, which leaves nothing to cluster and no use for UMAP.
    """
    package, dimensions = import_module("bertopic"), import_module("bertopic.dimensionality")
    model = package.BERTopic(
        embedding_model=_encoder(),
        zeroshot_topic_list=[f"{theme.name}: {theme.definition}" for theme in book],
        zeroshot_min_similarity=-1.0,
        umap_model=dimensions.BaseDimensionalityReduction(),
    )
    start = time.perf_counter()
    topics, _ = model.fit_transform(_texts(test_findings))
    # BERTopic numbers topics anew by frequency, and names them after our list only if some findings were clustered.
    place = {new: old for old, new in model.topic_mapper_.get_mappings(original_topics=True).items()}
    grid = np.zeros((len(topics), len(book)), dtype=bool)
    grid[np.arange(len(topics)), [place[topic] for topic in topics]] = True
    return _tags(test_findings, book, _themes_alone(grid)), time.perf_counter() - start


PEERS: dict[str, Peer] = {
    "keyword rules": keyword_rules,
    "TF-IDF + linear SVM": linear_svm,
    "spaCy textcat_multilabel": textcat,
    "MiniLM embeddings + logistic regression": embeddings,
    "SetFit": setfit,
    "BERTopic zero-shot": zero_shot,
}
"""Every peer by its name."""


def _texts(findings: pd.DataFrame) -> list[str]:
    return [f"{context}: {text}" if context else text for context, text in zip(*inputs(findings), strict=True)]


def _targets(train: Labelled, book: Codebook) -> np.ndarray:
    """Return findings x labels: the themes, then the themes with a concern, then the themes with a strength."""
    ids, tags = train.findings["finding_id"].tolist(), train.tags
    return np.hstack([indicator(tags[tags["polarity"].isin(kept)], ids, book.ids) for kept in ASPECTS.values()])


def _tags(findings: pd.DataFrame, book: Codebook, grid: np.ndarray) -> pd.DataFrame:
    """Return the tags that a grid of the labels of :func:`_targets` stands for."""
    theme, concern, strength = np.split(grid.astype(bool), 3, axis=1)
    polarity = np.select([concern & strength, concern, strength], ["mixed", "concern", "strength"], "neutral")
    row, column = np.nonzero(theme | concern | strength)
    return pd.DataFrame(
        {
            "finding_id": findings["finding_id"].to_numpy()[row],
            "theme": np.array(book.ids)[column],
            "polarity": polarity[row, column],
        }
    )


def _themes_alone(grid: np.ndarray) -> np.ndarray:
    return np.hstack([grid, np.zeros((len(grid), 2 * grid.shape[1]), dtype=bool)])


def _one_a_label(estimator: Any, vectors: Any, targets: np.ndarray) -> Any:
    from sklearn.multiclass import OneVsRestClassifier

    return OneVsRestClassifier(estimator).fit(vectors, targets.astype(int))


def _encoder() -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder()), device="cpu")


def _few(targets: np.ndarray, seed: int) -> np.ndarray:
    """Return the rows of a few findings a theme, or of all where there are no more; a finding may stand for several."""
    order = np.random.default_rng(seed).permutation(len(targets))
    return np.unique(np.concatenate([order[targets[order, theme]][:_SHOTS] for theme in range(targets.shape[1])]))


def _any_of(patterns: Iterable[str], end: str = "") -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)}){end}", re.IGNORECASE)


def _keywords(theme: Theme, book: Codebook) -> list[str]:
    """Return the parts of a theme's name that no other theme's entry uses, and what an analyst would add."""
    parts = [part.strip().lower() for part in re.split(r",|\band\b|[()]", theme.name)]
    others = " ".join(f"{o.name} {o.definition} {o.strength} {o.concern}" for o in book if o is not theme).lower()
    own = [rf"{re.escape(part)}\b" for part in parts if part and not re.search(rf"\b{re.escape(part)}\b", others)]
    return [*own, *([_PATTERNS[theme.id]] if theme.id in _PATTERNS else [])]


def _cues(phrases: Sequence[str], opposite: Sequence[str], book: Codebook) -> list[str]:
    """Return the words that two themes or more share in one direction, none in the other, and that are no topic."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    counts = Counter(word for phrase in phrases for word in set(_words(phrase)))
    topics = {word for theme in book for word in _words(f"{theme.name} {theme.definition}")}
    denied = re.findall(r"\b(?:not|never) (\w+)", " ".join(phrases))
    odd = topics.union(denied, ENGLISH_STOP_WORDS, *(_words(phrase) for phrase in opposite))
    return sorted(word for word, count in counts.items() if count > 1 and word not in odd)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())
