"""A large demo that is interrupted is completed at the next run; only then does it count as done."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from teamlet.demo import people, seed
from teamlet.demo.cast import CEDAR, STAGES
from teamlet.demo.seed import build
from teamlet.ground.audit.models import Event
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Absence
from teamlet.records.tasks.models import Task

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 11, 24)
MANY = 100


class Interrupted(Exception):
    """Somebody pulled the plug."""


def test_an_interrupted_demo_is_completed_and_then_left_alone(monkeypatch):
    monkeypatch.setattr(seed, "THIN_ABOVE", 50)
    monkeypatch.setattr(people, "CHUNK", 10)
    batches: list[str] = []

    def stop(words: str) -> None:
        batches.extend([words] if words.endswith(f"of {MANY} patients") else [])
        if len(batches) == 2:
            raise Interrupted

    with time_machine.travel("2026-11-24T14:30:00+00:00", tick=False):
        with pytest.raises(Interrupted):
            build(patients=MANY, as_of=AS_OF, progress=stop)
        patients = Patient.objects.filter(practice__key=CEDAR.key)
        assert 0 < patients.count() < MANY
        assert not Absence.objects.exists()
        build(patients=12)
        assert patients.count() == MANY
        assert patients.values("record_number").distinct().count() == MANY
        assert Event.objects.filter(verb="demo.finish_crowd").count() == len(STAGES)
        assert not Task.objects.filter(state="open").exclude(owner__state="active").exists()
        absences, events = Absence.objects.count(), Event.objects.count()
        assert absences > 0
        build(patients=MANY, as_of=AS_OF)
        assert (Absence.objects.count(), Event.objects.count()) == (absences, events)
