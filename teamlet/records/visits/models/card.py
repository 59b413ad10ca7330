"""The answers to the three questions of a patient, one line each."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from teamlet.ground.oids import new_oid
from teamlet.records.visits.models.visits import Visit


class CardAnswer(models.Model):
    """What the team answered to the card of three questions in a visit.  Immutable: a later answer is another row.

    ``answers`` are three lines, empty where nothing was said; ``own_question`` is the patient's own, with its answer.
    ``Visit.card_number`` names the row in force.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="card_answers")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    number = models.PositiveIntegerField()
    answers = models.JSONField(default=list)
    own_question = models.CharField(max_length=160, blank=True)
    own_answer = models.CharField(max_length=160, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="a_card_answer_once")]
