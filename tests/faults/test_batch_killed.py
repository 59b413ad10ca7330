"""kill -9 while a batch is prepared and while it is put in the queue: everybody once, nobody left behind."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest

from tests.faults.scene import assert_whole
from tests.faults.sending import PROOF
from tests.installations import ROOT

pytestmark = pytest.mark.fault
MANY, CUTS = (3_000, 12) if PROOF else (800, 3)
NOON = "2026-11-23T12:00"
#: A batch that was killed oftener than this while it did nothing new would never end.
MOST_KILLS = 40


def process(installation, what, about):
    code = "import teamlet, runpy; runpy.run_module('tests.faults.batching', run_name='__main__', alter_sys=True)"
    environment = installation.environment | {"DJANGO_SETTINGS_MODULE": "teamlet.settings", "TEAMLET_NOW": NOON}
    command = [sys.executable, "-c", code, what, str(about)]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def done(installation, what, about):
    started = process(installation, what, about)
    said, _ = started.communicate(timeout=120)
    assert started.returncode == 0
    return said.strip()


def counts(installation):
    return dict(installation.query("SELECT state, count(*) FROM followups_batchmember GROUP BY state"))


def carried_with_kills(installation, batch, to, chance):
    """Carry the batch on, killed whenever it has done something; return in how many tries it was cut."""
    cut = 0
    for _ in range(MOST_KILLS):
        before = counts(installation).get(to, 0)
        carrying = process(installation, "carry", batch)
        while carrying.poll() is None and counts(installation).get(to, 0) == before:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.1))
        carrying.kill()
        carrying.communicate()
        cut += before < counts(installation).get(to, 0) < MANY
        if cut >= CUTS or counts(installation).get(to, 0) == MANY:
            break
    assert done(installation, "carry", batch) == ""
    return cut


def test_a_batch_killed_again_and_again_takes_everybody_once(installation):
    installation.json("practice", "create", "cedar", "--name", "Cedar")
    installation.json(
        "user",
        "create",
        "nora@cedar.example",
        "--practice",
        "cedar",
        "--role",
        "nurse",
        "--password-stdin",
        typed="three evenings a week\n",
    )
    batch = done(installation, "begin", MANY)
    chance = random.Random(4)

    preparing = carried_with_kills(installation, batch, "drafted", chance)
    assert counts(installation) == {"drafted": MANY}
    assert installation.query(
        "SELECT state, count(*), count(DISTINCT patient_id) FROM outreach_message GROUP BY state"
    ) == [("draft", MANY, MANY)]

    done(installation, "release", batch)
    releasing = carried_with_kills(installation, batch, "released", chance)
    assert counts(installation) == {"released": MANY}
    assert installation.query(
        "SELECT state, count(*), count(DISTINCT patient_id) FROM outreach_message GROUP BY state"
    ) == [("queued", MANY, MANY)]
    print(f"a batch of {MANY}: cut {preparing} times while it was prepared, {releasing} times while it was released")
    assert (preparing, releasing) == (CUTS, CUTS)
    assert_whole(installation)
