"""The one line to act on that a clinician sees in the strip; nothing else asks for them there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext as _

from teamlet.during_visit.presenters.strip import Strip
from teamlet.ground.access.principal import Principal
from teamlet.ground.ui import formats
from teamlet.records.followups import queries as followups
from teamlet.records.followups.queries.reaching import is_not_reached, last_contact_of_goal
from teamlet.records.followups.rules import due_state
from teamlet.records.followups.words import ContactState, DueState


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence with where to act on it; ``kind`` is the look of its mark: safety, look or info."""

    kind: str
    text: str
    address: str = ""
    link: str = ""


def line_to_act(strip: Strip, *, today: date, threshold: int, by: Principal) -> Line | None:
    """Return the first that applies, or None.

    An open worry, a caution to decide, asking again after "not today", a low answer to how sure last time, somebody
    who was not reached, a contact whose window has passed.
    """
    language = (get_language() or "en")[:2]
    worries = followups.open_worries_of(by, strip.patient.pk)
    if worries:
        flag = worries[0]
        day = formats.date_words(formats.civil(flag.raised_at, by.time_zone), language)
        return Line(
            "safety",
            _("Told on %(day)s and still open: something new or worrying.") % {"day": day},
            _address("after_visit:worry", by, flag=flag.oid),
            _("Look at it"),
        )
    last = strip.last.standing if strip.last else None
    if last is not None and last.must_wait and last.plan_version is not None:
        return Line(
            "safety",
            _("The last step waits for a nurse or clinician to say whether it may start."),
            _address("after_visit:caution", by, version=last.plan_version.oid),
            _("Decide"),
        )
    asked = strip.ask_again
    if asked is not None and asked.visit_id != strip.visit.pk and (asked.ask_again_on or today) <= today:
        return Line("look", _("Said “not today” last time; ask again now."))
    sure = _sure_last_time(strip)
    if sure is not None and sure < threshold:
        return Line("look", _("Was %(score)s of 10 sure last time: a smaller step may fit better.") % {"score": sure})
    contact = last_contact_of_goal(by, last.goal.pk) if last is not None else None
    if contact is not None and is_not_reached(contact):
        open_one = contact.state == ContactState.OPEN
        return Line(
            "look",
            _("Not reached since %(day)s; ask how it went.") % {"day": formats.date_words(contact.due_on, language)},
            _address("after_visit:contact", by, contact=contact.oid) if open_one else "",
            _("Record contact") if open_one else "",
        )
    is_open = contact is not None and contact.state == ContactState.OPEN
    if (
        contact is not None
        and is_open
        and due_state(today, contact.due_on, contact.window_last).status is DueState.OVERDUE
    ):
        values = {"name": contact.task.owner.called, "day": formats.date_words(contact.due_on, language)}
        return Line(
            "look",
            _("The contact with %(name)s was due on %(day)s; ask how it went.") % values,
            _address("after_visit:contact", by, contact=contact.oid),
            _("Record contact"),
        )
    return None


def _sure_last_time(strip: Strip) -> int | None:
    """Return the last answer to how sure: at the contact when it was asked there, else in the visit."""
    if strip.last is None:
        return None
    if strip.last.report is not None and strip.last.report.confidence is not None:
        return strip.last.report.confidence
    version = strip.last.standing.plan_version
    return version.confidence if version is not None else None


def _address(name: str, by: Principal, **values: Any) -> str:
    return reverse(name, kwargs={"practice": by.practice_key, **values})
