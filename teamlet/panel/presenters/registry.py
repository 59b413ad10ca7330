"""The registry's page: its lines in words, what can be chosen, where to go on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext as _

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.panel.presenters import choice
from teamlet.records.documents.rules import language_name
from teamlet.records.followups import rules
from teamlet.records.followups.permissions import EXPORTS_LISTS, SEES_LOAD, SENDS_BATCHES
from teamlet.records.followups.queries import registry as queries
from teamlet.records.followups.queries.registry import CAP, Chosen, Listed
from teamlet.records.followups.words import DUE_STATE_LABELS, REASONS, DueState
from teamlet.records.followups.words.needs import LEVEL_LABELS, Level
from teamlet.records.followups.words.registry import LOOK_LABELS, STANDING_LABELS, Look, Order, Standing
from teamlet.records.patients.queries import full_name
from teamlet.records.plans.queries import is_for_lists

#: Stands for an id in an address that all rows share: looking an address up for each row is slow.
_OID = "0" * 16


def page(by: Principal, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the registry as an address asks for it; two statements."""
    today = clock.today(by.time_zone)
    columns = choice.columns_of(asked)
    try:
        chosen, is_known = choice.read(asked), True
    except choice.Unknown:
        chosen, is_known = Chosen(), False
    after = choice.read_cursor(asked.get("after", ""), chosen)
    found = queries.registry_page(by, chosen, today=today, after=after)
    try:
        choice.check(chosen, found.choices)
    except choice.Unknown:
        is_known = False
    rows = lines(by, found.rows, today) if is_known else []
    parts = choice.said(chosen, found.choices) if is_known else []
    return {
        "today": today,
        "is_known": is_known,
        "rows": rows,
        "columns": columns,
        "headings": [_("Patient"), *(choice.column_labels()[name] for name in columns)],
        "codes": choice.codes(chosen),
        "columns_code": "" if columns == choice.USUAL else ".".join(columns),
        "all_columns": [(name, label, name in columns) for name, label in choice.column_labels().items()],
        "selects": choice.selects(chosen, found.choices),
        "parts": [part | {"url": choice.address(by, choice.without(chosen, part["name"]), columns)} for part in parts],
        "is_filtered": not chosen.is_everybody,
        "by_due": chosen.due is not None and chosen.order is not Order.DUE,
        "count": count_words(found.count) if is_known else None,
        "next": choice.address(by, chosen, columns, after=choice.write_cursor(found.after)) if found.after else None,
        "first": choice.address(by, chosen, columns) if after else None,
        "is_cut": found.is_cut,
        "looked": queries.LOOK,
        "everybody": choice.address(by, Chosen(), columns),
        "print": choice.address(by, chosen, page="registry_print"),
        "export": reverse("panel:export", kwargs={"practice": by.practice_key}),
        "batch": choice.address(by, chosen, page="begin_batch") if by.has(SENDS_BATCHES) else None,
        "may_export": by.has(EXPORTS_LISTS),
        "load": reverse("panel:load", kwargs={"practice": by.practice_key}) if by.has(SEES_LOAD) else None,
        "query": choice.address(by, chosen, columns).partition("?")[2],
        "lists": [
            {"name": name, "url": reverse("panel:list", kwargs={"practice": by.practice_key, "list": oid})}
            for oid, name in found.choices.lists
        ],
        "teams": found.choices.teams,
        "stamp": stamps.make(),
    }


def count_words(count: int | None) -> str | None:
    """Return a count as the page says it: "1,000+" when there are more than are counted."""
    if count is None:
        return None
    return f"{CAP:,}+" if count > CAP else f"{count:,}"


def lines(by: Principal, rows: list[Listed], today: date) -> list[dict[str, Any]]:
    """Return the rows as the list shows them."""
    language = (get_language() or "en")[:2]
    chart = reverse("chart:patient", kwargs={"practice": by.practice_key, "patient": _OID})
    contact = reverse("after_visit:contact", kwargs={"practice": by.practice_key, "contact": _OID})
    standings = {each.value: _(label) for each, label in STANDING_LABELS.items()}
    reasons: dict[str, str] = {}
    levels = {each.number: _(LEVEL_LABELS[each]) for each in Level}
    looks = {each: _(label) for each, label in LOOK_LABELS.items()}
    dues = {each: _(label) for each, label in DUE_STATE_LABELS.items()}
    languages: dict[str, str] = {}
    see_chart = _("see chart")
    found = []
    for row in rows:
        if row.reason not in reasons:
            reasons[row.reason] = _(REASONS[row.reason])
        if row.language not in languages:
            languages[row.language] = _(language_name(row.language)) if row.language not in {"", "en"} else ""
        is_open = row.audience is not None and is_for_lists(row.audience, row.topic or "")
        due = queries.day_or_none(row.due_on)
        state = rules.due_state(today, row.due_on, row.ends_on).status if due is not None else None
        found.append(
            {
                "url": contact.replace(_OID, row.contact) if row.contact else chart.replace(_OID, row.oid),
                "name": full_name(row.given, row.family),
                "born": row.birth_date.year if row.birth_date else None,
                "language": languages[row.language],
                "interpreter": row.interpreter,
                "standing": standings[row.standing],
                "reason": reasons[row.reason] if row.standing == Standing.NO_CONTACT else "",
                "looks": [looks[look] for look in looks_of(row) if look is not Look.UNSURE],
                "is_urgent": row.risk >= rules.risk_rank(caution_open=True),
                "goal": (row.words if is_open else see_chart) if row.audience is not None else "",
                "goal_language": row.language,
                "due": due,
                "due_state": state.value if state else "",
                "due_label": dues[state] if state else "",
                "ends": queries.day_or_none(row.ends_on),
                "last": queries.day_or_none(row.last_on),
                "sure_first": row.sure_first,
                "sure_last": row.sure_last,
                "is_unsure": row.is_unsure,
                "owner": row.owner or "",
                "team": row.team or "",
                "level": row.level,
                "level_label": levels[row.level],
                "populations": queries.titles_of(row, by.roles, language),
            }
        )
    return found


def looks_of(row: Listed) -> list[Look]:
    """Return what asks for a look at a line."""
    flags = {
        Look.WORRY: row.has_worry,
        Look.NOT_REACHED: row.is_not_reached,
        Look.STALLED: row.is_stalled,
        Look.UNSURE: row.is_unsure,
        Look.OWNERLESS: row.is_ownerless,
    }
    return [look for look, holds in flags.items() if holds]


def state_of(row: Listed, today: date) -> DueState | None:
    """Return where what is due stands on a day; None where nothing is due."""
    return rules.due_state(today, row.due_on, row.ends_on).status if queries.day_or_none(row.due_on) else None
