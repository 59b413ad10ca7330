"""The person: names, languages, contact points, helpers; and those whom other records name."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.ground.reasons import Reason
from teamlet.records.practice.models import Membership, Practice


class Patient(models.Model):
    """A person who is a patient of the practice.  Mutable."""

    #: Without an index of its own: nearly every row has the same practice, and SQLite would choose it.
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="patients", db_index=False)
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    record_number = models.CharField(max_length=80, blank=True)
    given = models.CharField(max_length=120, blank=True)
    family = models.CharField(max_length=120, blank=True)
    #: Name the person wants to be called by; empty = ``given``.
    called = models.CharField(max_length=60, blank=True)
    birth_date = models.DateField(null=True)
    #: As written when only a year or a month is known ("1961", "1961-05").
    birth_text = models.CharField(max_length=10, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    deceased_on = models.DateField(null=True)
    #: Written language of pages and texts (BCP 47, "en", "es", "vi"…); empty = not known.
    language = models.CharField(max_length=20, blank=True)
    interpreter = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=60, blank=True)
    large_print = models.BooleanField(default=False)
    matters = models.TextField(blank=True)
    clinician = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_from")
    is_active = models.BooleanField(default=True)
    #: The day on which the person said that they want to be on no list of ours.
    lists_declined_on = models.DateField(null=True)
    #: Earliest open contact's due day; kept in the writing transaction, indexed for lists.
    next_due = models.DateField(null=True)
    #: Folded family + given name: what prefix search and look-alike warnings compare.
    name_key = models.CharField(max_length=240, blank=True)
    sound_key = models.CharField(max_length=120, blank=True)
    source_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    @property
    def joined(self) -> Reason | None:
        """Why nothing new is written here: the record is joined to another, which is named.  None = it is not."""
        if self.merged_into is None:
            return None
        kept = self.merged_into
        values = {"name": " ".join(filter(None, (kept.given, kept.family))), "record_number": kept.record_number or "–"}
        return Reason("patients.joined_elsewhere", values)

    class Meta:
        indexes = [
            models.Index(fields=["practice", "name_key", "id"], name="patients_by_name"),
            models.Index(fields=["practice", "sound_key", "id"], name="patients_by_sound"),
            models.Index(fields=["practice", "birth_date", "id"], name="patients_by_birth_date"),
            models.Index(fields=["practice", "record_number"], name="patients_by_record_number"),
            models.Index(
                fields=["practice", "next_due", "id"],
                condition=Q(is_active=True, next_due__isnull=False),
                name="patients_due",
            ),
        ]


class NameGram(models.Model):
    """One trigram of a patient's folded name: typo-tolerant search, the same on both databases.  Mutable."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="grams")
    practice = models.ForeignKey(Practice, models.CASCADE)
    gram = models.CharField(max_length=3)

    class Meta:
        indexes = [models.Index(fields=["practice", "gram", "patient"], name="grams_of_a_practice")]


class Identifier(models.Model):
    """A number by which somebody knows the patient.  Mutable."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="identifiers")
    practice = models.ForeignKey(Practice, models.CASCADE)
    system = models.CharField(max_length=200)
    value = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "system", "value", "patient"], name="an_identifier_once")
        ]
        indexes = [models.Index(fields=["practice", "value"], name="identifiers_by_value")]


class ContactPoint(models.Model):
    """A phone number, e-mail or postal address.  Mutable."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=240)
    use = models.CharField(max_length=10, blank=True)
    works = models.BooleanField(default=True)
    rank = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes = [
            # Who else has this number or address is asked before each message.
            models.Index(fields=["value"], name="contact_points_by_value"),
        ]


class Helper(models.Model):
    """A person whom the patient lets take part, and in what.  Mutable."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="helpers")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    may_join = models.BooleanField(default=False)
    agreed_on = models.DateField(null=True)


class Organization(models.Model):
    """An organization that other records name.  Mutable by its source."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    name = models.CharField(max_length=240)
    identifier = models.CharField(max_length=160)
    source_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "identifier"], name="an_organization_once")]


class Practitioner(models.Model):
    """A professional whom other records name; a staff member when matched.  Mutable by its source."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    name = models.CharField(max_length=240)
    identifier = models.CharField(max_length=160)
    membership = models.ForeignKey(Membership, models.SET_NULL, null=True)
    source_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "identifier"], name="a_practitioner_once")]
