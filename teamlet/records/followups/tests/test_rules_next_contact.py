"""The contact after a contact: there is always one, later and on a working day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from teamlet.records.followups.rules import (
    next_after_contact,
)
from teamlet.records.followups.tests.calendar_days import HOLIDAYS, said, works
from teamlet.records.plans.words import PlanOutcome


@pytest.mark.parametrize(
    ("outcome", "options", "days", "code"),
    [
        (PlanOutcome.DONE_AS_PLANNED, {"new_step": True}, 12, "next_new_step"),
        (PlanOutcome.PARTLY, {"new_step": True, "level": 3}, 7, "next_weekly"),
        (PlanOutcome.DONE_AS_PLANNED, {"level": 1}, 90, "next_light"),
        (PlanOutcome.DONE_AS_PLANNED, {"level": 2, "successes_in_a_row": 1}, 28, "next_guided"),
        (PlanOutcome.MOSTLY, {"level": 2, "successes_in_a_row": 2}, 90, "next_light"),
        (PlanOutcome.MOSTLY, {"level": 2, "successes_in_a_row": 2, "confidence": 5}, 14, "next_soon"),
        (PlanOutcome.MOSTLY, {"level": 2, "successes_in_a_row": 2, "confidence": 7}, 90, "next_light"),
        (PlanOutcome.NOT_STARTED, {"level": 1}, 14, "next_soon"),
        (PlanOutcome.PARTLY, {"level": 2}, 14, "next_soon"),
        (PlanOutcome.UNKNOWN, {"level": 2}, 14, "next_guided"),
        (PlanOutcome.DONE_AS_PLANNED, {"level": 3, "contacts_so_far": 3}, 7, "next_weekly"),
        (PlanOutcome.DONE_AS_PLANNED, {"level": 3, "contacts_so_far": 4}, 14, "next_weekly"),
        (PlanOutcome.DONE_AS_PLANNED, {"level": 4, "contacts_so_far": 9}, 7, "next_weekly"),
        (PlanOutcome.DONE_AS_PLANNED, {"level": 1, "depression_treatment_is_new": True}, 7, "next_depression"),
    ],
)
def test_there_is_always_a_next_contact(outcome: PlanOutcome, options: dict[str, object], days: int, code: str) -> None:
    every = frozenset(range(7))
    proposal = next_after_contact(outcome, contact_on=date(2026, 12, 3), working_days=every, **options)  # type: ignore[arg-type]
    assert proposal.on == date(2026, 12, 3) + timedelta(days=days)
    assert proposal.decision.reason.code == f"followups.{code}"
    assert all("{" not in sentence for sentence in said(proposal))


def test_the_window_of_a_next_contact_is_the_last_third() -> None:
    every = frozenset(range(7))
    light = next_after_contact(PlanOutcome.MOSTLY, contact_on=date(2026, 12, 3), level=1, working_days=every)
    assert (light.window_start, light.window_end) == (date(2027, 2, 1), date(2027, 3, 3))
    weekly = next_after_contact(PlanOutcome.MOSTLY, contact_on=date(2026, 12, 3), level=4, working_days=every)
    assert (weekly.window_start, weekly.window_end) == (date(2026, 12, 8), date(2026, 12, 10))
    for level in (0, 5):
        with pytest.raises(ValueError, match="1 to 4"):
            next_after_contact(PlanOutcome.MOSTLY, contact_on=date(2026, 12, 3), level=level)


@given(
    outcome=st.sampled_from(PlanOutcome),
    on=st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    level=st.integers(1, 4),
    sure=st.none() | st.integers(0, 10),
    row=st.integers(0, 5),
    contacts=st.integers(1, 9),
    new=st.booleans(),
    depression=st.booleans(),
)
def test_next_contact_is_later_and_on_a_working_day(
    outcome: PlanOutcome, on: date, level: int, sure: int | None, row: int, contacts: int, new: bool, depression: bool
) -> None:
    proposal = next_after_contact(
        outcome,
        contact_on=on,
        level=level,
        confidence=sure,
        successes_in_a_row=row,
        contacts_so_far=contacts,
        new_step=new,
        depression_treatment_is_new=depression,
        holidays=HOLIDAYS,
    )
    assert proposal.on is not None
    assert proposal.window_start is not None
    assert proposal.window_end is not None
    assert on < proposal.on <= on + timedelta(days=90)
    assert works(proposal.on)
    assert on < proposal.window_start <= proposal.on <= proposal.window_end
    if depression or level >= 3:
        assert proposal.on <= on + timedelta(days=7 if depression or level == 4 else 14)
