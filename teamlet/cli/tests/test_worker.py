"""The worker's own jobs, its logs, and the generated page of commands."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from teamlet.ground.audit.anchors import read_anchors
from teamlet.ground.jobs.hold import begin_epoch
from teamlet.ground.jobs.models import Job
from teamlet.ground.operations.halt import Halt


@pytest.fixture
def worker(db, settings, tmp_path):
    from teamlet.worker import Worker

    settings.HOME = tmp_path
    return Worker()


def test_a_turn_does_all_that_is_due_once(worker, practice, neighbor, system):
    # Four for all, nine for each of the two practices.
    assert worker.turn() == 22
    assert set(Job.objects.values_list("kind", "state")) == {
        ("audit.anchor", "done"),
        ("operations.look_after_database", "done"),
        ("followups.draft_messages", "done"),
        ("followups.draft_preparations", "done"),
        ("followups.keep_registries", "done"),
        ("followups.refresh_support", "done"),
        ("followups.settle_deceased", "done"),
        ("tasks.begin_day", "done"),
        ("instruments.end_forms", "done"),
        ("instruments.pass_alerts_on", "done"),
        ("patients.look_at_changed", "done"),
        ("patients.refresh_populations", "done"),
        ("visits.close_days", "done"),
    }
    assert worker.turn() == 0
    # The two days that began wrote their events, and an anchor was there for them or comes within the minute.
    assert read_anchors().damaged == []


def test_each_job_carries_ids_and_nothing_about_a_patient(worker, practice, patient):
    worker.turn()
    assert {frozenset(job.arguments.items()) for job in Job.objects.all()} == {
        frozenset(),
        frozenset({("practice", "cedar")}),
    }


def test_a_held_worker_does_nothing(worker, practice):
    begin_epoch(at_least=1, reason="restored")
    assert worker.turn() == 0
    assert Job.objects.count() == 0


def test_a_worker_of_an_earlier_epoch_ends(worker):
    worker.guard()
    begin_epoch(at_least=1, reason="restored")
    with pytest.raises(Halt, match="start the worker again"):
        worker.guard()


def test_an_error_is_logged_without_what_it_says(monkeypatch):
    from teamlet.ground.operations import logs

    before = structlog.get_config()
    handlers = logging.getLogger().handlers[:]
    level = logging.getLogger().level
    try:
        logs.configure("web")
        written = io.StringIO()
        ours = logging.getLogger().handlers[0]
        monkeypatch.setattr(ours, "stream", written)
        try:
            try:
                raise KeyError("Rosa Marín, born 1961")
            except KeyError as cause:
                raise ValueError("goal: walk to the mailbox") from cause
        except ValueError:
            structlog.get_logger("teamlet.test").exception("it broke", page="chart:patient")
            logging.getLogger("django.request").error("Not Found: /practice/cedar/?name=Rosa")
        (line,) = map(json.loads, written.getvalue().splitlines())
    finally:
        structlog.configure(**before)
        logging.getLogger().handlers[:] = handlers
        logging.getLogger().setLevel(level)
        for name in ("django.request", "django.security", "django.server"):
            logging.getLogger(name).setLevel(logging.NOTSET)
    assert (line["event"], line["process"], line["page"]) == ("it broke", "web", "chart:patient")
    assert [error["type"] for error in line["error"]] == ["ValueError", "KeyError"]
    assert line["error"][0]["at"][-1].endswith("test_an_error_is_logged_without_what_it_says")
    for word in ("Rosa", "1961", "mailbox"):
        assert word not in written.getvalue()


def test_the_page_of_commands_is_current():
    from teamlet.cli.docs import ROOT, commands

    assert (ROOT / "docs/reference/commands.md").read_text() == commands()
