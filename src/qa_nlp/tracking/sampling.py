"""What a sample of units says about a share: the mean, how many independent units it is worth, and overlaps.

Every method below works on shares of units. Clusters (cases of one auditor), standardising (the case mix) and overlap
(cases audited twice) enter through three numbers a share: its effective sample size, its degrees of freedom, and its
correlation with the same share in another group.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qa_nlp.tracking.units import Units


@dataclass(frozen=True)
class Samples:
    """Weights and clusters of the units of every group.

    Attributes
    ----------
    units
        What is sampled.
    weight
        For each unit its weight; 1 unless the samples are standardised, and 0 for a unit that is left out.
    clustered, standardised
        Whether units share clusters within a group, and whether they are weighted.
    excluded
        Why findings are not counted → how many.
    """

    units: Units
    weight: np.ndarray
    clustered: bool
    standardised: bool
    excluded: dict[str, int]

    @property
    def n_units(self) -> np.ndarray:
        """Units that count, by group."""
        return np.bincount(self.units.group, self.weight > 0, len(self.units.groups)).astype(int)

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Return the weighted mean of ``values`` (N x R) in every group (G x R)."""
        total = self._sums(values * self.weight[:, None])
        return np.asarray(total / np.bincount(self.units.group, self.weight, len(self.units.groups))[:, None])

    def _sums(self, values: np.ndarray) -> np.ndarray:
        order = np.argsort(self.units.group, kind="stable")
        starts = np.searchsorted(self.units.group[order], np.arange(len(self.units.groups)))
        return np.asarray(np.add.reduceat(values[order], starts, axis=0))

    def influence(self, values: np.ndarray) -> np.ndarray:
        """Return each unit's share in the error of its group's mean (N x R): their variances add up.

        The linearised residual of a post-stratified mean (Särndal, Swensson and Wretman 1992, Model Assisted Survey
        Sampling, ch. 7): from the mean of the unit's own stratum, which without standardising is its group's mean.
        """
        group, strata = self.units.group, self.units.stratum
        total = np.bincount(group, self.weight, len(self.units.groups))[group]
        cell = group
        if self.standardised:
            _, cell = np.unique([f"{g}\n{s}" for g, s in zip(group, strata, strict=True)], return_inverse=True)
        size = np.bincount(cell)
        means = np.zeros((len(size), values.shape[1]))
        np.add.at(means, cell, values.astype(float))
        return np.asarray((values - (means / size[:, None])[cell]) * (self.weight / total)[:, None])

    def variance(self, values: np.ndarray) -> np.ndarray:
        """Return the variance of the mean of ``values`` in every group (G x R), by clusters where there are any.

        Never less than that of independent units: few clusters may seem to differ less than chance allows.
        """
        influence = self.influence(values)
        n = np.maximum(self.n_units, 2)[:, None]
        return np.asarray(self._sums(influence**2) * n / (n - 1) * self.design_effect(influence))

    def design_effect(self, influence: np.ndarray) -> np.ndarray:
        """Return how many times as large as that of independent units the variance is by clusters (G x R).

        At least 1; where the units do not vary, the mean of the other columns.
        """
        n = np.maximum(self.n_units, 2)[:, None]
        alone = self._sums(influence**2) * n / (n - 1)
        if not self.clustered:
            return np.ones_like(alone)
        totals, group = self.cluster_totals(influence)
        k = np.maximum(self.n_clusters, 2)[:, None]
        together = np.zeros_like(alone)
        np.add.at(together, group, totals**2 * (k / (k - 1))[group])
        known = alone > 0
        effect = np.maximum(np.divide(together, alone, out=np.ones_like(alone), where=known), 1)
        usual = (effect * known).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
        return np.asarray(np.where(known, effect, np.maximum(usual, 1)[:, None]))

    def cluster_totals(self, influence: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the influence summed by group and cluster, and the group of each sum."""
        pair = self.units.group * (self.units.cluster.max() + 1) + self.units.cluster
        names, place = np.unique(pair, return_inverse=True)
        totals = np.zeros((len(names), influence.shape[1]))
        np.add.at(totals, place, influence)
        return totals, names // (self.units.cluster.max() + 1)

    @property
    def n_clusters(self) -> np.ndarray:
        """Clusters by group."""
        counted = self.weight > 0
        pairs = np.unique(np.stack([self.units.group[counted], self.units.cluster[counted]]), axis=1)
        return np.bincount(pairs[0], minlength=len(self.units.groups))

    @property
    def freedom(self) -> np.ndarray:
        """Degrees of freedom of the variances, by group: clusters less one, or infinite without clusters."""
        if not self.clustered:
            return np.full(len(self.units.groups), np.inf)
        return np.asarray(np.maximum(self.n_clusters - 1, 1).astype(float))

    def effective(self, values: np.ndarray) -> np.ndarray:
        """Return how many independent units the share of ``values`` (N x R, booleans) is worth (G x R).

        Korn and Graubard 1998 (Survey Methodology 24:193): the size of a simple random sample whose share would have
        the same variance. Where all or none raise the theme there is no variance to go by, and the design effect of
        the other columns together is taken.
        """
        n = self.n_units[:, None].astype(float)
        if not (self.clustered or self.standardised):
            return np.repeat(n, values.shape[1], axis=1)
        share = self.mean(values)
        spread = share * (1 - share)
        variance = self.variance(values)
        known = (spread > 0) & (variance > 0)
        usual = np.divide(
            np.where(known, variance * n, 0).sum(axis=1), np.where(known, spread, 0).sum(axis=1),
            out=np.ones(len(n)), where=known.any(axis=1),
        )[:, None]  # fmt: skip
        design = np.where(known, n * variance / np.where(known, spread, 1), usual)
        return np.asarray(n / design)

    def correlation(self, values: np.ndarray) -> np.ndarray | None:
        """Return the correlation of the means of two groups (G x G x R), or None if no cluster is in two groups.

        Units in both groups (or of one auditor) make them alike; for a sample of pairs this is the phi coefficient
        that Newcombe 1998 (Statistics in Medicine 17:2635, method 10) takes.
        """
        return self.overlap(self.influence(values), self.n_units)

    def overlap(self, influence: np.ndarray, n: np.ndarray) -> np.ndarray | None:
        """Return the correlation of means to whose errors the units contribute so (of ``n`` units, by group).

        As Newcombe's, a positive one is made smaller by half a pair: few pairs seem more alike than they are, and
        intervals of differences were too short by it.
        """
        g = len(self.units.groups)
        pair = np.unique(self.units.group * (self.units.cluster.max() + 1) + self.units.cluster)
        cluster = pair % (self.units.cluster.max() + 1)
        if len(np.unique(cluster)) == len(cluster):
            return None
        totals, group = self.cluster_totals(influence)
        result = np.repeat(np.eye(g)[:, :, None], influence.shape[1], axis=2)
        by_group = [dict(zip(cluster[group == a], np.flatnonzero(group == a), strict=True)) for a in range(g)]
        squares = np.stack([(totals[group == a] ** 2).sum(axis=0) for a in range(g)])
        for a in range(g):
            for b in range(a + 1, g):
                both = sorted(by_group[a].keys() & by_group[b].keys())
                left, right = [by_group[a][k] for k in both], [by_group[b][k] for k in both]
                product = (totals[left] * totals[right]).sum(axis=0)
                product = np.where(product > 0, np.maximum(product - 0.5 / (n[a] * n[b]), 0), product)
                scale = np.sqrt(squares[a] * squares[b])
                result[a, b] = result[b, a] = np.divide(product, scale, out=np.zeros_like(scale), where=scale > 0)
        return np.clip(result, -1, 1)


def samples(units: Units, *, clustered: bool = False, standardise: str | None = None) -> Samples:
    """Weigh the units; standardising gives every group the mix of strata of all groups together.

    Units of a stratum that some group lacks cannot be standardised: they get weight 0, and ``excluded`` tells of them.

    Raises
    ------
    ValueError
        If no stratum stands in every group.
    """
    weight, excluded = np.ones(len(units.group)), dict(units.excluded)
    if standardise is not None:
        names, stratum = np.unique(units.stratum.astype(str), return_inverse=True)
        table = np.zeros((len(units.groups), len(names)))
        np.add.at(table, (units.group, stratum), 1)
        common = (table > 0).all(axis=0)
        if not common.any():
            raise ValueError(
                f"expected a {standardise} that stands in every group; found none. Standardise by another column, or "
                "compare fewer groups."
            )
        mix = table[:, common].sum(axis=0)
        wanted = np.zeros(len(names))
        wanted[common] = mix / mix.sum()
        sizes = np.where(common, table, 0).sum(axis=1)
        weight = (wanted * sizes[:, None] / np.maximum(table, 1))[units.group, stratum]
        left_out = int(units.n_findings[weight == 0].sum())
        if left_out:
            excluded[f"of a {standardise} that is not in every group"] = left_out
    return Samples(units, weight, clustered, standardise is not None, excluded)
