"""The peak of memory is the process's own, whatever started it."""

import subprocess
import sys

import numpy as np

from evaluation.speed import peak_memory


def test_the_peak_takes_in_what_was_given_back():
    before = peak_memory()
    held = np.ones(int(before * 2**20) // 8 + 12_500_000)  # all that was ever held, and 100 MB
    del held
    assert peak_memory() > before + 90


def test_a_large_process_measures_another_as_it_is():
    large = np.ones(75_000_000)  # 600 MB
    program = "from evaluation.speed import peak_memory; print(peak_memory())"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert peak_memory() > 600
    assert 20 < float(done.stdout) < 400
    assert large[0] == 1
