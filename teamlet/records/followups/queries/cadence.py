"""What the stepped contact plan asks of one patient: level, how it went so far, whether treatment of mood is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Q, Subquery

from teamlet.content import library, schema
from teamlet.records.followups import rules
from teamlet.records.followups.models import ContactReport, NeedLevel
from teamlet.records.followups.queries.need_facts import written_of
from teamlet.records.followups.queries.needs import USUAL
from teamlet.records.followups.words.needs import Level
from teamlet.records.patients.models import Patient
from teamlet.records.patients.rules import treatments
from teamlet.records.plans.models import GoalVersion
from teamlet.records.plans.queries import CURRENT
from teamlet.records.plans.words import PlanOutcome
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import Scope, holidays, practice_id_of, working_days

_SUCCESS = (PlanOutcome.DONE_AS_PLANNED, PlanOutcome.MOSTLY)
#: An antidepressant first written so many days ago, or later, asks for a contact inside a week.
NEW_ANTIDEPRESSANT_DAYS = 14
_READ = 12


@dataclass(frozen=True, slots=True)
class Course:
    """How the contacts about a goal went so far: how many reached the patient, successes in a row up to the last."""

    contacts: int
    successes: int


def course_of(scope: Scope, goal_id: int) -> Course:
    """Return the course of a goal's contacts from its reports; one statement."""
    rows = ContactReport.objects.filter(
        contact__practice_id=practice_id_of(scope), contact__goal_id=goal_id, undone_at__isnull=True
    ).order_by("-id")
    outcomes = list(rows.values_list("outcome", flat=True)[:_READ])
    successes = next((place for place, each in enumerate(outcomes) if each not in _SUCCESS), len(outcomes))
    return Course(len(outcomes), successes)


def is_new_depression(practice: Practice, patient: Patient, *, on: date, topic: str = "") -> bool:
    """Whether a plan about ``topic`` of a menu is one about depression, or an antidepressant began of late.

    At most two statements.
    """
    if topic in _depression_topics():
        return True
    owners = Patient.objects.filter(Q(pk=patient.pk) | Q(merged_into=patient.pk)).values("pk")
    written = written_of(practice, Q(patient_id__in=owners), (treatments.ANTIDEPRESSANT,), on)
    rows = [each for those in written.values() for each in those]
    began = treatments.began_on(treatments.ANTIDEPRESSANT, rows)
    return treatments.is_new(began, on, NEW_ANTIDEPRESSANT_DAYS)


def first_within(
    practice: Practice, patient: Patient, *, on: date, topic: str | None = None, level: int | None = None
) -> int | None:
    """Return inside how many days the first contact after a plan made ``on`` a day must lie; None = the usual window.

    By the level in force (None = it is read) and by what is new.  ``topic`` is that of the plan's goal; None = of the
    newest goal.
    """
    if topic is None or level is None:
        level, newest = _level_and_topic(patient)
        topic = newest if topic is None else topic
    found = Level(str(level))
    return rules.first_contact_days(
        on,
        found,
        depression_treatment_is_new=is_new_depression(practice, patient, on=on, topic=topic),
        working_days=working_days(practice),
        holidays=holidays(practice, on) if rules.CADENCES[found].working_days else frozenset(),
    )


def _level_and_topic(patient: Patient) -> tuple[int, str]:
    """Return the level in force and the topic of the newest goal; one statement."""
    goals = GoalVersion.objects.filter(goal__patient_id=patient.pk, goal__state__in=CURRENT)
    levels = NeedLevel.objects.filter(patient_id=patient.pk, is_current=True)
    level, topic = Patient.objects.filter(pk=patient.pk).values_list(
        Subquery(levels.values("level")[:1]), Subquery(goals.order_by("-goal_id", "-number").values("topic")[:1])
    )[0]
    return level or USUAL, topic or ""


@lru_cache(maxsize=1)
def _depression_topics() -> frozenset[str]:
    menu = library.load_as(schema.GoalMenu, "depression")
    return frozenset(topic.code for topic in menu.topics)
