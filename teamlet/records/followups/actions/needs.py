"""Keeping levels of need: what the records give, what the team sets, and back again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zlib import crc32
from zoneinfo import ZoneInfo

from django.db.models import F
from django.db.models.functions import Mod

from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import ChangedMeanwhile, Reason, Refused
from teamlet.records.followups.models import NeedLevel
from teamlet.records.followups.queries.need_facts import need_facts, of_patients
from teamlet.records.followups.queries.needs import in_support, set_by_hand
from teamlet.records.followups.rules.needs import Need, NeedFacts, SetByHand, level_of_need, may_set_level
from teamlet.records.followups.words import Permission
from teamlet.records.followups.words.needs import Level, WhyAnotherLevel
from teamlet.records.patients.actions.tables import mark_for_lists
from teamlet.records.patients.models import Patient
from teamlet.records.practice.actions.saves import keep_save
from teamlet.records.practice.models import Practice
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind, TaskState

_MANY = 500


@dataclass(frozen=True, slots=True)
class LevelChanges:
    """What a look at levels found to be different from what is kept: new rows, and those whose level is another."""

    rows: Sequence[NeedLevel]
    moved: Mapping[int, int]
    on: date


def find_levels(*, practice: Practice, patients: Collection[int], at: datetime) -> LevelChanges:
    """Return what the records of these patients (row numbers, or a range) change about their levels.

    Everything is read here, a fixed number of statements for any number of patients; nothing is written.
    """
    on = at.astimezone(ZoneInfo(practice.time_zone)).date()
    who = in_support(practice, patients)
    if not who:
        return LevelChanges((), {}, on)
    wanted = patients if isinstance(patients, range) else who
    facts = need_facts(practice, wanted, on=on)
    standing = {
        row.patient_id: row
        for row in NeedLevel.objects.filter(of_patients("patient_id", wanted), practice=practice, is_current=True)
    }
    rows: list[NeedLevel] = []
    moved: dict[int, int] = {}
    for pk in sorted(who):
        before = standing.get(pk)
        need = level_of_need(facts.get(pk, NeedFacts()), on=on, by_hand=set_by_hand(before))
        made = _row(practice.pk, pk, need, before, at, None)
        if before is None or before.digest != made.digest:
            rows.append(made)
            if before is None or before.level != made.level:
                moved[pk] = made.level
    return LevelChanges(rows, moved, on)


def write_levels(practice: Practice, changes: LevelChanges) -> None:
    """Write what a look at levels found, inside the caller's action."""
    owners = [row.patient_id for row in changes.rows]
    for start in range(0, len(owners), _MANY):
        NeedLevel.objects.filter(patient_id__in=owners[start : start + _MANY], is_current=True).update(is_current=False)
    NeedLevel.objects.bulk_create(changes.rows, batch_size=_MANY)
    _weigh_contacts(practice.pk, changes.moved)
    mark_for_lists(practice.pk, {*owners, *changes.moved})


@action
def set_level(
    *,
    patient: Patient,
    level: Level,
    why: WhyAnotherLevel,
    until: date | None = None,
    words: str = "",
    seen: int | None = None,
    at: datetime,
    by: Principal,
) -> NeedLevel:
    """Set a patient's level by hand until a day, at most 90 days on (None = 90).

    ``seen`` is ``hand_mark`` of the row that the form showed; None compares nothing.  Raises ``Refused`` for a level or
    reason that is none, a day too far, and under a record that is joined to another; ``ChangedMeanwhile`` when a
    colleague set another meanwhile.
    """
    row, before, on = _standing(patient, seen, at, by)
    decision = may_set_level(int(level), why, on=on, until=until)
    if decision.status is not Permission.YES:
        raise Refused(decision.reason)
    made = _save(row, before, SetByHand(level, why, on, until), words, at, by)
    keep_save(kind="followups.level", about_oid=made.oid, patient_oid=row.oid, at=at, by=by)
    audit(made, patient=row, level=made.level, from_inputs=made.from_inputs, why=why)
    return made


@action
def clear_level(*, patient: Patient, seen: int | None = None, at: datetime, by: Principal) -> NeedLevel:
    """Go back to the level that the records give.

    Raises ``Refused`` when the team set none, ``ChangedMeanwhile`` as ``set_level`` does.
    """
    row, before, _ = _standing(patient, seen, at, by)
    if before is None or before.set_level is None:
        raise Refused(Reason("followups.need_not_set"))
    made = _save(row, before, None, "", at, by)
    keep_save(kind="followups.level", about_oid=made.oid, patient_oid=row.oid, at=at, by=by)
    audit(made, patient=row, level=made.level)
    return made


@action
def undo_level(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Take back what was set or cleared last: what the team had set before holds again.

    Raises ``ChangedMeanwhile`` when a person changed it since.
    """
    made = NeedLevel.objects.select_related("patient").get(oid=about_oid, practice_id=by.practice_id)
    patient = Patient.objects.select_for_update().get(pk=made.patient_id)
    later = NeedLevel.objects.filter(patient=patient, pk__gt=made.pk)
    if later.filter(by__isnull=False).exists():
        raise ChangedMeanwhile("level")
    before = NeedLevel.objects.filter(patient=patient, pk__lt=made.pk).order_by("-pk").first()
    current = NeedLevel.objects.filter(patient=patient, is_current=True).first()
    saved = _save(patient, current, set_by_hand(before), before.set_words if before else "", at, by, like=before)
    audit(saved, patient=patient, level=saved.level)


def _standing(
    patient: Patient, seen: int | None, at: datetime, by: Principal
) -> tuple[Patient, NeedLevel | None, date]:
    """Return the locked patient, the row in force and today; the row is the one that the form showed."""
    row = (
        Patient.objects.select_for_update(of=("self",))
        .select_related("merged_into", "practice")
        .get(pk=patient.pk, practice_id=by.practice_id)
    )
    if row.joined is not None:
        raise Refused(row.joined)
    before = NeedLevel.objects.filter(patient=row, is_current=True).first()
    if seen is not None and seen != hand_mark(before):
        raise ChangedMeanwhile("level")
    return row, before, at.astimezone(ZoneInfo(row.practice.time_zone)).date()


def hand_mark(row: NeedLevel | None) -> int:
    """Return what tells one setting by hand from another; 0 = none.  What the records find does not change it."""
    if row is None or row.set_level is None:
        return 0
    return crc32(f"{row.set_level}/{row.set_why}/{row.set_on}/{row.set_until}/{row.set_words}".encode())


def _save(
    patient: Patient,
    before: NeedLevel | None,
    by_hand: SetByHand | None,
    words: str,
    at: datetime,
    by: Principal,
    *,
    like: NeedLevel | None = None,
) -> NeedLevel:
    """Write the row that holds from now on; ``like`` is whose setting by hand it repeats, else it is ``by``'s."""
    practice = Practice.objects.get(pk=patient.practice_id)
    on = at.astimezone(ZoneInfo(practice.time_zone)).date()
    facts = need_facts(practice, [patient.pk], on=on).get(patient.pk, NeedFacts())
    need = level_of_need(facts, on=on, by_hand=by_hand)
    made = _row(practice.pk, patient.pk, need, None, at, user_of(by))
    if by_hand is not None:
        made.set_level, made.set_why = by_hand.level.number, by_hand.why.value
        made.set_on, made.set_until, made.set_words = by_hand.on, by_hand.until, words[:240]
        made.set_by_id = like.set_by_id if like is not None else user_of(by)
    made.digest = _digest(made)
    NeedLevel.objects.filter(patient=patient, is_current=True).update(is_current=False)
    made.save()
    if before is None or before.level != made.level:
        _weigh_contacts(practice.pk, {patient.pk: made.level})
    return made


def _row(
    practice_id: int, patient_id: int, need: Need, before: NeedLevel | None, at: datetime, by: int | None
) -> NeedLevel:
    """Return a row as it would be kept, what the team set repeated from ``before`` while it holds."""
    made = NeedLevel(
        practice_id=practice_id,
        patient_id=patient_id,
        level=need.level.number,
        from_inputs=need.from_inputs.number,
        inputs=[
            {
                "code": each.code.value,
                "state": each.state.value,
                **({"value": each.value} if each.value else {}),
                **({"day": each.day.isoformat()} if each.day else {}),
            }
            for each in need.inputs
        ],
        by_id=by,
        at=at,
    )
    over = any(reason.code == "followups.need_by_hand_over" for reason in need.decision.reasons)
    if before is not None and before.set_level is not None and not over:
        made.set_level, made.set_why, made.set_words = before.set_level, before.set_why, before.set_words
        made.set_on, made.set_until, made.set_by_id = before.set_on, before.set_until, before.set_by_id
    made.digest = _digest(made)
    return made


def _digest(row: NeedLevel) -> str:
    until = row.set_until.isoformat() if row.set_until else ""
    parts = [row.level, row.from_inputs, row.inputs, row.set_level, row.set_why, str(row.set_on or ""), until]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def _weigh_contacts(practice_id: int, moved: Mapping[int, int]) -> None:
    """Give the open contacts of these patients their place in the order of the list: the last digits are the level."""
    for level in sorted(set(moved.values())):
        patients = [pk for pk, number in moved.items() if number == level]
        for start in range(0, len(patients), _MANY):
            Task.objects.filter(
                practice_id=practice_id,
                patient_id__in=patients[start : start + _MANY],
                kind=TaskKind.CONTACT,
                state=TaskState.OPEN,
            ).update(risk=F("risk") - Mod(F("risk"), 100) + level)
