"""Reasons why a practice's own note format cannot be used yet, as sentences for staff."""

from __future__ import annotations

from teamlet.ground.reasons import N_

REASONS: dict[str, str] = {
    "documents.format_empty": N_("Write at least one line."),
    "documents.format_too_long": N_("The format has {length} characters; {limit} is the most."),
    "documents.format_unknown_field": N_("There is no field {field}. The fields are listed below."),
    "documents.format_loose_brace": N_(
        "Line {line} has a brace that does not belong to a field. Write it twice to print it."
    ),
    "documents.format_lacks_field": N_("Every copy needs the field {field}."),
    "documents.format_one_line": N_("The banner is one line."),
    "documents.format_word_to_avoid": N_("Patients read these notes. Please write it without the word {word}."),
}
