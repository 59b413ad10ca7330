"""What other records say: conditions, readings, medicines, encounters, care team, targets, plans.

Rows that come from another record carry ``source_id`` (that record's id for the row) and
``source_hash`` (of its content), so that the same file again changes nothing.  Nothing clinical is
deleted.  The remote addresses themselves live in the bridge's link tables.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from teamlet.records.patients.models.people import Organization, Patient, Practitioner
from teamlet.records.patients.words import Sensitivity
from teamlet.records.practice.models import Practice


class SourcedRow(models.Model):
    """Columns of every clinical row that may come from another record."""

    # Without indexes of their own: every table has one that begins with each of them, and import writes millions.
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="%(class)ss", db_index=False)
    source_id = models.CharField(max_length=120, blank=True)
    source_hash = models.CharField(max_length=64, blank=True)
    sensitivity = models.CharField(max_length=20, default=Sensitivity.NONE)
    entered_in_error = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Condition(SourcedRow):
    """A diagnosis or problem.  Mutable by its source."""

    code_system = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=40, blank=True)
    display = models.CharField(max_length=240)
    clinical_state = models.CharField(max_length=20, blank=True)
    verification = models.CharField(max_length=20, blank=True)
    #: "problem-list-item", "encounter-diagnosis" or empty where the source does not say.
    category = models.CharField(max_length=30, blank=True)
    began_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    encounter_source_id = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "clinical_state"], name="conditions_of_a_patient")]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "source_id"], condition=~Q(source_id=""), name="a_condition_once"
            )
        ]


class Reading(SourcedRow):
    """A laboratory value, vital sign, score or answer: one number or one text with its time and origin.

    A panel (blood pressure) is several rows that share ``panel`` (the source's id).  Mutable by its source.
    """

    code_system = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=40, blank=True)
    display = models.CharField(max_length=240)
    category = models.CharField(max_length=30, blank=True)
    value = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    comparator = models.CharField(max_length=2, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField(null=True)
    #: Civil day of the reading where it was taken.
    day = models.DateField(null=True)
    origin = models.CharField(max_length=20, default="record")
    panel = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=20, blank=True)
    #: Empty, "unlikely" (asked again, kept) or "impossible" (kept, never used).
    plausibility = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "code", "-day", "-id"], name="readings_of_a_patient")]
        constraints = [
            models.UniqueConstraint(fields=["practice", "source_id"], condition=~Q(source_id=""), name="a_reading_once")
        ]


class Medicine(SourcedRow):
    """A medicine prescribed or taken.  Mutable by its source."""

    code_system = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=40, blank=True)
    display = models.CharField(max_length=300)
    state = models.CharField(max_length=20, blank=True)
    written_on = models.DateField(null=True)
    dose_text = models.TextField(blank=True)
    encounter_source_id = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "state"], name="medicines_of_a_patient")]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "source_id"], condition=~Q(source_id=""), name="a_medicine_once"
            )
        ]


class Encounter(SourcedRow):
    """A past encounter in another record.  Visits of our own are records.visits.  Mutable by its source."""

    kind = models.CharField(max_length=240, blank=True)
    encounter_class = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    reason = models.CharField(max_length=240, blank=True)
    practitioner = models.ForeignKey(Practitioner, models.SET_NULL, null=True, db_index=False)
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, db_index=False)

    class Meta:
        indexes = [models.Index(fields=["patient", "-day", "-id"], name="encounters_of_a_patient")]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "source_id"], condition=~Q(source_id=""), name="an_encounter_once"
            )
        ]


class RecordTarget(SourcedRow):
    """A goal in another record that no patient expressed: a target from the record, never the patient's words.

    Shown apart, never a task (experience.md section 5.3).  Mutable by its source.
    """

    text = models.TextField()
    state = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=240, blank=True)
    due_on = models.DateField(null=True)
    #: "patient" only when the source names the patient as who expressed it.
    expressed_by = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "-id"], name="targets_of_a_patient")]
        constraints = [
            models.UniqueConstraint(fields=["practice", "source_id"], condition=~Q(source_id=""), name="a_target_once")
        ]


class RecordPlan(SourcedRow):
    """A care plan in another record: its title and activities as they stand there.  Mutable by its source."""

    title = models.CharField(max_length=300)
    state = models.CharField(max_length=20, blank=True)
    began_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    activities = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["patient", "-id"], name="record_plans_of_a_patient")]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "source_id"], condition=~Q(source_id=""), name="a_record_plan_once"
            )
        ]


class CareTeamMember(SourcedRow):
    """Somebody on the patient's care team as another record names them.  Mutable by its source."""

    name = models.CharField(max_length=240)
    role = models.CharField(max_length=160, blank=True)
    #: The team's state at its source ("active", "inactive"…) and the last day of its period.
    state = models.CharField(max_length=20, blank=True)
    ended_on = models.DateField(null=True)
    practitioner = models.ForeignKey(Practitioner, models.SET_NULL, null=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "-id"], name="care_team_of_a_patient")]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "source_id"], condition=~Q(source_id=""), name="a_care_team_member_once"
            )
        ]
