"""The import contract of pyproject.toml has teeth: each forbidden direction, tried in a copy, is named."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

FORBIDDEN = [
    # (file, line added to it, what the linter must say)
    (
        "teamlet/ground/reasons.py",
        "import teamlet.records.practice",
        "teamlet.ground is not allowed to import teamlet.records",
    ),
    (
        "teamlet/records/practice/words.py",
        "import teamlet.bridges",
        "teamlet.records is not allowed to import teamlet.bridges",
    ),
    (
        "teamlet/records/practice/words.py",
        "import teamlet.home",
        "teamlet.records is not allowed to import teamlet.home",
    ),
    ("teamlet/bridges/odd.py", "import teamlet.home", "teamlet.bridges is not allowed to import teamlet.home"),
    ("teamlet/home/odd.py", "import teamlet.chart", "teamlet.home is not allowed to import teamlet.chart"),
    (
        "teamlet/records/tasks/odd.py",
        "import teamlet.records.plans",
        "teamlet.records.tasks is not allowed to import teamlet.records.plans",
    ),
    ("teamlet/records/tasks/words.py", "import django", "teamlet.records.tasks.words is not allowed to import django"),
    ("teamlet/content/odd.py", "from django.conf import settings", "teamlet.content is not allowed to import django"),
    ("teamlet/records/odd/__init__.py", "", "not listed as layers"),
]


@pytest.fixture(scope="module")
def copy_of_the_code(tmp_path_factory):
    copy = tmp_path_factory.mktemp("contract")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for source in ROOT.glob("teamlet/**/*.py"):
        target = copy / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
    return copy


def lint_imports(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, " ".join((done.stdout + done.stderr).split())


def test_the_code_as_it_is_keeps_the_contract(copy_of_the_code):
    status, said = lint_imports(copy_of_the_code)
    assert (status, "0 broken" in said) == (0, True), said


@pytest.mark.parametrize(("file", "line", "said"), FORBIDDEN, ids=[f"{file}: {line}" for file, line, _ in FORBIDDEN])
def test_a_forbidden_import_is_named(copy_of_the_code, file, line, said):
    path = copy_of_the_code / file
    before = path.read_text() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{before or ''}\n{line}\n")
    try:
        status, output = lint_imports(copy_of_the_code)
    finally:
        if before is None:
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()
        else:
            path.write_text(before)
    assert status != 0
    assert said in output
