"""Rebuild the labelled sentences from the published reports: ``python -m corpora.rebuild --out public``.

The labels of public text stand in ``standoff/`` without the text. For anyone with internet this downloads each report
from its publisher into ``OUT/pdf`` (once; the address stands in ``standoff/reports.csv``), reads it as
:func:`qa_nlp.read` does, finds the labelled sentences by their fingerprint, and writes them to
``OUT/ofsted/sentences.parquet``, which ``python -m models.train --shared OUT`` trains on. Reports are Crown copyright,
Open Government Licence v3.0.
"""

from __future__ import annotations

import argparse
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from corpora.load import HERE, fingerprint
from qa_nlp import read

_LONGEST = 4  # findings in a row that one labelled sentence may have been split into
_FOOTNOTE = re.compile(r"(?<=[a-z.,;)])\d{1,2}(?=\s|$)")


def main() -> None:
    """Download what is missing, and match."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    reports = pd.read_csv(HERE / "standoff" / "reports.csv")
    files = {}
    for report in tqdm(reports.to_dict("records"), desc="reports", unit="report"):
        path = options.out / "pdf" / f"{report['report']}.pdf"
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            with urllib.request.urlopen(report["link"]) as answer:
                path.write_bytes(answer.read())
        files[int(report["report"])] = path
    found = match(files)
    (options.out / "ofsted").mkdir(exist_ok=True)
    found.to_parquet(options.out / "ofsted" / "sentences.parquet", index=False)
    wanted = len(pd.read_csv(HERE / "standoff" / "sentences.csv"))
    print(f"{len(found)} of {wanted} labelled sentences found in {len(files)} reports")


def match(files: dict[int, Path]) -> pd.DataFrame:
    """Return the labelled sentences found in these reports (report number → PDF): text, authority, sha256."""
    labels = pd.read_csv(HERE / "standoff" / "sentences.csv", keep_default_na=False)
    authorities = pd.read_csv(HERE / "standoff" / "reports.csv").set_index("report")["authority"]
    rows = []
    for report, path in files.items():
        wanted = set(labels.loc[labels["report"] == report, "sha256"])
        for text in candidates(read(path)["text"].tolist()):
            mark = fingerprint(text)
            if mark in wanted:
                wanted.remove(mark)
                rows.append({"text": text, "authority": authorities[report], "sha256": mark})
    return pd.DataFrame(rows, columns=["text", "authority", "sha256"])


def candidates(texts: list[str]) -> Iterator[str]:
    """Yield findings, and runs of them joined, with and without the digits of footnotes."""
    for n in range(1, _LONGEST + 1):
        for first in range(len(texts) - n + 1):
            joined = " ".join(texts[first : first + n])
            yield joined
            without = _FOOTNOTE.sub("", joined)
            if without != joined:
                yield without


if __name__ == "__main__":
    main()
