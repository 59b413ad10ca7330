"""The courses that a patient's story may take: each yields the instant of its next acts, then does them.

``play`` runs many of them side by side in the order of time, as they would have happened.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from teamlet.demo.lives import Wish
from teamlet.demo.scene import Scene
from teamlet.ground.access.roles import Role
from teamlet.records.documents.actions import enter_in_error
from teamlet.records.documents.words import CopyKind
from teamlet.records.followups.actions import (
    ContactTold,
    Worry,
    close_contact,
    close_red_flag,
    record_attempt,
    report_contact,
    reschedule_contact,
)
from teamlet.records.followups.models import RedFlag
from teamlet.records.followups.rules import ClosingFacts
from teamlet.records.followups.words import AttemptResult, Channel, ClosingReason, UrgencyTier
from teamlet.records.plans.actions import agree_goal, decide_caution, end_plan, move_goal, say_not_today
from teamlet.records.plans.words import (
    CautionDecision,
    FollowUpAnswer,
    GoalAcceptance,
    GoalSource,
    GoalState,
    NotTodayReason,
    PlanOutcome,
    PlanState,
)
from teamlet.records.practice.actions.saves import undo_save
from teamlet.records.practice.models import Save
from teamlet.records.visits.actions import book_handoff_call, hand_over, move_handoff, open_visit, plan_visit
from teamlet.records.visits.words import HandoffNo, HandoffState, VisitKind

Course = Iterator[datetime]


def play(scenes: Iterable[Scene]) -> None:
    """Play the course of every scene, act after act in the order of time."""
    waiting: list[tuple[datetime, int, Course]] = []
    for scene in scenes:
        course = COURSES[scene.life.course](scene, **scene.life.how)
        heapq.heappush(waiting, (next(course), scene.number, course))
    while waiting:
        _, number, course = heapq.heappop(waiting)
        moment = next(course, None)
        if moment is not None:
            heapq.heappush(waiting, (moment, number, course))


def _wish(scene: Scene) -> Wish:
    if scene.life.wish is None:
        raise ValueError(scene.life.given)
    return scene.life.wish


def waits(
    scene: Scene, *, made: int, due: int, copied: str = "", channel: str = "call", visit_today: str = "", **_: Any
) -> Course:
    """A plan was made and its contact is waiting: overdue, due or coming up."""
    yield scene.moment(made)
    visit = scene.visit()
    saved = scene.agree(visit, _wish(scene), due=due, channel=channel)
    if copied:
        scene.copy(saved.plan_version)
        scene.copy(saved.plan_version, CopyKind.AFTER_VISIT)
    scene.leave(visit)
    if copied == "old":
        yield scene.moment(made - 3)
        scene.agree(None, replace(_wish(scene), amount="3 minutes"), due=due, goal=scene.goal())
    if visit_today:
        yield scene.moment(1, "16:00")
        _booked(scene, 0, visit_today, scene.life.topics)


def tried(scene: Scene, *, made: int, due: int, tries: tuple[tuple[str, str, int], ...]) -> Course:
    """The contact is due and was tried without an answer that counts."""
    yield scene.moment(made)
    visit = scene.visit()
    scene.agree(visit, _wish(scene), due=due)
    scene.leave(visit)
    for n, (channel, result, days_ago) in enumerate(tries):
        yield scene.moment(days_ago, ("10:10", "15:20", "17:30")[n] if days_ago else "")
        record_attempt(
            contact=scene.contact(), channel=Channel(channel), result=AttemptResult(result),
            next_try_on=scene.day(1 - days_ago), at=scene.at, by=scene.by(Role.COACH),
        )  # fmt: skip


def cautioned(scene: Scene, *, made: int, due: int, decision: str = "") -> Course:
    """The step met a caution: a licensed person looks at it, or still has to."""
    yield scene.moment(made)
    visit = scene.visit()
    saved = scene.agree(visit, _wish(scene), due=due)
    scene.leave(visit)
    if decision:
        yield scene.moment(made - 1)
        decide_caution(
            version=saved.plan_version, decision=CautionDecision(decision), note=_NOTES[decision],
            at=scene.at, by=scene.by(Role.NURSE),
        )  # fmt: skip


_NOTES = {
    "may_start": "Half dose of glipizide on the fasting day, checks at noon; knows the signs of low sugar.",
    "changed": "Same amount of greens every day; INR in ten days.",
    "do_not_start": "Dr. Cole lowers the dose step by step; next visit in two weeks.",
}


def reached(
    scene: Scene,
    *,
    made: int,
    told: tuple[tuple[Any, ...], ...],
    then: int,
    new_step: bool = False,
) -> Course:
    """The contact happened, once or more, and the next one is agreed."""
    yield scene.moment(made)
    visit = scene.visit()
    scene.agree(visit, _wish(scene), due=-told[0][0])
    scene.leave(visit)
    for n, (days_ago, outcome, planned, done, sure, helped) in enumerate(told):
        yield scene.moment(days_ago, "14:40")
        after = -told[n + 1][0] if n + 1 < len(told) else then
        record_attempt(
            contact=scene.contact(), channel=Channel.CALL, result=AttemptResult.REACHED, at=scene.at,
            by=scene.by(Role.COACH),
        )  # fmt: skip
        report_contact(
            contact=scene.contact(),
            told=ContactTold(
                channel=Channel.CALL, outcome=PlanOutcome(outcome), times_planned=planned, times_done=done,
                helped_words=helped, confidence=sure, next_step="new" if new_step else "same",
                barriers=("time",) if outcome in ("partly", "not_started") else (),
                new_plan=scene.plan_said(replace(_wish(scene), days="2 días", sure=8)) if new_step else None,
                next_contact=scene.contact_said(after), minutes=7,
            ),
            at=scene.at, by=scene.by(Role.COACH),
        )  # fmt: skip


def closed(scene: Scene, *, made: int, reason: str, audience: str = "everyone") -> Course:
    """Follow-up of the goal ended for one coded reason."""
    why = ClosingReason(reason)
    early = made - 13
    yield scene.moment(made)
    visit = scene.visit()
    scene.agree(visit, _wish(scene), due=-early)
    scene.leave(visit)
    if why is ClosingReason.UNABLE_TO_REACH:
        tries = (("call", "no_answer", early, "10:00"), ("call", "left_message", early - 2, "17:40"),
                 ("text", "delivered", early - 5, "12:00"), ("letter", "delivered", early - 8, "11:00"))  # fmt: skip
        for channel, result, days_ago, clock in tries:
            yield scene.moment(days_ago, clock)
            record_attempt(
                contact=scene.contact(), channel=Channel(channel), result=AttemptResult(result), at=scene.at,
                by=scene.by(Role.COACH),
            )  # fmt: skip
    elif why not in (ClosingReason.DECEASED, ClosingReason.PALLIATIVE_FOCUS, ClosingReason.ENTERED_IN_ERROR):
        yield scene.moment(early)
        report_contact(
            contact=scene.contact(),
            told=ContactTold(
                channel=Channel.CALL, outcome=PlanOutcome.DONE_AS_PLANNED, times_planned=6, times_done=6,
                confidence=9, next_contact=scene.contact_said(-early + 10),
            ),
            at=scene.at, by=scene.by(Role.COACH),
        )  # fmt: skip
    if why is ClosingReason.GOAL_SUSTAINED:
        yield scene.moment(early - 9)
        move_goal(goal=scene.goal(), to=GoalState.ACHIEVED, at=scene.at, by=scene.by(Role.COACH))
    yield scene.moment(4)
    ask_again = None
    if why not in (ClosingReason.DECEASED, ClosingReason.PALLIATIVE_FOCUS, ClosingReason.ENTERED_IN_ERROR):
        ask_again = scene.day(90)
    close_contact(
        contact=scene.contact(), reason=why,
        facts=ClosingFacts(
            on=scene.day(-4), last_status=PlanOutcome.DONE_AS_PLANNED, ask_again_on=ask_again,
            program="Diabetes class at the library", sustained_days=made - 20, tries_made=True,
        ),
        at=scene.at, by=scene.by(Role.COACH),
    )  # fmt: skip
    if why is ClosingReason.NEW_GOAL:
        yield scene.moment(3)
        visit = scene.visit()
        other = Wish("Cook at home on weekdays", "Cook at home", "1 meal", "evening", "2 days", "eating", "time",
                     "If the day is full, then I will do it right after a meal.", 8, 8)  # fmt: skip
        scene.agree(visit, other, due=9, follow_up=FollowUpAnswer.AGREED)
        scene.leave(visit)


def worried(
    scene: Scene, *, made: int, told_on: int, tier: str, signs: tuple[str, ...], said: str, closed: str = ""
) -> Course:
    """Something new or worrying was told at a contact; a licensed person closes it, or still has to."""
    yield scene.moment(made)
    visit = scene.visit()
    scene.agree(visit, _wish(scene), due=-told_on)
    scene.leave(visit)
    yield scene.moment(told_on, "08:10")
    report_contact(
        contact=scene.contact(),
        told=ContactTold(
            channel=Channel.CALL, outcome=PlanOutcome.PARTLY, worry=Worry(UrgencyTier(tier), signs, said),
            times_planned=6, times_done=2, confidence=5, next_contact=scene.contact_said(7 - told_on),
        ),
        at=scene.at, by=scene.by(Role.COACH),
    )  # fmt: skip
    if closed:
        yield scene.at + timedelta(minutes=25)
        scene.at += timedelta(minutes=25)
        flag = RedFlag.objects.filter(patient=scene.patient).latest("id")
        close_red_flag(flag=flag, what_was_done=closed, at=scene.at, by=scene.by(Role.BEHAVIORAL_HEALTH))


def suggested(scene: Scene, *, made: int, answer: str) -> Course:
    """The clinician suggested a goal; the patient's answer decides what becomes of it."""
    wish = _wish(scene)
    yield scene.moment(made)
    visit = scene.visit()
    said = {"source": GoalSource.SUGGESTED, "acceptance": GoalAcceptance(answer)}
    if answer == "agree":
        scene.agree(visit, wish, due=7, goal_changes=said | {"source": GoalSource.JOINT, "acceptance": None})
    else:
        agree_goal(
            patient=scene.patient, said=scene.goal_said(wish, **said), visit=visit, at=scene.at,
            by=scene.by(Role.CLINICIAN),
        )  # fmt: skip
    scene.leave(visit)


def set_aside(scene: Scene, *, made: int, to: str) -> Course:
    """The goal was not achieved, or stands on the wrong patient's record."""
    yield scene.moment(made)
    visit = scene.visit()
    saved = scene.agree(visit, _wish(scene), due=None, follow_up=FollowUpAnswer.DECLINED)
    scene.leave(visit)
    yield scene.moment(max(made - 15, 0))
    if to == "wrong_patient":
        enter_in_error(goal=scene.goal(), wrong_patient=True, at=scene.at, by=scene.by(Role.NURSE))
        return
    end_plan(plan=saved.plan_version.plan, to=PlanState.FINISHED, at=scene.at, by=scene.by(Role.COACH))
    move_goal(goal=scene.goal(), to=GoalState.NOT_ACHIEVED, at=scene.at, by=scene.by(Role.COACH))


def revised(scene: Scene, *, made: int, due: int) -> Course:
    """Goal and step as long as a page holds, said once more at a second talk; the older plan was replaced."""
    wish = _wish(scene)
    yield scene.moment(made + 30)
    visit = scene.visit()
    first = scene.agree(
        visit, Wish(wish.words[:120], "Take the stairs", "1 time", "morning", "3 days", "moving"), due=-made
    )
    scene.leave(visit)
    yield scene.moment(made)
    end_plan(
        plan=first.plan_version.plan, to=PlanState.REPLACED, reason="new_step", at=scene.at, by=scene.by(Role.NURSE)
    )
    visit = scene.visit()
    scene.agree(visit, wish, due=due, goal=scene.goal())
    scene.leave(visit)


def taken_back(scene: Scene, *, made: int) -> Course:
    """A plan was saved and undone four minutes later."""
    yield scene.moment(made)
    visit = scene.visit()
    saved = scene.agree(visit, _wish(scene), due=7)
    yield scene.at + timedelta(minutes=4)
    scene.at += timedelta(minutes=4)
    save = Save.objects.get(kind="plans.plan", about_oid=saved.plan_version.oid)
    undo_save(save=save, at=scene.at, by=scene.by(Role.MEDICAL_ASSISTANT))
    scene.leave(visit)


def rebooked(scene: Scene, *, made: int, to: int) -> Course:
    """The patient asked for another day."""
    yield scene.moment(made)
    visit = scene.visit()
    scene.agree(visit, _wish(scene), due=1)
    scene.leave(visit)
    yield scene.moment(2)
    reschedule_contact(
        contact=scene.contact(), said=scene.contact_said(to, "video"), at=scene.at, by=scene.by(Role.COACH)
    )


def not_today(scene: Scene, *, made: int, reason: str, declined: bool = False, again: int | None = None) -> Course:
    """There was no goal in this visit."""
    yield scene.moment(made)
    visit = scene.visit(kind=VisitKind.ACUTE if reason == "acute" else VisitKind.CHRONIC)
    say_not_today(
        visit=visit, reason=NotTodayReason(reason), declined=declined,
        ask_again_on=scene.day(again) if again else None, at=scene.at, by=scene.by(Role.MEDICAL_ASSISTANT),
    )  # fmt: skip
    scene.leave(visit)


def comes(scene: Scene, *, clock: str, hand: str = "", room: str = "", family: bool = False, **when: int) -> Course:
    """Somebody on today's or tomorrow's list, perhaps handed on already."""
    ahead = when["in"]
    yield scene.moment(2, "11:00")
    visit = _booked(scene, ahead, clock, (), room)
    yield scene.moment(1, "15:00")
    if scene.life.topics:
        scene.agenda(visit, scene.life.topics, family=family)
    if not hand:
        return
    yield scene.moment(0, clock)
    open_visit(visit=visit, at=scene.at, by=scene.by(Role.MEDICAL_ASSISTANT))
    to = scene.one(Role.NURSE) if hand in _TO_THE_NURSE else scene.one(Role.COACH)
    handoff = hand_over(visit=visit, receiver=to, at=scene.at, by=scene.by(Role.MEDICAL_ASSISTANT))
    receiver = scene.by(Role.NURSE) if hand in _TO_THE_NURSE else scene.by(Role.COACH)
    for state in _HANDED[hand]:
        why = HandoffNo.WITH_PATIENT if state is HandoffState.DECLINED else None
        move_handoff(handoff=handoff, to=state, why=why, at=scene.at, by=receiver)
    if hand == "booked":
        book_handoff_call(handoff=handoff, at=scene.at, by=scene.by(Role.MEDICAL_ASSISTANT))


_TO_THE_NURSE = ("requested", "declined")
_HANDED: dict[str, tuple[HandoffState, ...]] = {
    "requested": (),
    "accepted": (HandoffState.ACCEPTED,),
    "started": (HandoffState.ACCEPTED, HandoffState.STARTED),
    "done": (HandoffState.STARTED, HandoffState.DONE),
    "declined": (HandoffState.DECLINED,),
    "booked": (),
    "patient_declined": (HandoffState.ACCEPTED, HandoffState.PATIENT_DECLINED),
}


def _booked(scene: Scene, ahead: int, clock: str, topics: tuple[str, ...], room: str = "") -> Any:
    from datetime import time

    visit = plan_visit(
        patient=scene.patient, kind=VisitKind.ANNUAL if scene.number % 5 == 0 else VisitKind.CHRONIC,
        day=scene.day(ahead), starts=time.fromisoformat(clock), clinician=scene.one(Role.CLINICIAN), room=room,
        at=scene.at, by=scene.by(Role.FRONT_DESK),
    )  # fmt: skip
    if topics:
        scene.agenda(visit, topics)
    return visit


COURSES: dict[str, Callable[..., Course]] = {
    course.__name__: course
    for course in (
        waits, tried, cautioned, reached, closed, worried, suggested, set_aside, revised, taken_back, rebooked,
        not_today, comes,
    )
}  # fmt: skip
