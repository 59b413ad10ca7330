"""A practice with the people that safety needs, a visit, and forms given out for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from teamlet.content.schema import Author, Mode
from teamlet.ground.access.roles import Role

NEW_YORK = ZoneInfo("America/New_York")
#: A Monday morning inside the covered hours.
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=NEW_YORK)
BORN = date(1961, 5, 3)
PHQ_9 = tuple(f"phq_{number}" for number in range(1, 10))


def options(instrument: str, item: str) -> list[str]:
    """Return the codes of an item's answers, lowest first."""
    from teamlet.content import instruments

    return [option.code for option in instruments.load(instrument).item(item).options]


@dataclass
class Scene:
    """What most tests begin with."""

    practice: Any
    patient: Any
    visit: Any
    nurse: Any
    clinician: Any
    behavioral: Any
    assistant: Any
    manager: Any
    desk: Any

    def form(self, *parts: str, patient: Any = None, visit: Any = "", purpose: str = "screening", **more: Any) -> Any:
        """Give a form out at noon."""
        from teamlet.records.instruments.actions import issue_form
        from teamlet.records.instruments.words import FormPurpose

        return issue_form(
            patient=patient or self.patient,
            visit=self.visit if visit == "" else visit,
            purpose=FormPurpose(purpose),
            parts=parts or ("phq_2",),
            at=more.pop("at", NOON),
            by=self.assistant.principal,
            **more,
        )

    def say(self, form: Any, item: str, value: Any, *, part: str = "phq_9@1", at: datetime = NOON, **more: Any) -> Any:
        """Save an answer as staff enter it, or with ``access`` as the patient gives it."""
        from teamlet.records.instruments.actions import Said, save_answer
        from teamlet.records.instruments.queries import acting_for

        access = more.pop("access", None)
        mode = more.pop("mode", Mode.STAFF if access is None else (Mode.LINK if access.link_id else Mode.TABLET))
        by = more.pop("by", None) or (self.assistant.principal if access is None else acting_for(self.practice, mode))
        said = Said(part=part, item=item, value=value, author=more.pop("author", Author.PATIENT), **more)
        return save_answer(form=form, said=said, mode=mode, access=access, at=at, by=by)

    def tablet(self, form: Any, *, at: datetime = NOON, verified: bool = True) -> Any:
        """Give the form to a tablet, type its number and (unless told not to) the birth date; return the access."""
        from teamlet.ground.access.links import token_hash
        from teamlet.records.instruments.actions import bind_tablet, try_pin, verify_birth_date
        from teamlet.records.instruments.models import FormAccess
        from teamlet.records.instruments.queries import acting_for

        _, pin = bind_tablet(form=form, at=at, by=self.assistant.principal)
        entered = try_pin(practice=self.practice, pin=pin, client="10.0.0.9", at=at)
        assert entered.key, entered
        access = FormAccess.objects.get(key_hash=token_hash(entered.key))
        access.test_key = entered.key
        if verified:
            by = acting_for(self.practice, Mode.TABLET)
            verify_birth_date(access=access, birth_date=form.patient.birth_date, at=at, by=by)
        return access

    def name_cover(self, *, at: datetime = NOON) -> Any:
        """Name who covers safety alerts, weekdays 8 to 5."""
        from teamlet.records.instruments.actions import CoverSaid, name_safety_cover

        said = CoverSaid(
            responder=self.nurse.membership,
            backup=self.behavioral.membership,
            on_call=self.manager.membership,
            days=(0, 1, 2, 3, 4),
            from_time=time(8),
            to_time=time(17),
            response_minutes=15,
            texts={"en": "We read this tomorrow.", "es": "Lo leemos mañana."},
        )
        return name_safety_cover(practice=self.practice, said=said, at=at, by=self.manager.principal)


def make_scene(practice: Any, staff: Callable[..., Any], patient: Any) -> Scene:
    from teamlet.records.visits.models import Visit

    people = SimpleNamespace(
        nurse=staff(Role.NURSE, at=practice),
        clinician=staff(Role.CLINICIAN, at=practice),
        behavioral=staff(Role.BEHAVIORAL_HEALTH, at=practice),
        assistant=staff(Role.MEDICAL_ASSISTANT, at=practice),
        manager=staff(Role.MANAGER, at=practice),
        desk=staff(Role.FRONT_DESK, at=practice),
    )
    visit = Visit.objects.create(
        practice=practice,
        patient=patient,
        kind="chronic",
        day=NOON.date(),
        starts=time(11, 30),
        clinician=people.clinician.membership,
        created_at=NOON,
    )
    return Scene(practice, patient, visit, **vars(people))


@pytest.fixture
def scene(practice: Any, staff: Callable[..., Any], patient: Any, at: Callable[..., datetime]) -> Scene:
    at(NOON)
    return make_scene(practice, staff, patient)
