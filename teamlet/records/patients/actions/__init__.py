"""Every write of patients."""

from __future__ import annotations

from teamlet.records.patients.actions.people import (
    add_contact_point,
    correct_patient,
    mark_contact_point,
    merge_patients,
    register_patient,
    remove_helper,
    set_clinician,
    set_helper,
    set_language,
    undo_merge,
)
from teamlet.records.patients.actions.storing import Batch, Person, store_batch

__all__ = [
    "Batch",
    "Person",
    "add_contact_point",
    "correct_patient",
    "mark_contact_point",
    "merge_patients",
    "register_patient",
    "remove_helper",
    "set_clinician",
    "set_helper",
    "set_language",
    "store_batch",
    "undo_merge",
]
