"""What stands before every command: the schema, the clock; and the backup before a migration."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time

import pytest

from tests.installations import POSTGRES, Installation, closing_installation, empty_installation, free_port, get

NEWER = "INSERT INTO django_migrations (app, name, applied) VALUES ('plans', '0999_later', '2027-01-01 00:00:00')"
FHIR_TABLES = (
    "fhir_quarantined",
    "fhir_lookalikepair",
    "fhir_link",
    "fhir_importrun",
    "fhir_remotemedicine",
    "fhir_source",
)
COMMANDS = [
    ["serve"],
    ["worker", "--once"],
    ["run"],
    ["migrate"],
    ["demo", "--patients", "1"],
    ["practice", "create", "cedar", "--name", "Cedar"],
    ["user", "create", "a@b.example", "--practice", "cedar", "--role", "nurse"],
    ["import", "fhir", ".", "--practice", "cedar"],
    ["followups", "due", "--practice", "cedar", "--on", "2026-11-21"],
    ["audit", "verify"],
    ["backup", "x.backup"],
    ["worker", "release"],
    ["check"],
]


def told(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in done.stderr.splitlines() if line.startswith("teamlet: ")]
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr
    return lines[0]


@pytest.fixture(scope="module")
def newer(migrated: Installation, tmp_path_factory):
    made = migrated.copy(tmp_path_factory.mktemp("newer") / "home")
    made.query(NEWER)
    yield made
    made.close()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:2]))
def test_old_code_refuses_a_newer_schema(newer, command):
    done = newer.run(*command)
    assert done.returncode == 1
    assert "newer than this Teamlet" in told(done)


@pytest.fixture(scope="module")
def real(migrated: Installation, tmp_path_factory):
    made = migrated.copy(tmp_path_factory.mktemp("real") / "home")
    made.json("practice", "create", "cedar", "--name", "Cedar")
    yield made
    made.close()


@pytest.mark.parametrize(
    "command",
    [command for command in COMMANDS if command[0] != "practice"],
    ids=lambda command: " ".join(command[:2]),
)
def test_a_real_practice_keeps_the_real_clock(real, command):
    done = real.run(*command, TEAMLET_NOW="2026-12-03T09:00")
    if command == ["migrate"]:
        # Changes no row of a practice.
        assert done.returncode == 0
        return
    assert done.returncode == 1
    assert "demo practices only" in told(done)


def test_a_real_practice_is_not_made_with_a_moved_clock(here):
    done = here.run("practice", "create", "cedar", "--name", "Cedar", TEAMLET_NOW="2026-12-03T09:00")
    assert done.returncode == 1
    assert "make a real practice without it" in told(done)


@pytest.mark.parametrize("now", ["tomorrow", "2026-13-01T09:00", "12/03/2026"])
def test_a_clock_that_cannot_be_read_is_told(migrated, now):
    done = migrated.run("audit", "verify", TEAMLET_NOW=now)
    assert done.returncode == 1
    assert "a date and time such as" in told(done)


def test_a_demo_practice_may_move_its_clock(here):
    here.query(
        "INSERT INTO practice_practice (key, name, time_zone, phone, after_hours_phone, text_number, address, language,"
        " is_demo, working_days, settings, ehr_format, created_at) VALUES ('cedar', 'Cedar', 'America/New_York', '', '', '',"
        " '', 'en', true, '[]', '{}', '{}', '2026-01-01 00:00:00')"
    )
    found = here.json("followups", "due", "--practice", "cedar", "--on", "2026-12-03", TEAMLET_NOW="2026-12-03T09:00")
    assert found["due"] == []


def test_a_database_that_was_never_migrated_is_told(tmp_path):
    done = Installation(tmp_path / "home").run("audit", "verify")
    assert done.returncode == 1
    assert told(done) == "teamlet: The database is not migrated yet. Run: teamlet migrate"


def test_a_backup_is_made_before_a_migration_that_changes_something(here):
    here.json("practice", "create", "cedar", "--name", "Cedar")
    assert here.json("migrate") == {"ok": True, "applied": [], "backup": None}
    # Take one whole app away, as if it came with the next version.
    for name in FHIR_TABLES:
        here.query(f"DROP TABLE IF EXISTS {name}" + (" CASCADE" if POSTGRES else ""))
    here.query("DELETE FROM django_migrations WHERE app = 'fhir'")
    done = here.json("migrate")
    assert done["applied"]
    assert all(name.startswith("fhir.") for name in done["applied"])
    assert done["backup"].startswith(str(here.home / "backups" / "before-migration-"))
    # The backup holds the older schema; restoring it brings the practice and migrates again.
    here.query("UPDATE practice_practice SET name = 'Changed after the backup'")
    back = here.json("restore", done["backup"])
    assert here.query("SELECT name FROM practice_practice") == [("Cedar",)]
    assert back["migrated"] == done["applied"]
    assert here.json("audit", "verify")["ok"]


def test_two_migrations_at_once_are_one(tmp_path):
    with closing_installation(empty_installation(tmp_path / "home")) as fresh:
        both = [fresh.start("migrate", log=tmp_path / f"{number}.log") for number in range(2)]
        assert [process.wait(120) for process in both] == [0, 0]
        assert fresh.query("SELECT count(*) = count(DISTINCT app || name) FROM django_migrations") in (
            [(1,)],
            [(True,)],
        )


def test_a_migration_killed_in_the_middle_is_finished_by_the_next(tmp_path):
    chance = random.Random(4)
    with closing_installation(empty_installation(tmp_path / "home")) as fresh:
        for _ in range(3):
            process = fresh.start("migrate")
            time.sleep(chance.uniform(0.8, 2.0))
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        assert fresh.json("migrate")["ok"]
        looked = {item["name"]: item["ok"] for item in json.loads(fresh.run("check", "--json").stdout)["checks"]}
        assert (looked["schema"], looked["audit"]) == (True, True)


def test_a_port_in_use_is_told(here):
    port = free_port()
    here.serve(port)
    done = here.run("serve", "--port", port)
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 is in use" in told(done)
    assert get(f"http://localhost:{port}/health/live")[0] == 200
