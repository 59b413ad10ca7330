"""kill -9 of web and worker during saves: every acknowledged save is there, entire, none half, none twice.

The saves are the two-minute path on the demo practice: goal, plan, contact, task, page, score and audit events.  Each
round kills something else: the web server's parent, one of its children, the whole group, the worker.  After the start
that follows, forms without an answer are sent again, as a person does.  ``TEAMLET_FAULT_ROUNDS`` says how many.
"""

from __future__ import annotations

import random
import time

import pytest

from tests.faults.scene import ROUNDS, Scene, assert_whole, gone
from tests.faults.truth import saves_there

pytestmark = pytest.mark.fault
TARGETS = ("parent", "child", "group", "worker")


def test_killed_at_any_moment_nothing_promised_is_lost(demo):
    chance = random.Random(20261121)
    scene = Scene(demo)
    for number in range(ROUNDS):
        target = TARGETS[number % len(TARGETS)]
        scene.save(f"r{number}")
        assert scene.drivers[number % 2].wait_for_promises(1), f"round {number}: nobody saves; {scene.wrong()}"
        time.sleep(chance.uniform(0, 0.4))
        before = scene.kill(target)
        if target in {"parent", "group"}:
            assert gone(before, scene.port), (
                f"round {number}: an old process still listens after kill -9 of the {target}"
            )
            scene.stop_saving()
        else:
            time.sleep(0.3)
        scene.start_again(target)
        scene.stop_saving()
        scene.send_unanswered_again()
        assert scene.lost_half_and_twice() == ([], [], []), f"round {number}, {target}"
        assert scene.wrong() == [], f"round {number}, {target}"
    promised = scene.promised()
    print(f"{ROUNDS} rounds, {promised} promised saves, {len(scene.unanswered())} forms never taken")
    assert promised >= ROUNDS, "the drivers hardly saved: the rounds prove nothing"
    assert_whole(demo)
    # Nothing is there that nobody was promised, and the chain that was cut off so often is whole.
    there, _ = saves_there(demo, [driver.visit for driver in scene.drivers])
    assert len(there) == promised


def test_negative_control_a_server_that_answers_first_is_caught(demo):
    """The same rounds against a server that says "saved" before it saved must find losses, and only after a kill."""
    scene = Scene(demo, fault="answer first", pause=1.5)
    for number in range(4):
        scene.save(f"r{number}")
        assert scene.drivers[0].wait_for_promises(1)
        if number == 0:
            scene.stop_saving()
            time.sleep(1.5)
            assert scene.lost_half_and_twice()[0] == []
            continue
        scene.kill("group")
        scene.stop_saving()
        scene.start_again("group")
        if scene.lost_half_and_twice()[0]:
            return
    pytest.fail("nothing was lost although the server answers before it saves: the test would see nothing")


def test_negative_control_what_is_half_or_twice_is_seen(demo):
    scene = Scene(demo, drivers=1)
    scene.drivers[0].save_once("I want to dance")
    assert scene.lost_half_and_twice() == ([], [], [])
    copied = "kind, about_oid, patient_oid, at, by_id, practice_id"
    demo.query(
        f"INSERT INTO practice_save (oid, {copied})"
        f" SELECT 'twice', {copied} FROM practice_save WHERE id = (SELECT max(id) FROM practice_save)"
    )
    assert [words for words in scene.lost_half_and_twice()[2] if "save " in words]
    demo.query("DELETE FROM documents_takehomepage WHERE id = (SELECT max(id) FROM documents_takehomepage)")
    assert [words for words in scene.lost_half_and_twice()[1] if words.endswith("no page")]
    demo.query("UPDATE tasks_task SET about_oid = 'nothing' WHERE id = (SELECT max(id) FROM tasks_task)")
    half = scene.lost_half_and_twice()[1]
    assert [words for words in half if words.endswith("no task")]
    assert [words for words in half if words.startswith("task without its contact")]
