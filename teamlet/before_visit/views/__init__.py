from __future__ import annotations

from teamlet.before_visit.views.card import card
from teamlet.before_visit.views.forms import form, form_end, form_link, form_tablet, forms, tool_form
from teamlet.before_visit.views.imports import begin, columns, imports, one_import, problems_file, withdraw
from teamlet.before_visit.views.keying import keyed, keying, paper_code
from teamlet.before_visit.views.paper import hand_out, paper, paper_file, papers_file, question_card
from teamlet.before_visit.views.schedule import ready, roster, schedule, schedule_file
from teamlet.before_visit.views.waiting import leave_out, waiting, whose
from teamlet.before_visit.views.welcome import welcome, welcome_file

__all__ = [
    "begin",
    "card",
    "columns",
    "form",
    "form_end",
    "form_link",
    "form_tablet",
    "forms",
    "hand_out",
    "imports",
    "keyed",
    "keying",
    "leave_out",
    "one_import",
    "paper",
    "paper_code",
    "paper_file",
    "papers_file",
    "problems_file",
    "question_card",
    "ready",
    "roster",
    "schedule",
    "schedule_file",
    "tool_form",
    "waiting",
    "welcome",
    "welcome_file",
    "whose",
    "withdraw",
]
