"""What patients wrote on a form about care they had elsewhere: other doctors, emergency rooms, hospitals."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from teamlet.records.followups.models import SpecialistVisit
from teamlet.records.followups.queries.need_facts import of_patients
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
    maybe = {pk: oid for pk, oid, value in rows.values_list("form_id", "form__oid", "value") if _yes(value)}
    if not maybe:
        return []
    keys = {f"{_KEY}{oid}" for oid in maybe.values()}
    noted = set(SpecialistVisit.objects.filter(source_key__in=keys).values_list("source_key", flat=True))
    fresh = [pk for pk, oid in maybe.items() if f"{_KEY}{oid}" not in noted]
    forms = Form.objects.filter(pk__in=fresh).select_related("practice", "patient__merged_into").order_by("id")
    return [told for told in (Told(form, _places(form)) for form in forms) if told.places]


def noted_from_forms_in_error(scope: Scope, patients: Collection[int]) -> list[SpecialistVisit]:
    """Return what is noted from forms that were entered in error since and waits to be asked about."""
    rows = SpecialistVisit.objects.filter(
        of_patients("patient_id", patients),
        practice_id=practice_id_of(scope),
        state=SpecialistState.OPEN,
        told_by=ToldBy.FORM,
    )
    by_form = {row.source_key.removeprefix(_KEY): row for row in rows}
    if not by_form:
        return []
    wrong = Form.objects.filter(oid__in=by_form, state=FormState.ENTERED_IN_ERROR).values_list("oid", flat=True)
    return [by_form[oid] for oid in wrong]


def _places(form: Form) -> tuple[Elsewhere, ...]:
    given = given_in(form)
    part = next((each.part for each in given if each.part.partition("@")[0] == INSTRUMENT), "")
    return _yes(answers_by(given, part, *author_that_counts(given, part)).get(ITEM))


def _yes(value: object) -> tuple[Elsewhere, ...]:
    """Return what an answer says yes to; nothing for *no* and for what is no answer of this question."""
    chosen = value if isinstance(value, list | tuple) else ()
    return tuple(each for each in Elsewhere if each.value in chosen)
