"""What is in the database, asked past the product: which answers are there, and whether each is entire."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from tests.faults.answering import Sent
from tests.installations import Installation

Key = tuple[str, str, int, str]


def answers_there(installation: Installation, forms: Iterable[str]) -> dict[Key, Counter[str]]:
    """Return the pieces of each answer to these forms."""
    ask = installation.query
    named = ", ".join(f"'{form}'" for form in forms)
    rows = ask(
        "SELECT f.oid, a.item, a.sequence, a.value, a.oid, s.oid, s.state, t.oid FROM instruments_answer a"
        " JOIN instruments_form f ON f.id = a.form_id LEFT JOIN instruments_safetyalert s ON s.answer_id = a.id"
        " LEFT JOIN tasks_task t ON t.id = s.task_id AND t.about_oid = s.oid AND t.kind = 'safety_alert'"
        f" AND t.state = 'open' AND t.owner_id = s.owner_id WHERE f.oid IN ({named})"
    )
    # The same request again leaves an event of its own, which says so.
    events = Counter(
        (verb, about)
        for verb, about, detail in ask(
            "SELECT verb, about_oid, detail FROM audit_event WHERE verb LIKE 'instruments.%'"
        )
        if not json.loads(detail).get("again")
    )
    steps = Counter(
        ask(
            "SELECT s.oid FROM instruments_alertstep p JOIN instruments_safetyalert s ON s.id = p.alert_id"
            " WHERE p.kind = 'raised'"
        )
    )
    found: dict[Key, Counter[str]] = defaultdict(Counter)
    for form, item, sequence, value, oid, alert, state, task in rows:
        pieces = found[form, item, sequence, _value(installation, value)]
        pieces["answer"] += 1
        pieces["event"] += events["instruments.save_answer", oid]
        if alert is not None:
            pieces["alert"] += state == "open"
            pieces["task"] += task is not None
            pieces["step"] += steps[(alert,)]
            pieces["alert event"] += events["instruments.raise_safety_alert", alert]
    return found


def _value(installation: Installation, value: Any) -> str:
    return value if installation.database else json.loads(value)


def stray(installation: Installation) -> list[str]:
    """Return what hangs in the air: alerts without their task or answer, tasks without their alert."""
    found = []
    for what, sql in {
        "alert without its task": "SELECT s.oid FROM instruments_safetyalert s JOIN tasks_task t ON t.id = s.task_id"
        " WHERE t.about_oid <> s.oid",
        "alert without its answer": "SELECT oid FROM instruments_safetyalert"
        " WHERE where_oid <> '' AND answer_id IS NULL",
        "alert without a step": "SELECT oid FROM instruments_safetyalert"
        " WHERE id NOT IN (SELECT alert_id FROM instruments_alertstep)",
        "task without its alert": "SELECT oid FROM tasks_task WHERE kind = 'safety_alert'"
        " AND about_oid NOT IN (SELECT oid FROM instruments_safetyalert)",
        "form behind its changes": "SELECT f.oid FROM instruments_form f WHERE f.state <> (SELECT c.to_state"
        " FROM instruments_formchange c WHERE c.form_id = f.id ORDER BY c.id DESC LIMIT 1)",
    }.items():
        found += [f"{what}: {oid}" for (oid,) in installation.query(sql)]
    return found


def lost_half_and_twice(
    installation: Installation, forms: Iterable[str], promised: Iterable[Sent]
) -> tuple[list[str], list[str], list[str]]:
    """Compare what patients were promised with what is there."""
    found = answers_there(installation, forms)
    promised = list(promised)
    risks = {sent.key for sent in promised if sent.is_risk}
    calm = {sent.key for sent in promised} - risks
    lost = [f"{sent.key}" for sent in promised if sent.key not in found]
    half, twice = stray(installation), []
    for key, pieces in found.items():
        belongs = ["answer", "event"]
        if key in risks or pieces["alert"]:
            belongs += ["alert", "task", "step", "alert event"]
        half += [f"{key}: no {piece}" for piece in belongs if not pieces[piece]]
        twice += [f"{key}: {piece} x {pieces[piece]}" for piece in belongs if pieces[piece] > 1]
        if key in calm and pieces["alert"]:
            half.append(f"{key}: an alert without a cause")
    return lost, half, twice
