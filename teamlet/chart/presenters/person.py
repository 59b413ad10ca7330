"""Who the patient is and how to reach them: what the front desk sees too."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import FINDS_PATIENTS, OFFICE, SUPPORT
from teamlet.ground.reasons import Reason
from teamlet.ground.ui.forms import PlainForm
from teamlet.records.documents.queries import LANGUAGES
from teamlet.records.documents.rules import language_name
from teamlet.records.outreach.queries.helping import helpers_with_prompts
from teamlet.records.outreach.queries.lists import text_way
from teamlet.records.patients import queries, rules
from teamlet.records.patients.models import Patient
from teamlet.records.patients.permissions import can_merge
from teamlet.records.patients.words import CONTACT_POINT_KIND_LABELS, SEX_LABELS, ContactPointKind, EntryMode, Sex


def header(by: Principal, patient: Patient, today: date, here: str) -> dict[str, Any]:
    """Return who this is: name, birth date, age, sex, record number; ``here`` is the tab that is open."""
    born = patient.birth_date
    age = rules.age_on(born, today) if born and born <= today else None
    entry = rules.staff_entry_only(born, today)
    return {
        "oid": patient.oid,
        "here": here,
        "name": queries.patient_name(patient) or _("No name"),
        "called": patient.called,
        "born": born,
        "born_text": patient.birth_text,
        "age": age,
        "sex": _(SEX_LABELS[Sex(patient.sex)]) if patient.sex in set(Sex) else "",
        "number": patient.record_number,
        "language": _(language_name(patient.language)) if patient.language else "",
        "lacks_language": bool(patient.language) and patient.language[:2].lower() not in LANGUAGES,
        "interpreter": patient.interpreter,
        "large_print": patient.large_print,
        "staff_only": entry.reason if born and entry.status is EntryMode.STAFF_ONLY else None,
        "deceased_on": patient.deceased_on,
        "is_active": patient.is_active,
        "merged_into": patient.merged_into.oid if patient.merged_into else "",
        "supports": by.has(SUPPORT),
        "finds": by.has(FINDS_PATIENTS),
        "sees_access": by.has(OFFICE),
        "practice": by.practice_key,
    }


def details(by: Principal, patient: Patient, seen: dict[str, int] | None = None) -> dict[str, Any]:
    """Return contact points, helpers and whoever may be taken for the patient.

    ``seen`` are the versions that a form given back had shown; otherwise those that stand now.
    """
    today = clock.today(by.time_zone)
    points = queries.contact_points(by, patient)
    shown = seen or {**queries.versions_of(patient), "contact": queries.points_version(points)}
    return {
        "who": header(by, patient, today, "details"),
        "patient": patient,
        "contacts": [
            (point, _(CONTACT_POINT_KIND_LABELS[ContactPointKind(point.kind)]) if point.kind in _KINDS else point.kind)
            for point in points
        ],
        "text_against": [Reason(code) for code in text_way(by, patient).against],
        "helpers": queries.helpers(by, patient),
        "prompted": helpers_with_prompts(by, patient.pk),
        "alike": queries.look_alikes_of(by, patient),
        "may_merge": can_merge(by),
        "stamps": lambda: stamps.make(patient_oid=patient.oid, seen=shown),
    }


def what_stands(form: PlainForm) -> str:
    """Return the filled fields of a form of what stands now, in one line: "Given name: Rosa; Family name: Marín"."""
    said = []
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if value in (None, "", False):
            continue
        choices = dict(getattr(field, "choices", ()))
        word = "✓" if value is True else choices.get(value, value)
        said.append(f"{field.label}: {word}")
    return "; ".join(said) or "–"


_KINDS = frozenset(ContactPointKind)
