"""The face: its names, and that importing it loads nothing heavy."""

import subprocess
import sys

import pytest

import qa_nlp

HEAVY = (
    "pandas", "numpy", "scipy", "sklearn", "statsmodels", "docx", "pdfplumber", "openpyxl", "torch", "tqdm",
    "onnxruntime", "tokenizers", "spacy", "presidio_analyzer",
)  # fmt: skip


def test_every_name_is_there():
    assert {name: getattr(qa_nlp, name) is not None for name in qa_nlp.__all__} == dict.fromkeys(qa_nlp.__all__, True)
    assert sorted(qa_nlp.__all__) == dir(qa_nlp)


def test_unknown_names_fail_as_in_any_module():
    with pytest.raises(AttributeError, match="module 'qa_nlp' has no attribute 'divine'"):
        qa_nlp.divine  # noqa: B018


@pytest.mark.parametrize("module", ["qa_nlp", "qa_nlp.cli"])
def test_import_loads_nothing_heavy(module):
    program = f"import sys, {module}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_tagging_needs_no_torch():
    program = "import sys, qa_nlp; qa_nlp.tag(['Plans drift']); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
