"""The coach's five minutes after a visit: what is still open, in the order in which it is best done."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from teamlet.during_visit.presenters.strip import Strip
from teamlet.ground.access.principal import Principal
from teamlet.records.plans.words import FollowUpAnswer, TeachBack
from teamlet.records.visits.words import HANDOFF_WAITING, TopicPlace


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing after the visit: its name, whether it is done, what stands, and where to do it."""

    name: str
    done: bool
    detail: str = ""
    href: str = ""


def still_to_do(strip: Strip, by: Principal) -> list[ToDo]:
    """Return the things in order; what the patient did not want is done."""
    visit = {"practice": by.practice_key, "visit": strip.visit.oid}
    here = reverse("during_visit:strip", kwargs=visit)
    plan, rests = strip.plan, strip.not_today is not None
    waiting = [one for one in strip.handoffs if one.state in HANDOFF_WAITING]
    later = [topic.words for topic in strip.topics if topic.place == TopicPlace.LATER]
    rows = [
        ToDo(_("Say what became of the handoff"), not waiting, "", f"{here}#handoff"),
        ToDo(_("A goal in their words, or “not today”"), rests or strip.goal is not None, "", f"{here}?view=path#goal"),
        ToDo(_("A small step"), rests or plan is not None, strip.step, f"{here}?view=path#plan"),
    ]
    if plan is not None:
        rows += [
            ToDo(_("Ask how sure"), plan.confidence_asked, "", f"{here}#open"),
            ToDo(_("Ask them to say it back"), plan.teach_back != TeachBack.NOT_CHECKED, "", f"{here}#open"),
            ToDo(_("Agree on the next contact"), plan.follow_up != FollowUpAnswer.NOT_ASKED, "", f"{here}#open"),
            ToDo(
                _("Give them the page"), bool(strip.facts and strip.facts.copy_answered), "", _page(strip, by) or here
            ),
            ToDo(
                _("Copy the note for the EHR"),
                strip.light is not None and strip.light.status == "current",
                "",
                _page(strip, by) or here,
            ),
        ]
    if later:
        rows.append(
            ToDo(_("Book a return visit for what was left"), done=False, detail="; ".join(later), href=f"{here}#agenda")
        )
    rows.append(ToDo(_("End the visit"), strip.visit.state == "finished", "", f"{here}#rest"))
    return rows


def _page(strip: Strip, by: Principal) -> str:
    if not strip.page_oid:
        return ""
    return reverse("after_visit:page", kwargs={"practice": by.practice_key, "page": strip.page_oid})
