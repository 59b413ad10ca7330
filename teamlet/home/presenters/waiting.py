"""What of messages waits for a hand: not delivered, not known whether sent, held; letters to print."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import FINDS_PATIENTS, SUPPORT
from teamlet.records.outreach.queries.lists import MOST_COUNTED, Shown, counts_for_home

#: What waits for a person, most pressing first.
_LISTS = (Shown.UNDELIVERED, Shown.UNKNOWN, Shown.HELD)


def messages_waiting(by: Principal, shown: tuple[Shown, ...] = _LISTS) -> list[dict[str, Any]]:
    """Return a line for each list that has something in it, linked for whoever may open it, and the letters to print.

    One statement.
    """
    labels = {
        Shown.UNDELIVERED: _("not delivered"),
        Shown.UNKNOWN: _("not known whether sent"),
        Shown.HELD: _("on hold"),
    }
    here = reverse("after_visit:messages", kwargs={"practice": by.practice_key}) if by.has(SUPPORT) else ""
    counts, letters = counts_for_home(by, shown, at=clock.now())
    rows = [
        {"label": labels[each], "count": _said(many), "url": f"{here}?list={each.value}" if here else ""}
        for each, many in counts.items()
        if many
    ]
    if letters and by.has(FINDS_PATIENTS):
        url = reverse("after_visit:letters", kwargs={"practice": by.practice_key})
        rows.append({"label": _("letters to print"), "count": _said(letters), "url": url})
    return rows


def _said(many: int) -> str:
    return f"{MOST_COUNTED - 1}+" if many >= MOST_COUNTED else str(many)
