"""Mutated documents of every kind: findings or a refusal, never anything else. Run by ``make fuzz``, not ``make test``.

``FUZZ_MINUTES`` (1 unless set) is the time for all kinds together. A case that broke a promise is kept: the message
says where, and it becomes an ordinary test beside the one of its reader.
"""

import os
import subprocess
import sys

import pytest

from qa_nlp.reading.formats import FORMATS
from tests.conftest import ROOT
from tests.reading.makers import MAKERS

ENDINGS = sorted(ending for each in FORMATS for ending in each.endings if ending in {*MAKERS, ".msg"})
SECONDS = 60 * float(os.environ.get("FUZZ_MINUTES", "1")) / len(ENDINGS)


@pytest.mark.fuzz
@pytest.mark.parametrize("ending", ENDINGS)
def test_mutated(tmp_path, ending):
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests" / "reading")])
    command = [sys.executable, str(ROOT / "tests/fuzz/worker.py"), ending, str(SECONDS), str(tmp_path)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=SECONDS + 120,
    )
    assert done.returncode == 0, f"{tmp_path}/case{ending}\n{done.stdout[-2000:]}\n{done.stderr[-6000:]}"
    print(done.stdout.strip())
