"""Every table says whether its rows change, who did what is named beside when, and the audit trail cannot be rewritten."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import connection, models

from teamlet.ground.audit.triggers import missing_triggers

OURS = sorted(
    (model for model in apps.get_models() if model.__module__.startswith("teamlet.")), key=lambda m: m._meta.label
)
#: Moments at which no person acts: the row's own time, a clock's, or a machine's.
NOBODY_ACTS = {
    "created_at",
    "at",
    "expires_at",
    "taken_at",
    "began_at",
    "ended_at",
    "joined_at",
    "undone_at",  # whoever undoes is the one who saved; the undo is an event of its own
}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_says_whether_its_rows_change(model):
    assert re.search(r"\b(im)?mutable\b|never changed", model.__doc__ or "", re.IGNORECASE), model.__doc__


@pytest.mark.parametrize("model", [m for m in OURS if ".records." in m.__module__], ids=lambda model: model._meta.label)
def test_whoever_acted_is_named_beside_the_moment(model):
    names = {field.name for field in model._meta.get_fields() if isinstance(field, models.Field)}
    moments = {name for name in names if name.endswith("_at")} - NOBODY_ACTS
    nameless = {name for name in moments if f"{name.removesuffix('_at')}_by" not in names}
    # A handoff has two named people; accepting and ending it is theirs.
    nameless -= {"asked_at", "accepted_at", "approved_at"} if model._meta.label == "visits.Handoff" else set()
    assert nameless == set()


@pytest.mark.django_db
def test_the_audit_trail_has_its_triggers_after_all_migrations():
    assert missing_triggers() == []


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize("statement", ["UPDATE audit_event SET verb = 'x'", "DELETE FROM audit_event"])
def test_the_database_itself_refuses_to_rewrite_the_audit_trail(statement, practice, system):
    from django.db import DatabaseError, transaction

    from teamlet.ground.audit.action import record_read

    record_read("patients.read_chart", about="patients.patient", about_oid="x", patient_oid="x", by=system)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
