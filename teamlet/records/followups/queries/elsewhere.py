"""What patients wrote on a form about care they had elsewhere: other doctors, emergency rooms, hospitals."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from teamlet.records.followups.models import HospitalVisit, SpecialistVisit
from teamlet.records.followups.queries.need_facts import of_patients
from teamlet.records.followups.words.hospital import HospitalState, HospitalToldBy
from teamlet.records.followups.words.specialists import SpecialistState, ToldBy
from teamlet.records.instruments.models import Answer, Form
from teamlet.records.instruments.queries.forms import answers_by, author_that_counts, given_in
from teamlet.records.instruments.words import FormState
from teamlet.records.practice.queries import Scope, practice_id_of

#: The form and its question about care elsewhere.
INSTRUMENT, ITEM = "visit_preparation", "seen_elsewhere"
_KEY = "form:"


class Elsewhere(StrEnum):
    """An answer to the question that says yes."""

    ANOTHER_DOCTOR = "another_doctor"
    EMERGENCY = "emergency"
    HOSPITAL = "hospital"


@dataclass(frozen=True, slots=True)
class Told:
    """A returned form that tells of care elsewhere, and of which."""

    form: Form
    places: tuple[Elsewhere, ...]

    @property
    def key(self) -> str:
        """What names it among what was noted, so that a form is noted once."""
        return f"{_KEY}{self.form.oid}"


def told_on_forms(scope: Scope, patients: Collection[int], *, since: datetime) -> list[Told]:
    """Return the forms of these patients (row numbers, or a range) that came back ``since`` and are not noted yet.

    One statement where no form tells of care elsewhere; of each form the answers of the author that counts.
    """
    rows = Answer.objects.filter(
        of_patients("form__patient_id", patients),
        form__practice_id=practice_id_of(scope),
        form__state=FormState.SUBMITTED,
        form__ended_at__gte=since,
        instrument=INSTRUMENT,
        item=ITEM,
        value__isnull=False,
    )
    columns = ("form_id", "form__oid", "form__patient_id", "form__patient__merged_into_id", "value")
    told = [row for row in rows.values_list(*columns) if _yes(row[-1])]
    if not told:
        return []
    maybe = {pk: oid for pk, oid, *_more in told}
    noted = _noted(scope, {kept or pk for _form, _oid, pk, kept, _value in told})
    fresh = [pk for pk, oid in maybe.items() if noted.get(f"{_KEY}{oid}") != frozenset(Elsewhere)]
    forms = Form.objects.filter(pk__in=fresh).select_related("practice", "patient__merged_into").order_by("id")
    found = []
    for form in forms:
        done = noted.get(f"{_KEY}{form.oid}", frozenset())
        found.append(Told(form, tuple(each for each in _places(form) if each not in done)))
    return [told for told in found if told.places]


def _noted(scope: Scope, patients: Collection[int]) -> dict[str, frozenset[Elsewhere]]:
    """Return what is noted of these patients by where it came from; a stay and an emergency visit are one."""
    practice = practice_id_of(scope)
    doctors = SpecialistVisit.objects.filter(practice_id=practice, patient_id__in=patients)
    hospitals = HospitalVisit.objects.filter(practice_id=practice, patient_id__in=patients)
    found = {key: frozenset({Elsewhere.ANOTHER_DOCTOR}) for key in doctors.values_list("source_key", flat=True)}
    for key in hospitals.values_list("source_key", flat=True):
        found[key] = found.get(key, frozenset()) | {Elsewhere.EMERGENCY, Elsewhere.HOSPITAL}
    return found


def noted_from_forms_in_error(
    scope: Scope, patients: Collection[int]
) -> tuple[list[SpecialistVisit], list[HospitalVisit]]:
    """Return what is noted from forms that were entered in error since and waits to be asked about.

    Two statements, a third where anything noted from a form waits.
    """
    who = of_patients("patient_id", patients)
    practice = practice_id_of(scope)
    doctors = list(
        SpecialistVisit.objects.filter(who, practice_id=practice, state=SpecialistState.OPEN, told_by=ToldBy.FORM)
    )
    hospitals = list(
        HospitalVisit.objects.filter(who, practice_id=practice, state=HospitalState.OPEN, told_by=HospitalToldBy.FORM)
    )
    oids = {
        key.removeprefix(_KEY) for key in [row.source_key for row in doctors] + [row.source_key for row in hospitals]
    }
    if not oids:
        return [], []
    wrong = Form.objects.filter(oid__in=oids, state=FormState.ENTERED_IN_ERROR).values_list("oid", flat=True)
    keys = {f"{_KEY}{oid}" for oid in wrong}
    return [row for row in doctors if row.source_key in keys], [row for row in hospitals if row.source_key in keys]


def _places(form: Form) -> tuple[Elsewhere, ...]:
    given = given_in(form)
    part = next((each.part for each in given if each.part.partition("@")[0] == INSTRUMENT), "")
    return _yes(answers_by(given, part, *author_that_counts(given, part)).get(ITEM))


def _yes(value: object) -> tuple[Elsewhere, ...]:
    """Return what an answer says yes to; nothing for *no* and for what is no answer of this question."""
    chosen = value if isinstance(value, list | tuple) else ()
    return tuple(each for each in Elsewhere if each.value in chosen)
