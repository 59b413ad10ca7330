"""200 birth dates guessed at once by five processes: five are compared, whatever the database."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter

import pytest

from tests.installations import ROOT, Installation

pytestmark = pytest.mark.fault
PROCESSES = 5


def run(installation: Installation, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.guesses", *map(str, arguments)],
        env=installation.environment | {"DJANGO_SETTINGS_MODULE": "teamlet.settings"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> object:
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return json.loads(output.splitlines()[-1])


def guesses(installation: Installation, how: str, prepared: str = "prepare") -> Counter[str]:
    door = said(run(installation, prepared))
    processes = [run(installation, how, door, 40 * number) for number in range(PROCESSES)]
    found: Counter[str] = Counter()
    for process in processes:
        found.update(said(process))
    return found


def test_of_200_guesses_at_once_five_are_compared(installation):
    assert guesses(installation, "guess") == {"wrong": 5, "locked": 195}
    assert installation.query("SELECT tries_left FROM instruments_formlink") == [(0,)]
    assert installation.query("SELECT count(*) FROM tasks_task WHERE kind = 'locked_link'") == [(1,)]


def test_of_200_guesses_at_an_own_page_five_are_compared(installation):
    assert guesses(installation, "guess-own", "prepare-own") == {"wrong": 5, "locked": 195}
    assert installation.query("SELECT tries_left FROM followups_ownpagelink") == [(0,)]
    assert installation.query("SELECT count(*) FROM tasks_task WHERE kind = 'locked_link'") == [(1,)]
    assert installation.query("SELECT count(*) FROM followups_ownpagekey") == [(0,)]


def test_counting_after_the_look_would_let_them_all_through(installation):
    assert guesses(installation, "careless")["wrong"] > 5
