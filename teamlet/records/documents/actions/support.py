"""The two-minute path as one act: goal, plan, contact and the page to take home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.records.documents import rules
from teamlet.records.documents.actions.pages import make_page, withdraw_page
from teamlet.records.documents.models import TakeHomePage
from teamlet.records.documents.queries import LANGUAGES
from teamlet.records.documents.words import PageVariant, PrintState
from teamlet.records.followups.actions import ContactSaid, agree_support, undo_plan
from teamlet.records.patients.models import Patient
from teamlet.records.plans.actions import GoalSaid, PlanSaid
from teamlet.records.plans.models import Goal, PlanVersion
from teamlet.records.visits.models import Visit


@dataclass(frozen=True, slots=True)
class Saved:
    """What the path saved.  ``page`` is None when none was wanted or the patient's language is one we lack."""

    plan_version: PlanVersion
    page: TakeHomePage | None


@action
def save_support(
    *,
    patient: Patient,
    visit: Visit | None,
    goal_said: GoalSaid,
    plan_said: PlanSaid,
    contact_said: ContactSaid | None = None,
    goal: Goal | None = None,
    performers: tuple[int, ...] = (),
    fresh: bool = False,
    goal_seen: int | None = None,
    plan_seen: int | None = None,
    language: str | None = None,
    variant: PageVariant | None = None,
    with_page: bool = True,
    at: datetime,
    by: Principal,
) -> Saved:
    """Save the path and make the page, all or nothing.

    A language we lack does not hold the plan back: it is saved without a page, and the caller names the
    language to staff.  Raises what ``agree_support`` raises.
    """
    version = agree_support(
        patient=patient,
        goal_said=goal_said,
        plan_said=plan_said,
        contact_said=contact_said,
        goal=goal,
        visit=visit,
        performers=performers,
        fresh=fresh,
        goal_seen=goal_seen,
        plan_seen=plan_seen,
        at=at,
        by=by,
    )
    page = None
    printable = rules.may_print(language or patient.language or "en", LANGUAGES).status is PrintState.READY
    if with_page and printable:
        page = make_page(version=version, language=language or patient.language or "en", variant=variant, at=at, by=by)
    audit(version, patient=patient, page=page.oid if page else None)
    return Saved(version, page)


@action
def undo_support(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Take back a plan save with its contact, its caution task and the pages made from it, as one act.

    Raises what ``undo_plan`` raises.
    """
    undo_plan(about_oid=about_oid, at=at, by=by)
    version = PlanVersion.objects.select_related("plan__patient").get(oid=about_oid, plan__practice_id=by.practice_id)
    pages = TakeHomePage.objects.filter(plan_version=version, withdrawn_at__isnull=True).select_related("patient")
    for page in pages:
        withdraw_page(page=page, at=at, by=by)
    audit(version, patient=version.plan.patient, pages=len(pages))
