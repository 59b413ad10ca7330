"""What the patient marked and said on their own page, for whoever is about to talk with them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from teamlet.ground.access.principal import Principal
from teamlet.records.followups.models import Contact
from teamlet.records.followups.queries.own_page import own_line
from teamlet.records.followups.words.own_page import OWN_SAID_LABELS, OwnSaid


def own_lines(by: Principal, contact: Contact, today: date) -> dict[str, Any] | None:
    """Return "2 of 3 days this week", how sure, and what waits for an answer; None when nothing happened there."""
    line = own_line(by, contact.plan_version, today=today)
    if line is None:
        return None
    return {
        "days": _("{marked} of {planned} days this week").format(marked=line.marked, planned=line.planned)
        if line.planned
        else _("{marked} days this week").format(marked=line.marked),
        "sure": line.sure,
        "waiting": [
            {
                "kind": _(OWN_SAID_LABELS[OwnSaid(row.kind)]),
                # Words of danger stand with their alert, for roles that may read them.
                "words": "" if row.alert_oid else row.words,
                "language": row.language,
                "author": row.author_name,
                "at": row.at,
            }
            for row in line.said
        ],
        "no_call": any(row.kind == OwnSaid.NO_CALL for row in line.said),
    }
