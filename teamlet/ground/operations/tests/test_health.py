"""Health and metrics: answered without sign-in, told apart by what a watcher must do."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from teamlet.ground.jobs import heartbeat
from teamlet.ground.jobs.hold import begin_epoch, installation

pytestmark = pytest.mark.django_db


@pytest.fixture
def anyone():
    return Client()


def test_live_asks_no_database(anyone, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = anyone.get("/health/live")
    assert (answer.status_code, answer.json()["status"]) == (200, "live")


def test_ready_says_database_schema_and_worker(anyone):
    answer = anyone.get("/health/ready")
    assert answer.status_code == 200
    assert {key: answer.json()[key] for key in ("status", "database", "schema")} == {
        "status": "ready",
        "database": "ok",
        "schema": "current",
    }
    assert answer.json()["worker"] == {"state": "never", "seconds_since_beat": None, "epoch": 1}


def test_a_worker_that_stopped_or_is_held_does_not_fail_readiness(anyone):
    heartbeat.begin("w1")
    installation()
    assert anyone.get("/health/ready").json()["worker"]["state"] == "running"
    begin_epoch(at_least=1, reason="restored")
    held = anyone.get("/health/ready")
    assert (held.status_code, held.json()["worker"]["state"], held.json()["worker"]["epoch"]) == (200, "held", 2)
    heartbeat.end("w1")
    stopped = anyone.get("/health/ready")
    assert (stopped.status_code, stopped.json()["worker"]["state"]) == (200, "stopped")


def test_a_newer_database_is_not_ready(anyone):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('plans', '0999_later', '2027-01-01')"
        )
    answer = anyone.get("/health/ready")
    assert (answer.status_code, answer.json()["schema"]) == (503, "newer than this version")


def test_a_missing_migration_is_not_ready(anyone):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'plans'")
    answer = anyone.get("/health/ready")
    assert (answer.status_code, answer.json()["schema"]) == (503, "not migrated")


@pytest.mark.parametrize("address", ["/health/live", "/health/ready", "/metrics"])
def test_only_reading_is_allowed(anyone, address):
    assert anyone.head(address).status_code == 200
    assert anyone.post(address).status_code == 405
    assert anyone.get(address)["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in anyone.get(address)


def test_metrics_name_figures_and_nobody(anyone, patient, staff):
    staff("nurse")
    heartbeat.begin("w1")
    text = anyone.get("/metrics").content.decode()
    assert 'teamlet_worker_state{state="running"} 1' in text.splitlines()
    assert "teamlet_database_up 1" in text.splitlines()
    assert 'teamlet_jobs{state="waiting"} 0' in text.splitlines()
    for secret in (patient.given, patient.family, patient.oid, patient.record_number, "cedar", "nurse"):
        assert secret.lower() not in text.lower()


def test_metrics_are_well_formed(anyone):
    """Each sample has a declared type, a name and a number."""
    typed = set()
    for line in anyone.get("/metrics").content.decode().splitlines():
        if line.startswith("# TYPE "):
            typed.add(line.split()[2])
        elif not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            assert name.split("{")[0] in typed
            float(value)
    assert len(typed) >= 6
