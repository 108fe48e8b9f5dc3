"""How fast, how large, how long to load: ``python -m evaluation.speed MODEL`` measures one model in its own process."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from corpora.load import corpus
from qa_nlp.shipped import folders
from qa_nlp.tagging.models import resolve

_FINDINGS = {"accurate": 1_500, "fast": 20_000}


def measured(name: str) -> dict[str, float]:
    """Return the figures of a shipped model, measured in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "evaluation.speed", name], check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def embedding_seconds(n: int) -> float:
    """Return the seconds that sentence-transformers takes to embed as many findings with MiniLM: the named peer."""
    from sentence_transformers import SentenceTransformer

    from models.training.encoder import folder

    model = SentenceTransformer(str(folder()), device="cpu")
    texts = some(n)["text"].tolist()
    return seconds(lambda: model.encode(texts, batch_size=64, show_progress_bar=False), times=1)


def some(n: int) -> pd.DataFrame:
    """Return that many findings of the corpora, with their headings, repeated as needed under new ids."""
    findings = corpus().findings.sample(frac=1, random_state=0)
    many = pd.concat([findings] * (n // len(findings) + 1), ignore_index=True).head(n)
    return many.assign(finding_id=many.index.astype(str))


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Return the best of some times."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def peak_memory() -> float:
    """Return the most memory, in MB, that this process has held at once (Linux).

    ``getrusage`` would begin at the peak of the process that started this one.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (held,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(held) / 1024


def main() -> None:
    """Measure one model and print its figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=sorted(_FINDINGS))
    name = parser.parse_args().model
    start = time.perf_counter()
    tagger = resolve(name)
    tagger.tag(["Chronology out of date"])
    load = time.perf_counter() - start
    findings = some(_FINDINGS[name])
    per_second = len(findings) / seconds(lambda: tagger.tag(findings))
    size = sum(file.stat().st_size for file in Path(folders()[name]).iterdir())
    print(
        json.dumps(
            {
                "findings a second": per_second,
                "words a finding": float(np.mean([len(text.split()) for text in findings["text"]])),
                "seconds to load and tag one": load,
                "peak memory, MB": peak_memory(),
                "size, MB": size / 1e6,
            }
        )
    )


if __name__ == "__main__":
    main()
