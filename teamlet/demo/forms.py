"""Forms of the demo: who covers alerts, forms that came back, one alert and how it ended, one locked link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from teamlet.content import instruments
from teamlet.content.schema import Author, Mode
from teamlet.demo.stage import Set
from teamlet.records.instruments.actions import (
    CoverSaid,
    Said,
    acknowledge_alert,
    close_alert,
    issue_form,
    issue_link,
    name_safety_cover,
    read_form,
    save_answer,
    submit_form,
    verify_birth_date,
)
from teamlet.records.instruments.models import SafetyAlert
from teamlet.records.instruments.queries import acting_for
from teamlet.records.instruments.words import FormPurpose
from teamlet.records.patients.models import Patient

_TEXTS = {
    "en": "Nobody reads this now; we do on the next working day. In danger now: 911. Call or text 988, any time.",
    "es": "Ahora nadie lee esto; lo leemos el próximo día hábil. Si hay peligro ahora: 911. Llame al 988, a toda hora.",
}
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Cast:
    nurse: str
    clinician: str
    assistant: str
    manager: str


_CASTS = {"cedar": _Cast("nora", "cole", "maya", "pat"), "juniper": _Cast("nick", "hale", "miko", "max")}


def hand_out_forms(here: Set, *, today: date, at: datetime) -> None:
    """Name the cover and let six grown-up people of the practice have had forms; ``at`` is the demo's now."""
    cast = _CASTS[here.stage.key]
    said = CoverSaid(
        responder=here[cast.nurse],
        backup=here[cast.clinician],
        on_call=here[cast.manager],
        days=(0, 1, 2, 3, 4),
        from_time=time(8),
        to_time=time(17),
        response_minutes=15,
        texts=_TEXTS,
    )
    name_safety_cover(practice=here.practice, said=said, at=at - timedelta(days=60), by=here.by(cast.manager))
    people = list(
        Patient.objects.filter(
            practice=here.practice,
            is_active=True,
            merged_into=None,
            deceased_on=None,
            birth_date__lt=today - timedelta(days=366 * 20),
            language="en",
        ).order_by("pk")[4:10]
    )
    if len(people) < 6:
        return
    scene = _Scene(here, cast, at)
    scene.mood(people[0], days=40, points=(2, 2, 1, 1, 1, 0, 1, 0, 0), is_read=True)
    scene.mood(people[0], days=2, points=(1, 1, 1, 1, 0, 0, 0, 0, 0))
    scene.mood(people[1], days=0, points=(1, 1, 0, 1, 0, 0, 0, 0, None))
    scene.preparation(people[2], days=1)
    scene.danger(people[3], days=9)
    scene.locked(people[4], days=0)
    scene.short_mood(people[5], days=0)


class _Scene:
    """Who acts, and when."""

    def __init__(self, here: Set, cast: _Cast, at: datetime) -> None:
        self.here, self.cast, self.now = here, cast, at
        self.by = here.by(cast.assistant)

    def mood(self, patient: Patient, *, days: int, points: tuple[int | None, ...], is_read: bool = False) -> None:
        """Have the nine questions answered with staff; None leaves one open."""
        at = self.now - timedelta(days=days) - 20 * _MINUTE
        instrument = instruments.load("phq_9")
        form = issue_form(
            patient=patient, purpose=FormPurpose.SCREENING, parts=["phq_9"], language="en", at=at, by=self.by
        )
        for number, given in enumerate(points, 1):
            item = f"phq_{number}"
            value = None if given is None else instrument.item(item).options[given].code
            said = Said(part=instrument.key, item=item, value=value)
            save_answer(form=form, said=said, mode=Mode.STAFF, at=at + number * _MINUTE, by=self.by)
        submit_form(form=form, mode=Mode.STAFF, at=at + 10 * _MINUTE, by=self.by)
        if is_read:
            read_form(form=form, at=at + timedelta(hours=3), by=self.here.by(self.cast.nurse))

    def preparation(self, patient: Patient, *, days: int) -> None:
        """Have a visit prepared on paper, partly by a daughter."""
        at = self.now - timedelta(days=days)
        form = issue_form(
            patient=patient,
            purpose=FormPurpose.VISIT_PREPARATION,
            parts=["visit_preparation"],
            language="en",
            at=at,
            by=self.by,
        )
        part = form.parts[0]
        for said in (
            Said(part=part, item="topics", value=["My knee on the stairs", "The new pill"]),
            Said(part=part, item="worry", value="That I fall when nobody is home"),
            Said(
                part=part,
                item="worry",
                value="She hardly goes out any more",
                author=Author.CAREGIVER,
                author_name="June",
                relation="daughter",
            ),
        ):
            save_answer(form=form, said=said, mode=Mode.PAPER, at=at + _MINUTE, by=self.by)
        submit_form(form=form, mode=Mode.PAPER, at=at + 2 * _MINUTE, by=self.by)

    def danger(self, patient: Patient, *, days: int) -> None:
        """Have item 9 answered, the alert taken on and closed by the nurse, the form read."""
        at = self.now - timedelta(days=days)
        self.mood(patient, days=days, points=(2, 3, 2, 2, 1, 2, 1, 0, 1), is_read=True)
        alert = SafetyAlert.objects.get(patient=patient)
        nurse = self.here.by(self.cast.nurse)
        acknowledge_alert(alert=alert, at=at - 9 * _MINUTE, by=nurse)
        close_alert(
            alert=alert,
            what_was_done="Talked together for half an hour, wrote a safety plan, brother comes in the evening.",
            at=at + 30 * _MINUTE,
            by=nurse,
        )

    def locked(self, patient: Patient, *, days: int) -> None:
        """Have somebody give five wrong birth dates."""
        at = self.now - timedelta(days=days) - 30 * _MINUTE
        form = issue_form(
            patient=patient, purpose=FormPurpose.CHECK_IN, parts=["general_health"], language="en", at=at, by=self.by
        )
        link, _token = issue_link(form=form, at=at, by=self.by)
        stranger = acting_for(self.here.practice, Mode.LINK)
        for number in range(5):
            wrong = date(1900, 1, 1 + number)
            verify_birth_date(link=link, birth_date=wrong, at=at + number * _MINUTE, by=stranger)

    def short_mood(self, patient: Patient, *, days: int) -> None:
        """Give the two short questions out; nothing came back yet."""
        at = self.now - timedelta(days=days) - 40 * _MINUTE
        issue_form(patient=patient, purpose=FormPurpose.SCREENING, parts=["phq_2"], language="en", at=at, by=self.by)
