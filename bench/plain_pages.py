"""The twins of ``bench_pages``: what the same answers cost in plain SQL, without a product around them."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from django.db import connection, models, transaction

from teamlet.ground.oids import new_oid

_WORKLIST = """
SELECT c.oid, p.given, p.family, p.birth_date, p.language, u.name, c.due_on, c.window_last, c.channel, g.words,
       v.step_words, v.amount_words, v.when_words, v.days_words, v.confidence, t.risk
FROM tasks_task t
JOIN followups_contact c ON c.task_id = t.id
JOIN patients_patient p ON p.id = c.patient_id
JOIN practice_membership m ON m.id = t.owner_id
JOIN access_user u ON u.id = m.user_id
JOIN plans_planversion v ON v.id = c.plan_version_id
JOIN plans_goalversion g ON g.id = v.goal_version_id
WHERE t.practice_id = %s AND t.state = 'open' AND t.kind = 'contact' AND c.state = 'open'
ORDER BY t.risk DESC, t.window_last, t.created_at, t.id LIMIT 50
"""
_CHART = (
    "SELECT given, family, birth_date, sex, language, record_number, matters FROM patients_patient WHERE id = %s",
    (
        "SELECT code, display, clinical_state, began_on FROM patients_condition WHERE patient_id = %s"
        " AND clinical_state = 'active' ORDER BY id LIMIT 20"
    ),
    (
        "SELECT code, display, written_on, dose_text FROM patients_medicine WHERE patient_id = %s AND state = 'active'"
        " ORDER BY id LIMIT 20"
    ),
    (
        "SELECT code, value, unit, day FROM patients_reading WHERE patient_id = %s AND code IN ('4548-4', '8480-6',"
        " '8462-4') ORDER BY day DESC, id DESC LIMIT 100"
    ),
    "SELECT code, display, value, unit, day FROM patients_reading WHERE patient_id = %s ORDER BY day DESC LIMIT 100",
    "SELECT day, kind, reason FROM patients_encounter WHERE patient_id = %s ORDER BY day DESC, id DESC LIMIT 20",
    "SELECT kind, value, works FROM patients_contactpoint WHERE patient_id = %s ORDER BY rank",
    (
        "SELECT g.state, v.words, v.importance, s.step_words, s.confidence FROM plans_goal g JOIN plans_goalversion v"
        " ON v.goal_id = g.id AND v.number = g.number LEFT JOIN plans_planversion s ON s.goal_version_id = v.id"
        " WHERE g.patient_id = %s ORDER BY g.id DESC LIMIT 20"
    ),
    "SELECT due_on, channel, state FROM followups_contact WHERE patient_id = %s ORDER BY due_on DESC LIMIT 20",
)


def _table(rows: list[tuple[Any, ...]]) -> str:
    cells = ("".join(f"<td>{escape(str(cell))}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def worklist(practice_id: int) -> str:
    """Return fifty contacts as a bare table."""
    with connection.cursor() as cursor:
        cursor.execute(_WORKLIST, [practice_id])
        return _table(cursor.fetchall())


def chart(patient_id: int) -> str:
    """Return a patient's chart as bare tables."""
    parts = []
    with connection.cursor() as cursor:
        for statement in _CHART:
            cursor.execute(statement, [patient_id])
            parts.append(_table(cursor.fetchall()))
    return "".join(parts)


def saver() -> Callable[[], None]:
    """Return a function that writes the rows of the newest saved plan once more, in one transaction of plain SQL."""
    from teamlet.records.documents.models import TakeHomePage
    from teamlet.records.followups.models import Contact, ContactChange
    from teamlet.records.patients.models import Patient, Reading
    from teamlet.records.plans.models import (
        ActionPlan,
        Goal,
        GoalChange,
        GoalVersion,
        PlanChange,
        PlanPerformer,
        PlanVersion,
    )
    from teamlet.records.practice.models import Save
    from teamlet.records.tasks.models import Task

    page = TakeHomePage.objects.latest("id")
    version = page.plan_version
    plan, contact = version.plan, version.contacts.latest("id")
    goal = plan.goal
    event = "SELECT max(number) FROM audit_event WHERE practice_id = %s"
    kept = Save.objects.filter(patient_oid=page.patient.oid).latest("id")

    def save() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            own = copied(cursor, Goal, goal.pk, oid=new_oid())
            said = copied(cursor, GoalVersion, version.goal_version_id, oid=new_oid(), goal_id=own)
            for change in GoalChange.objects.filter(goal=goal).values_list("pk", flat=True)[:1]:
                copied(cursor, GoalChange, change, goal_id=own)
            step = copied(cursor, ActionPlan, plan.pk, oid=new_oid(), goal_id=own)
            agreed = copied(cursor, PlanVersion, version.pk, oid=new_oid(), plan_id=step, goal_version_id=said)
            copied(cursor, PlanChange, plan.changes.earliest("id").pk, plan_id=step)
            for performer in version.performers.values_list("pk", flat=True):
                copied(cursor, PlanPerformer, performer, plan_version_id=agreed)
            oid = new_oid()
            task = copied(cursor, Task, contact.task_id, oid=new_oid(), about_oid=oid, state="withdrawn")
            made = copied(cursor, Contact, contact.pk, oid=oid, task_id=task, plan_version_id=agreed, goal_id=own)
            copied(cursor, ContactChange, contact.changes.earliest("id").pk, contact_id=made)
            copied(cursor, TakeHomePage, page.pk, oid=new_oid(), plan_version_id=agreed)
            copied(cursor, Save, kept.pk, oid=new_oid())
            reading = Reading.objects.filter(source_id=f"plan:{version.oid}").values_list("pk", flat=True).first()
            if reading:
                copied(cursor, Reading, reading, source_id=f"plan:{oid}")
            cursor.execute(f"UPDATE {Patient._meta.db_table} SET next_due = next_due WHERE id = %s", [page.patient_id])
            cursor.execute(event, [page.practice_id])
            cursor.fetchone()

    return save


def copied(cursor: Any, model: type[models.Model], number: int, /, **changes: Any) -> int:
    """Write the row with this number once more, changed as said; return the new one's number."""
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    picked = ", ".join("%s" if column in changes else f'"{column}"' for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {picked} FROM {model._meta.db_table}"
        " WHERE id = %s RETURNING id",
        [*(changes[column] for column in columns if column in changes), number],
    )
    return int(cursor.fetchone()[0])
