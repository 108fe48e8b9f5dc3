"""How fast CSV files and workbooks are read, and in how much memory, beside pandas on the same files.

``python -m evaluation.reading_sheets`` prints the figures (with 0.1 behind it, those of a tenth of the rows). Every
figure is taken in a process of its own.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from evaluation.speed import peak_memory

_ROWS = {"audits.csv": 1_000_000, "audits.xlsx": 100_000}
_HEADER = ("Case ID", "Team", "Audit date", "Overall grade", "Chronology", "Chronology rating", "Next steps")
_GRADES = ("Good", "Requires improvement", "Outstanding", "Inadequate")


def measure(scale: float = 1.0) -> pd.DataFrame:
    """Return a row a file and reader: rows a second, seconds, memory in MB, and both as ratios to pandas.

    "cases" takes every case as the format gives it and keeps none; "findings" takes every row of the findings table
    likewise, with its sentences and ids. Memory is what reading adds to the imports. ``scale`` is the share of the
    rows that is taken, for a look.
    """
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in _ROWS.items():
            count = int(rows * scale)
            path = Path(folder) / name
            _write(path, count)
            figures = {reader: _in_its_own_process(reader, path) for reader in _READERS}
            peer = figures["pandas"]
            for reader, (seconds, memory) in figures.items():
                found.append(
                    {
                        "file": f"{name}, {count:,} rows",
                        "reader": reader,
                        "rows a second": count / seconds,
                        "seconds": seconds,
                        "memory, MB": memory,
                        "seconds / pandas": seconds / peer[0],
                        "memory / pandas": memory / peer[1],
                    }
                )
    return pd.DataFrame(found).set_index("file")


def _rows(count: int) -> Iterator[tuple[str, ...]]:
    for number in range(count):
        yield (
            f"HM-{number}",
            f"Team {number % 9}",
            f"{1 + number % 28:02}/{1 + number % 12:02}/2026",
            _GRADES[number % 4],
            f"The chronology stops in month {number % 12 + 1}. Nobody has said why, {number % 7} visits on.",
            _GRADES[number % 3],
            "Bring it up to date\nShare it with the family",
        )


def _write(path: Path, count: int) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(_HEADER)
            csv.writer(file).writerows(_rows(count))
        return
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Audits")
    sheet.append(_HEADER)
    for row in _rows(count):
        sheet.append(row)
    book.save(path)


def _pandas(path: Path) -> int:
    return len(pd.read_csv(path) if path.suffix == ".csv" else pd.read_excel(path))


def _cases(path: Path) -> int:
    from qa_nlp.reading.formats import open_document

    return sum(1 for _ in open_document(path, {}).cases)


def _findings(path: Path) -> int:
    from qa_nlp.reading.document import Options, Report, read_document

    return sum(1 for _ in read_document(path, path.name, Options(), Report()))


_READERS: dict[str, Callable[[Path], int]] = {"pandas": _pandas, "cases": _cases, "findings": _findings}


def _in_its_own_process(reader: str, path: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "evaluation.reading_sheets", reader, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, memory = json.loads(done.stdout)
    return float(seconds), float(memory)


def main() -> None:
    """Print the table; with a reader and a file, the seconds and memory that this reader takes for that file."""
    if len(sys.argv) < 3:
        print(measure(*map(float, sys.argv[1:])).to_string())
        return
    reader, path = _READERS[sys.argv[1]], Path(sys.argv[2])
    small = path.with_name(f"small {path.name}")
    if not small.exists():
        _write(small, 50)
    reader(small)  # so that imports are in neither figure
    before, start = peak_memory(), time.perf_counter()
    reader(path)
    print(json.dumps([time.perf_counter() - start, peak_memory() - before]))


if __name__ == "__main__":
    main()
