"""When a form can be filled, and what an unused tablet shows.  No clock: the moment is an argument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.instruments.words import FORM_TRANSITIONS, FormState, MayFill, TabletState
from teamlet.records.visits.words import VisitState

#: A tablet that nobody touched for so long is covered, and then forgotten (safety.md, abuse case 8).
CURTAIN_AFTER = timedelta(minutes=2)
WIPE_AFTER = timedelta(minutes=10)
#: A tablet's number is typed at once or not at all.
PIN_LASTS = timedelta(minutes=10)
#: Visits that take place no more, so that nothing is prepared for them.
CALLED_OFF = frozenset({VisitState.CANCELLED, VisitState.NO_SHOW, VisitState.ENTERED_IN_ERROR})

_OVER = {
    FormState.SUBMITTED: "instruments.form_submitted",
    FormState.REVOKED: "instruments.form_revoked",
    FormState.EXPIRED: "instruments.form_expired",
    FormState.ENTERED_IN_ERROR: "instruments.form_in_error",
}


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What decides whether a form can be filled.  ``visit_state`` None = it belongs to no visit."""

    state: FormState
    expires_at: datetime
    visit_state: VisitState | None = None
    is_merged: bool = False
    is_deceased: bool = False
    is_active: bool = True


def may_fill(facts: FormFacts, *, at: datetime) -> Decision[MayFill]:
    """Decide whether anything may be shown of or saved in a form at ``at``, with the one reason against it.

    Its own state comes first, then the patient (joined with another record, deceased, gone), then the visit.
    """
    code = _OVER.get(facts.state)
    if code is None and at >= facts.expires_at:
        code = "instruments.form_expired"
    code = code or patient_bar(is_merged=facts.is_merged, is_deceased=facts.is_deceased, is_active=facts.is_active)
    if code is None and facts.visit_state in CALLED_OFF:
        code = "instruments.visit_cancelled"
    if code is not None:
        return Decision(MayFill.NO, (Reason(code),))
    return Decision(MayFill.YES, (Reason("instruments.form_open"),))


def patient_bar(*, is_merged: bool, is_deceased: bool, is_active: bool) -> str | None:
    """Return the code of what keeps every form from this patient, or None."""
    if is_merged:
        return "instruments.patient_merged"
    if is_deceased:
        return "instruments.patient_deceased"
    return None if is_active else "instruments.patient_inactive"


def may_move(now: FormState, to: FormState) -> Decision[MayFill]:
    """Decide whether a form may go from ``now`` to ``to``."""
    if to in FORM_TRANSITIONS[now]:
        return Decision(MayFill.YES, (Reason("instruments.form_open"),))
    return Decision(MayFill.NO, (Reason("instruments.may_not_move", {"from_state": now.value, "to_state": to.value}),))


def tablet_state(kept: TabletState, touched: datetime, *, at: datetime) -> TabletState:
    """Return how a tablet stands at ``at``: an open one is covered after two minutes and wiped after ten.

    The exact minute counts as over.
    """
    if kept not in {TabletState.OPEN, TabletState.CURTAIN}:
        return kept
    idle = at - touched
    if idle >= WIPE_AFTER:
        return TabletState.WIPED
    return TabletState.CURTAIN if idle >= CURTAIN_AFTER or kept is TabletState.CURTAIN else TabletState.OPEN
