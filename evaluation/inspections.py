"""Read the inspection reports of all authorities: ``python -m evaluation.inspections --shared ../shared``.

Writes evaluation/results/inspections.md with its plots: whether concerns follow the published grade, and which themes
changed most from 2014 to 2026. Needs the ``evaluation`` extra. About a quarter of an hour on two idle cores, most of it
tagging; with ``--tags FOLDER`` the tags are kept in files there and taken from them the next time.

The tables are of the accurate model's tags. What the page says of single themes holds by the fast model's tags too, or
is left out: a verdict near its threshold turns with a few tags.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

import qa_nlp as qa
from evaluation import inspection_change as change
from evaluation import inspection_grades as grades
from evaluation import inspection_labels as labels
from evaluation import inspection_themes as themes
from evaluation.inspection_counts import FIRST, LAST, MIDDLE, Counts, count
from evaluation.page import table
from evaluation.reports import GRADES, ILACS, SIF, Inspections, held_out, inspections, numbered
from qa_nlp import Codebook, __version__, tables

RESULTS = Path(__file__).resolve().parent / "results"
MODEL, SECOND = "accurate", "fast"


def main() -> None:
    """Read, count and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="the folder with ofsted/")
    parser.add_argument("--tags", type=Path, help="folder of the tags, which are written if they are not there")
    given = parser.parse_args()
    sentences = numbered(pd.read_parquet(given.shared / "ofsted" / "sentences.parquet"))
    read = inspections(sentences)
    tags, other = (tags_of(sentences, read, model, given.tags) for model in (MODEL, SECOND))
    book, untrained = Codebook.load(), held_out(given.shared)
    counts, second = (count(read, found, book, untrained) for found in (tags, other))
    rising = grades.trends(read, tags, counts)
    RESULTS.mkdir(exist_ok=True)
    parts = (
        opening(read, counts, str(tags["model"].iloc[0])),
        "\n".join(
            [
                "## In short\n",
                *(f"- {line}" for line in (grades.summary(counts, rising), *change.summary(counts, second))),
            ]
        ),
        grades.page(read, tags, counts, rising, RESULTS),
        change.page(counts, second, RESULTS),
        labels.page(read, tags, counts, given.shared),
        caveats(counts),
        themes.page(read, tags, counts, second),
    )
    (RESULTS / "inspections.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def tags_of(sentences: pd.DataFrame, read: Inspections, model: str, folder: Path | None) -> pd.DataFrame:
    """Return the tags of the statements, from the folder if they are there, and put there if not.

    All sentences are tagged, also those left out: the models' scores depend a little on what is tagged together.
    """
    path = folder / f"ofsted_{model}.parquet" if folder else None
    if path and path.is_file():
        tags = qa.read_table(path, tables.TAGS)
    else:
        tags = qa.tag(sentences[["finding_id", "text"]], model=model, progress=True)
        if path:
            qa.write_table(tags, path)
    tags.attrs = {}  # the ids of unsure findings are many, and pandas copies them with every column
    return tags[tags["finding_id"].isin(read.findings["finding_id"])]


def opening(read: Inspections, counts: Counts, model: str) -> str:
    """Return what was read, and what is counted."""
    rows = {}
    for framework in (SIF, ILACS):
        own = counts.reports[counts.reports["framework"] == framework]
        rows[framework] = {
            "published": f"{own['published'].min():%B %Y} to {own['published'].max():%B %Y}",
            "reports": f"{len(own)}",
            "authorities": f"{own['authority'].nunique()}",
            "statements": f"{own['statements'].sum():,}",
            "statements a report": f"{own['statements'].median():.0f}",
            "of 100 statements judge practice": f"{own['judged'].sum() / own['statements'].sum() * 100:.0f}",
            "reports without overall grade": f"{own['grade'].isna().sum()}",
        }
    both = counts.reports.dropna(subset=["given"])
    left_out = "; ".join(f"{n:,} {why}" for why, n in read.left_out.items())
    return "\n\n".join(
        [
            "# Inspection reports of children's services, 2014 to 2026",
            f"Written by `python -m evaluation.inspections`; qa_nlp {__version__}, tags by the model {model}. Two "
            "questions: do concerns rise and fall with the grade that inspectors gave, as they should? And which "
            "themes changed most?",
            "**What is counted.** A full report raises nearly every theme somewhere, so whether it does says nothing. "
            "The unit is the statement: a sentence, of those that are not left out below. Statements of one report are "
            "not independent, so intervals go by whole reports or, where authorities are drawn again, by whole "
            f"authorities. {SIF} is the single inspection framework, {ILACS} its successor, with shorter reports.",
            table(pd.DataFrame(rows).T.rename_axis("framework")),
            f"Sentences left out: {left_out}. (A sentence that names a grade would answer the first question by "
            "itself; one that stands in the reports of three authorities is the form's.) Grades are those published; "
            f"for {SIF} reports they are read from the cover, which says the published grade in "
            f"{(both['given'] == both['from_cover']).sum()} of the {len(both)} reports where both are known.",
        ]
    )


def caveats(counts: Counts) -> str:
    """Return what these figures do not say."""
    ungraded = counts.reports["grade"].isna().sum()
    return "\n".join(
        [
            "## Caveats\n",
            "- That concerns follow the grade shows that the reading is sound, not that grades are: inspectors write "
            "the report to bear out the grade. It is no forecast of a grade.",
            "- A statement is no case. Ten statements may be about one child, and one about all.",
            "- The frameworks ask different things. "
            f"{SIF} reports judged adoption apart, described the area, and held a review of the safeguarding board "
            f"(left out here); {ILACS} reports are shorter, say less that is no judgement, and judge care leavers "
            f"apart since 2023. A change from {FIRST.name} to {LAST.name} mixes practice, framework and the style of "
            f"reports; the last column of the table of changes stays within one framework, from {MIDDLE.name}.",
            "- Who is inspected when is no matter of chance: inadequate authorities are inspected again sooner, good "
            f"ones get a short inspection, and 2020 and 2021 have few reports. {ungraded} reports of 2026 have no "
            "overall grade. The same grade may not mean the same practice in 2014 and in 2026.",
            "- At the same grades, few reports carry much: "
            + ", ".join(f"{(counts.reports['grade'][counts.of(LAST)] == grade).sum()} {grade}" for grade in GRADES[1:])
            + f" in {LAST.name}.",
            "- Labels that the tagger learned from were made by a language model, not by inspectors or social workers, "
            "most of them on reports of the same authorities; the held-out rows and the random labels show that the "
            "result does not hang on that. Shares of statements by theme are corrected for the tagger's measured "
            "errors, which goes somewhat too far (above); balances, charts and figures on any "
            "theme are plain counts of tags.",
            f"- The model reads a sentence slightly differently by what else is tagged with it: in another run 3 of "
            f"100 tags were others. Verdicts near their threshold turn with that, so what is said of single themes "
            f"at the top holds by the {SECOND} model's tags too; a verdict that they do not bear out is a hint.",
            "- Some themes are named mostly when they fail (drift, neglect, start-again). Their balance is high at any "
            "time, so read their share of statements (last table).",
        ]
    )


if __name__ == "__main__":
    main()
