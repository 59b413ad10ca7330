"""What two builds of the demo are compared by."""

from __future__ import annotations

import hashlib

from teamlet.records.followups.models import Attempt, Contact, ContactReport
from teamlet.records.patients.models import Condition, ContactPoint, Medicine, Patient, Reading
from teamlet.records.plans.models import Goal, PlanVersion
from teamlet.records.practice.models import Membership
from teamlet.records.tasks.models import Task
from teamlet.records.visits.models import Topic, Visit

_SAID = (
    (Membership, ("user__email", "called", "state")),
    (
        Patient,
        (
            "record_number",
            "given",
            "family",
            "birth_date",
            "language",
            "next_due",
            "matters",
            "large_print",
            "created_at",
        ),
    ),
    (ContactPoint, ("patient__record_number", "kind", "value")),
    (Condition, ("patient__record_number", "code", "began_on", "sensitivity")),
    (Medicine, ("patient__record_number", "code", "written_on")),
    (Reading, ("patient__record_number", "code", "value", "day")),
    (Visit, ("patient__record_number", "day", "starts", "state", "kind")),
    (Topic, ("agenda__visit__patient__record_number", "position", "words", "starred")),
    (Goal, ("patient__record_number", "state", "created_at")),
    (
        PlanVersion,
        ("plan__patient__record_number", "goal_version__words", "step_words", "parts", "number", "confidence", "at"),
    ),
    (Contact, ("patient__record_number", "due_on", "state", "created_at")),
    (Attempt, ("contact__patient__record_number", "at", "channel", "result")),
    (ContactReport, ("contact__patient__record_number", "at", "outcome", "confidence")),
    (Task, ("patient__record_number", "kind", "owner__user__email", "due_on", "state", "risk")),
)


def digest() -> str:
    """Return a hash over what the demo says, without the ids that every build makes anew."""
    total = hashlib.sha256()
    for model, columns in _SAID:
        for line in sorted(repr(row) for row in model.objects.values_list(*columns)):
            total.update(line.encode())
    return total.hexdigest()
