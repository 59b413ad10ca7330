"""Writing about one person: who they are, how to reach them, who helps them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import ChangedMeanwhile, Reason, Refused
from teamlet.records.patients import rules
from teamlet.records.patients.actions.tables import mark_for_populations
from teamlet.records.patients.models import ContactPoint, Helper, Identifier, NameGram, Patient
from teamlet.records.patients.permissions import check_change_person, check_merge
from teamlet.records.patients.queries.people import contact_points, points_version, versions_of
from teamlet.records.patients.words import ContactPointKind
from teamlet.records.practice.models import Membership
from teamlet.records.practice.permissions import check_person

_CORRECTABLE = frozenset(
    "given family called birth_date sex record_number deceased_on time_zone is_active matters".split()
)
#: What populations look at.
_DECIDES = frozenset({"birth_date", "sex", "deceased_on", "is_active"})


def _clean(text: str, longest: int) -> str:
    return rules.visible(text)[:longest]


def _check_number(practice_id: int, record_number: str, patient: Patient | None = None) -> None:
    if not record_number:
        return
    same = Patient.objects.filter(practice_id=practice_id, record_number=record_number, merged_into=None)
    if patient is not None:
        same = same.exclude(pk=patient.pk)
    if same.exists():
        raise Refused(Reason("patients.record_number_taken", {"record_number": record_number}))


def _check_person(given: str, family: str, birth_date: date | None, today: date) -> None:
    if not given and not family:
        raise Refused(Reason("patients.name_missing"))
    if birth_date is not None and birth_date > today:
        raise Refused(Reason("patients.birth_date_in_future"))


def _keep_keys(patient: Patient) -> None:
    key = rules.search_key(f"{patient.family} {patient.given}")
    patient.name_key, patient.sound_key = key.folded[:240], key.sound[:120]
    if patient.pk is not None:
        NameGram.objects.filter(patient=patient).delete()
        _keep_grams(patient, key)


def _keep_grams(patient: Patient, key: rules.NameKey) -> None:
    NameGram.objects.bulk_create(
        NameGram(patient=patient, practice_id=patient.practice_id, gram=gram) for gram in sorted(key.grams)
    )


def _check_seen(part: str, now: Mapping[str, int], seen: Mapping[str, int] | None) -> None:
    """Raise ``ChangedMeanwhile`` when the form showed another version of this part than there is now."""
    if seen is not None and seen.get(part, now[part]) != now[part]:
        raise ChangedMeanwhile("details")


def _mine(patient: Patient, by: Principal) -> Patient:
    """Return the row, locked; raises ``Patient.DoesNotExist`` for a patient of another practice."""
    return Patient.objects.select_for_update().get(pk=patient.pk, practice_id=by.practice_id)


@action
def register_patient(
    *,
    given: str,
    family: str,
    birth_date: date | None = None,
    sex: str = "",
    language: str = "",
    record_number: str = "",
    called: str = "",
    phone: str = "",
    email: str = "",
    by: Principal,
) -> Patient:
    """Add a patient by hand, names kept as typed.

    Raises ``Refused`` without any name, for a birth date in the future, for a record number that another
    patient has, or when the role may not.  Look-alikes are warned about, never refused.
    """
    check_change_person(by)
    given, family, record_number = _clean(given, 120), _clean(family, 120), _clean(record_number, 80)
    _check_person(given, family, birth_date, clock.today(by.time_zone))
    _check_number(by.practice_id, record_number)
    patient = Patient(
        practice_id=by.practice_id,
        given=given,
        family=family,
        birth_date=birth_date,
        sex=sex[:10],
        language=language[:20],
        record_number=record_number,
        called=_clean(called, 60),
        created_at=clock.now(),
    )
    _keep_keys(patient)
    patient.save()
    _keep_grams(patient, rules.search_key(f"{family} {given}"))
    if record_number:
        Identifier.objects.create(
            patient=patient, practice_id=by.practice_id, system="", value=record_number, kind="MR"
        )
    for kind, value in ((ContactPointKind.MOBILE, phone), (ContactPointKind.EMAIL, email)):
        if value.strip():
            ContactPoint.objects.create(patient=patient, kind=kind.value, value=_clean(value, 240))
    audit(patient, patient=patient)
    return patient


@action
def correct_patient(
    *, patient: Patient, seen: Mapping[str, int] | None = None, by: Principal, **changes: Any
) -> Patient:
    """Correct what is said about a person; ``changes`` among given, family, called, birth_date, sex, record_number,
    deceased_on, time_zone, is_active, matters.

    The event names the columns, never the values.  ``seen`` are the versions that the form showed
    (``queries.versions_of``).  Raises ``ChangedMeanwhile`` when somebody else changed the same part since, ``Refused``
    as ``register_patient`` does, ``TypeError`` for another column.
    """
    check_change_person(by)
    if unknown := set(changes) - _CORRECTABLE:
        raise TypeError(f"correct_patient cannot change {sorted(unknown)}")
    row = _mine(patient, by)
    for part in [part for part, columns in rules.PARTS.items() if set(columns) & set(changes)]:
        _check_seen(part, versions_of(row), seen)
    for name, value in changes.items():
        if isinstance(value, str) and name != "matters":
            value = _clean(value, getattr(Patient._meta.get_field(name), "max_length", None) or 240)
        setattr(row, name, value)
    _check_person(row.given, row.family, row.birth_date, clock.today(by.time_zone))
    if "record_number" in changes:
        _check_number(by.practice_id, row.record_number, row)
    if {"given", "family"} & set(changes):
        _keep_keys(row)
    if "birth_date" in changes:
        row.birth_text = ""
    row.save()
    if _DECIDES & set(changes):
        mark_for_populations(by.practice_id, [row.pk])
    audit(row, patient=row, columns=sorted(changes))
    return row


@action
def set_language(
    *,
    patient: Patient,
    language: str,
    interpreter: bool = False,
    large_print: bool = False,
    seen: Mapping[str, int] | None = None,
    by: Principal,
) -> Patient:
    """Set the language of pages and texts (BCP 47; empty = not known), the need of an interpreter, and large print.

    Raises ``ChangedMeanwhile`` as ``correct_patient`` does.
    """
    check_change_person(by)
    row = _mine(patient, by)
    _check_seen("language", versions_of(row), seen)
    row.language, row.interpreter, row.large_print = language.strip()[:20], interpreter, large_print
    row.save(update_fields=["language", "interpreter", "large_print"])
    mark_for_populations(by.practice_id, [row.pk])
    audit(row, patient=row, language=row.language, interpreter=interpreter, large_print=large_print)
    return row


@action
def set_clinician(*, patient: Patient, membership: Membership | None, by: Principal) -> Patient:
    """Set whose patient this is.  Raises ``Refused`` for somebody of another practice, and for a pool."""
    check_change_person(by)
    if membership is not None and membership.practice_id != by.practice_id:
        raise Refused(Reason("patients.not_of_this_practice"))
    if membership is not None:
        check_person(membership)
    row = _mine(patient, by)
    row.clinician = membership
    row.save(update_fields=["clinician"])
    audit(row, patient=row, membership=membership.oid if membership is not None else "")
    return row


@action
def add_contact_point(
    *,
    patient: Patient,
    kind: str,
    value: str,
    use: str = "",
    seen: Mapping[str, int] | None = None,
    by: Principal,
) -> ContactPoint:
    """Add a phone number, e-mail or postal address as it was said.

    Raises ``ChangedMeanwhile`` when the numbers and addresses are not those ``seen`` any more, ``Refused`` for an
    empty one.
    """
    check_change_person(by)
    row = _mine(patient, by)
    if seen is not None:
        _check_seen("contact", {"contact": points_version(contact_points(by, row))}, seen)
    value = _clean(value, 240)
    if not value:
        raise Refused(Reason("patients.contact_point_empty"))
    last = ContactPoint.objects.filter(patient=row).order_by("-rank").first()
    point = ContactPoint.objects.create(
        patient=row,
        kind=ContactPointKind(kind).value,
        value=value,
        use=use[:10],
        rank=min(last.rank + 1, 99) if last is not None else 1,
    )
    audit(("patients.contactpoint", str(point.pk)), patient=row, kind=point.kind)
    return point


@action
def mark_contact_point(
    *, contact_point: ContactPoint, works: bool, seen: Mapping[str, int] | None = None, by: Principal
) -> ContactPoint:
    """Say that a number or address is wrong (``works=False``), or right after all.

    Raises ``ChangedMeanwhile`` as ``add_contact_point`` does.
    """
    check_change_person(by)
    point = ContactPoint.objects.select_for_update().get(pk=contact_point.pk, patient__practice_id=by.practice_id)
    if seen is not None:
        _check_seen("contact", {"contact": points_version(contact_points(by, point.patient))}, seen)
    point.works = works
    point.save(update_fields=["works"])
    audit(("patients.contactpoint", str(point.pk)), patient=point.patient, kind=point.kind, works=works)
    return point


@action
def set_helper(
    *,
    patient: Patient,
    name: str,
    relation: str = "",
    phone: str = "",
    may_join: bool = False,
    agreed_on: date | None = None,
    helper: Helper | None = None,
    by: Principal,
) -> Helper:
    """Add a person whom the patient lets take part, or change one (``helper``).  Raises ``Refused`` without a name."""
    check_change_person(by)
    row = _mine(patient, by)
    name = _clean(name, 120)
    if not name:
        raise Refused(Reason("patients.name_missing"))
    held = Helper(patient=row) if helper is None else Helper.objects.get(pk=helper.pk, patient=row)
    held.name, held.relation, held.phone = name, _clean(relation, 60), _clean(phone, 30)
    held.may_join, held.agreed_on = may_join, agreed_on
    held.save()
    audit(held, patient=row, may_join=may_join)
    return held


@action
def remove_helper(*, helper: Helper, by: Principal) -> None:
    """Take somebody off the patient's helpers."""
    check_change_person(by)
    held = Helper.objects.select_related("patient").get(pk=helper.pk, patient__practice_id=by.practice_id)
    audit(held, patient=held.patient)
    held.delete()


@action
@goes_on
def merge_patients(*, patient: Patient, into: Patient, by: Principal) -> Patient:
    """Join two records of one person: from now on ``patient`` is read as part of ``into``.  Nothing is moved.

    Raises ``Refused`` when they are the same row, of another practice, or when either is merged already
    or others are merged into ``patient``.
    """
    check_merge(by)
    row, target = _mine(patient, by), _mine(into, by)
    if row.pk == target.pk:
        raise Refused(Reason("patients.merge_with_itself"))
    if row.merged_into_id is not None or target.merged_into_id is not None:
        raise Refused(Reason("patients.merged_already"))
    if Patient.objects.filter(merged_into=row).exists():
        raise Refused(Reason("patients.others_merged_into_it"))
    row.merged_into, row.is_active = target, False
    row.save(update_fields=["merged_into", "is_active"])
    mark_for_populations(by.practice_id, [row.pk, target.pk])
    audit(row, patient=row, into=target.oid)
    return row


@action
@goes_on
def undo_merge(*, patient: Patient, by: Principal) -> Patient:
    """Take two records apart again.  Raises ``Refused`` when the patient is not merged."""
    check_merge(by)
    row = _mine(patient, by)
    if row.merged_into is None:
        raise Refused(Reason("patients.not_merged"))
    audit(row, patient=row, out_of=row.merged_into.oid)
    mark_for_populations(by.practice_id, [row.pk, row.merged_into.pk])
    row.merged_into, row.is_active = None, True
    row.save(update_fields=["merged_into", "is_active"])
    return row
