"""Many findings and many files, in how much memory and time: ``python -m evaluation.batch`` writes the page.

Every figure is of a process of its own with all its children, and of this machine. ``--scale 0.01`` does a hundredth of
everything, and the page says so.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from evaluation.page import table
from evaluation.speed import some
from qa_nlp import read, read_table, tables, tag, write_table

PAGE = Path(__file__).parent / "results" / "batch.md"
SIZES = (50_000, 500_000, 5_000_000)
PLAIN_UP_TO = 500_000  # the peer holds everything: ten times that is more than most machines have
FILES, KILLED_FILES, KILLS = 3_000, 300, 20
_DOCUMENT = 400  # findings
_LOT = 50_000
_OFTEN = 0.1  # seconds between looks at memory


@dataclass(frozen=True)
class Cost:
    """What a program took."""

    seconds: float
    memory: float
    """The most that it and its children held at once, in MB: the sum of their resident pages, shared ones once each."""


def varied(n: int, path: Path) -> Path:
    """Write a findings table of the corpora's findings, each time in another case and with other numbers."""
    few = some(min(n, _LOT))[["text", "heading", "direction"]]
    chance = np.random.default_rng(0)
    with tables.TableWriter(path, tables.FINDINGS) as writer:
        for first in range(0, n, _LOT):
            lot = few.head(n - first).reset_index(drop=True)
            place = first + np.arange(len(lot))
            case = chance.integers(0, 3, len(lot))
            number = chance.integers(2, 1_000, len(lot))
            texts = [
                f"{(text, text.lower(), text.capitalize())[kind]} ({count})"
                for text, kind, count in zip(lot["text"], case, number, strict=True)
            ]
            lot = lot.assign(
                finding_id=place.astype(str), text=texts, document=[f"{at // _DOCUMENT}.docx" for at in place]
            )
            writer.write(tables.check(lot, tables.FINDINGS))
    return path


def small_files(n: int, folder: Path) -> Path:
    """Write that many short audits, half of them as text, half as Word."""
    import docx

    findings = some(n * 12)["text"].tolist()
    folder.mkdir()
    for place in range(n):
        own = findings[place * 12 : place * 12 + 12]
        if place % 2:
            (folder / f"{place:05d}.txt").write_text(
                "Strengths\n\n" + "\n".join(f"- {' '.join(text.split())}" for text in own) + "\n", encoding="utf-8"
            )
            continue
        document = docx.Document()
        document.add_heading("Strengths", 1)
        for text in own:
            document.add_paragraph(" ".join(text.split()), style="List Bullet")
        document.save(str(folder / f"{place:05d}.docx"))
    return folder


def command(source: Path, out: Path) -> list[str]:
    """Return what tags a table or a folder into ``out`` with two processes."""
    program = "import sys; from qa_nlp.cli import main; sys.exit(main(sys.argv[1:]))"
    return [sys.executable, "-c", program, "tag", str(source), "--model", "fast", "--workers", "2", "-o", str(out)]


def peer(source: Path, out: Path) -> list[str]:
    """Return what does the same in memory, as a notebook would."""
    return [sys.executable, "-m", "evaluation.batch", "--plain", str(source), str(out)]


def plain(source: Path, out: Path) -> None:
    """Read everything, tag everything, write everything."""
    findings = read(source) if source.is_dir() else read_table(source, tables.FINDINGS)
    write_table(tag(findings, model="fast"), out)


def cost(arguments: list[str]) -> Cost:
    """Run a program and return what it took.

    Raises
    ------
    RuntimeError
        If it fails.
    """
    start = time.perf_counter()
    memory = 0.0
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(arguments, stdout=said, stderr=said)
        while process.poll() is None:
            memory = max(memory, held(process.pid))
            time.sleep(_OFTEN)
    if process.returncode:
        raise RuntimeError(f"expected {' '.join(arguments)} to work; found status {process.returncode}. Run it alone.")
    return Cost(time.perf_counter() - start, memory)


def held(pid: int) -> float:
    """Return the MB that a process and its children hold now (Linux)."""
    found, waiting = 0.0, [pid]
    while waiting:
        place = Path(f"/proc/{waiting.pop()}")
        try:
            status = (place / "status").read_text(encoding="ascii", errors="replace")
            found += sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024
            waiting += [int(child) for task in (place / "task").iterdir() for child in _children(task)]
        except OSError:
            continue  # it has just ended
    return found


def _children(task: Path) -> list[str]:
    return (task / "children").read_text(encoding="ascii").split()


def tables_of_findings(scale: float, folder: Path) -> pd.DataFrame:
    """Return a row a size and way: findings a second and peak memory."""
    rows = []
    for size in SIZES:
        n = max(int(size * scale), 1)
        source = varied(n, folder / f"{n}.parquet")
        ways = {"`qa-nlp tag --workers 2`": command}
        if size <= PLAIN_UP_TO:
            ways["in memory (`read_table`, `tag`, `write_table`)"] = peer
        for way, arguments in ways.items():
            out = folder / "tags.parquet"
            found = cost(arguments(source, out))
            rows.append((way, float(n), found.seconds, n / found.seconds, found.memory, out.stat().st_size / 1e6))
        source.unlink()
    columns = ["way", "findings", "seconds", "findings a second", "peak memory, MB", "tags file, MB"]
    return pd.DataFrame(rows, columns=columns).set_index("way")


def files(scale: float, folder: Path) -> pd.DataFrame:
    """Return the same for a folder of small files."""
    n = max(int(FILES * scale), 10)
    source = small_files(n, folder / "small")
    rows = []
    for way, arguments in (
        ("`qa-nlp tag --workers 2`", command),
        ("in memory (`read`, `tag`, `write_table`)", peer),
    ):
        found = cost(arguments(source, folder / "tags.parquet"))
        rows.append((way, float(n), found.seconds, n / found.seconds, found.memory))
    columns = ["way", "files", "seconds", "files a second", "peak memory, MB"]
    return pd.DataFrame(rows, columns=columns).set_index("way")


def kills(scale: float, folder: Path) -> str:
    """Kill one run again and again, then let it end; say whether its bytes are those of a run that was left alone."""
    n, wanted = max(int(KILLED_FILES * scale), 20), max(int(KILLS * scale), 3)
    source = small_files(n, folder / "killed")
    whole = cost(command(source, folder / "whole.parquet")).seconds
    out = folder / "killed.parquet"
    chance = random.Random(0)
    work = out.with_name(f"{out.name}.partial")
    kept: list[int] = []
    while len(kept) < wanted:
        process = subprocess.Popen(command(source, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # One in four while it starts, the others at a random moment after it has finished another piece.
        if chance.random() < 0.25:
            time.sleep(chance.uniform(0, 2))
        else:
            before = _pieces(work)
            while process.poll() is None and _pieces(work) <= before:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, whole / wanted))
        if process.poll() is None:
            process.kill()
            kept.append(_pieces(work))
        else:
            out.unlink()  # it ended first, and begins anew
        process.wait()
    cost(command(source, out))
    same = _digest(out) == _digest(folder / "whole.parquet")
    return (
        f"A run over {n} files was killed (SIGKILL) {len(kept)} times at random moments, with {min(kept)} to "
        f"{max(kept)} files finished, and started again. Its result is {'byte for byte' if same else 'NOT'} that of a "
        "run that was left alone."
    )


def _pieces(work: Path) -> int:
    """Return how many finished pieces a work folder holds: their names are keys, without ending."""
    return sum(not path.suffix and path.name != "lock" for path in work.glob("*"))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def page(scale: float) -> str:
    """Return the page of figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        findings, documents, killed = tables_of_findings(scale, folder), files(scale, folder), kills(scale, folder)
    whole = ["seconds", "findings a second", "peak memory, MB", "tags file, MB", "files"]
    return f"""# Many findings, many files

`python -m evaluation.batch{"" if scale == 1 else f" --scale {scale:g}"}`, on {os.cpu_count()} cores, model `fast`.
Peak memory is that of the run and its worker processes together, looked at every {_OFTEN:g} seconds; pages that several
share are counted in each.

## A table

Findings of the corpora in varied case and with varied numbers, {_DOCUMENT} to a document, as Parquet.

{table(findings, "{:.1f}", whole)}

## A folder of small files

Half text, half Word, twelve findings each.

{table(documents, "{:.1f}", whole)}

## Killed and started again

{killed}
"""


def main() -> None:
    """Measure, and write the page; or be the peer that is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="do this share of everything")
    parser.add_argument("--plain", nargs=2, type=Path, metavar=("SOURCE", "OUT"))
    options = parser.parse_args()
    if options.plain:
        plain(*options.plain)
        return
    PAGE.write_text(page(options.scale), encoding="utf-8")


if __name__ == "__main__":
    main()
