"""Findings, tags, prevalence and changes → the blocks of a draft."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from qa_nlp.briefing.draft import Block, Bullets, Draft, Grid, Heading, Paragraph
from qa_nlp.briefing.quotes import quote, quotes
from qa_nlp.codebook import Codebook
from qa_nlp.words import in_words

_HEADLINES = 5
_LEAST_SHARE = 0.05  # of the units; a theme raised more seldom is no headline, though it may be the most frequent one
_QUOTES = 2
_UNIT_NAMES = {
    "case_id": ("case", "cases"),
    "finding_id": ("finding", "findings"),
    "document": ("document", "documents"),
}


def compose(
    findings: pd.DataFrame,
    tags: pd.DataFrame,
    prevalence: pd.DataFrame,
    changes: pd.DataFrame | None,
    *,
    before: str | None,
    after: str,
    unit: str,
    codebook: Codebook,
    notes: tuple[str, ...] = (),
) -> Draft:
    """Compose the draft of a briefing on round ``after``, compared with ``before`` if there is one.

    ``prevalence`` and ``changes`` are the tables of those names for these findings, tags and ``unit``; ``notes``
    are further sentences for the section on what the draft rests on.
    """
    writer = _Writer(findings, tags, prevalence, changes, before, after, unit, codebook)
    return Draft(tuple(writer.blocks(notes)))


class _Writer:
    def __init__(
        self,
        findings: pd.DataFrame,
        tags: pd.DataFrame,
        prevalence: pd.DataFrame,
        changes: pd.DataFrame | None,
        before: str | None,
        after: str,
        unit: str,
        codebook: Codebook,
    ) -> None:
        self.findings, self.tags, self.prevalence, self.changes = findings, tags, prevalence, changes
        self.before, self.after, self.unit, self.book = before, after, unit, codebook
        self.one, self.many = _UNIT_NAMES[unit]
        self.method = str(prevalence["method"].iloc[0])
        # What the numbers count: the quotes beneath them are drawn from it too.
        self.current = findings[(findings["round"] == after) & findings[unit].notna()]

    def blocks(self, notes: tuple[str, ...]) -> Iterator[Block]:
        against = f", compared with {self.before}" if self.before else ""
        yield Heading(f"What the audits found: {self.after}{against}", 1)
        yield Paragraph(
            f"Draft for a person to edit. The themes were tagged by a program, which makes mistakes; {self.numbers()}. "
            "Check the quotes for anything that identifies a person before this leaves the team."
        )
        headlines = {polarity: self.headlines(polarity) for polarity in ("strength", "concern")}
        yield Heading("Headline strengths", 2)
        yield from self.headline_blocks("strength", headlines["strength"])
        yield Heading("Headline concerns", 2)
        yield from self.headline_blocks("concern", headlines["concern"])
        if self.changes is not None:
            yield Heading(f"What changed since {self.before}", 2)
            yield from self.change_blocks(self.changes)
        yield Heading("Every theme", 2)
        for polarity in ("concern", "strength"):
            yield self.grid(polarity)
        yield Heading("What this rests on", 2)
        yield from self.basis(notes)
        yield Heading("Where the headline numbers come from", 2)
        yield from self.trail(headlines)

    def headlines(self, polarity: str) -> pd.DataFrame:
        """Return the rows of the prevalence table for the themes raised most in this round."""
        rows = self.prevalence[(self.prevalence["round"] == self.after) & (self.prevalence["polarity"] == polarity)]
        rows = rows[(rows["n_positive"] > 0) & (rows["estimate"] >= _LEAST_SHARE)]
        return rows.sort_values(["estimate", "n_positive"], ascending=False, kind="stable").head(_HEADLINES)

    def headline_blocks(self, polarity: str, rows: pd.DataFrame) -> Iterator[Block]:
        if rows.empty:
            yield Paragraph(f"No theme was tagged as a {polarity} in {_percent(_LEAST_SHARE)} of {self.many} or more.")
        for _, row in rows.iterrows():
            yield Heading(self.book.name(row["theme"]), 3)
            yield Paragraph(self.headline_sentence(polarity, row))
            for _, finding in quotes(self.current, self.tags, row["theme"], polarity, _QUOTES).iterrows():
                yield quote(finding)

    def headline_sentence(self, polarity: str, row: pd.Series) -> str:
        share = f"A {polarity} in {in_words(row['estimate'], self.many)}"
        interval = f"95% interval {_percent(row['low'])} to {_percent(row['high'])}"
        counted = f"{row['n_positive']} of {row['n_units']}"
        if row["method"] == "counted":
            return f"{share} ({counted}; {_percent(row['estimate'])}; {interval})."
        return f"{share} (about {_percent(row['estimate'])}; {interval}; tagged in {counted})."

    def numbers(self) -> str:
        """Say what the numbers of this draft are."""
        return {
            "counted": "every number below is a count of its tags",
            "adjusted": "the shares below allow for the mistakes it is known to make",
            "reviewed": "the shares below are corrected by a sample that people checked",
        }[self.method]

    def change_blocks(self, changes: pd.DataFrame) -> Iterator[Block]:
        moved = changes[changes["verdict"].isin(["up", "down"])]
        if moved.empty:
            yield Paragraph("No theme changed by more than chance and the size of the samples can explain.")
        else:
            yield Bullets(
                tuple(self.change_sentence(row) for _, row in moved.sort_values("p_adjusted", kind="stable").iterrows())
            )
        yield from self.watch_blocks(changes)
        compared = self.prevalence[self.prevalence["round"].isin([self.before, self.after])]
        tagged = compared.groupby(["theme", "polarity"])["n_positive"].sum()
        raised = changes[tagged.reindex(pd.MultiIndex.from_frame(changes[["theme", "polarity"]])).to_numpy() > 0]
        unclear = int((raised["verdict"] == "no clear change").sum())
        few = int((raised["verdict"] == "too few to say").sum())
        detectable = raised["smallest_detectable"].median()
        power = (
            ""
            if pd.isna(detectable)
            else f" With samples of this size a change of about {_points(detectable)} can be found four times in five."
        )
        yield Paragraph(
            f"Of the {len(raised)} combinations of theme and polarity that were raised at all, {unclear} show no clear "
            f"change, and {few} were raised too seldom to say. No clear change does not mean no change.{power}"
        )

    def watch_blocks(self, changes: pd.DataFrame) -> Iterator[Block]:
        """Name the differences that would count as changes if each had been the only one looked at."""
        alone = ((changes["low"] > 0) | (changes["high"] < 0)) & changes["p_value"].notna()
        watch = changes[alone & (changes["verdict"] == "no clear change")].sort_values("p_value", kind="stable")
        if watch.empty:
            return
        tested = int(changes["p_value"].notna().sum())
        yield Paragraph(
            f"To watch in the next round. Looked at alone, each of these would count as a change; but {tested} "
            f"differences were looked at, of which about {max(1, round(0.05 * tested))} would stand out like this by "
            "chance."
        )
        yield Bullets(
            tuple(
                f"{self.book.name(row['theme'])} as a {row['polarity']}: from {_percent(row['before'])} to "
                f"{_percent(row['after'])} of {self.many} ({_difference(row)})."
                for _, row in watch.iterrows()
            )
        )

    def change_sentence(self, row: pd.Series) -> str:
        verb = "risen" if row["verdict"] == "up" else "fallen"
        return (
            f"{self.book.name(row['theme'])} as a {row['polarity']} has {verb} from {_percent(row['before'])} to "
            f"{_percent(row['after'])} of {self.many} ({_difference(row)}; {_p_value(row['p_adjusted'])} adjusted for "
            "the number of themes)."
        )

    def grid(self, polarity: str) -> Grid:
        rows = self.prevalence[self.prevalence["polarity"] == polarity]
        by_place = {(row["theme"], row["round"]): row for row in rows.to_dict("records")}
        rounds = [name for name in (self.before, self.after) if name]
        lines = []
        for theme in self.book.ids:
            cells = [by_place[theme, name] for name in rounds]
            if any(cell["n_positive"] for cell in cells):
                shares = [self.share_cell(cell) for cell in cells]
                lines.append((self.book.name(theme), *shares, *self.change_cells(theme, polarity)))
        ending = ("Change in points (95% interval)", "Verdict") if self.changes is not None else ()
        who = "Cases whose audit raises" if self.unit == "case_id" else f"{self.many.capitalize()} that raise"
        return Grid(f"{who} the theme as a {polarity}", ("Theme", *rounds, *ending), tuple(lines))

    def share_cell(self, cell: dict[Any, Any]) -> str:
        counted, share = f"{cell['n_positive']}/{cell['n_units']}", _percent(cell["estimate"])
        return f"{counted} ({share})" if self.method == "counted" else f"{share} (tagged {counted})"

    def change_cells(self, theme: str, polarity: str) -> tuple[str, ...]:
        if self.changes is None:
            return ()
        row = self.changes[(self.changes["theme"] == theme) & (self.changes["polarity"] == polarity)].iloc[0]
        return (
            f"{_signed(row['difference'])} ({_signed(row['low'])} to {_signed(row['high'])})",
            row["verdict"],
        )

    def basis(self, notes: tuple[str, ...]) -> Iterator[Block]:
        lines = []
        for name in filter(None, (self.before, self.after)):
            part = self.findings[self.findings["round"] == name]
            tagged = part["finding_id"].isin(self.tags["finding_id"]).sum()
            lines.append(
                (
                    name,
                    str(part["document"].nunique()),
                    str(part["case_id"].nunique()),
                    str(len(part)),
                    str(int(tagged)),
                )
            )
        yield Grid(
            "What was read",
            ("Round", "Documents", "Cases", "Findings", "Findings with a theme"),
            tuple(lines),
        )
        models = ", ".join(sorted(self.tags["model"].dropna().unique())) or "none"
        excluded = [
            f"{n} finding(s) {reason.replace('_', ' ')} are not counted"
            for reason, n in self.prevalence.attrs.get("excluded", {}).items()
            if n
        ]
        refused = self.findings.attrs.get("refused", [])
        if refused:
            excluded.append(
                f"{len(refused)} document(s) or part(s) of documents were not read; the list of refusals says "
                "which and why"
            )
        yield Bullets(
            (
                (
                    f"A number is the share of {self.many} that raise the theme at least once. A finding that is "
                    "mixed counts as both strength and concern."
                ),
                *((self.changes if self.changes is not None else self.prevalence).attrs.get("note", "").splitlines()),
                f"Themes and polarity: model {models}; codebook of {len(self.book)} themes.",
                *(f"{line}." for line in excluded),
                *notes,
            )
        )

    def trail(self, headlines: dict[str, pd.DataFrame]) -> Iterator[Block]:
        yield Paragraph(
            "The findings behind a headline number are the rows of the tags table with that theme, and with that "
            "polarity or mixed; their ids lead to the findings table, and from there to the document."
        )
        if self.unit == "finding_id":
            return
        items = []
        for polarity, rows in headlines.items():
            for theme in rows["theme"]:
                kinds = [polarity, "mixed"]
                ids = self.tags.loc[(self.tags["theme"] == theme) & self.tags["polarity"].isin(kinds), "finding_id"]
                units = sorted(set(self.current.loc[self.current["finding_id"].isin(ids), self.unit].dropna()))
                items.append(f"{self.book.name(theme)}, {polarity} ({len(units)}): {', '.join(units)}")
        yield Bullets(tuple(items))


def _percent(share: float) -> str:
    """Return a share as whole percent; what is neither none nor all never reads as 0% or 100%."""
    value = math.floor(100 * share + 0.5)
    if value == 0 and share > 0:
        return "<1%"
    if value == 100 and share < 1:
        return ">99%"
    return f"{value}%"


def _signed(difference: float) -> str:
    value = math.floor(abs(100 * difference) + 0.5)
    return "0" if value == 0 else f"{'+' if difference > 0 else '−'}{value}"


def _difference(row: pd.Series) -> str:
    low, high = _signed(row["low"]), _signed(row["high"])
    return f"difference {_signed(row['difference'])} points, 95% interval {low} to {high}"


def _p_value(value: float) -> str:
    return "p < 0.001" if value < 0.001 else f"p = {value:.3f}"


def _points(difference: float) -> str:
    return f"{math.floor(100 * difference + 0.5)} percentage points"
