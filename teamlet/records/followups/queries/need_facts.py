"""What levels of need rest on, gathered from the records.

A fixed number of statements for any number of patients.  Neither who pays nor race is read here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce

from teamlet.content.schema import FactGroup
from teamlet.content.schema.populations import EncounterKind
from teamlet.records.followups.models import Attempt, ContactReport, HospitalVisit, RedFlag
from teamlet.records.followups.rules.needs import EVENT_DAYS, RISK_DAYS, NeedFacts
from teamlet.records.followups.words import ContactState
from teamlet.records.followups.words.hospital import HospitalPlace, HospitalState, HospitalToldBy
from teamlet.records.instruments.models import Answer, SafetyAlert, Score
from teamlet.records.instruments.words import AlertState, FormState
from teamlet.records.patients.models import (
    Condition,
    Encounter,
    HelpWish,
    Medicine,
    Patient,
    PopulationMember,
    Reading,
)
from teamlet.records.patients.queries.chart import ACTIVE_CONDITION
from teamlet.records.patients.queries.targets import Own, latest_values, own_targets, target_of
from teamlet.records.patients.rules import treatments
from teamlet.records.patients.rules.populations import ENCOUNTER_CLASSES, Value
from teamlet.records.patients.rules.targets import MEASURES, in_range
from teamlet.records.patients.words import TargetMeasure
from teamlet.records.plans.words import GoalState
from teamlet.records.practice.models import Membership, Practice
from teamlet.records.practice.queries import Scope, practice_id_of, setting
from teamlet.records.practice.words import MembershipState

#: Which population makes a value of a measure count as a condition out of range.
_CONDITION_OF = {
    TargetMeasure.HBA1C: "diabetes",
    TargetMeasure.SYSTOLIC: "hypertension",
    TargetMeasure.DIASTOLIC: "hypertension",
    TargetMeasure.PHQ9: "depression",
}
#: As in the population "several_conditions".
LONG_TERM = (
    "diabetes", "hypertension", "asthma", "copd", "heart_failure", "depression", "chronic_kidney_disease",
    "chronic_pain", "obesity", "coronary_artery_disease",
)  # fmt: skip
#: No safe or steady place to live: ICD-10-CM Z59.0 and Z59.1 (also Z59.81), and SNOMED CT "homeless".
_NO_HOME_ICD10 = ("Z59.0", "Z59.1", "Z59.81", "Z590", "Z591", "Z5981")
_NO_HOME_SNOMED = ("32911000", "266935003", "611551000124108")
_GENERAL_HEALTH = "general_health"
_SELF_EFFICACY = ("self_efficacy_6", "self_efficacy_4")
_SOCIAL_NEEDS = "social_needs"
#: Fair and poor of the general health question add up to less than this.
_FAIR_BELOW = 3
#: Answers older than these days say nothing about now.
_ANSWER_DAYS, _SCORE_DAYS = 365, 365
_IN_HOSPITAL = ENCOUNTER_CLASSES[EncounterKind.HOSPITAL]
_EVENTS = (*_IN_HOSPITAL, *ENCOUNTER_CLASSES[EncounterKind.EMERGENCY])


@dataclass(slots=True)
class _Records:
    """What was read, by patient; merged-away records count for the one that is kept."""

    practice: Practice
    on: date
    patients: Collection[int]
    owner: dict[int, int] = field(default_factory=dict)
    merged: list[int] = field(default_factory=list)

    @property
    def since(self) -> datetime:
        """The first moment of the days that say how contacts went of late."""
        day = self.on - timedelta(days=RISK_DAYS)
        return datetime.combine(day, time(), ZoneInfo(self.practice.time_zone))

    def of(self, column: str = "patient_id") -> Q:
        """Return the condition for rows of these patients and of those merged into them."""
        q = of_patients(column, self.patients)
        return q | Q(**{f"{column}__in": self.merged}) if self.merged else q

    def whose(self, patient_id: int) -> int:
        """Return the patient for whom a row of ``patient_id`` counts."""
        return self.owner.get(patient_id, patient_id)


def need_facts(scope: Scope, patients: Collection[int], *, on: date) -> dict[int, NeedFacts]:
    """Return what is known of each of these patients (row numbers, or a range of them); a fixed number of statements.

    What nobody ever asked or wrote down is None, never *no*.
    """
    practice = Practice.objects.get(pk=practice_id_of(scope))
    records = _Records(practice, on, patients)
    people: dict[int, tuple[str, bool]] = {}
    rows = Patient.objects.filter(
        of_patients("pk", patients) | of_patients("merged_into_id", patients), practice=practice
    ).order_by("pk")
    for pk, owner, language, interpreter in rows.annotate(owner=Coalesce(F("merged_into_id"), F("pk"))).values_list(
        "pk", "owner", "language", "interpreter"
    ):
        if owner == pk:
            people[pk] = (language, interpreter)
        else:
            records.owner[pk] = owner
            records.merged.append(pk)
    populations = _populations(records)
    own = own_targets(scope, patients)
    values = latest_values(scope, patients, _CONDITION_OF, on=on)
    conditions, no_home = _conditions(records)
    events, stays, encounters_known = _encounters(records)
    new_treatments, medicines = _new_treatments(records)
    scores = _scores(records)
    sure = _how_sure(records)
    needs, home_answer = _social_answers(records)
    wishes = _wishes(records)
    missed = _missed(records)
    flags, alerts, crises = _open_safety(records)
    spoken = _spoken(practice)
    threshold = int(setting(practice, "confidence_threshold"))
    found = {}
    for pk, (language, interpreter) in people.items():
        member_of = populations.get(pk, frozenset())
        stay = stays.get(pk)
        just_home = stay is not None and (on - stay).days <= EVENT_DAYS
        phq9 = values[TargetMeasure.PHQ9].get(pk)
        health = scores.get((pk, _GENERAL_HEALTH))
        efficacy = next((scores[pk, name] for name in _SELF_EFFICACY if (pk, name) in scores), None)
        found[pk] = NeedFacts(
            uncontrolled=_uncontrolled(values, own.get(pk), pk, member_of, known=pk in conditions),
            chronic_conditions=len(member_of & frozenset(LONG_TERM)) if pk in conditions or member_of else None,
            hospital_on=events.get(pk),
            hospital_known=pk in encounters_known,
            phq9=None if phq9 is None else int(phq9.value),
            general_health_fair_or_poor=None if health is None else health < _FAIR_BELOW,
            self_efficacy=None if efficacy is None else float(efficacy),
            unmet_social_need=_either(needs.get(pk), wishes.get(pk)),
            language_or_reading_without_support=_without_support(language, interpreter, spoken),
            new_treatment=_known(pk in new_treatments or (just_home and "heart_failure" in member_of), pk in medicines),
            confidence=sure.get(pk),
            sure_from=threshold,
            crisis_open=pk in crises,
            social_instability=_known(pk in no_home, home_answer.get(pk) is False),
            missed_contacts=missed.get(pk, 0),
            safety_item_open=pk in flags or pk in alerts,
        )
    return found


def _populations(records: _Records) -> dict[int, frozenset[str]]:
    rows = PopulationMember.objects.filter(records.of(), practice=records.practice, left_on__isnull=True)
    found: dict[int, set[str]] = defaultdict(set)
    for patient_id, population in rows.order_by().values_list("patient_id", "population"):
        found[records.whose(patient_id)].add(population)
    return {pk: frozenset(names) for pk, names in found.items()}


def _uncontrolled(
    values: Mapping[TargetMeasure, Mapping[int, Value]],
    own: Own | None,
    pk: int,
    member_of: frozenset[str],
    *,
    known: bool,
) -> tuple[str, ...] | None:
    """Return the conditions whose newest value is out of the patient's own range, each once.

    A value counts with the condition on record, or with an own target of its measure; PHQ-9 always.  None: nothing
    is known of conditions, or none is out of range but a value that would say so is missing.
    """
    found: list[str] = []
    is_missing = not known and not member_of
    for code, condition in _CONDITION_OF.items():
        counts = condition in member_of or code in (own or {})
        value = values[code].get(pk)
        if value is None:
            is_missing |= counts
        elif counts or code is TargetMeasure.PHQ9:
            is_in = in_range(MEASURES[code], value.value, target_of(own, code), value.comparator)
            if is_in is False and condition not in found:
                found.append(condition)
    return tuple(found) if found or not is_missing else None


def _conditions(records: _Records) -> tuple[set[int], set[int]]:
    """Return who has any condition on record, and who has no safe or steady place to live."""
    no_home = Q(code__in=_NO_HOME_SNOMED)
    for start in _NO_HOME_ICD10:
        no_home |= Q(code__startswith=start)
    rows = (
        Condition.objects.filter(
            records.of(), practice=records.practice, entered_in_error=False, clinical_state__in=ACTIVE_CONDITION
        )
        .order_by()
        .values("patient_id")
        .annotate(homeless=Count("pk", filter=no_home & Q(ended_on__isnull=True)))
    )
    known, without = set(), set()
    for patient_id, homeless in rows.values_list("patient_id", "homeless"):
        known.add(records.whose(patient_id))
        if homeless:
            without.add(records.whose(patient_id))
    return known, without


def _encounters(records: _Records) -> tuple[dict[int, date], dict[int, date], set[int]]:
    """Return the last emergency visit or hospital stay of each, the last stay, and of whom encounters are known.

    From encounters in the record, and from what somebody told us; two statements.
    """
    counted = Q(day__gte=records.on - timedelta(days=RISK_DAYS))
    rows = (
        Encounter.objects.filter(
            records.of(),
            practice=records.practice,
            entered_in_error=False,
            day__gte=records.on - timedelta(days=730),
            day__lte=records.on,
        )
        .exclude(state__in=("planned", "cancelled", "entered-in-error"))
        .order_by()
        .values("patient_id")
        .annotate(
            event=Max("day", filter=counted & Q(encounter_class__in=_EVENTS)),
            stay=Max("day", filter=counted & Q(encounter_class__in=_IN_HOSPITAL)),
        )
    )
    events: dict[int, date] = {}
    stays: dict[int, date] = {}
    known = set()
    for patient_id, event, stay in rows.values_list("patient_id", "event", "stay"):
        pk = records.whose(patient_id)
        known.add(pk)
        for days, day in ((events, event), (stays, stay)):
            if day is not None and (pk not in days or day > days[pk]):
                days[pk] = day
    told = HospitalVisit.objects.filter(
        records.of(), practice=records.practice, on__gte=records.on - timedelta(days=RISK_DAYS), on__lte=records.on
    ).exclude(Q(state=HospitalState.ENTERED_IN_ERROR) | Q(told_by=HospitalToldBy.RECORD))
    for patient_id, place, on in told.values_list("patient_id", "place", "on"):
        pk = records.whose(patient_id)
        events[pk] = max(on, events.get(pk, on))
        if place == HospitalPlace.HOSPITAL:
            stays[pk] = max(on, stays.get(pk, on))
    return events, stays, known


def _new_treatments(records: _Records) -> tuple[set[int], set[int]]:
    """Return who takes insulin or a blood thinner newly, and of whom medicines are known."""
    groups = (treatments.insulin(), treatments.ANTICOAGULANT)
    written = written_of(records.practice, records.of(), groups, records.on)
    new = {
        records.whose(patient_id)
        for patient_id, rows in written.items()
        for group in groups
        if treatments.is_new(treatments.began_on(group, rows), records.on)
    }
    known = Medicine.objects.filter(records.of(), practice=records.practice, entered_in_error=False)
    return new, {records.whose(pk) for pk in known.order_by().values_list("patient_id", flat=True).distinct()}


def written_of(
    practice: Practice, of: Q, groups: tuple[FactGroup, ...], on: date
) -> dict[int, list[treatments.Written]]:
    """Return what was written of these groups since a treatment would be new, by patient; two statements."""
    since = on - timedelta(days=treatments.NEW_DAYS + treatments.GAP_DAYS)
    rows = Medicine.objects.filter(
        of, practice=practice, entered_in_error=False, written_on__gte=since, written_on__lte=on
    ).order_by()
    labels = [
        display
        for system, code, display in rows.values_list("code_system", "code", "display").distinct()
        if any(treatments.names(group, system, code, display) for group in groups)
    ]
    found: dict[int, list[treatments.Written]] = defaultdict(list)
    named = rows.filter(display__in=labels)
    for patient_id, system, code, display, day in named.values_list(
        "patient_id", "code_system", "code", "display", "written_on"
    ):
        if day is not None:
            found[patient_id].append(treatments.Written(system, code, display, day))
    return found


def _scores(records: _Records) -> dict[tuple[int, str], Decimal]:
    """Return the newest total of the general health question and of self-efficacy by (patient, instrument)."""
    rows = (
        Score.objects.filter(
            records.of(),
            practice=records.practice,
            instrument__in=(_GENERAL_HEALTH, *_SELF_EFFICACY),
            total__isnull=False,
            at__gte=records.since - timedelta(days=_SCORE_DAYS - RISK_DAYS),
        )
        .exclude(form__state=FormState.ENTERED_IN_ERROR)
        .order_by("at", "id")
    )
    return {
        (records.whose(patient_id), instrument): total
        for patient_id, instrument, total in rows.values_list("patient_id", "instrument", "total")
        if total is not None
    }


def _how_sure(records: _Records) -> dict[int, int]:
    """Return how sure each was of the step when last asked, of those who have a goal in hand."""
    rows = Reading.objects.filter(
        records.of(),
        practice=records.practice,
        code="confidence",
        code_system="urn:teamlet:score",
        entered_in_error=False,
        value__isnull=False,
        day__gte=records.on - timedelta(days=RISK_DAYS),
        patient__goals__state__in=(GoalState.AGREED, GoalState.FOLLOWED),
    )
    found: dict[int, int] = {}
    for patient_id, value in rows.order_by("day", "id").values_list("patient_id", "value"):
        found[records.whose(patient_id)] = int(value or 0)
    return found


def _social_answers(records: _Records) -> tuple[dict[int, bool], dict[int, bool]]:
    """Return who wants help with daily life by their newest answers, and what they said of their home."""
    rows = (
        Answer.objects.filter(
            records.of("form__patient_id"),
            form__practice=records.practice,
            form__state=FormState.SUBMITTED,
            instrument=_SOCIAL_NEEDS,
            value__isnull=False,
            at__gte=records.since - timedelta(days=_ANSWER_DAYS - RISK_DAYS),
        )
        .order_by("at", "id")
        .values_list("form__patient_id", "item", "value")
    )
    said: dict[int, dict[str, object]] = defaultdict(dict)
    for patient_id, item, value in rows:
        said[records.whose(patient_id)][item] = value
    needs = {pk: any(_is_yes(value) for value in items.values()) for pk, items in said.items()}
    home = {pk: _is_yes(items["home"]) for pk, items in said.items() if "home" in items}
    return needs, home


def _is_yes(value: object) -> bool:
    return value == "yes" or (isinstance(value, dict) and value.get("code") == "yes")


def _wishes(records: _Records) -> dict[int, bool]:
    rows = HelpWish.objects.filter(
        records.of(),
        practice=records.practice,
        topic="daily_needs",
        said_on__gte=records.on - timedelta(days=_ANSWER_DAYS),
        said_on__lte=records.on,
    ).order_by("said_on", "id")
    return {records.whose(patient_id): wants for patient_id, wants in rows.values_list("patient_id", "wants")}


def _missed(records: _Records) -> dict[int, int]:
    """Return on how many days somebody was tried and not reached since they were last reached."""
    zone = ZoneInfo(records.practice.time_zone)
    reached: dict[int, datetime] = {}
    reports = ContactReport.objects.filter(
        records.of("contact__patient_id"), contact__practice=records.practice, undone_at__isnull=True,
        at__gte=records.since,
    )  # fmt: skip
    for patient_id, at in (
        reports.order_by()
        .values("contact__patient_id")
        .annotate(last=Max("at"))
        .values_list("contact__patient_id", "last")
    ):
        pk = records.whose(patient_id)
        reached[pk] = max(at, reached.get(pk, at))
    tries = Attempt.objects.filter(
        records.of("contact__patient_id"), contact__practice=records.practice, undone_at__isnull=True,
        at__gte=records.since,
    ).exclude(contact__state=ContactState.ENTERED_IN_ERROR)  # fmt: skip
    days: dict[int, set[date]] = defaultdict(set)
    for patient_id, at in tries.order_by().values_list("contact__patient_id", "at"):
        pk = records.whose(patient_id)
        if pk not in reached or at > reached[pk]:
            days[pk].add(at.astimezone(zone).date())
    return {pk: len(tried) for pk, tried in days.items()}


def _open_safety(records: _Records) -> tuple[set[int], set[int], set[int]]:
    """Return who has something worrying open, who a safety alert, and who a crisis: an alert, or a worry for now."""
    flags = RedFlag.objects.filter(records.of(), practice=records.practice, closed_at__isnull=True).order_by()
    worrying = {records.whose(pk) for pk in flags.values_list("patient_id", flat=True)}
    alerts = SafetyAlert.objects.filter(records.of(), practice=records.practice).exclude(state=AlertState.CLOSED)
    alerted = {records.whose(pk) for pk in alerts.order_by().values_list("patient_id", flat=True)}
    return worrying, alerted, alerted


def _spoken(practice: Practice) -> frozenset[str]:
    """Return the languages in which the team talks with patients: the practice's own alone where nobody said."""
    people = Membership.objects.filter(practice=practice, state=MembershipState.ACTIVE)
    codes = (code for languages in people.values_list("languages", flat=True) for code in languages)
    return frozenset({practice.language[:2], *codes})


def _without_support(language: str, interpreter: bool, spoken: frozenset[str]) -> bool | None:
    """Whether nobody speaks with the patient in their language.

    None where the language is not known, and where nobody of the team said what else they speak.
    """
    if not language:
        return None
    if interpreter or language[:2] in spoken or language in spoken:
        return False
    return True if len(spoken) > 1 else None


def _known(present: bool, known: bool) -> bool | None:
    """Return whether something is present; None where it is not and nobody looked."""
    return True if present else (False if known else None)


def _either(*known: bool | None) -> bool | None:
    given = [each for each in known if each is not None]
    return any(given) if given else None


def of_patients(column: str, patients: Collection[int]) -> Q:
    """Return the condition that a column is one of these row numbers, or in the range of them."""
    if isinstance(patients, range):
        return Q(**{f"{column}__gte": patients.start, f"{column}__lt": patients.stop})
    return Q(**{f"{column}__in": list(patients)})
