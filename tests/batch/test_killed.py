"""A run that is killed at any moment, given again, ends with the same bytes."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.batch.audits import digests, write_documents

# Kills itself at one call of one function: before it, so that what comes before is done and nothing after.
PROGRAM = """
import os, signal, sys
owner, name, at = sys.argv[1].split(":")
if owner:
    import importlib
    module, _, cls = owner.rpartition(".")
    holder = getattr(importlib.import_module(module), cls)
    plainly, left = getattr(holder, name), [int(at)]
    def fatal(self, *given, **more):
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return plainly(self, *given, **more)
    setattr(holder, name, fatal)
from qa_nlp.cli import main
sys.exit(main(sys.argv[2:]))
"""

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a system that kills by signal")


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    return write_documents(tmp_path_factory.mktemp("killed") / "audits")


def start(documents: Path, out: Path, fatal: str = "::") -> subprocess.Popen:
    out.mkdir(exist_ok=True)
    arguments = ["tag", str(documents), "--model", "fast", "--workers", "2", "-o", str(out / "tags.csv")]
    for name in ("findings", "unsure"):
        arguments += [f"--{name}", str(out / f"{name}.csv")]
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, fatal, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture(scope="module")
def undisturbed(documents, tmp_path_factory):
    out = tmp_path_factory.mktemp("undisturbed")
    run = start(documents, out)
    assert run.wait(120) == 0, run.stderr.read()
    return digests(out)


def finished(out: Path) -> int:
    """Return how many pieces are kept."""
    return sum(len(path.name.partition("-")[0]) == 40 for path in (out / "tags.csv.partial").glob("*"))


def shown(out: Path) -> dict[str, str]:
    """Return the hashes of the files under their final names."""
    return {path.name: path for path in out.iterdir() if path.is_file() and not path.name.startswith(".partial-")}


def test_at_every_step_and_at_random_moments(documents, undisturbed, tmp_path):
    out = tmp_path / "out"
    kept = [0]
    chance = random.Random(5)
    # The second piece between writing and renaming; then whenever a piece more is there.
    run = start(documents, out, "pathlib.Path:replace:2")
    assert run.wait(120) == -signal.SIGKILL
    kept.append(finished(out))
    assert kept[-1] >= 1
    assert list((out / "tags.csv.partial").glob("*.writing"))
    for _ in range(2):
        run = start(documents, out)
        deadline = time.monotonic() + 60
        while finished(out) <= kept[-1] and run.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.1))
        run.kill()
        assert run.wait(60) in (-signal.SIGKILL, 0)
        if run.returncode == 0:
            break
        kept.append(finished(out))
        assert shown(out) == {}
    assert kept == sorted(kept)
    # Half-way through merging, and between the renames of two of the four outputs.
    others = tmp_path / "merging"
    for fatal in ("qa_nlp.tables.stream.TableWriter:write:7", "qa_nlp.batch.staging.Staging:publish:1"):
        run = start(documents, others, fatal)
        assert run.wait(120) == -signal.SIGKILL
        assert shown(others) == {}
    run = start(documents, others, "pathlib.Path:replace:3")
    assert run.wait(120) == -signal.SIGKILL
    assert len(shown(others)) == 2
    assert all(undisturbed[name] == digest for name, digest in digests(others_shown(others)).items())
    for folder in (out, others):
        run = start(documents, folder)
        assert run.wait(120) == 0, run.stderr.read()
        assert digests(folder) == undisturbed


def others_shown(out: Path) -> Path:
    """Copy what stands under its final name to a folder of its own."""
    copy = out.with_name("shown")
    copy.mkdir()
    for name, path in shown(out).items():
        (copy / name).write_bytes(path.read_bytes())
    return copy


def test_workers_do_not_outlive_a_killed_run(documents, tmp_path):
    out = tmp_path / "out"
    run = start(documents, out)
    children: list[int] = []
    deadline = time.monotonic() + 60
    while not children and time.monotonic() < deadline:
        children = [
            int(pid) for pid in Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
        ] or thread_children(run.pid)
        time.sleep(0.01)
    run.kill()
    run.wait(60)
    assert children
    while any(alive(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(alive(pid) for pid in children)


def thread_children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def test_ctrl_c_says_in_one_line_how_to_go_on(documents, undisturbed, tmp_path):
    for attempt in range(10):  # a run may end before it is stopped
        out = tmp_path / f"out {attempt}"
        run = start(documents, out)
        deadline = time.monotonic() + 60
        while not finished(out) and time.monotonic() < deadline:
            time.sleep(0.001)
        run.send_signal(signal.SIGINT)
        if run.wait(60) != 0:
            break
    assert run.returncode == 130
    said = [line for line in run.stderr.read().replace("\r", "\n").splitlines() if line.startswith("qa-nlp")]
    assert len(said) == 1
    assert "stopped. What is done is kept in" in said[0]
    assert finished(out) >= 1
    assert shown(out) == {}
    run = start(documents, out)
    assert run.wait(120) == 0, run.stderr.read()
    assert digests(out) == undisturbed
