"""May it go out now: every reason once, at release and at the moment of sending; limits and waiting."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from teamlet.records.outreach.rules.eligibility import (
    USUAL_LIMITS,
    AddressFacts,
    Limits,
    MessageFacts,
    PatientFacts,
    may_send,
)
from teamlet.records.outreach.rules.quiet import is_quiet
from teamlet.records.outreach.rules.words import REASONS, FixedAnswer, Moment
from teamlet.records.outreach.words import REASONS as RECORD_REASONS, Channel, ConsentState, MaySend, Purpose

ZONE = ZoneInfo("America/Chicago")
NOON = datetime(2026, 11, 24, 12, tzinfo=ZONE)  # a Tuesday
PATIENT = PatientFacts(language="es", zone=ZONE)
ADDRESS = AddressFacts("+15550102233")
STREET = AddressFacts("12 Elm Street, Millbrook, NY 12500")
GOOD = MessageFacts(
    purpose=Purpose.CHECK_IN,
    channel=Channel.TEXT,
    language="es",
    languages=frozenset({"en", "es"}),
    body="Elm Street: ¿Cómo le fue? ALTO para no recibir más.",
    patient=PATIENT,
    address=ADDRESS,
    consent=ConsentState.GIVEN,
    due_at=NOON - timedelta(hours=2),
    expires_at=NOON + timedelta(days=4),
)


def days_ago(*days: float) -> tuple[datetime, ...]:
    return tuple(NOON - timedelta(days=each) for each in days)


NO, HOLD, LATER, YES = MaySend.NO, MaySend.HOLD, MaySend.LATER, MaySend.YES
CASES = [
    (GOOD, YES, "outreach.may_send"),
    (replace(GOOD, patient=replace(PATIENT, deceased=True)), NO, "outreach.deceased"),
    (replace(GOOD, patient=replace(PATIENT, active=False)), NO, "outreach.not_active"),
    (replace(GOOD, patient=replace(PATIENT, merged=True)), NO, "outreach.merged"),
    (replace(GOOD, patient=replace(PATIENT, under_18=True)), NO, "outreach.under_age"),
    (replace(GOOD, still_wanted=False), NO, "outreach.no_longer_wanted"),
    (replace(GOOD, address=replace(ADDRESS, opted_out_on=date(2026, 11, 1))), NO, "outreach.opted_out"),
    (replace(GOOD, address=replace(ADDRESS, not_this_way=True)), NO, "outreach.not_this_way"),
    (replace(GOOD, consent=ConsentState.WITHDRAWN), NO, "outreach.consent_withdrawn"),
    (replace(GOOD, expires_at=NOON), NO, "outreach.expired"),
    (replace(GOOD, due_at=NOON + timedelta(days=4)), NO, "outreach.expires_before"),
    (replace(GOOD, sent=days_ago(0.1), expires_at=NOON + timedelta(hours=20)), NO, "outreach.expires_before"),
    (replace(GOOD, consent=None), HOLD, "outreach.no_consent"),
    (replace(GOOD, address=replace(ADDRESS, value=" ")), HOLD, "outreach.no_address"),
    (replace(GOOD, address=replace(ADDRESS, works=False)), HOLD, "outreach.address_not_working"),
    (replace(GOOD, address=replace(ADDRESS, not_allowed_why="premium")), HOLD, "outreach.address_not_allowed"),
    (replace(GOOD, address=replace(ADDRESS, shared=True)), HOLD, "outreach.shared_address"),
    (replace(GOOD, address=replace(ADDRESS, shared=True, shared_agreed=True)), YES, "outreach.may_send"),
    (replace(GOOD, patient=replace(PATIENT, language="")), HOLD, "outreach.no_language"),
    (replace(GOOD, patient=replace(PATIENT, language="vi")), HOLD, "outreach.not_in_language"),
    (replace(GOOD, language="en"), HOLD, "outreach.not_in_language"),
    (replace(GOOD, languages=frozenset({"en"})), HOLD, "outreach.not_in_language"),
    (replace(GOOD, body=" \n"), HOLD, "outreach.empty"),
    (replace(GOOD, body="a" * 161), HOLD, "outreach.too_long"),
    (replace(GOOD, body="a" * 160), YES, "outreach.may_send"),
    (replace(GOOD, body="€" * 81), HOLD, "outreach.too_long"),
    (replace(GOOD, due_at=NOON + timedelta(hours=1)), LATER, "outreach.not_due"),
    (replace(GOOD, sent=days_ago(0.1)), LATER, "outreach.day_limit"),
    (replace(GOOD, sent=days_ago(1, 3, 5)), LATER, "outreach.week_limit"),
    (replace(GOOD, sent=days_ago(1, 3, 7)), YES, "outreach.may_send"),
    (replace(GOOD, sent=days_ago(1, 3)), YES, "outreach.may_send"),
    # letters: no consent needed, no limits, no age, any length; but never against what the patient said
    (replace(GOOD, channel=Channel.LETTER, address=STREET, consent=None, sent=days_ago(0.1), body="a" * 2000), YES, "outreach.may_send"),
    (replace(GOOD, channel=Channel.LETTER, address=STREET, patient=replace(PATIENT, under_18=True)), YES, "outreach.may_send"),
    (
        replace(GOOD, channel=Channel.LETTER, address=STREET, consent=ConsentState.WITHDRAWN),
        NO,
        "outreach.consent_withdrawn",
    ),
    (replace(GOOD, channel=Channel.LETTER, address=AddressFacts("12 Elm Street")), HOLD, "outreach.address_not_complete"),
    (replace(GOOD, channel=Channel.EMAIL, body="a" * 2000), YES, "outreach.may_send"),
    (replace(GOOD, channel=Channel.EMAIL, consent=None), HOLD, "outreach.no_consent"),
]  # fmt: skip


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize(("facts", "status", "code"), CASES)
def test_every_reason_at_both_times(facts, status, code, moment):
    found = may_send(facts, at=NOON, moment=moment)
    assert found.decision.status is status
    assert found.decision.reason.code == code
    assert found.may_send == (status is YES)
    assert (found.not_before is not None) == (status is LATER)


def test_every_reason_of_the_rule_has_a_case():
    asked = {code for code in REASONS if code.split(".")[1] in _OF_THIS_RULE}
    assert asked <= {code for _, _, code in CASES} | {"outreach.quiet_hours"}


_OF_THIS_RULE = {
    "may_send", "deceased", "not_active", "merged", "under_age", "no_longer_wanted", "address_not_working",
    "address_not_allowed", "opted_out", "no_consent", "consent_withdrawn", "not_this_way", "shared_address",
    "no_language", "not_in_language", "too_long", "expired", "expires_before", "not_due", "quiet_hours", "day_limit",
    "week_limit",
}  # fmt: skip


def test_everything_that_stands_against_it_is_named_what_cannot_be_mended_first():
    facts = replace(GOOD, consent=None, body="", address=replace(ADDRESS, works=False, opted_out_on=date(2026, 1, 2)))
    found = may_send(facts, at=NOON, moment=Moment.SENDING)
    assert found.decision.status is NO
    assert [reason.code for reason in found.decision.reasons] == [
        "outreach.opted_out",
        "outreach.address_not_working",
        "outreach.no_consent",
        "outreach.empty",
    ]


@pytest.mark.parametrize("change", ["stop", "withdrawn", "died", "closed", "wrong number", "language"])
def test_what_changes_between_release_and_sending_is_seen(change):
    assert may_send(GOOD, at=NOON, moment=Moment.QUEUED).may_send
    changed = {
        "stop": replace(GOOD, address=replace(ADDRESS, opted_out_on=NOON.date())),
        "withdrawn": replace(GOOD, consent=ConsentState.WITHDRAWN),
        "died": replace(GOOD, patient=replace(PATIENT, deceased=True)),
        "closed": replace(GOOD, still_wanted=False),
        "wrong number": replace(GOOD, address=replace(ADDRESS, works=False)),
        "language": replace(GOOD, patient=replace(PATIENT, language="en")),
    }[change]
    assert not may_send(changed, at=NOON + timedelta(minutes=1), moment=Moment.SENDING).may_send


@pytest.mark.parametrize(
    ("clock", "expected"),
    [((21, 0), "2026-11-25 08:00"), ((23, 59), "2026-11-25 08:00"), ((3, 0), "2026-11-24 08:00")],
)
def test_quiet_hours_wait_for_the_patients_morning(clock, expected):
    at = datetime(2026, 11, 24, *clock, tzinfo=ZONE)
    facts = replace(GOOD, due_at=at - timedelta(days=1))
    found = may_send(facts, at=at, moment=Moment.SENDING)
    assert found.decision.status is LATER
    assert found.decision.reason.code == "outreach.quiet_hours"
    assert f"{found.not_before.astimezone(ZONE):%Y-%m-%d %H:%M}" == expected
    assert may_send(facts, at=found.not_before, moment=Moment.SENDING).may_send
    assert may_send(replace(facts, channel=Channel.LETTER, address=STREET), at=at, moment=Moment.SENDING).may_send


def test_the_day_is_the_patients_day():
    late = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)  # 23:30 of Monday in Chicago
    assert may_send(replace(GOOD, sent=(late,)), at=NOON, moment=Moment.SENDING).may_send
    auckland = replace(
        GOOD, sent=(NOON - timedelta(hours=10),), patient=replace(PATIENT, zone=ZoneInfo("Pacific/Auckland"))
    )
    at = datetime(2026, 11, 25, 9, tzinfo=ZoneInfo("Pacific/Auckland"))
    assert may_send(replace(auckland, due_at=at), at=at, moment=Moment.SENDING).may_send


def test_what_is_planned_counts_at_release_only():
    facts = replace(GOOD, planned=(NOON + timedelta(hours=1),))
    queued = may_send(facts, at=NOON, moment=Moment.QUEUED)
    assert queued.decision.status is LATER
    assert may_send(facts, at=NOON, moment=Moment.SENDING).may_send


def test_a_week_is_any_seven_days_also_those_to_come():
    facts = replace(
        GOOD, planned=tuple(NOON + timedelta(days=each) for each in (2, 4, 6)), expires_at=NOON + timedelta(days=30)
    )
    found = may_send(facts, at=NOON, moment=Moment.QUEUED)
    assert found.decision.status is LATER
    day = found.not_before.astimezone(ZONE).date()
    everything = [each.date() for each in facts.planned] + [day]
    for start in range(40):
        first = NOON.date() + timedelta(days=start - 7)
        assert sum(first <= each < first + timedelta(days=7) for each in everything) <= 3


# --- fixed answers -----------------------------------------------------------------------------------

NIGHT = datetime(2026, 11, 24, 2, tzinfo=ZONE)


@pytest.mark.parametrize("answer", FixedAnswer)
def test_an_answer_goes_out_at_night_without_consent_and_over_the_limits(answer):
    facts = replace(
        GOOD,
        purpose=None,
        answer=answer,
        consent=None,
        due_at=NIGHT,
        sent=(NIGHT,) * 9,
        address=replace(ADDRESS, shared=True),
    )
    assert may_send(facts, at=NIGHT, moment=Moment.SENDING).may_send


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (FixedAnswer.STOPPED, True),
        (FixedAnswer.HELP, True),
        (FixedAnswer.EMERGENCY, True),
        (FixedAnswer.THANKS, False),
        (FixedAnswer.HELP_COMES, False),
        (FixedAnswer.STARTED, False),
    ],
)
def test_after_stop_only_what_was_asked_for_or_saves_a_life(answer, allowed):
    facts = replace(
        GOOD, purpose=None, answer=answer, address=replace(ADDRESS, opted_out_on=NIGHT.date()), due_at=NIGHT
    )
    assert may_send(facts, at=NIGHT, moment=Moment.SENDING).may_send is allowed


def test_an_emergency_answer_is_held_back_by_nothing_but_a_missing_address():
    worst = replace(
        GOOD,
        purpose=None,
        answer=FixedAnswer.EMERGENCY,
        patient=PatientFacts("", ZONE, deceased=True, active=False, merged=True, under_18=True),
        address=AddressFacts("+1", works=False, not_this_way=True, opted_out_on=NIGHT.date()),
        consent=ConsentState.WITHDRAWN,
        still_wanted=False,
    )
    assert may_send(worst, at=NOON, moment=Moment.SENDING).may_send
    assert may_send(replace(worst, address=AddressFacts("")), at=NOON, moment=Moment.SENDING).decision.status is HOLD


# --- over many histories -----------------------------------------------------------------------------


@settings(max_examples=150)
@given(
    st.lists(st.integers(0, 60 * 24 * 20), min_size=1, max_size=25),
    st.sampled_from(["America/New_York", "America/Anchorage", "Australia/Lord_Howe", "Pacific/Auckland"]),
    st.integers(1, 2),
    st.integers(1, 4),
)
def test_no_order_of_sending_breaks_a_limit_or_the_night(minutes, name, per_day, per_week):
    zone, limits = ZoneInfo(name), Limits(per_day=per_day, per_week=max(per_day, per_week))
    start = datetime(2026, 10, 20, tzinfo=UTC)
    sent: list[datetime] = []
    for minute in sorted(minutes):
        due = start + timedelta(minutes=minute)
        facts = replace(
            GOOD, patient=replace(PATIENT, zone=zone), due_at=due, expires_at=due + timedelta(days=90), sent=tuple(sent)
        )
        at, asked = due, 0
        while not (found := may_send(facts, at=at, moment=Moment.SENDING, limits=limits)).may_send:
            assert found.decision.status is LATER
            assert found.not_before > at
            at, asked = found.not_before, asked + 1
            assert asked < 3
        assert not is_quiet(at, zone)
        sent.append(at)
    days = [each.astimezone(zone).date() for each in sent]
    for day in days:
        assert days.count(day) <= limits.per_day
        assert sum(day <= other < day + timedelta(days=7) for other in days) <= limits.per_week


def test_reasons_are_known_and_instants_have_a_zone():
    for facts, _, _ in CASES:
        for reason in may_send(facts, at=NOON, moment=Moment.QUEUED).decision.reasons:
            assert reason.code in set(REASONS) | set(RECORD_REASONS)
    with pytest.raises(ValueError, match="zone"):
        may_send(GOOD, at=datetime(2026, 1, 1), moment=Moment.QUEUED)  # noqa: DTZ001
    assert (USUAL_LIMITS.per_day, USUAL_LIMITS.per_week, USUAL_LIMITS.characters) == (1, 3, 160)
