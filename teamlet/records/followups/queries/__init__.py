"""Every read of follow-up."""

from __future__ import annotations

from teamlet.records.followups.queries.contacts import (
    DueRow,
    ListedPlan,
    Waiting,
    contact,
    counts,
    counts_with_visits,
    due_list,
    listed_plans,
    next_attempt,
    open_contact_of_goal,
    open_contacts_of,
    open_contacts_of_goals,
    promises_kept,
    to_say,
    waiting,
    worklist,
)
from teamlet.records.followups.queries.told import attempts_of, last_report_of, reports_of
from teamlet.records.followups.queries.vanished import (
    Vanished,
    due_to_ask_again,
    has_deceased,
    reasons_without,
    vanished,
)
from teamlet.records.followups.queries.worries import (
    minutes_to_answer,
    open_red_flag_count,
    open_red_flags,
    open_worries_of,
    red_flag,
)

__all__ = [
    "DueRow",
    "ListedPlan",
    "Vanished",
    "Waiting",
    "attempts_of",
    "contact",
    "counts",
    "counts_with_visits",
    "due_list",
    "due_to_ask_again",
    "has_deceased",
    "last_report_of",
    "listed_plans",
    "minutes_to_answer",
    "next_attempt",
    "open_contact_of_goal",
    "open_contacts_of",
    "open_contacts_of_goals",
    "open_red_flag_count",
    "open_red_flags",
    "open_worries_of",
    "promises_kept",
    "reasons_without",
    "red_flag",
    "reports_of",
    "to_say",
    "vanished",
    "waiting",
    "worklist",
]
