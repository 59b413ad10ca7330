"""Writes of preparing visits: who does what for a visit, answers to what is due, tools, the team's lines."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.oids import new_oid
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.practice.actions.saves import keep_save
from teamlet.records.practice.models import Membership, Practice
from teamlet.records.practice.permissions import check_active, check_person
from teamlet.records.practice.queries import absent_on
from teamlet.records.practice.words import MembershipState
from teamlet.records.tasks.actions import end_task, open_task, reopen_task
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.queries import owner_for
from teamlet.records.tasks.words import Duty, OwnerFrom, TaskKind, TaskState
from teamlet.records.visits.actions.visits import check_writable
from teamlet.records.visits.models import PlacedTool, PreparationItem, StandingOrder, Visit
from teamlet.records.visits.queries.preparation import may_act, standing_order
from teamlet.records.visits.rules.words import OF_THE_TEAM, ItemState, ItemWhat, LeftWhy, MayUse, Tool, ToolState
from teamlet.records.visits.words import CALLED_OFF

_STILL_OPEN = (ItemState.OPEN, ItemState.TASK)
_ENDED_TOOL = (ToolState.DONE, ToolState.SKIPPED)
#: Ranks among all tasks: as a caution of the lowest level of need (followups.rules.risk_rank).
_RISK = 1


@action
def add_item(
    *,
    visit: Visit,
    what: ItemWhat,
    words: str = "",
    owner: Membership | None = None,
    is_sensitive: bool = False,
    at: datetime,
    by: Principal,
) -> PreparationItem:
    """Write down something to do for a visit; the same words again are the same thing.

    Raises ``Refused`` for a visit that was called off or entered in error, an owner who is not active, something
    without words, or what belongs to the team.
    """
    visit = _locked(visit, by)
    if what in OF_THE_TEAM:
        raise Refused(Reason("visits.item_of_the_team"))
    if what is ItemWhat.OTHER and not words.strip():
        raise Refused(Reason("visits.item_needs_words"))
    _check_owner(owner, by)
    known = PreparationItem.objects.filter(visit=visit, what=what, words=words.strip(), state__in=_STILL_OPEN).first()
    item = known or _new(visit, what, new_oid(), at, by, words=words.strip(), owner=owner, is_sensitive=is_sensitive)
    keep_save(kind="visits.item", about_oid=item.oid, patient_oid=visit.patient.oid, at=at, by=by)
    audit(item, patient=visit.patient, what=what, owner=owner.oid if owner else None)
    return item


@action
def give_item(
    *,
    visit: Visit,
    what: ItemWhat,
    about: str,
    owner: Membership | None,
    order: StandingOrder | None = None,
    seen: int,
    at: datetime,
    by: Principal,
) -> PreparationItem:
    """Say who gets or does something for a visit; None = nobody in particular.

    ``about`` names the thing; something that was found missing is written down here for the first time (``seen`` = 0).
    Raises ``Refused`` when somebody changed it since, it was ended, or the owner is not active.
    """
    visit = _locked(visit, by)
    _check_owner(owner, by)
    item = PreparationItem.objects.select_for_update().filter(visit=visit, about=about).first()
    if item is None:
        item = _new(visit, what, about, at, by, owner=owner, order=order)
    elif item.owner_id != (owner.pk if owner else None):
        _check_open(item, seen)
        item.owner, item.number = owner, item.number + 1
        item.save(update_fields=["owner", "number"])
    audit(item, patient=visit.patient, what=what, owner=owner.oid if owner else None)
    return item


@action
@goes_on
def end_item(
    *,
    item: PreparationItem,
    to: ItemState,
    reason: LeftWhy | None = None,
    seen: int | None = None,
    at: datetime,
    by: Principal,
) -> PreparationItem:
    """Mark something as done, or leave it with a reason; its task ends with it.

    Raises ``Refused`` when it was ended already, or changed since ``seen``.
    """
    item = PreparationItem.objects.select_for_update().get(pk=item.pk, practice_id=by.practice_id)
    _check_open(item, seen if seen is not None else item.number)
    _end(item, to, reason, at, by)
    keep_save(
        kind="visits.item", about_oid=item.oid, patient_oid=item.patient.oid if item.patient else "", at=at, by=by
    )
    audit(item, patient=item.patient, to=to, reason=reason)
    return item


@action
@goes_on
def undo_item(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Open something again that was ended (undo); something only written down is left for now."""
    item = PreparationItem.objects.select_for_update().get(oid=about_oid, practice_id=by.practice_id)
    if item.state in _STILL_OPEN:
        _end(item, ItemState.LEFT, LeftWhy.NOT_MEANT, at, by)
    else:
        task = Task.objects.filter(
            practice_id=item.practice_id, kind=TaskKind.VISIT_ITEM, about_oid=item.oid, state=TaskState.DONE
        ).first()
        item.state, item.reason = (ItemState.TASK if task else ItemState.OPEN), ""
        item.ended_at, item.ended_by_id, item.number = None, None, item.number + 1
        item.save()
        if task is not None:
            reopen_task(task=task, at=at, by=by)
    audit(item, patient=item.patient, to=item.state)


@action
def answer_due(
    *,
    visit: Visit,
    order: StandingOrder,
    to: ItemState,
    reason: LeftWhy | None = None,
    at: datetime,
    by: Principal,
) -> PreparationItem:
    """Tick something due as ordered in the EHR (given, done, taught), or leave it with a reason.

    Nothing is ordered here.  The answer keeps the version it was due under, also where that was replaced meanwhile.
    Raises ``Refused`` for a version that is not approved, expired or ended, or that the role does not act under.
    """
    visit = _locked(visit, by)
    version = standing_order(by, order.oid, at.astimezone(ZoneInfo(by.time_zone)).date())
    if version is None:
        raise Refused(Reason("visits.order_unknown"))
    if to is ItemState.ORDERED:
        may = may_act(version, by)
        if may.status is not MayUse.YES:
            raise Refused(may.reason)
    item = PreparationItem.objects.select_for_update().filter(visit=visit, about=order.code).first()
    if item is None:
        item = _new(visit, ItemWhat.ORDER, order.code, at, by, order=order)
    if item.state in _STILL_OPEN:
        item.order = order
        _end(item, to, reason, at, by)
        keep_save(kind="visits.item", about_oid=item.oid, patient_oid=visit.patient.oid, at=at, by=by)
    elif item.state != to:
        raise Refused(Reason("visits.item_ended", {"state": item.state}))
    audit(item, patient=visit.patient, order=order.code, version=order.number, to=to, reason=reason)
    return item


@action
def say_to_team(*, day: date, what: ItemWhat, words: str, at: datetime, by: Principal) -> PreparationItem:
    """Write what the team tests this week, or one thank-you of the day; nothing takes it off again."""
    if what not in OF_THE_TEAM:
        raise Refused(Reason("visits.item_needs_words"))
    if what is ItemWhat.TESTING:
        day -= timedelta(days=day.weekday())
    item, _ = PreparationItem.objects.update_or_create(
        practice_id=by.practice_id,
        day=day,
        what=what,
        visit=None,
        defaults={"words": words.strip()[:240], "about": what.value, "by_id": by.user_id, "at": at},
    )
    audit(item, what=what, day=day.isoformat())
    return item


@action
def close_days(*, practice: Practice, on: date, at: datetime, by: Principal) -> int:
    """Give what is still open of days before ``on`` to its owners as tasks; return how many.

    What nobody was named for goes to whoever gathers information; what belonged to a visit called off is left.
    """
    rows = (
        PreparationItem.objects.select_for_update(of=("self",))
        .filter(practice=practice, day__lt=on, state=ItemState.OPEN, visit__isnull=False)
        .select_related("visit", "patient", "owner")
        .order_by("day", "id")
    )
    away = absent_on(practice, on)
    given = 0
    for item in rows:
        if item.visit is None or item.patient is None or item.visit.state in CALLED_OFF or item.patient.joined:
            _end(item, ItemState.LEFT, LeftWhy.LATER, at, by)
            continue
        item.state, item.number = ItemState.TASK, item.number + 1
        item.save(update_fields=["state", "number"])
        _open_task(item, on, away, at, by)
        given += 1
    audit(practice, on=on.isoformat(), given=given)
    return given


@action
def place_tool(*, visit: Visit, tool: Tool, at: datetime, by: Principal) -> PlacedTool:
    """Place a tool on a visit; one that was not used can be placed again.

    Raises ``Refused`` when it lies there already, or the visit was called off or entered in error.
    """
    visit = _locked(visit, by)
    row = PlacedTool.objects.select_for_update().filter(visit=visit, tool=tool).first()
    if row is not None and row.state not in _ENDED_TOOL:
        raise Refused(Reason("visits.tool_there"))
    if row is None:
        row = PlacedTool.objects.create(
            practice_id=visit.practice_id, patient=visit.patient, visit=visit, tool=tool, by_id=by.user_id, at=at
        )
    else:
        row.state, row.reason, row.by_id, row.at = ToolState.PLACED, "", by.user_id, at
        row.given_at = row.given_by_id = row.ended_at = row.ended_by_id = None
        row.save()
    audit(row, patient=visit.patient, tool=tool)
    return row


@action
def move_tool(*, tool: PlacedTool, to: ToolState, reason: str = "", at: datetime, by: Principal) -> PlacedTool:
    """Say that a tool was given, is done, or was not used and why; saying it twice is saying it once.

    Raises ``Refused`` when it was ended in another way.
    """
    tool = PlacedTool.objects.select_for_update().select_related("patient").get(pk=tool.pk, practice_id=by.practice_id)
    if tool.state != to:
        if tool.state in _ENDED_TOOL and to is not ToolState.PLACED:
            raise Refused(Reason("visits.tool_ended", {"state": tool.state}))
        tool.state, tool.reason = to, reason if to is ToolState.SKIPPED else ""
        if to is ToolState.GIVEN:
            tool.given_at, tool.given_by_id = at, by.user_id
        tool.ended_at, tool.ended_by_id = (at, by.user_id) if to in _ENDED_TOOL else (None, None)
        tool.save()
    audit(tool, patient=tool.patient, to=to, reason=reason)
    return tool


# --- parts of the above -----------------------------------------------------------------------------------------------


def _locked(visit: Visit, by: Principal) -> Visit:
    visit = (
        Visit.objects.select_for_update(of=("self",))
        .select_related("patient")
        .get(pk=visit.pk, practice_id=by.practice_id)
    )
    check_writable(visit, visit.patient)
    if visit.state in CALLED_OFF:
        raise Refused(Reason("visits.called_off"))
    return visit


def _new(
    visit: Visit,
    what: ItemWhat,
    about: str,
    at: datetime,
    by: Principal,
    *,
    words: str = "",
    owner: Membership | None = None,
    order: StandingOrder | None = None,
    is_sensitive: bool = False,
) -> PreparationItem:
    return PreparationItem.objects.create(
        practice_id=visit.practice_id,
        visit=visit,
        patient=visit.patient,
        day=visit.day,
        what=what,
        about=about,
        words=words[:240],
        owner=owner,
        order=order,
        is_sensitive=is_sensitive,
        by_id=by.user_id,
        at=at,
    )


def _check_owner(owner: Membership | None, by: Principal) -> None:
    if owner is not None:
        if owner.practice_id != by.practice_id:
            raise Refused(Reason("practice.membership_not_active", {"name": owner.called}))
        check_person(owner)
        check_active(owner)


def _check_open(item: PreparationItem, seen: int) -> None:
    if item.state not in _STILL_OPEN:
        raise Refused(Reason("visits.item_ended", {"state": item.state}))
    if item.number != seen:
        raise Refused(Reason("visits.item_changed"))


def _end(item: PreparationItem, to: ItemState, reason: LeftWhy | None, at: datetime, by: Principal) -> None:
    task = Task.objects.filter(
        practice_id=item.practice_id, kind=TaskKind.VISIT_ITEM, about_oid=item.oid, state=TaskState.OPEN
    ).first()
    item.state, item.reason, item.number = to, reason.value if reason else "", item.number + 1
    item.ended_at, item.ended_by_id = at, by.user_id
    item.save()
    if task is not None:
        end_task(task=task, state=TaskState.DONE, reason=to.value, at=at, by=by)


def _open_task(item: PreparationItem, on: date, away: frozenset[int], at: datetime, by: Principal) -> None:
    if item.patient is None:
        return
    owner = item.owner
    if owner is not None and owner.state == MembershipState.ACTIVE and owner.pk not in away:
        chosen, owner_from, backup = owner, OwnerFrom.AUTHOR, None
    else:
        choice = owner_for(
            item.practice_id,
            Duty.GATHER_DATA,
            kind=TaskKind.VISIT_ITEM,
            author=owner.pk if owner else None,
            on=on,
            patient=item.patient,
        )
        chosen, owner_from, backup = choice.owner, choice.owner_from, choice.backup
    open_task(
        patient=item.patient,
        kind=TaskKind.VISIT_ITEM,
        about_oid=item.oid,
        owner=chosen,
        owner_from=owner_from,
        backup=backup,
        due_on=on,
        risk=_RISK,
        detail={"what": item.what},
        at=at,
        by=by,
    )
