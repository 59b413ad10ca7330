"""Sentences of access: why a person cannot go on."""

from __future__ import annotations

from teamlet.ground.reasons import N_

REASONS = {
    "access.form_changed": N_("This form was already saved with other content. Nothing was saved twice."),
    "access.form_unreadable": N_("What came from this page could not be read. Nothing was saved."),
    "access.other_patient": N_("This form belongs to another patient. Nothing was saved."),
}
