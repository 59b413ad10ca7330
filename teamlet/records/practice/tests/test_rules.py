"""Which way a membership may go, and what a setting may be."""

from __future__ import annotations

import pytest

from teamlet.records.practice.rules import Allowed, may_move, may_set
from teamlet.records.practice.words import SETTINGS, MembershipState

LEGAL = {
    ("invited", "active"),
    ("invited", "removed"),
    ("active", "suspended"),
    ("active", "removed"),
    ("suspended", "active"),
    ("suspended", "removed"),
}
DEFAULTS = {name: setting.default for name, setting in SETTINGS.items()}


@pytest.mark.parametrize("to", list(MembershipState))
@pytest.mark.parametrize("state", list(MembershipState))
def test_moves(state, to):
    decision = may_move(state, to)
    assert (decision.status is Allowed.YES) == ((state.value, to.value) in LEGAL)
    assert decision.reason.values == {"state": state.value, "to": to.value}


@pytest.mark.parametrize("name", list(SETTINGS))
def test_every_setting_at_its_edges(name):
    setting = SETTINGS[name]
    wide = DEFAULTS | {"follow_up_first_day": 1, "follow_up_due_day": 1, "follow_up_last_day": 42}
    wide |= {"call_from_hour": 8, "call_to_hour": 21}
    if name == "follow_up_due_day":
        wide["follow_up_last_day"] = 42
    if name in {"follow_up_first_day", "follow_up_due_day"}:
        wide["follow_up_due_day"] = 28
    for value, fits in ((setting.lowest - 1, False), (setting.highest + 1, False), (setting.highest, True)):
        status = may_set(name, value, wide).status
        assert (status is Allowed.YES) == fits, (name, value)
    for value in (True, "7", 7.5, None):
        assert may_set(name, value, wide).reason.code == "practice.setting_out_of_range"


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("follow_up_first_day", 13, "practice.follow_up_days_out_of_order"),
        ("follow_up_due_day", 9, "practice.follow_up_days_out_of_order"),
        ("follow_up_due_day", 15, "practice.follow_up_days_out_of_order"),
        ("follow_up_last_day", 11, "practice.follow_up_days_out_of_order"),
        ("call_from_hour", 12, "practice.call_hours_out_of_order"),
        ("call_to_hour", 9, "practice.call_hours_out_of_order"),
        ("call_to_hour", 10, "practice.setting_in_range"),
        ("follow_up_due_day", 14, "practice.setting_in_range"),
    ],
)
def test_settings_beside_each_other(name, value, code):
    assert may_set(name, value, DEFAULTS).reason.code == code


def test_a_name_that_is_no_setting():
    with pytest.raises(KeyError):
        may_set("no_such_setting", 1, DEFAULTS)
