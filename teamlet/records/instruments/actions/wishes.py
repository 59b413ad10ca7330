"""What a returned form says about populations: the help that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal
from teamlet.records.instruments.models import Form
from teamlet.records.patients.actions.populations import store_wish
from teamlet.records.patients.models import HelpWish

INSTRUMENT, ITEM = "help_wanted", "help"
#: Help with a topic of its own; help of any other kind is "other" in ``content.readings.WISH_TOPICS``.
_TOPICS = {"medicines": "medicines"}
_NOTHING = "nothing"


def keep_wishes(form: Form, answers: Mapping[str, Any], at: datetime, by: Principal) -> None:
    """Store the answers to "help that would be useful" as wishes by topic; nothing when it was left out.

    "Nothing right now" is an answer too: it ends earlier wishes of these topics.
    """
    chosen = answers.get(ITEM)
    if not chosen:
        return
    wanted = {_TOPICS.get(code, "other") for code in chosen if code != _NOTHING}
    day = at.astimezone(ZoneInfo(form.patient.time_zone or form.practice.time_zone)).date()
    for topic in (*sorted(_TOPICS.values()), "other"):
        store_wish(form.patient, topic, topic in wanted, said_on=day, source="form", at=at, by=by)


def take_wishes_back(form: Form, at: datetime, by: Principal) -> None:
    """Let what stood before the form's answers stand again; a topic asked about since then is left as it is."""
    rows = HelpWish.objects.filter(patient=form.patient).order_by("-said_on", "-id")
    for topic in (*sorted(_TOPICS.values()), "other"):
        theirs = rows.filter(topic=topic)
        newest = theirs.first()
        if newest is None or newest.source != "form" or newest.at != form.ended_at:
            continue
        before = theirs.exclude(pk=newest.pk).first()
        wants = before is not None and before.wants
        store_wish(form.patient, topic, wants, said_on=newest.said_on, source="in_error", at=at, by=by)
