"""Who gives out forms, enters and reads answers, and answers safety alerts."""

from __future__ import annotations

from collections.abc import Iterable

from teamlet.content.instruments import Instrument
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import FINDS_PATIENTS, OFFICE, SUPPORT, Role
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.patients.rules import may_see
from teamlet.records.patients.words import Sensitivity, Showing, View

#: Open an alert and answer it by going to the patient; closing one needs a license.
ANSWERS_ALERTS = SUPPORT | OFFICE
#: See every alert that waits; others only when it is their turn.
SEES_ALERTS = SUPPORT
#: Name who answers alerts, and when.
NAMES_COVER = OFFICE


def sensitivity_of(instrument: Instrument) -> Sensitivity:
    """Return the label of an instrument's answers and scores."""
    return Sensitivity(instrument.rules.sensitivity or Sensitivity.NONE)


def can_read(roles: Iterable[Role], instrument: Instrument) -> bool:
    """Whether somebody with these roles reads the answers to this instrument."""
    held = frozenset(roles)
    if not held & SUPPORT:
        return False
    return may_see(sensitivity_of(instrument), held, View.CHART).status is Showing.SHOWN


def can_enter(by: Principal, instrument: Instrument) -> bool:
    """Whether this person enters answers for a patient: the front desk those without a label, others what they read."""
    if sensitivity_of(instrument) is Sensitivity.NONE:
        return by.has(FINDS_PATIENTS)
    return can_read(by.roles, instrument)


def check_enter(by: Principal, instrument: Instrument) -> None:
    """Raise ``Refused`` where ``can_enter`` is False."""
    if not can_enter(by, instrument):
        raise Refused(Reason("instruments.role_may_not_enter"))


def can_issue(by: Principal) -> bool:
    """Whether forms may be given out and taken back: whoever may find patients, and the system."""
    return by.has(FINDS_PATIENTS) or _is_part_of_system(by)


def check_issue(by: Principal) -> None:
    """Raise ``Refused`` where ``can_issue`` is False."""
    if not can_issue(by):
        raise Refused(Reason("instruments.role_may_not_issue"))


def can_answer_alerts(by: Principal) -> bool:
    """Whether this person opens and answers safety alerts."""
    return by.has(ANSWERS_ALERTS)


def _is_part_of_system(by: Principal) -> bool:
    return by.user_id is None and by.name in {"command", "worker", "import", "demo"}
