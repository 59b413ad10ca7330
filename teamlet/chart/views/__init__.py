from __future__ import annotations

from teamlet.chart.views.access import access
from teamlet.chart.views.chart import in_error, patient, record
from teamlet.chart.views.details import (
    add_contact,
    add_helper,
    correct,
    details,
    drop_helper,
    language,
    mark_contact,
    matters,
    merge,
    unmerge,
)
from teamlet.chart.views.finding import register, search
from teamlet.chart.views.populations import lists_wish, populations

__all__ = [
    "access",
    "add_contact",
    "add_helper",
    "correct",
    "details",
    "drop_helper",
    "in_error",
    "language",
    "lists_wish",
    "mark_contact",
    "matters",
    "merge",
    "patient",
    "populations",
    "record",
    "register",
    "search",
    "unmerge",
]
