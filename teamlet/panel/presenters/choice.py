"""What is chosen on the registry, as codes of an address: read, written, said in words."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, gettext as _

from teamlet.ground.access.principal import Principal
from teamlet.records.documents.rules import language_name
from teamlet.records.followups.queries.registry import ME, Choices, Chosen
from teamlet.records.followups.words import DUE_STATE_LABELS, DueState
from teamlet.records.followups.words.needs import LEVEL_LABELS, Level
from teamlet.records.followups.words.registry import (
    LOOK_LABELS,
    ORDER_LABELS,
    STANDING_LABELS,
    Look,
    Order,
    Standing,
)

#: Columns that can be shown, and those that are unless somebody chooses.
COLUMNS = ("state", "goal", "due", "window", "last", "sure", "owner", "team", "level", "language", "populations")
USUAL = ("state", "goal", "due", "last", "sure", "owner", "level", "populations")
#: Stands for a language that nobody wrote down.
NOT_KNOWN = "none"
_FIELDS = ("state", "look", "owner", "team", "population", "level", "language", "due", "order")


class Unknown(Exception):
    """The address names a choice that is not there."""


def read(asked: Mapping[str, str]) -> Chosen:
    """Return what an address chooses.  Raises ``Unknown`` for a code that is none."""
    given = {name: asked.get(name, "") for name in _FIELDS}
    try:
        language = None if not given["language"] else "" if given["language"] == NOT_KNOWN else given["language"][:20]
        return Chosen(
            order=Order(given["order"]) if given["order"] else Order.PLACE,
            owner=_code(given["owner"]),
            team=_code(given["team"]),
            look=Look(given["look"]) if given["look"] else None,
            standing=Standing(given["state"]) if given["state"] else None,
            level=Level(given["level"]).number if given["level"] else None,
            language=language,
            population=_code(given["population"]),
            due=DueState(given["due"]) if given["due"] else None,
        )
    except ValueError:
        raise Unknown from None


def check(chosen: Chosen, choices: Choices) -> None:
    """Raise ``Unknown`` for a person, team, population or language that the reader cannot choose here."""
    for code, known in (
        (chosen.owner, {ME, *(code for code, _name in choices.owners)}),
        (chosen.team, {code for code, _name in choices.teams}),
        (chosen.population, {code for code, _title in choices.populations}),
    ):
        if code and code not in known:
            raise Unknown


def codes(chosen: Chosen) -> dict[str, str]:
    """Return what is chosen as the codes of an address."""
    values = {
        "state": chosen.standing.value if chosen.standing else "",
        "look": chosen.look.value if chosen.look else "",
        "owner": chosen.owner,
        "team": chosen.team,
        "population": chosen.population,
        "level": str(chosen.level) if chosen.level else "",
        "language": "" if chosen.language is None else chosen.language or NOT_KNOWN,
        "due": chosen.due.value if chosen.due else "",
        "order": chosen.order.value if chosen.order is not Order.PLACE else "",
    }
    return {name: value for name, value in values.items() if value}


def columns_of(asked: Mapping[str, str]) -> tuple[str, ...]:
    """Return the columns that an address asks for, in their own order; the usual ones when it names none."""
    ticked = asked.getlist("column") if isinstance(asked, QueryDict) else []
    wanted = set(ticked or asked.get("columns", "").split("."))
    return tuple(name for name in COLUMNS if name in wanted) or USUAL


def address(by: Principal, chosen: Chosen, columns: tuple[str, ...] = USUAL, *, page: str = "", **more: str) -> str:
    """Return the address of a list; ``page`` names another page about the same choice."""
    query = codes(chosen) | ({"columns": ".".join(columns)} if columns != USUAL else {}) | more
    return reverse(f"panel:{page or 'registry'}", kwargs={"practice": by.practice_key}, query=query or None)


def column_labels() -> dict[str, str]:
    """Return the heading of each column."""
    return {
        "state": _("Where they stand"),
        "goal": _("Goal"),
        "due": _("Next due"),
        "window": _("Window ends"),
        "last": _("Last contact"),
        "sure": _("How sure"),
        "owner": _("Owner"),
        "team": _("Team"),
        "level": _("Level"),
        "language": _("Language"),
        "populations": _("Populations"),
    }


def selects(chosen: Chosen, choices: Choices) -> list[dict[str, Any]]:
    """Return each choice as a list of options: name, heading, options with code and words, which one is chosen."""
    language = (get_language() or "en")[:2]
    given = codes(chosen)
    people = [(ME, _("Me")), *choices.owners]
    titles = [(code, title.get(language) or title.get("en", code)) for code, title in choices.populations]
    spoken = [(code or NOT_KNOWN, _(language_name(code)) if code else _("Not known")) for code in choices.languages]
    fields: list[tuple[str, str, list[tuple[str, str]]]] = [
        ("state", _("Where they stand"), [(each.value, _(label)) for each, label in STANDING_LABELS.items()]),
        ("look", _("Needs a look"), [(each.value, _(label)) for each, label in LOOK_LABELS.items()]),
        ("due", _("Due"), [(each.value, _(label)) for each, label in DUE_STATE_LABELS.items()]),
        ("owner", _("Owner"), people),
        ("team", _("Team"), choices.teams),
        ("population", _("Population"), sorted(titles, key=lambda pair: pair[1])),
        ("level", _("Level of need"), [(each.value, _(label)) for each, label in LEVEL_LABELS.items()]),
        ("language", _("Language"), sorted(spoken, key=lambda pair: pair[1])),
        ("order", _("Order"), [(each.value, _(label)) for each, label in ORDER_LABELS.items()]),
    ]
    return [
        {
            "name": name,
            "label": label,
            "first": _("Any") if name != "order" else "",
            "options": options,
            "chosen": given.get(name, "" if name != "order" else Order.PLACE.value),
        }
        for name, label, options in fields
    ]


def said(chosen: Chosen, choices: Choices) -> list[dict[str, str]]:
    """Return what is chosen, one part each: heading and words."""
    words = []
    for field in selects(chosen, choices):
        if field["name"] != "order" and field["chosen"]:
            told = dict(field["options"]).get(field["chosen"], field["chosen"])
            words.append({"name": field["name"], "label": field["label"], "words": told})
    return words


def without(chosen: Chosen, name: str) -> Chosen:
    """Return the choice without one of its parts."""
    field = {"state": "standing"}.get(name, name)
    empty = getattr(Chosen(), field)
    return replace(chosen, **{field: empty})


def write_cursor(after: tuple[Any, int]) -> str:
    """Return where the next page begins, as one word of an address: numbers and days only."""
    key, number = after
    plain = key if isinstance(key, int) or _is_day(key) else ""
    return base64.urlsafe_b64encode(json.dumps([plain, number]).encode()).decode().rstrip("=")


def read_cursor(text: str, chosen: Chosen) -> tuple[Any, int] | None:
    """Return what ``write_cursor`` wrote for this order, or None for anything else: then the list begins anew."""
    try:
        key, number = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        number = int(number)
    except (ValueError, TypeError, binascii.Error, OverflowError):
        return None
    order = chosen.ordered_by
    fits = isinstance(key, int) if order is Order.PLACE else _is_day(key) if order is not Order.NAME else key == ""
    return (
        (key, number) if fits and abs(number) < 1 << 62 and (not isinstance(key, int) or abs(key) < 1 << 63) else None
    )


def _is_day(key: object) -> bool:
    return isinstance(key, str) and len(key) == 10 and key[4] == "-" and key.replace("-", "").isdigit()


def _code(text: str) -> str:
    if text and not (len(text) <= 60 and all(letter.isalnum() or letter in "_-." for letter in text)):
        raise ValueError("no code")
    return text
