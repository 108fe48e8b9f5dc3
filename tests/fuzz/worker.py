"""``python worker.py ENDING SECONDS FOLDER``: reads mutated documents of one kind until its time is up.

The case in hand lies in FOLDER under ``case.ENDING`` before it is read, so that it is there if the process dies or is
killed for its time or memory. Findings that break a promise are printed and end the process with 1.
"""

import io
import random
import re
import resource
import signal
import sys
import time
import warnings
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from makers import MAKERS, archive
from outlook import msg

from qa_nlp import read

SEEDS = {**MAKERS, ".msg": lambda lines: msg("Audit", "\n".join(f"- {line}" for line in lines))}

MEMORY = 2_000_000_000  # bytes beyond what the process has at its start
SECONDS_A_FILE = 30
SECRET = "Zebediah"
LINES = (f"{SECRET} plans are clear", f"{SECRET} visits are late and are not written up", f"{SECRET} is seen alone")
SAFE = re.compile(r"(?:not read: [^\n]*: )?(?:expected .*; found .*\. [A-Z].*|.*(?:are|is) not read.*)", re.DOTALL)
PIECES = [
    *(b"", b"\0", b"\xff\xfe", b"<", b"</w:p>", b"<!DOCTYPE a>", b"]]>", b"&#0;", b"(", b"[", b'"', b"\r\n", b"\n- "),
    *(b"9" * 30, b"-1", b" obj", b"stream\n", b"{\\rtf1", b"\\u-10179?", b"PK\3\4", b"=1+1", b"\xe2\x80\xae"),
    b"A" * 5000,
]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "splice", "repeat", "drop"]),
        st.floats(0, 1, exclude_max=True),
        st.integers(1, 64),
        st.sampled_from(PIECES),
    ),
    min_size=1,
    max_size=6,
)


def mutated(data: bytes, edits) -> bytes:
    for kind, place, length, piece in edits:
        at = int(place * len(data))
        if kind == "flip" and data:
            data = data[:at] + bytes([data[at] ^ (1 << length % 8)]) + data[at + 1 :]
        elif kind == "cut":
            data = data[:at]
        elif kind == "splice":
            data = data[:at] + piece + data[at:]
        elif kind == "repeat":
            data = data[:at] + data[at : at + length] * length + data[at + length :]
        else:
            data = data[:at] + data[at + length :]
    return data


def within(document: bytes, edits, which: int) -> bytes:
    """Change one part within a zipped document, so that what reads its XML is met and not only what unzips it."""
    with zipfile.ZipFile(io.BytesIO(document)) as entries:
        parts = {name: entries.read(name) for name in entries.namelist()}
    name = sorted(parts)[which % len(parts)]
    return archive({**parts, name: mutated(parts[name], edits)})


def promises(folder: Path) -> None:
    """Read the case and a good file beside it; each is read or listed, and no message quotes the case."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = read(folder)
    said = [str(warning.message) for warning in caught if warning.category is UserWarning]
    mine = {row["document"] for row in found.attrs["refused"] if row["locator"] is None}
    case = next(path.name for path in folder.iterdir() if path.name.startswith("case"))
    assert (case in set(found["document"])) != (case in mine), "a file is either read or refused"
    assert "good.txt" in set(found["document"])
    for reason in (row["reason"] for row in found.attrs["refused"] if row["locator"] is None):
        assert SAFE.fullmatch(reason), f"not in the house form: {reason}"
    assert not any(SECRET in line for line in [*said, *(row["reason"] for row in found.attrs["refused"])]), "quoted"


def main(ending: str, seconds: float, folder: Path) -> None:
    (folder / "good.txt").write_text("- Plans drift")
    case = folder / f"case{ending}"
    case.write_bytes(SEEDS[ending](LINES))
    promises(folder)
    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY,) * 2)
    until, done = time.monotonic() + seconds, 0

    # The clock ends the run, not hypothesis: a failing example is kept in the folder as it is, not made smaller.
    @settings(max_examples=200, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.sampled_from(sorted(SEEDS)), EDITS, st.integers(0, 50), st.integers(0, 3))
    def examine(other, edits, which, way):
        nonlocal done
        if time.monotonic() > until:
            return
        document = SEEDS[ending](LINES)
        if way == 0:
            document = mutated(document, edits)
        elif way == 3:
            document = mutated(SEEDS[other](LINES), edits)
        else:
            document = within(document, edits, which) if document.startswith(b"PK") else mutated(document, edits)
        case.write_bytes(document)
        signal.alarm(SECONDS_A_FILE)
        promises(folder)
        signal.alarm(0)
        done += 1

    while time.monotonic() < until:
        seed(random.SystemRandom().getrandbits(64))(examine)()
    print(f"{ending}: {done} files, none broke a promise")


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3]))
