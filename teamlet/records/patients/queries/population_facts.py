"""The facts that rules of populations ask for, read set-wise: a fixed number of statements for any number of patients.

What belongs to a patient who was merged counts for the one they were merged into.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from teamlet.content.readings import READINGS, ReadingKind
from teamlet.content.schema.populations import EncounterKind
from teamlet.records.patients.queries.chart import ACTIVE_CONDITION
from teamlet.records.patients.rules import populations as deciding

_OWNER = "COALESCE(p.merged_into_id, p.id)"


def facts_for(
    practice_id: int, needs: deciding.Needs, *, on: date, patients: Collection[int] | None = None
) -> deciding.Facts:
    """Read what rules need: one statement for people, two for diagnoses, one for each kind of reading, of encounters,
    and one for wishes."""
    subset = _Subset(practice_id, patients)
    facts = deciding.Facts(people=_people(subset))
    if needs.diagnoses:
        _diagnoses(subset, needs, facts)
    for reading, months in needs.readings.items():
        since = None if months is None else deciding.months_before(on, months)
        facts.readings[reading] = _readings(subset, READINGS[reading], since, on)
    for kind, months in sorted(needs.encounters):
        facts.encounters[kind, months] = _encounters(subset, kind, deciding.months_before(on, months), on)
    if needs.wishes:
        _wishes(subset, facts, on)
    return facts


class _Subset:
    """The beginning of every statement: the practice's patients, or some of them and who was merged into them."""

    def __init__(self, practice_id: int, patients: Collection[int] | None) -> None:
        self.values: list[Any] = [practice_id]
        self.where = "p.practice_id = %s"
        if isinstance(patients, range):
            self.where += f" AND {_OWNER} >= %s AND {_OWNER} < %s"
            self.values += [patients.start, patients.stop]
        elif patients is not None:
            chosen = sorted(patients) or [0]
            marks = ", ".join(["%s"] * len(chosen))
            self.where += f" AND (p.id IN ({marks}) OR p.merged_into_id IN ({marks}))"
            self.values += [*chosen, *chosen]


def _rows(statement: str, values: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        while part := cursor.fetchmany(5_000):
            yield from part


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _day(value: Any) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _people(subset: _Subset) -> dict[int, deciding.PersonOfPractice]:
    statement = (
        f"SELECT p.id, p.birth_date, p.sex, p.language FROM patients_patient p WHERE {subset.where}"  # noqa: S608
        " AND p.merged_into_id IS NULL AND p.deceased_on IS NULL AND p.is_active AND p.lists_declined_on IS NULL"
    )
    return {
        pk: deciding.PersonOfPractice(_day(birth_date), sex, language)
        for pk, birth_date, sex, language in _rows(statement, subset.values)
    }


_OUTPATIENT = deciding.ENCOUNTER_CLASSES[EncounterKind.OUTPATIENT]
_CONDITIONS = (
    " FROM patients_patient p JOIN patients_condition c ON c.patient_id = p.id"
    " {more} WHERE {where} AND NOT c.entered_in_error AND c.ended_on IS NULL"
    f" AND c.clinical_state IN ({_marks(ACTIVE_CONDITION)}) AND c.verification NOT IN ('refuted', 'entered-in-error')"
)
_VISIT = (
    " LEFT JOIN patients_encounter e ON c.category = 'encounter-diagnosis' AND NOT c.encounter_source_id = ''"
    " AND NOT e.source_id = '' AND e.practice_id = c.practice_id AND e.source_id = c.encounter_source_id"
    f" AND NOT e.entered_in_error AND e.encounter_class IN ({_marks(_OUTPATIENT)})"
)


def _diagnoses(subset: _Subset, needs: deciding.Needs, facts: deciding.Facts) -> None:
    codes = f"SELECT DISTINCT c.code_system, c.code{_CONDITIONS.format(more='', where=subset.where)}"
    named: list[str] = []
    for system, code in _rows(codes, [*subset.values, *ACTIVE_CONDITION]):
        is_icd10 = system in deciding.ICD10_SYSTEMS
        if (is_icd10 or system in deciding.SNOMED_SYSTEMS) and any(
            deciding.covers(line, is_icd10, code) for line in needs.diagnoses
        ):
            named.append(code)
    if not named:
        return
    statement = (
        f"SELECT {_OWNER}, c.id, c.code_system, c.code, c.display, c.category, c.began_on, e.day, c.sensitivity"
        f"{_CONDITIONS.format(more=_VISIT, where=subset.where)} AND c.code IN ({_marks(named)})"
    )
    days: dict[Any, date | None] = {}
    for owner, pk, system, code, display, category, began, visit, label in _rows(
        statement, [*_OUTPATIENT, *subset.values, *ACTIVE_CONDITION, *named]
    ):
        for day in (began, visit):
            if day not in days:
                days[day] = _day(day)
        is_icd10 = system in deciding.ICD10_SYSTEMS
        facts.diagnoses.setdefault((is_icd10, code), []).append(
            deciding.Diagnosis(owner, pk, display, category, days[began], days[visit], label)
        )


#: Not readings taken during an emergency visit or a hospital stay.  Who never had one is passed over at once.
_NOT_IN_HOSPITAL = (
    " AND (r.patient_id NOT IN (SELECT e.patient_id FROM patients_encounter e WHERE e.practice_id = %s"
    " AND e.encounter_class IN ({classes}))"
    " OR NOT EXISTS (SELECT 1 FROM patients_encounter e WHERE e.patient_id = r.patient_id AND NOT e.entered_in_error"
    " AND e.encounter_class IN ({classes}) AND e.day <= r.day AND (e.day = r.day AND e.ended_at IS NULL"
    " OR r.at >= e.began_at AND r.at <= e.ended_at)))"
)


def last_values(
    practice_id: int,
    kind: ReadingKind,
    *,
    on: date,
    days: int,
    since: date | None = None,
    patients: Collection[int] | None = None,
) -> dict[int, list[deciding.Value]]:
    """Return the values that count of each patient's last ``days`` days with one, newest first; one statement."""
    return _days_of(_Subset(practice_id, patients), kind, since, on, days)


def _readings(subset: _Subset, kind: ReadingKind, since: date | None, on: date) -> dict[int, deciding.Value]:
    return {owner: values[0] for owner, values in _days_of(subset, kind, since, on, 1).items()}


def _days_of(
    subset: _Subset, kind: ReadingKind, since: date | None, on: date, days: int
) -> dict[int, list[deciding.Value]]:
    values: list[Any] = [*subset.values, *kind.loinc, *deciding.LOINC_SYSTEMS, *kind.units, on.isoformat()]
    more = ""
    if since is not None:
        more += " AND r.day >= %s"
        values.append(since.isoformat())
    if kind.lowest_of_day:
        classes = (
            *deciding.ENCOUNTER_CLASSES[EncounterKind.EMERGENCY],
            *deciding.ENCOUNTER_CLASSES[EncounterKind.HOSPITAL],
        )
        more += _NOT_IN_HOSPITAL.format(classes=_marks(classes))
        values += [subset.values[0], *classes, *classes]
    statement = (
        "SELECT owner, id, value, comparator, unit, day, at, sensitivity FROM ("  # noqa: S608
        f"SELECT {_OWNER} AS owner, r.id, r.value, r.comparator, r.unit, r.day, r.at, r.sensitivity,"
        f" DENSE_RANK() OVER (PARTITION BY {_OWNER} ORDER BY r.day DESC) AS newest"
        " FROM patients_patient p JOIN patients_reading r ON r.patient_id = p.id"
        f" WHERE {subset.where} AND r.code IN ({_marks(kind.loinc)}) AND r.code_system IN"
        f" ({_marks(deciding.LOINC_SYSTEMS)}) AND r.unit IN ({_marks(kind.units)}) AND r.day <= %s{more}"
        " AND r.value IS NOT NULL AND NOT r.entered_in_error AND NOT r.plausibility = 'impossible'"
        " AND r.status NOT IN ('cancelled', 'entered-in-error')) AS latest WHERE newest <= %s"
    )
    best: dict[int, dict[date, tuple[Any, deciding.Value]]] = {}
    for owner, pk, number, comparator, unit, day, at, label in _rows(statement, [*values, days]):
        value = kind.in_unit(Decimal(str(number)), unit)
        taken = _day(day)
        if value is None or taken is None:
            continue
        # Lowest of the day, or the last of the day; of two at one moment the worse one, then the older row.
        key = (-value, -pk) if kind.lowest_of_day else (str(at or ""), value, -pk)
        of_owner = best.setdefault(owner, {})
        if taken not in of_owner or key > of_owner[taken][0]:
            of_owner[taken] = (key, deciding.Value(pk, value, comparator, taken, label))
    return {
        owner: [each for _, (_, each) in sorted(of_owner.items(), reverse=True)] for owner, of_owner in best.items()
    }


def _encounters(subset: _Subset, kind: EncounterKind, since: date, on: date) -> dict[int, deciding.Encounters]:
    classes = deciding.ENCOUNTER_CLASSES[kind]
    statement = (
        f"SELECT {_OWNER}, COUNT(*), MAX(e.id), MAX(e.day),"  # noqa: S608
        " MAX(CASE WHEN e.sensitivity = 'none' THEN '' ELSE e.sensitivity END)"
        " FROM patients_patient p JOIN patients_encounter e ON e.patient_id = p.id"
        f" WHERE {subset.where} AND NOT e.entered_in_error AND e.encounter_class IN ({_marks(classes)})"
        " AND e.state NOT IN ('planned', 'cancelled', 'entered-in-error') AND e.day >= %s AND e.day <= %s"
        f" GROUP BY {_OWNER}"
    )
    found = {}
    for owner, times, last, day, label in _rows(
        statement, [*subset.values, *classes, since.isoformat(), on.isoformat()]
    ):
        found[owner] = deciding.Encounters(times, last, _day(day) or on, label or "none")
    return found


def _wishes(subset: _Subset, facts: deciding.Facts, on: date) -> None:
    statement = (
        f"SELECT {_OWNER}, w.id, w.topic, w.wants, w.said_on FROM patients_patient p"  # noqa: S608
        f" JOIN patients_helpwish w ON w.patient_id = p.id WHERE {subset.where} AND w.said_on <= %s"
        " ORDER BY w.said_on, w.id"
    )
    for owner, pk, topic, wants, said in _rows(statement, [*subset.values, on.isoformat()]):
        facts.wishes.setdefault(owner, {})[topic] = deciding.Wish(pk, bool(wants), _day(said) or on)
