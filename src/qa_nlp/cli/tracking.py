"""The verbs that count and compare: track, changes, trends, chart, sources, indicators."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qa_nlp.cli.options import add_method, add_tables, codebook_of, excluded, method_of, read_tables, verdicts


def add_verbs(verbs: Any) -> None:
    """Add the verbs to the parser."""
    track = verbs.add_parser("track", help="findings and tags → prevalence")
    add_tables(track)
    add_method(track)
    track.add_argument("--by", default="round", help="column of the findings to split by (default: round)")
    track.add_argument("-o", "--out", type=Path, required=True, metavar="TABLE")
    track.set_defaults(verb=_track)

    changes = verbs.add_parser("changes", help="findings and tags → changes between two rounds")
    add_tables(changes)
    add_method(changes)
    changes.add_argument("--before", required=True, metavar="ROUND")
    changes.add_argument("--after", required=True, metavar="ROUND")
    changes.add_argument("-o", "--out", type=Path, required=True, metavar="TABLE")
    changes.set_defaults(verb=_changes)

    trends = verbs.add_parser("trends", help="findings and tags → the slope over three or more rounds")
    add_tables(trends)
    add_method(trends)
    trends.add_argument("--rounds", nargs="+", required=True, metavar="ROUND", help="in order of time")
    trends.add_argument("-o", "--out", type=Path, required=True, metavar="TABLE")
    trends.set_defaults(verb=_trends)

    chart = verbs.add_parser("chart", help="findings and tags → control charts by month, quarter or year")
    add_tables(chart)
    chart.add_argument("--every", choices=("month", "quarter", "year"), default="month")
    chart.add_argument("--method", choices=("counted", "adjusted"))
    chart.add_argument("--rates", metavar="RATES", help="notes (default), reports, or a table of your own")
    chart.add_argument("--limits", choices=("laney", "binomial"), default="laney")
    chart.add_argument("--baseline", type=int, metavar="N", help="periods that the limits come from (default: all)")
    chart.add_argument("-o", "--out", type=Path, required=True, metavar="TABLE")
    chart.set_defaults(verb=_chart)

    sources = verbs.add_parser("sources", help="findings and tags → prevalence by source, and whether they agree")
    add_tables(sources)
    sources.add_argument("--source", default="programme", help="column that says where an audit comes from")
    sources.add_argument("--by", metavar="COLUMN", help="keep the values of this column apart, such as service")
    sources.add_argument("-o", "--out", type=Path, required=True, metavar="TABLE")
    sources.set_defaults(verb=_sources)

    indicators = verbs.add_parser("indicators", help="performance indicators, and prevalence → flags and findings")
    indicators.add_argument("--table", type=Path, required=True, metavar="TABLE", help="a row an indicator and period")
    indicators.add_argument("--prevalence", type=Path, metavar="TABLE")
    indicators.add_argument("--changes", type=Path, metavar="TABLE")
    indicators.add_argument("--round", help="of the prevalence table (default: its last by name)")
    indicators.add_argument("--codebook", type=Path, metavar="YAML", help="whose indicators, if not the package's own")
    indicators.add_argument("-o", "--out", type=Path, required=True, metavar="TABLE")
    indicators.set_defaults(verb=_indicators)


def _track(options: argparse.Namespace) -> None:
    from qa_nlp import tables
    from qa_nlp.tracking import prevalence

    table = prevalence(*read_tables(options), by=options.by, **method_of(options))
    tables.write_table(table, options.out)
    print(f"{len(table)} rows, {table['method'].iloc[0]}: {options.out}{excluded(table)}")


def _changes(options: argparse.Namespace) -> None:
    from qa_nlp import tables
    from qa_nlp.tracking import changes

    table = changes(*read_tables(options), before=options.before, after=options.after, **method_of(options))
    tables.write_table(table, options.out)
    print(f"{verdicts(table)}: {options.out}{excluded(table)}")


def _trends(options: argparse.Namespace) -> None:
    from qa_nlp import tables
    from qa_nlp.tracking import trends

    table = trends(*read_tables(options), rounds=options.rounds, **method_of(options))
    tables.write_table(table, options.out)
    print(f"{verdicts(table)}: {options.out}{excluded(table)}")


def _chart(options: argparse.Namespace) -> None:
    from qa_nlp import tables
    from qa_nlp.tracking import control_chart

    table = control_chart(
        *read_tables(options),
        every=options.every,
        unit=options.unit,
        method=options.method,
        rates=options.rates,
        limits=options.limits,
        baseline=options.baseline,
        codebook=codebook_of(options),
    )
    tables.write_table(table, options.out)
    signals = table.loc[table["signal"] != "", ["theme", "polarity"]].drop_duplicates()
    charts = table[["theme", "polarity"]].drop_duplicates()
    print(f"{len(signals)} of {len(charts)} charts signal: {options.out}{excluded(table)}")


def _sources(options: argparse.Namespace) -> None:
    from qa_nlp import tables
    from qa_nlp.tracking import sources

    table = sources(
        *read_tables(options),
        source=options.source,
        by=options.by,
        unit=options.unit,
        codebook=codebook_of(options),
    )
    tables.write_table(table, options.out)
    tests = table.drop_duplicates(["theme", "polarity", "by"])
    print(f"{verdicts(tests)}: {options.out}{excluded(table)}")


def _indicators(options: argparse.Namespace) -> None:
    from qa_nlp import tables
    from qa_nlp.tracking import indicators

    table = indicators(
        tables.read_table(options.table, tables.INDICATORS),
        prevalence=tables.read_table(options.prevalence, tables.PREVALENCE) if options.prevalence else None,
        changes=tables.read_table(options.changes, tables.CHANGES) if options.changes else None,
        round=options.round,
        codebook=codebook_of(options),
    )
    tables.write_table(table, options.out)
    flagged = table.loc[table["flagged"].fillna(False), "indicator"].nunique()
    findings = ", ".join(f"{count} {finding}" for finding, count in table["finding"].value_counts().items())
    print(
        f"{flagged} of {table['indicator'].nunique()} indicators flagged; themes they bear on: {findings or 'none'}: "
        f"{options.out}"
    )
