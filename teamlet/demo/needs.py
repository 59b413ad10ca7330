"""Levels of need, own targets and the list "Back on track" of the demo: as the worker finds them, and a few by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from teamlet.demo.people import THIN_ABOVE
from teamlet.demo.stage import Set
from teamlet.ground.access.principal import system
from teamlet.records.followups.actions.needs import set_level
from teamlet.records.followups.actions.slips import answer_slip, start_slip
from teamlet.records.followups.actions.support import refresh_support
from teamlet.records.followups.models import Slip
from teamlet.records.followups.words.needs import Level, WhyAnotherLevel
from teamlet.records.followups.words.slips import SlipResult, SlipState, WhatChanged
from teamlet.records.patients.actions.targets import set_target
from teamlet.records.patients.models import Patient, PopulationMember
from teamlet.records.patients.words import TargetMeasure, WhyOwnTarget


def show_support(here: Set, *, today: date, at: datetime) -> None:
    """Find everybody's level and slips; set one level and two targets by hand; begin one talk and answer another.

    Of a very large demo only the first patients are looked at: the worker does the rest in its first night.
    """
    practice = here.practice
    coach = here.by("ana" if "ana" in here.people else "cora")
    clinician = next(here.by(player.login) for player in here.stage.players if "clinician" in player.roles)
    told = PopulationMember.objects.filter(practice=practice, population="diabetes", left_on__isnull=True)
    aims = ((Decimal("7.0"), WhyOwnTarget.NEWLY_FOUND), (Decimal("8.5"), WhyOwnTarget.FRAILTY))
    for row, (value, why) in zip(told.select_related("patient").order_by("patient_id")[:2], aims, strict=False):
        set_target(patient=row.patient, measure=TargetMeasure.HBA1C, value=value, why=why, at=at, by=clinician)
    numbers = Patient.objects.filter(practice=practice).order_by("pk").values_list("pk", flat=True)[: THIN_ABOVE + 1]
    some = list(numbers)
    refresh_support(practice=practice, at=at, by=system(practice, "demo"), patients=range(some[0], some[-1] + 1))
    first = Patient.objects.filter(practice=practice, merged_into=None).order_by("pk").first()
    if first is not None:
        set_level(
            patient=first, level=Level.INTENSIVE, why=WhyAnotherLevel.KNOWN_TO_TEAM,
            words="Looks after her husband since October", until=today + timedelta(days=45), at=at, by=coach,
        )  # fmt: skip
    slips = list(
        Slip.objects.filter(practice=practice, state=SlipState.OPEN, labels="")
        .select_related("patient")
        .order_by("id")[:2]
    )
    if len(slips) > 1:
        start_slip(slip=slips[0], owner=here["ana" if "ana" in here.people else "cora"], at=at, by=coach)
        answer_slip(
            slip=slips[1], result=SlipResult.KNOWN_CAUSE, what_changed=(WhatChanged.MONEY, WhatChanged.FOOD),
            words="Fewer hours at work; food bank told", at=at, by=coach,
        )  # fmt: skip
