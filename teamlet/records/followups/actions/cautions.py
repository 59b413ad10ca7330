"""The task of a step that met a caution."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal
from teamlet.records.followups import rules
from teamlet.records.plans.models import PlanVersion
from teamlet.records.plans.queries import caution_of, readers_of
from teamlet.records.plans.words import CautionDecision
from teamlet.records.practice.models import Practice
from teamlet.records.tasks.actions import open_task
from teamlet.records.tasks.queries import owner_for
from teamlet.records.tasks.words import Duty, TaskKind


def open_caution_task(version: PlanVersion, at: datetime, by: Principal) -> None:
    """Open the task of a step that met a caution for a licensed person, due the same day."""
    practice = Practice.objects.get(pk=version.plan.practice_id)
    today = at.astimezone(ZoneInfo(practice.time_zone)).date()
    choice = owner_for(
        practice,
        Duty.FOLLOW_UP,
        kind=TaskKind.CAUTION,
        author=by.membership_id,
        on=today,
        patient=version.plan.patient,
        among=readers_of(version.plan.goal),
    )
    open_task(
        patient=version.plan.patient,
        kind=TaskKind.CAUTION,
        about_oid=version.oid,
        owner=choice.owner,
        backup=choice.backup,
        owner_from=choice.owner_from,
        must_name=choice.must_name,
        due_on=today,
        risk=rules.risk_rank(caution_open=True),
        detail={"cautions": version.cautions},
        at=at,
        by=by,
    )


def ask_about_cautions_again(version: PlanVersion, at: datetime, by: Principal) -> None:
    """Open the caution task of a step that undo brought back, unless a licensed person has decided."""
    if caution_of(version) is CautionDecision.OPEN:
        open_caution_task(version, at, by)
