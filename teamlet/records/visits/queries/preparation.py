"""Reads of what is prepared: standing orders, what is due, things to do for visits, tools, readings from home."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from teamlet.content import library, schema
from teamlet.content.readings import READINGS
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import Decision
from teamlet.records.library.queries import as_mapping
from teamlet.records.patients.models import Reading
from teamlet.records.patients.words import Sensitivity
from teamlet.records.practice.models import Absence, Membership
from teamlet.records.practice.queries import Scope, practice_id_of
from teamlet.records.practice.words import MembershipKind, MembershipState
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind, TaskState
from teamlet.records.visits.models import HomeReading, PlacedTool, PreparationItem, StandingOrder, Visit
from teamlet.records.visits.rules import orders as rules
from teamlet.records.visits.rules.words import Due, HomeState, ItemState, ItemWhat, OrderState

KIND = "standing_orders"
#: An answer to something due counts this long where no result came.
ANSWERED_FOR = timedelta(days=400)
#: "Not this time" keeps a thing from being due for so long.
LEFT_FOR = timedelta(days=30)
#: How far back a huddle looks for what was left open.
LOOKED_BACK = timedelta(days=60)
_READ_BACK = timedelta(days=5 * 366)
_LOINC = ("http://loinc.org", "urn:oid:2.16.840.1.113883.6.1", "")


# --- standing orders --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Order:
    """A version of a standing order with what it says and where it stands."""

    row: StandingOrder
    said: schema.StandingOrder
    state: OrderState

    @property
    def terms(self) -> rules.OrderTerms:
        """What decides whether something is due under it."""
        sooner = self.said.sooner
        return rules.OrderTerms(
            every_days=self.said.every_days,
            populations=frozenset(self.said.populations),
            reading=self.said.reading or "",
            sooner_above=Decimal(str(sooner.above)) if sooner else None,
            sooner_days=sooner.days if sooner else 0,
            age_from=self.said.age_from,
            age_below=self.said.age_below,
            roles=frozenset(self.said.roles),
        )


def said_by(body: Mapping[str, Any]) -> schema.StandingOrder:
    """Return what the body of a standing order says.  Raises ``library.ContentError`` when it is not valid."""
    found = library.parse_content(KIND, as_mapping(body))
    if not isinstance(found, schema.StandingOrder):  # the kind's shape, so this cannot be
        raise TypeError(KIND)
    return found


def shipped_orders() -> tuple[str, ...]:
    """Return the codes of the examples that come with the program."""
    return library.ids(KIND)


def orders(scope: Scope, on: date) -> list[Order]:
    """Return the newest approved version of every standing order that is not ended, expired ones too; one query."""
    rows = StandingOrder.objects.filter(
        practice_id=practice_id_of(scope), approved_at__isnull=False, ended_at__isnull=True
    ).order_by("code", "number")
    newest = {row.code: row for row in rows}
    return [_order(row, on, is_newest=True) for row in newest.values()]


def versions_of(scope: Scope, code: str) -> list[StandingOrder]:
    """Return every version of a standing order, newest first, with who wrote and approved it."""
    rows = StandingOrder.objects.filter(practice_id=practice_id_of(scope), code=code)
    return list(rows.select_related("by", "approved_by", "ended_by").order_by("-number"))


def newest_versions(scope: Scope) -> dict[str, list[StandingOrder]]:
    """Return all versions of all standing orders by code, newest first; one query."""
    found: dict[str, list[StandingOrder]] = {}
    rows = StandingOrder.objects.filter(practice_id=practice_id_of(scope)).select_related("by", "approved_by")
    for row in rows.order_by("code", "-number"):
        found.setdefault(row.code, []).append(row)
    return found


def standing_order(scope: Scope, oid: str, on: date) -> Order | None:
    """Return a version with where it stands on ``on``, or None."""
    row = StandingOrder.objects.filter(practice_id=practice_id_of(scope), oid=oid).first()
    if row is None:
        return None
    approved = StandingOrder.objects.filter(practice_id=row.practice_id, code=row.code, approved_at__isnull=False)
    newest = approved.aggregate(number=Max("number"))["number"]
    return _order(row, on, is_newest=row.number == newest)


def state_of(row: StandingOrder, versions: Sequence[StandingOrder], on: date) -> OrderState:
    """Return where one of ``versions`` stands."""
    newest = max((each.number for each in versions if each.approved_at is not None), default=0)
    return rules.state_of(
        approved=row.approved_at is not None,
        ended=row.ended_at is not None,
        expires_on=row.expires_on,
        is_newest_approved=row.number == newest,
        on=on,
    )


def _order(row: StandingOrder, on: date, *, is_newest: bool) -> Order:
    state = rules.state_of(
        approved=row.approved_at is not None,
        ended=row.ended_at is not None,
        expires_on=row.expires_on,
        is_newest_approved=is_newest,
        on=on,
    )
    return Order(row, said_by(row.body), state)


# --- what is due ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something due for a patient: under which version, why, and whether this reader's role may do it."""

    order: Order
    decision: Decision[Due]
    may: Decision
    last: rules.Last | None
    is_labelled: bool


def newest_readings(
    scope: Scope, patient_ids: Collection[int], kinds: Collection[str], on: date
) -> dict[int, dict[str, tuple[rules.Last, bool]]]:
    """Return each patient's newest usable reading of each kind (``content.readings``) and whether it is labelled.

    One query, none without kinds.  Values that cannot be and rows entered in error are left out.
    """
    by_code = {code: READINGS[kind] for kind in kinds if kind in READINGS for code in READINGS[kind].loinc}
    found: dict[int, dict[str, tuple[rules.Last, bool]]] = {}
    if not by_code or not patient_ids:
        return found
    rows = (
        Reading.objects.filter(
            practice_id=practice_id_of(scope),
            patient_id__in=list(patient_ids),
            code__in=list(by_code),
            code_system__in=_LOINC,
            value__isnull=False,
            entered_in_error=False,
            day__gte=on - _READ_BACK,
            day__lte=on,
        )
        .exclude(plausibility="impossible")
        .exclude(status__in=["cancelled", "entered-in-error"])
        .order_by("day", "id")
    )
    for patient, code, value, unit, day, label in rows.values_list(
        "patient_id", "code", "value", "unit", "day", "sensitivity"
    ):
        if day is None:  # every row has one: it was asked for by its day
            continue
        kind = by_code[code]
        last = rules.Last(day, kind.in_unit(value, unit) if value is not None else None)
        found.setdefault(patient, {})[kind.code] = (last, label != Sensitivity.NONE)
    return found


def due_for(
    by: Principal,
    ages: Mapping[int, int | None],
    populations: Mapping[int, Collection[str]],
    items: Iterable[PreparationItem],
    *,
    on: date,
) -> tuple[dict[int, list[DueLine]], list[Order]]:
    """Return what is due for each patient of ``ages`` on ``on``, and the standing orders that expired; two queries.

    ``items``: what was answered before (``items_for``).  Under an expired order nothing is due.
    """
    known = orders(by, on)
    in_force = [order for order in known if order.state is OrderState.IN_FORCE]
    kinds = {order.terms.reading for order in in_force if order.terms.reading}
    readings = newest_readings(by, ages.keys(), kinds, on)
    answered = _answers(items, on)
    found: dict[int, list[DueLine]] = {}
    for patient, age in ages.items():
        last = readings.get(patient, {})
        for order in in_force:
            if (patient, order.row.code) in answered.left:
                continue
            facts = rules.DueFacts(
                populations=frozenset(populations.get(patient, ())),
                age=age,
                last={kind: reading for kind, (reading, _) in last.items()},
                answered=answered.done.get((patient, order.row.code)),
            )
            decision = rules.due(order.terms, facts, on=on)
            if decision.status is Due.DUE:
                newest, is_labelled = last.get(order.terms.reading, (None, False))
                found.setdefault(patient, []).append(DueLine(order, decision, may_act(order, by), newest, is_labelled))
    return found, [order for order in known if order.state is OrderState.EXPIRED]


def may_act(order: Order, by: Principal) -> Decision:
    """Return whether this person may act under a version, and why not."""
    return rules.may_use(
        order.state,
        name=order.said.title.raw("en"),
        expires_on=order.row.expires_on,
        allowed=order.said.roles,
        roles=[role.value for role in by.roles],
    )


@dataclass(frozen=True, slots=True)
class _Answers:
    done: dict[tuple[int, str], date]
    left: set[tuple[int, str]]


def _answers(items: Iterable[PreparationItem], on: date) -> _Answers:
    found = _Answers({}, set())
    for item in items:
        if item.what != ItemWhat.ORDER or item.patient_id is None:
            continue
        key = (item.patient_id, item.about)
        if item.state in {ItemState.ORDERED, ItemState.DONE}:
            found.done[key] = max(found.done.get(key, item.day), min(item.day, on))
        elif item.state == ItemState.LEFT and item.day >= on - LEFT_FOR:
            found.left.add(key)
    return found


# --- things to do for visits ------------------------------------------------------------------------------------------


def items_for(scope: Scope, day: date, patient_ids: Collection[int] = ()) -> list[PreparationItem]:
    """Return what is to be done on ``day``, what earlier days left open, the team's lines of the week, and earlier
    answers to what is due for ``patient_ids``; one query, oldest first.
    """
    week = day - timedelta(days=day.weekday())
    wanted = (
        Q(day=day)
        | Q(visit__isnull=False, day__lt=day, day__gte=day - LOOKED_BACK, state__in=[ItemState.OPEN, ItemState.TASK])
        | Q(visit__isnull=True, day__gte=week, day__lte=day)
    )
    if patient_ids:
        wanted |= Q(
            patient_id__in=list(patient_ids), what=ItemWhat.ORDER, day__gte=day - ANSWERED_FOR,
            state__in=[ItemState.ORDERED, ItemState.DONE, ItemState.LEFT],
        )  # fmt: skip
    return list(_items(scope).filter(wanted).order_by("day", "id"))


def items_of_visit(visit: Visit) -> list[PreparationItem]:
    """Return everything written down for a visit, oldest first."""
    return list(visit.items.select_related("owner__user", "order", "ended_by").order_by("id"))


def item(scope: Scope, oid: str) -> PreparationItem | None:
    """Return one thing to do of the practice, or None."""
    return _items(scope).filter(oid=oid).first()


def left_over_of(scope: Scope, membership_id: int) -> list[PreparationItem]:
    """Return what was not done on the day of the visit and is this person's now, oldest first; one query.

    The owner of the task counts: it may have moved since.
    """
    own = Task.objects.filter(
        practice_id=practice_id_of(scope), owner_id=membership_id, kind=TaskKind.VISIT_ITEM, state=TaskState.OPEN
    )
    return list(_items(scope).filter(state=ItemState.TASK, oid__in=own.values("about_oid")).order_by("day", "id"))


def _items(scope: Scope) -> QuerySet[PreparationItem]:
    return PreparationItem.objects.filter(practice_id=practice_id_of(scope)).select_related(
        "owner__user", "visit", "patient", "order", "ended_by"
    )


# --- who is here ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PersonHere:
    """Somebody of the practice on a day: roles, how long away, and what of theirs is left over from before."""

    pk: int
    oid: str
    called: str
    name: str
    roles: frozenset[str]
    away_until: date | None
    calls_late: int
    handoffs_open: int

    @property
    def is_here(self) -> bool:
        """Whether the person works that day."""
        return self.away_until is None


def people_of_day(scope: Scope, day: date) -> list[PersonHere]:
    """Return everybody active with their roles, absences and what is left of theirs; one query."""
    away = Absence.objects.filter(membership=OuterRef("pk"), first_day__lte=day, last_day__gte=day)
    waiting = Task.objects.filter(owner=OuterRef("pk"), state=TaskState.OPEN, due_on__lt=day).order_by()
    rows = (
        Membership.objects.filter(
            practice_id=practice_id_of(scope), kind=MembershipKind.PERSON, state=MembershipState.ACTIVE
        )
        .annotate(
            until=Subquery(away.order_by("-last_day").values("last_day")[:1]),
            late=_count(waiting.filter(kind=TaskKind.CONTACT)),
            handed=_count(waiting.filter(kind=TaskKind.HANDOFF)),
        )
        .order_by("called", "pk")
        .values_list("pk", "oid", "called", "user__name", "until", "late", "handed", "held_roles__role")
    )
    found: dict[int, list[Any]] = {}
    for *person, role in rows:
        found.setdefault(person[0], [*person, set()])[-1].add(role)
    return [
        PersonHere(pk, oid, called, name, frozenset(filter(None, roles)), until, late, handed)
        for pk, oid, called, name, until, late, handed, roles in found.values()
    ]


def _count(tasks: QuerySet[Task]) -> Coalesce:
    return Coalesce(Subquery(tasks.values("owner").annotate(many=Count("pk")).values("many")), 0)


# --- tools and readings from home -------------------------------------------------------------------------------------


def tools_for_visits(scope: Scope, visit_ids: Iterable[int]) -> dict[int, list[PlacedTool]]:
    """Return the tools placed on these visits by visit id, in the order in which they were placed; one query."""
    found: dict[int, list[PlacedTool]] = {}
    rows = PlacedTool.objects.filter(practice_id=practice_id_of(scope), visit_id__in=list(visit_ids))
    for row in rows.select_related("given_by", "ended_by").order_by("id"):
        found.setdefault(row.visit_id, []).append(row)
    return found


def placed_tool(scope: Scope, oid: str) -> PlacedTool | None:
    """Return one placed tool with its visit, or None."""
    rows = PlacedTool.objects.filter(practice_id=practice_id_of(scope), oid=oid)
    return rows.select_related("visit", "patient").first()


def home_readings(scope: Scope, limit: int = 200) -> list[HomeReading]:
    """Return the readings from home that wait, longest waiting first; nothing for roles outside of support."""
    if isinstance(scope, Principal) and scope.user_id is not None and not scope.has(SUPPORT):
        return []
    rows = HomeReading.objects.filter(practice_id=practice_id_of(scope), state=HomeState.WAITING)
    return list(rows.select_related("patient", "by", "visit").order_by("at", "id")[:limit])


def home_reading(scope: Scope, oid: str) -> HomeReading | None:
    """Return one reading from home, or None."""
    return (
        HomeReading.objects.filter(practice_id=practice_id_of(scope), oid=oid)
        .select_related("patient", "by", "reviewed_by", "visit")
        .first()
    )


def home_readings_of_visit(visit: Visit) -> list[HomeReading]:
    """Return what was measured at home and brought to this visit, oldest first."""
    return list(
        HomeReading.objects.filter(practice_id=visit.practice_id, visit=visit)
        .exclude(state=HomeState.ENTERED_IN_ERROR)
        .order_by("id")
    )
