"""The registry: one line for each patient who has a goal or is in a population, kept current for lists; saved lists."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.followups.models.contacts import Contact
from teamlet.records.patients.models import Patient
from teamlet.records.plans.models import Goal
from teamlet.records.practice.models import Membership, Practice, Team


class RegistryRow(models.Model):
    """One patient as the registry lists them.  Mutable: a copy of what other tables say, rebuilt from them at any time.

    Nothing here depends on the day it is read: overdue follows from ``due_on`` and ``ends_on``.  How sure stays empty
    where the goal is kept to a few.
    """

    patient = models.OneToOneField(Patient, models.CASCADE, primary_key=True, related_name="registry_row")
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+", db_index=False)
    #: As the patient's own: what the order by name compares.
    name_key = models.CharField(max_length=240, blank=True)
    language = models.CharField(max_length=20, blank=True)
    #: words.Standing, with its reason's code.
    standing = models.CharField(max_length=12)
    reason = models.CharField(max_length=40)
    #: The goal that is worked on (of the contact that is due first, else the newest), and its contact.
    goal = models.ForeignKey(Goal, models.CASCADE, null=True, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="+", db_index=False)
    #: Whoever has the contact; without one the patient's clinician, else whoever agreed on the goal.
    owner = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+", db_index=False)
    #: The care team: of the patient's clinician, else of the owner; the first by name.
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField(default=2)
    #: followups.rules.risk_rank: the highest of what is open.
    risk = models.PositiveSmallIntegerField(default=0)
    #: rules.registry.place: the order of the list as one number.
    place = models.BigIntegerField()
    #: rules.registry.NO_DAY where nothing is due.
    due_on = models.DateField()
    ends_on = models.DateField()
    #: The last talk; rules.registry.NEVER where there was none.
    last_on = models.DateField()
    tries = models.PositiveSmallIntegerField(default=0)
    sure_first = models.PositiveSmallIntegerField(null=True)
    sure_last = models.PositiveSmallIntegerField(null=True)
    has_worry = models.BooleanField(default=False)
    is_not_reached = models.BooleanField(default=False)
    is_stalled = models.BooleanField(default=False)
    is_unsure = models.BooleanField(default=False)
    is_ownerless = models.BooleanField(default=False)
    #: Labels without which nobody learns that the patient is listed at all: in a labelled population only.
    kept_to = models.CharField(max_length=120, blank=True)
    #: [code, labels, title by language] of each population, by code.
    populations = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["practice", "place", "patient"], name="registry_in_order"),
            models.Index(fields=["owner", "place", "patient"], name="registry_of_an_owner"),
            models.Index(fields=["team", "place", "patient"], name="registry_of_a_team"),
            models.Index(fields=["practice", "standing", "place", "patient"], name="registry_by_standing"),
            models.Index(fields=["practice", "level", "place", "patient"], name="registry_by_level"),
            models.Index(fields=["practice", "language", "place", "patient"], name="registry_by_language"),
            models.Index(fields=["practice", "place", "patient"], condition=Q(has_worry=True), name="registry_worries"),
            models.Index(
                fields=["practice", "place", "patient"], condition=Q(is_not_reached=True), name="registry_not_reached"
            ),
            models.Index(
                fields=["practice", "place", "patient"], condition=Q(is_stalled=True), name="registry_stalled"
            ),
            models.Index(fields=["practice", "place", "patient"], condition=Q(is_unsure=True), name="registry_unsure"),
            models.Index(
                fields=["practice", "place", "patient"], condition=Q(is_ownerless=True), name="registry_ownerless"
            ),
            models.Index(fields=["practice", "due_on", "patient"], name="registry_by_due_day"),
            models.Index(fields=["practice", "last_on", "patient"], name="registry_by_last_talk"),
            models.Index(fields=["practice", "name_key", "patient"], name="registry_by_name"),
        ]


class RegistryPopulation(models.Model):
    """A population of a line of the registry, in the order of the list.  Mutable with its line."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+", db_index=False)
    patient = models.ForeignKey(RegistryRow, models.CASCADE, related_name="+", db_index=False)
    population = models.CharField(max_length=60)
    labels = models.CharField(max_length=120, blank=True)
    title = models.JSONField()
    place = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "population"], name="a_population_of_a_line_once"),
        ]
        indexes = [
            models.Index(fields=["practice", "population", "place", "patient"], name="registry_by_population"),
        ]


class RegistryMark(models.Model):
    """Up to where the registry of a practice was kept: numbers of the audit trail and of moved tasks.  Mutable."""

    practice = models.OneToOneField(Practice, models.CASCADE, primary_key=True, related_name="+")
    event = models.BigIntegerField(default=0)
    move = models.BigIntegerField(default=0)


class SavedList(models.Model):
    """A choice of the registry that a person, or a team, keeps under a name.  Mutable."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+", db_index=False)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    name = models.CharField(max_length=60)
    #: Coded filters, order and columns, as the address has them.
    query = models.CharField(max_length=400, blank=True)
    owner = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    #: Everybody in the team has it too.
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="a_list_name_once")]
