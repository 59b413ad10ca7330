"""Standing orders for editing: what is in force until when, what waits for approval, the problems of each field."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import get_language, gettext as _

from teamlet.content import library
from teamlet.ground.access.principal import Principal
from teamlet.ground.oids import new_oid
from teamlet.ground.ui.reason_words import say
from teamlet.office.forms import StandingOrderForm
from teamlet.office.presenters.populations import words
from teamlet.records.library.queries import as_mapping, shipped_body
from teamlet.records.patients.queries import populations as populations_of
from teamlet.records.visits.models import StandingOrder
from teamlet.records.visits.queries.preparation import KIND, newest_versions, shipped_orders, state_of, versions_of
from teamlet.records.visits.rules.orders import LONGEST_MONTHS, months_after
from teamlet.records.visits.rules.words import ACT_LABELS, ORDER_STATE_LABELS, OrderState

#: Fields of the form by the beginning of a problem's key.
_FIELDS = {"sooner.above": "sooner_above", "sooner.days": "sooner_days", "sooner": "sooner_above"}


def order_list(by: Principal, on: date) -> list[dict[str, Any]]:
    """Return every standing order of the practice and every example, by name; one query."""
    own = newest_versions(by)
    rows = [
        _line(code, versions[0].body if (versions := own.get(code, [])) else shipped_body(KIND, code), versions, on)
        for code in sorted({*own, *shipped_orders()})
    ]
    return sorted(rows, key=lambda row: str(row["title"]))


def _line(code: str, body: dict[str, Any], versions: list[StandingOrder], on: date) -> dict[str, Any]:
    held = next((row for row in versions if row.approved_at is not None), None)
    state = state_of(held, versions, on) if held is not None else None
    return {
        "code": code,
        "title": _said(body, "title") or _("Write a new one"),
        "about": _said(body, "about"),
        "act": _(next((label for act, label in ACT_LABELS.items() if act.value == body.get("act")), "")),
        "held": held,
        "state": state.value if state else "",
        "label": _(ORDER_STATE_LABELS[state]) if state else _("Example, not approved"),
        "is_fine": state is OrderState.IN_FORCE,
        "waits": bool(versions) and versions[0].approved_at is None,
    }


def blank(by: Principal, code: str, on: date) -> dict[str, Any]:
    """Return the body of a standing order that nobody wrote yet."""
    return {
        "id": code, "version": 1, "kind": KIND, "languages": ["en", "es"], "act": "order", "roles": [], "months": 12,
        "line": {
            "en": "{order}: arranged under standing order, version {version}. Last on record: {last}.",
            "es": "{order}: solicitado por orden permanente, versión {version}. Último registrado: {last}.",
        },
        "provenance": {
            "source": "Written by this practice.", "author": by.name, "reviewed_by": by.name,
            "reviewed_on": on.isoformat(), "license": "For this practice",
        },
    }  # fmt: skip


def body_of(by: Principal, code: str, on: date) -> tuple[dict[str, Any], list[StandingOrder]] | None:
    """Return what the newest version says, or the example, or a blank one of the practice's own; None = no such."""
    versions = versions_of(by, code)
    if versions:
        return dict(versions[0].body), versions
    if code in shipped_orders():
        return shipped_body(KIND, code), []
    return (blank(by, code, on), []) if code.startswith("own_") else None


def fresh_code() -> str:
    """Return a code for a standing order of the practice's own."""
    return f"own_{new_oid()[:8]}"


def choices(by: Principal) -> list[tuple[str, str]]:
    """Return the populations that a standing order may name."""
    known = populations_of.in_force(by)
    return sorted(((code, words(each.population.title)) for code, each in known.items()), key=lambda pair: pair[1])


def editor(
    by: Principal, code: str, body: dict[str, Any], versions: list[StandingOrder], form: StandingOrderForm, on: date
) -> dict[str, Any]:
    """Return the page of one standing order: its problems beside their fields, where it stands, its history."""
    saved = body
    if form.is_bound:
        body = form.made() if set(form.errors) <= {NON_FIELD_ERRORS} else body
    problems: dict[str, list[str]] = {}
    for each in library.validate(KIND, as_mapping(body | {"id": code})):
        problems.setdefault(_field_of(each.key, form), []).append(say(each.reason))
    line = _line(code, saved, versions, on)
    newest = versions[0] if versions else None
    months = body.get("months")
    return {
        "code": code,
        "line": line,
        "form": form,
        "problems": problems,
        "elsewhere": problems.pop("", []),
        "problem_count": sum(map(len, problems.values())),
        "number": newest.number if newest else 0,
        "is_draft": newest is None or newest.approved_at is None,
        "may_approve": by.is_licensed,
        "longest": months_after(on, months if isinstance(months, int) and 0 < months < LONGEST_MONTHS else 12),
        "history": [{"row": row, "state": _(ORDER_STATE_LABELS[state_of(row, versions, on)])} for row in versions],
    }


def _field_of(key: str, form: StandingOrderForm) -> str:
    if key in _FIELDS:
        return _FIELDS[key]
    name = key.replace(".", "_")
    if name in form.fields:
        return name
    first = key.split("[", maxsplit=1)[0].split(".", maxsplit=1)[0]
    if first in form.fields:
        return first
    return f"{first}_en" if f"{first}_en" in form.fields else ""


def _said(body: dict[str, Any], name: str) -> str:
    texts = body.get(name) or {}
    return str(texts.get((get_language() or "en")[:2]) or texts.get("en", ""))
