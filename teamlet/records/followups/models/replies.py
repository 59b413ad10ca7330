"""What patients answered by text or email to "How did your plan go?"."""

from __future__ import annotations

from django.db import models

from teamlet.records.followups.models.contacts import Contact
from teamlet.records.outreach.models import Reply


class ContactAnswer(models.Model):
    """A reply that answers the question of a contact: the patient was reached by it.  Immutable."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="answers")
    reply = models.ForeignKey(Reply, models.PROTECT, related_name="contact_answers")
    #: What was answered (``outreach.rules.words.ReplyKind``): did it, part of it, not yet, call me.
    answer = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["contact", "-id"], name="answers_of_a_contact")]
