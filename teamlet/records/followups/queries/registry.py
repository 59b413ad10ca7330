"""The registry as lists read it: one page of it in an order, by coded choices, whatever the size of the practice.

Each page is a range of one index: the choice that tells most apart leads through it, the others are asked of each row.
At most ``LOOK`` rows are looked at for a page, so that a choice that fits few people costs no more than others: the
page then says how far it looked and goes on from there.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

from django.db import connection

from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT
from teamlet.records.followups.rules.registry import NEVER, NO_DAY
from teamlet.records.followups.words import DueState
from teamlet.records.followups.words.registry import Look, Order, Standing
from teamlet.records.patients import rules as patient_rules
from teamlet.records.patients.queries.populations import shown_to
from teamlet.records.patients.words import Sensitivity, Showing, View
from teamlet.records.practice.queries import Scope, practice_id_of

PAGE = 50
#: Rows looked at for one page at most.
LOOK = 2_000
#: Stands for whoever asks, as an owner, with their pools.
ME = "me"
#: Counted up to here.
CAP = 1_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a list shows, all of it coded.  ``owner`` (or ``ME``), ``team``: opaque ids."""

    order: Order = Order.PLACE
    owner: str = ""
    team: str = ""
    look: Look | None = None
    standing: Standing | None = None
    level: int | None = None
    language: str | None = None
    population: str = ""
    due: DueState | None = None

    @property
    def ordered_by(self) -> Order:
        """The order in force: a choice of due days goes by due day."""
        return Order.DUE if self.due is not None else self.order

    @property
    def is_everybody(self) -> bool:
        """Whether nothing is chosen but the order."""
        return self == Chosen(order=self.order)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line as lists show it; ``words`` is the goal's wording in force."""

    patient_id: int
    oid: str
    given: str
    family: str
    birth_date: date | None
    interpreter: bool
    language: str
    standing: str
    reason: str
    contact: str | None
    audience: str | None
    topic: str | None
    words: str | None
    owner: str | None
    team: str | None
    level: int
    risk: int
    due_on: date
    ends_on: date
    last_on: date
    tries: int
    sure_first: int | None
    sure_last: int | None
    has_worry: bool
    is_not_reached: bool
    is_stalled: bool
    is_unsure: bool
    is_ownerless: bool
    populations: list[list[Any]]
    key: Any


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in this practice: pairs of code and name, and the lists that the reader keeps."""

    owners: list[tuple[str, str]] = field(default_factory=list)
    teams: list[tuple[str, str]] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    #: Code and title by language.
    populations: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    lists: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RegistryPage:
    """One page.  ``count`` up to ``CAP`` + 1, None but on the first page.

    ``after`` is where the next page begins, None at the end; ``is_cut``: not full, as ``LOOK`` rows were looked at.
    """

    rows: list[Listed]
    choices: Choices
    count: int | None
    after: tuple[Any, int] | None
    is_cut: bool


_COLUMNS = (
    "r.patient_id, p.oid, p.given, p.family, p.birth_date, p.interpreter, r.language, r.standing, r.reason, c.oid,"
    " g.audience, v.topic, v.words, m.called, t.name, r.level, r.risk, r.due_on, r.ends_on, r.last_on, r.tries,"
    " r.sure_first, r.sure_last, r.has_worry, r.is_not_reached, r.is_stalled, r.is_unsure, r.is_ownerless,"
    " r.populations"
)
_JOINS = (
    " JOIN patients_patient p ON p.id = r.patient_id"
    " LEFT JOIN followups_contact c ON c.id = r.contact_id"
    " LEFT JOIN plans_goal g ON g.id = r.goal_id"
    " LEFT JOIN plans_goalversion v ON v.goal_id = r.goal_id AND v.number = g.number"
    " LEFT JOIN practice_membership m ON m.id = r.owner_id"
    " LEFT JOIN practice_team t ON t.id = r.team_id"
)
_LOOKS = {
    Look.WORRY: "r.has_worry",
    Look.NOT_REACHED: "r.is_not_reached",
    Look.STALLED: "r.is_stalled",
    Look.UNSURE: "r.is_unsure",
    Look.OWNERLESS: "r.is_ownerless",
}
_KEYS = {Order.PLACE: "r.place", Order.DUE: "r.due_on", Order.LAST: "r.last_on", Order.NAME: "r.name_key"}
_ROW, _POPULATION = "followups_registryrow r", "followups_registrypopulation d"
_OWNER = "(SELECT id FROM practice_membership WHERE oid = %s AND practice_id = %s)"
_TEAM = "(SELECT id FROM practice_team WHERE oid = %s AND practice_id = %s)"


class Statement:
    """A list as a statement: which index leads through it, and what is asked of each of its rows.

    What is only asked is written so that no database takes its index instead of the leading one (``x + 0``).
    """

    def __init__(self, scope: Scope, chosen: Chosen, *, today: date, after: tuple[Any, int] | None = None) -> None:
        self.practice_id = practice_id_of(scope)
        self.chosen, self.today = chosen, today
        self.key, self.number = _KEYS[chosen.ordered_by], "r.patient_id"
        self.source = _ROW
        self.leads: list[str] = []
        self.leading: list[Any] = []
        self.asks: list[str] = []
        self.asked: list[Any] = []
        self._lead(scope)
        if after is not None:
            self._go_on(after)

    def _lead(self, scope: Scope) -> None:
        """Choose what leads: with the usual order the choice that tells most apart, else the order itself."""
        labels = _labels(scope)
        by_place = self.chosen.ordered_by is Order.PLACE
        conditions = list(self._conditions(scope, labels))
        leader = conditions[0] if by_place and conditions else None
        if leader is None:
            self._and("r.practice_id = %s", self.practice_id)
        elif leader[0] == "population":
            self.source = _POPULATION
            self.key, self.number = "d.place", "d.patient_id"
            self._and("d.practice_id = %s AND d.population = %s", self.practice_id, self.chosen.population)
            self._ask(f"d.labels IN ({_marks(labels)})", *labels)
        else:
            self._and(leader[1], *leader[3])
        for name, _, ask, values in conditions:
            if leader is None or name != leader[0]:
                self._ask(ask, *values)
        if self.chosen.due is not None:
            self._of_due_days(self.chosen.due)
        self._ask(f"r.kept_to IN ({_marks(labels)})", *labels)

    def _conditions(self, scope: Scope, labels: Collection[str]) -> Iterator[tuple[str, str, str, list[Any]]]:
        """Yield each choice: name, as it leads, as it is asked, values; those that usually tell most apart first."""
        chosen, mine = self.chosen, self.practice_id
        if chosen.population:
            inside = (
                "EXISTS (SELECT 1 FROM followups_registrypopulation x WHERE x.patient_id = r.patient_id"  # noqa: S608
                f" AND x.population = %s AND x.labels IN ({_marks(labels)}))"
            )
            yield "population", "", inside, [chosen.population, *labels]
        if chosen.look is not None:
            flag = _LOOKS[chosen.look]
            yield "look", f"r.practice_id = %s AND {flag}", f"CASE WHEN {flag} THEN %s END IS NOT NULL", [mine]
        if chosen.owner == ME:
            mine_too = list(scope.owner_ids if isinstance(scope, Principal) else ()) or [0]
            marks = _marks(mine_too)
            yield "owner", f"r.owner_id IN ({marks})", f"r.owner_id + 0 IN ({marks})", mine_too
        elif chosen.owner:
            yield "owner", f"r.owner_id = {_OWNER}", f"r.owner_id + 0 = {_OWNER}", [chosen.owner, mine]
        if chosen.language is not None:
            values = [mine, chosen.language]
            yield "language", "r.practice_id = %s AND r.language = %s", _also("r.language || '' = %s"), values
        if chosen.standing is not None:
            values = [mine, chosen.standing.value]
            yield "standing", "r.practice_id = %s AND r.standing = %s", _also("r.standing || '' = %s"), values
        if chosen.level is not None:
            yield "level", "r.practice_id = %s AND r.level = %s", _also("r.level + 0 = %s"), [mine, chosen.level]
        if chosen.team:
            yield "team", f"r.team_id = {_TEAM}", f"r.team_id + 0 = {_TEAM}", [chosen.team, mine]

    def _of_due_days(self, due: DueState) -> None:
        today = self.today.isoformat()
        if due is DueState.OVERDUE:
            self._and("r.due_on < %s", today)
            self._ask("r.ends_on < %s", today)
        elif due is DueState.DUE:
            self._and("r.due_on <= %s", today)
            self._ask("(r.ends_on >= %s OR r.due_on >= %s)", today, today)
        else:
            self._and("r.due_on > %s AND r.due_on < %s", today, NO_DAY.isoformat())

    def _go_on(self, after: tuple[Any, int]) -> None:
        key, number = after
        if self.chosen.ordered_by is Order.NAME:
            # A name never stands in an address: the row of the last page tells it.
            known = "(SELECT name_key FROM followups_registryrow WHERE patient_id = %s AND practice_id = %s)"
            self._and(f"({self.key}, {self.number}) > ({known}, %s)", number, self.practice_id, number)
        else:
            self._and(f"({self.key}, {self.number}) > (%s, %s)", key, number)

    def _and(self, condition: str, *values: Any) -> None:
        self.leads.append(condition)
        self.leading += values

    def _ask(self, condition: str, *values: Any) -> None:
        self.asks.append(condition)
        self.asked += values

    @property
    def _in_order(self) -> str:
        return f" ORDER BY {self.key}, {self.number}"

    def edge(self) -> tuple[str, list[Any]]:
        """Return the statement for the last row that is looked at: its key as text, its number."""
        inner = (
            f"SELECT {self.key} AS place, {self.number} AS number FROM {self.source} WHERE {' AND '.join(self.leads)}"  # noqa: S608
            f"{self._in_order} LIMIT 1 OFFSET {LOOK - 1}"
        )
        return f"SELECT 'edge', '', CAST(place AS TEXT), number FROM ({inner}) looked", self.leading  # noqa: S608

    def rows(self, columns: str, *, edge: tuple[Any, int] | None, limit: int) -> tuple[str, list[Any]]:
        """Return the statement for the rows themselves, up to the edge."""
        where, values = [*self.leads], [*self.leading]
        if edge is not None:
            where.append(f"({self.key}, {self.number}) <= (%s, %s)")
            values += edge
        joined = " JOIN followups_registryrow r ON r.patient_id = d.patient_id" if self.source == _POPULATION else ""
        statement = (
            f"SELECT {columns} FROM {self.source}{joined}{_JOINS if 'p.oid' in columns else ''}"  # noqa: S608
            f" WHERE {' AND '.join([*where, *self.asks])}{self._in_order} LIMIT {limit}"
        )
        return statement, [*values, *self.asked]


def registry_page(
    by: Principal, chosen: Chosen, *, today: date, after: tuple[Any, int] | None = None, limit: int = PAGE
) -> RegistryPage:
    """Return one page of the registry with what can be chosen; two statements whatever is chosen.

    ``after`` is the ``after`` of the page before.  What a role may not know of in lists is not there.
    """
    statement = Statement(by, chosen, today=today, after=after)
    choices, edge = _choices(by, statement)
    sql, values = statement.rows(f"{_COLUMNS}, {statement.key}, %s", edge=edge, limit=limit + 1)
    counted = None
    total = "CAST(NULL AS INTEGER)"
    if after is None:
        inner, counted = statement.rows("1", edge=edge, limit=CAP + 1)
        total = f"(SELECT COUNT(*) FROM ({inner}) counted)"  # noqa: S608
    sql = sql.replace(", %s FROM", f", {total} FROM", 1)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(counted or []), *values])
        found = cursor.fetchall()
    rows = [_listed(row[:-1]) for row in found[:limit]]
    if len(found) > limit:
        return RegistryPage(rows, choices, found[0][-1], _cursor(rows[-1]), is_cut=False)
    count = (found[0][-1] if found else 0) if after is None else None
    return RegistryPage(rows, choices, count, edge, is_cut=edge is not None)


def every_row(by: Principal, chosen: Chosen, *, today: date, most: int, limit: int = 500) -> Iterator[Listed]:
    """Yield the rows of a list in its order, page by page, ``most`` at most: for exports, prints and batches."""
    after: tuple[Any, int] | None = None
    many = 0
    while many < most:
        page = registry_page(by, chosen, today=today, after=after, limit=min(limit, most - many))
        yield from page.rows
        many += len(page.rows)
        after = page.after
        if after is None:
            return


def _cursor(row: Listed) -> tuple[Any, int]:
    return (row.key.isoformat() if isinstance(row.key, date) else row.key), row.patient_id


def _listed(row: tuple[Any, ...]) -> Listed:
    values = list(row)
    populations = values[-2]
    values[-2] = json.loads(populations) if isinstance(populations, str) else populations
    return Listed(*values)


def _also(condition: str) -> str:
    """Return a condition that comes with the practice's number, which the leading one has said already."""
    return f"r.practice_id + 0 = %s AND {condition}"


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _labels(scope: Scope) -> list[str]:
    """Return every sum of sensitivity labels that the reader may know of in a list, "" for none of them first."""
    roles = scope.roles if isinstance(scope, Principal) else frozenset()
    known = [
        label.value
        for label in Sensitivity
        if label is not Sensitivity.NONE and patient_rules.may_see(label, roles, View.LIST).status is not Showing.HIDDEN
    ]
    known.sort()
    return [" ".join(some) for many in range(min(len(known), 3) + 1) for some in combinations(known, many)]


def titles_of(row: Listed, roles: Collection[str], language: str) -> list[str]:
    """Return the names of a line's populations that somebody with these roles may read in a list."""
    return [
        title.get(language) or title.get("en", code)
        for code, labels, title in row.populations
        if shown_to(labels, roles, View.LIST) is Showing.SHOWN
    ]


_CHOICES = """
WITH RECURSIVE languages(value) AS (
  SELECT CAST(MIN(language) AS TEXT) FROM followups_registryrow WHERE practice_id = %s
  UNION ALL
  SELECT (
    SELECT CAST(MIN(language) AS TEXT) FROM followups_registryrow
    WHERE practice_id = %s AND language > languages.value
  ) FROM languages WHERE languages.value IS NOT NULL
), populations(value) AS (
  SELECT CAST(MIN(population) AS TEXT) FROM followups_registrypopulation WHERE practice_id = %s
  UNION ALL
  SELECT (
    SELECT CAST(MIN(population) AS TEXT) FROM followups_registrypopulation
    WHERE practice_id = %s AND population > populations.value
  ) FROM populations WHERE populations.value IS NOT NULL
)
SELECT 'owner', m.oid, m.called, m.id FROM practice_membership m WHERE m.practice_id = %s AND m.state = 'active'
  AND EXISTS (SELECT 1 FROM practice_membershiprole h WHERE h.membership_id = m.id AND h.role IN ({roles}))
UNION ALL SELECT 'team', t.oid, t.name, t.id FROM practice_team t WHERE t.practice_id = %s
UNION ALL SELECT 'list', s.oid, s.name, s.id FROM followups_savedlist s
  WHERE s.owner_id = %s OR s.team_id IN (SELECT team_id FROM practice_team_members WHERE membership_id = %s)
UNION ALL SELECT 'language', value, '', 0 FROM languages WHERE value IS NOT NULL
UNION ALL SELECT 'population', value, (
    SELECT labels FROM followups_registrypopulation x
    WHERE x.practice_id = %s AND x.population = value ORDER BY x.place, x.patient_id LIMIT 1
  ) || '|' || CAST((
    SELECT title FROM followups_registrypopulation x
    WHERE x.practice_id = %s AND x.population = value ORDER BY x.place, x.patient_id LIMIT 1
  ) AS TEXT), 0 FROM populations WHERE value IS NOT NULL
"""


def _choices(by: Principal, statement: Statement) -> tuple[Choices, tuple[Any, int] | None]:
    """Return what can be chosen, and the last row to look at; one statement."""
    mine, me = by.practice_id, by.membership_id or 0
    edge_sql, edge_values = statement.edge()
    roles = sorted(role.value for role in SUPPORT)
    sql = f"{_CHOICES.format(roles=_marks(roles))} UNION ALL {edge_sql}"
    choices, edge = Choices(), None
    with connection.cursor() as cursor:
        cursor.execute(sql, [mine] * 5 + roles + [mine, me, me, mine, mine, *edge_values])
        for kind, code, label, number in cursor.fetchall():
            if kind == "edge":
                edge = (int(label) if statement.key.endswith(".place") else label, number)
            elif kind == "language":
                choices.languages.append(code)
            elif kind == "population":
                labels, _, title = label.partition("|")
                if shown_to(labels, by.roles, View.LIST) is Showing.SHOWN:
                    choices.populations.append((code, json.loads(title)))
            else:
                getattr(choices, f"{kind}s").append((code, label))
    for known in (choices.owners, choices.teams, choices.lists):
        known.sort(key=lambda pair: pair[1].casefold())
    return choices, edge


def day_or_none(day: date) -> date | None:
    """Return a day of a line, None where it stands for no day or never."""
    return None if day in {NO_DAY, NEVER} else day
