"""What set-up installs is declared, explained, locked and without addresses."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text()
DECLARED = tomllib.loads(PYPROJECT)
LOCKS = {
    "app": ["build"],
    "test": ["build", "test"],
    "check": ["build", "test", "check"],
}


def names(requirements):
    return {re.split(r"[\[<>=;~ ]", requirement)[0].lower() for requirement in requirements}


def locked(lock):
    lines = (ROOT / "requirements" / f"{lock}.txt").read_text().splitlines()
    return {line.split("==")[0]: line for line in lines if line and line[0].isalnum()}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_every_library_that_is_declared(lock):
    wanted = names(DECLARED["project"]["dependencies"]).union(
        *(names(DECLARED["dependency-groups"][group]) for group in LOCKS[lock])
    )
    assert wanted - {name.lower() for name in locked(lock)} == set()


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_a_lock_pins_exact_versions_with_hashes_and_names_no_address(path):
    text = path.read_text()
    blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert "://" not in text
    assert [block.splitlines()[0] for block in blocks if not re.match(r"[a-z0-9.\-]+==\S+", block)] == []
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_locks_agree_on_versions():
    app, check = locked("app"), locked("check")
    assert {name: line for name, line in app.items() if check.get(name) != line} == {}


def test_every_library_is_declared_with_its_reason():
    libraries = re.findall(r'^    "([A-Za-z0-9\-]+)[\[<>=].*",\s*(#.*)?$', PYPROJECT, re.MULTILINE)
    assert len(libraries) >= 30
    assert [name for name, reason in libraries if len(reason) < 5] == []


def test_the_front_ends_lock_names_no_registry():
    text = (ROOT / "frontend" / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert text.count('"integrity"') >= 20


def test_every_make_target_says_what_it_is_for():
    makefile = (ROOT / "Makefile").read_text()
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())
    targets = dict(re.findall(r"^([a-z-]+):[^=]*?(?:## (.*))?$", makefile, re.MULTILINE))
    assert set(targets) == phony
    assert [name for name, purpose in targets.items() if not purpose] == []
    assert {"run", "test", "setup", "check", "fix", "bench", "proof"} <= phony
