"""Small audits to read and tag, and programs that go wrong at a chosen moment."""

import hashlib
import os
from pathlib import Path

import pandas as pd

TEXTS = (
    "Supervision is irregular and not recorded",
    "Child seen alone at every visit",
    "The plan has drifted since March",
    "Chronology stops in the spring",
    "Two siblings live with their grandmother",
)


def write_documents(folder: Path, n: int = 6) -> Path:
    """Write short notes, a workbook of 2,100 rows as .csv (two slices), and an old Word file that is refused."""
    folder.mkdir(parents=True, exist_ok=True)
    for place in range(n):
        lines = [f"- {text}, file {place}." for text in TEXTS[place % 3 :]]
        (folder / f"notes {place}.txt").write_text("Strengths\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    rows = [{"Case ID": f"c{row}", "Comments": f"Plans drift {row}"} for row in range(2_100)]
    pd.DataFrame(rows).to_csv(folder / "cases.csv", index=False)
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    return folder


def table(n: int, document: int | None = None) -> pd.DataFrame:
    """Return a findings table, ``document`` findings to a document."""
    frame = pd.DataFrame(
        {"finding_id": [f"f{row}" for row in range(n)], "text": [f"{TEXTS[row % 5]} {row}" for row in range(n)]}
    )
    return frame if document is None else frame.assign(document=[f"d{row // document}" for row in range(n)])


def outputs(folder: Path, ending: str = "csv") -> dict[str, Path]:
    """Return where every table goes."""
    names = {"findings_out": "findings", "unsure_out": "unsure", "actions_out": "actions", "refused_out": "refused"}
    return {key: folder / f"{name}.{ending}" for key, name in names.items()}


def digests(folder: Path) -> dict[str, str]:
    """Return the hash of every file in a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def odd_worker(monkeypatch, folder: Path, body: str) -> None:
    """Let worker processes do ``body`` before they read a document, whose path is ``path``.

    They are other programs, which a test cannot patch; but Python imports ``sitecustomize`` as it starts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(
        "import os, pathlib, signal, time\n"
        "from qa_nlp.reading import document\n"
        "plainly = document.open_document\n"
        "def open_document(path, *others):\n"
        + "".join(f"    {line}\n" for line in body.splitlines())
        + "    return plainly(path, *others)\n"
        "document.open_document = open_document\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")])))
