"""The artificial-prevalence protocol draws what it says."""

import numpy as np
import pytest

from evaluation.coverage import by_flag
from evaluation.protocol import Population, audited, drawn, measured, natural, of_theme
from qa_nlp.tracking.sampling import samples


@pytest.fixture
def population() -> Population:
    """Two hundred findings of four groups; each fifth raises theme 0 as a concern, tagged but for two of them."""
    true = np.zeros((200, 2, 2), dtype=bool)
    true[::5, 0, 1] = True
    true[1::5, 1, 0] = True
    said = true.copy()
    said[[0, 5], 0, 1] = False
    return Population(true, said, np.repeat(["a", "b", "c", "d"], 50))


def test_units_raise_the_theme_if_and_only_if_they_are_chosen_to(population):
    audit = audited(np.random.default_rng(0), population, (0, 1), 4000, 0.3)
    assert audit.truth[:, 1].mean() == pytest.approx(0.3, abs=0.02)
    assert (audit.units.hits[:, 0, 1] <= audit.units.n_findings).all()
    assert set(audit.units.n_findings) == set(range(2, 9))
    none = audited(np.random.default_rng(0), population, (0, 1), 500, 0.0)
    assert not none.truth[:, 1].any()
    assert (audited(np.random.default_rng(0), population, (0, 1), 500, 1.0).truth[:, 1]).all()


def test_the_same_seed_draws_the_same(population):
    first, second = (audited(np.random.default_rng(3), population, (0, 1), 50, 0.5) for _ in range(2))
    assert np.array_equal(first.units.hits, second.units.hits)
    assert np.array_equal(first.truth, second.truth)


def test_halves_are_of_whole_groups(population):
    first, second = population.halves(np.random.default_rng(1))
    assert not set(first.group) & set(second.group)
    assert len(first.group) + len(second.group) == 200


def test_only_themes_that_enough_findings_raise_are_drawn_from(population):
    assert population.columns() == [(0, 1), (1, 0)]
    assert population.columns(41) == []


def test_measured_rates_are_those_of_the_findings(population):
    rates = of_theme(measured(population), 0)
    # 38 of 40 are tagged; drawn a little towards the other theme's, of which all are.
    assert 38 / 40 <= rates.mean[0, 1] < 0.98
    assert rates.mean[2, 1] < 0.01


def test_nothing_changes_between_natural_rounds(population):
    audit = natural(np.random.default_rng(2), population, 3000, ("before", "after"))
    first, last = (audit.truth[audit.units.group == place].mean(axis=0) for place in range(2))
    assert first == pytest.approx(last, abs=0.04)


def test_a_review_by_flag_weighs_each_part_by_its_size(population):
    rng = np.random.default_rng(4)
    audit = audited(rng, population, (0, 1), 600, 0.2)
    review = by_flag(rng, audit, samples(audit.units), 1, 50)
    assert len(review.row) == 100
    assert review.weight.sum() == pytest.approx(600)
    assert len(drawn(rng, audit, 70).row) == 70
