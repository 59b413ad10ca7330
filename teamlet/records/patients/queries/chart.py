"""What a chart shows of another record: seven lists, each with its sensitive rows held back by role."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from teamlet.content.matching import Fact, Facts
from teamlet.records.patients import rules
from teamlet.records.patients.models import (
    CareTeamMember,
    Condition,
    Encounter,
    Medicine,
    Patient,
    Reading,
    RecordPlan,
    RecordTarget,
)
from teamlet.records.patients.words import Sensitivity, Showing, View
from teamlet.records.practice.queries import Scope, practice_id_of

SHOWN = 20
#: Rows read of one list; what lies beyond is counted as "more" no further.
_READ = 300
ACTIVE_CONDITION = ("active", "recurrence", "relapse", "")
ACTIVE_MEDICINE = ("active", "on-hold", "")
_WRONG_CONDITION = ("refuted", "entered-in-error")
_OPEN_PLAN = ("active", "on-hold", "")
_CLOSED_TARGET = ("rejected", "cancelled", "entered-in-error", "completed")
_BMI = "39156-5"
#: Pregnancy as problem lists write it; in ICD-10-CM the O chapter without the puerperium, Z33.1 and Z34.
_PREGNANT_SNOMED = frozenset({"77386006", "72892002", "47200007"})

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class Part(Generic[RowT]):
    """One list: the rows shown, how many further ones there are, how many the reader's roles hold back."""

    rows: tuple[RowT, ...]
    more: int = 0
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class ConditionFact:
    """A diagnosis that stands."""

    code_system: str
    code: str
    display: str
    state: str
    began_on: date | None
    ended_on: date | None
    sensitivity: str


@dataclass(frozen=True, slots=True)
class MedicineFact:
    """A medicine being taken."""

    code_system: str
    code: str
    display: str
    state: str
    written_on: date | None
    dose_text: str
    sensitivity: str


@dataclass(frozen=True, slots=True)
class ReadingFact:
    """The newest reading of its code."""

    code: str
    display: str
    value: Decimal | None
    comparator: str
    unit: str
    text: str
    day: date | None
    origin: str
    plausibility: str
    category: str
    sensitivity: str


@dataclass(frozen=True, slots=True)
class EncounterFact:
    """A past encounter."""

    day: date | None
    kind: str
    encounter_class: str
    reason: str
    with_whom: str | None
    where: str | None
    sensitivity: str


@dataclass(frozen=True, slots=True)
class CareTeamFact:
    """Somebody on a care team that is at work."""

    name: str
    role: str
    sensitivity: str


@dataclass(frozen=True, slots=True)
class TargetFact:
    """A target from the record: never the patient's words, never a task."""

    text: str
    state: str
    target: str
    due_on: date | None
    expressed_by: str
    sensitivity: str


@dataclass(frozen=True, slots=True)
class RecordPlanFact:
    """A care plan from the record."""

    title: str
    state: str
    began_on: date | None
    ended_on: date | None
    activities: tuple[str, ...]
    sensitivity: str


@dataclass(frozen=True, slots=True)
class ChartFacts:
    """Everything a chart shows of other records, as far as the reader's roles go."""

    conditions: Part[ConditionFact]
    medicines: Part[MedicineFact]
    readings: Part[ReadingFact]
    encounters: Part[EncounterFact]
    care_team: Part[CareTeamFact]
    targets: Part[TargetFact]
    plans: Part[RecordPlanFact]


def chart_facts(scope: Scope, patient: Patient, roles: Collection[str]) -> ChartFacts:
    """Return what other records say about the patient, newest first.  Seven statements, however much there is.

    What belongs to patients merged into this one is part of it.  Labelled rows appear only where
    ``rules.may_see`` lets ``roles`` see them in the chart; otherwise they are counted in ``withheld``.
    """
    practice_id = practice_id_of(scope)

    def part(
        rows: QuerySet[Any], columns: tuple[str, ...], make: Callable[..., RowT], once: bool = False
    ) -> Part[RowT]:
        return _part(rows.values_list("sensitivity", *columns)[:_READ], make, roles, once=once)

    newest = Window(RowNumber(), partition_by=[F("code"), F("display")], order_by=[F("day").desc(), F("id").desc()])
    return ChartFacts(
        conditions=part(
            _active_conditions(practice_id, patient).order_by(F("began_on").desc(nulls_last=True), "-id"),
            ("code_system", "code", "display", "clinical_state", "began_on", "ended_on"),
            ConditionFact,
            once=True,
        ),
        medicines=part(
            _active_medicines(practice_id, patient).order_by(F("written_on").desc(nulls_last=True), "-id"),
            ("code_system", "code", "display", "state", "written_on", "dose_text"),
            MedicineFact,
            once=True,
        ),
        readings=part(
            _rows(Reading, practice_id, patient)
            .annotate(newest=newest)
            .filter(newest=1)
            .order_by(F("day").desc(nulls_last=True), "display", "-id"),
            (
                "code", "display", "value", "comparator", "unit", "text", "day", "origin", "plausibility", "category",
            ),
            ReadingFact,
        ),
        encounters=part(
            _rows(Encounter, practice_id, patient).order_by(F("day").desc(nulls_last=True), "-id"),
            ("day", "kind", "encounter_class", "reason", "practitioner__name", "organization__name"),
            EncounterFact,
        ),
        care_team=part(
            _rows(CareTeamMember, practice_id, patient)
            .filter(state__in=("active", "proposed", ""), ended_on=None)
            .order_by("-id"),
            ("name", "role"),
            CareTeamFact,
            once=True,
        ),
        targets=part(
            _rows(RecordTarget, practice_id, patient).exclude(state__in=_CLOSED_TARGET).order_by("-id"),
            ("text", "state", "target", "due_on", "expressed_by"),
            TargetFact,
        ),
        plans=part(
            _rows(RecordPlan, practice_id, patient)
            .filter(state__in=_OPEN_PLAN)
            .order_by(F("began_on").desc(nulls_last=True), "-id"),
            ("title", "state", "began_on", "ended_on", "activities"),
            _record_plan,
        ),
    )  # fmt: skip


def _rows(model: Any, practice_id: int, patient: Patient) -> QuerySet[Any]:
    owners = Patient.objects.filter(Q(pk=patient.pk) | Q(merged_into=patient.pk)).values("pk")
    rows: QuerySet[Any] = model.objects.filter(practice_id=practice_id, patient_id__in=owners, entered_in_error=False)
    return rows


def _active_conditions(practice_id: int, patient: Patient) -> QuerySet[Condition]:
    return (
        _rows(Condition, practice_id, patient)
        .filter(clinical_state__in=ACTIVE_CONDITION, ended_on=None)
        .exclude(verification__in=_WRONG_CONDITION)
    )


def _active_medicines(practice_id: int, patient: Patient) -> QuerySet[Medicine]:
    return _rows(Medicine, practice_id, patient).filter(state__in=ACTIVE_MEDICINE)


def _record_plan(
    title: str, state: str, began_on: date | None, ended_on: date | None, activities: list[dict[str, str]], label: str
) -> RecordPlanFact:
    texts = tuple(line["text"] for line in activities if isinstance(line, dict) and line.get("text"))
    return RecordPlanFact(title, state, began_on, ended_on, texts, label)


def _part(
    rows: Iterable[tuple[Any, ...]], make: Callable[..., RowT], roles: Collection[str], *, once: bool
) -> Part[RowT]:
    shown: list[RowT] = []
    met: set[tuple[Any, ...]] = set()
    more = withheld = 0
    for label, *values in rows:
        if once:
            # The same thing written several times (each refill, each team) is one line: its newest.
            same = tuple(str(value).casefold() for value in values[:3])
            if same in met:
                continue
            met.add(same)
        if rules.may_see(Sensitivity(label), roles, View.CHART).status is not Showing.SHOWN:
            withheld += 1
        elif len(shown) < SHOWN:
            shown.append(make(*values, label))
        else:
            more += 1
    return Part(tuple(shown), more, withheld)


def caution_facts(scope: Scope, patient: Patient, *, on: date) -> Facts:
    """Return what cautions on steps look at: all active conditions and medicines, age, body mass index, pregnancy.

    Labels hold nothing back here: a caution must know, and never says why to somebody who may not.  Three
    statements.  ``pregnant`` is True where an active condition says so, else None (not known).
    """
    practice_id = practice_id_of(scope)
    conditions = tuple(
        Fact(code, system, display, began)
        for system, code, display, began in _active_conditions(practice_id, patient).values_list(
            "code_system", "code", "display", "began_on"
        )[:_READ]
    )
    medicines = tuple(
        Fact(code, system, display, written)
        for system, code, display, written in _active_medicines(practice_id, patient).values_list(
            "code_system", "code", "display", "written_on"
        )[:_READ]
    )
    index = (
        _rows(Reading, practice_id, patient)
        .filter(code=_BMI, value__isnull=False, day__lte=on)
        .exclude(plausibility="impossible")
        .order_by("-day", "-id")
        .values_list("value", flat=True)
        .first()
    )
    age = None
    if patient.birth_date is not None and patient.birth_date <= on:
        age = rules.age_on(patient.birth_date, on)
    pregnant = True if any(_says_pregnant(fact) for fact in conditions) else None
    return Facts(conditions, medicines, pregnant, age, index)


def _says_pregnant(fact: Fact) -> bool:
    if "snomed" in fact.system:
        return fact.code in _PREGNANT_SNOMED
    if "icd-10" in fact.system:
        code = fact.code.upper().replace(".", "")
        return code.startswith(("Z331", "Z34", "O")) and not code.startswith(("O8", "O9A", "O90"))
    return False
