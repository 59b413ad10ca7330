from __future__ import annotations

from teamlet.before_visit.views.forms import form, form_end, form_link, form_tablet, forms
from teamlet.before_visit.views.imports import begin, columns, imports, one_import, problems_file, withdraw
from teamlet.before_visit.views.schedule import ready, roster, schedule, schedule_file
from teamlet.before_visit.views.waiting import leave_out, waiting, whose

__all__ = [
    "begin",
    "columns",
    "form",
    "form_end",
    "form_link",
    "form_tablet",
    "forms",
    "imports",
    "leave_out",
    "one_import",
    "problems_file",
    "ready",
    "roster",
    "schedule",
    "schedule_file",
    "waiting",
    "whose",
    "withdraw",
]
