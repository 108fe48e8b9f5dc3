"""Every Python snippet and every qa-nlp command of the README runs as it stands, from a fresh folder."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
COMMANDS = re.findall(r"^qa-nlp .*$", README, re.MULTILINE)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "corpora" / "examples" / "audits", folder / "corpora" / "examples" / "audits")
    shutil.copy(ROOT / "corpora" / "examples" / "indicators.csv", folder / "corpora" / "examples")
    return folder


def test_there_is_something_to_run():
    assert len(SNIPPETS) == 6
    assert [command.split()[1] for command in COMMANDS] == [
        "read", "tag", "track", "changes", "chart", "sources", "indicators", "brief", "redact", "run", "tag",
    ]  # fmt: skip


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_python_snippet(place, snippet):
    done = subprocess.run([sys.executable, "-c", snippet], cwd=place, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_commands_in_order(place):
    for command in COMMANDS:
        arguments = shlex.split(command)[1:]
        done = subprocess.run(
            [sys.executable, "-c", "import sys; from qa_nlp.cli import main; sys.exit(main(sys.argv[1:]))", *arguments],
            cwd=place,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
    assert sorted(path.name for path in (place / "out").iterdir()) == [
        "actions.csv", "briefing.docx", "briefing.md", "changes.csv", "duplicates.csv", "findings.csv",
        "prevalence.csv", "refused.csv", "tags.csv", "unsure.csv",
    ]  # fmt: skip


def test_the_dependency_table_names_every_dependency():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [project["dependencies"], *project["optional-dependencies"].values()]
    table = README[README.index("## Dependencies") :]
    for requirement in (line for lines in named for line in lines if not line.startswith("qa-nlp")):
        package = re.match(r"[\w-]+", requirement)[0]
        assert package in table or (package.startswith("types-") and "types-" in table), package


def test_the_lock_holds_every_dependency_and_no_cuda():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower().replace("_", "-")
    named = [project["dependencies"], *project["optional-dependencies"].values()]
    for requirement in (line for lines in named for line in lines if not line.startswith("qa-nlp")):
        package = re.match(r"[\w-]+", requirement)[0].lower()
        assert re.search(rf"^{re.escape(package)}==", lock, re.MULTILINE), package
    assert "torch==2.13.0\n" in lock
    assert "nvidia" not in lock
