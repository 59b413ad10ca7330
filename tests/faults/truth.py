"""What is in the database, asked past the product: which saves of the path are there, and whether each is entire."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from tests.faults.driver import Driver
from tests.installations import Installation

#: The events of one save, by what they are about.
EVENTS = {
    "goal version": ["plans.agree_goal"],
    "plan version": ["plans.agree_plan", "followups.agree_support", "documents.save_support"],
    "contact": ["followups.agree_contact"],
    "task": ["tasks.open_task"],
    "page": ["documents.make_page"],
}
#: The saves that can be undone, likewise.
SAVES = {"goal version": ["plans.goal"], "plan version": ["plans.plan"]}
#: Everything that one save leaves, each exactly once.
PIECES = (
    *EVENTS,
    "score",
    "form",
    *(f"save {kind}" for kinds in SAVES.values() for kind in kinds),
    *(f"event {verb}" for verbs in EVENTS.values() for verb in verbs),
)


def saves_there(installation: Installation, visits: Iterable[str]) -> tuple[dict[str, Counter[str]], dict[str, str]]:
    """Return the pieces of each save in these visits by the goal's words, and the oid of its page."""
    ask = installation.query
    named = ", ".join(f"'{visit}'" for visit in visits)
    rows: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    plan_words = {}
    for words, goal, number, plan in ask(
        "SELECT g.words, g.oid, p.id, p.oid FROM plans_goalversion g JOIN visits_visit v ON v.id = g.visit_id"
        f" LEFT JOIN plans_planversion p ON p.goal_version_id = g.id WHERE v.oid IN ({named})"
    ):
        rows[words]["goal version"].add(goal)
        if plan:
            rows[words]["plan version"].add(plan)
            plan_words[number] = words
    for number, contact, task in ask(
        "SELECT c.plan_version_id, c.oid, t.oid FROM followups_contact c"
        " LEFT JOIN tasks_task t ON t.id = c.task_id AND t.about_oid = c.oid"
    ):
        if number in plan_words:
            rows[plan_words[number]]["contact"].add(contact)
            rows[plan_words[number]]["task"] |= {task} - {None}
    pages = {}
    for number, page in ask("SELECT plan_version_id, oid FROM documents_takehomepage"):
        if number in plan_words:
            rows[plan_words[number]]["page"].add(page)
            pages[plan_words[number]] = page
    events = Counter(ask("SELECT verb, about_oid FROM audit_event"))
    saves = Counter(ask("SELECT kind, about_oid FROM practice_save"))
    scores = Counter(
        source for (source,) in ask("SELECT source_id FROM patients_reading WHERE source_id LIKE 'plan:%'")
    )
    forms = Counter(where for (where,) in ask("SELECT location FROM access_submittedform"))
    found = {}
    for words, parts in rows.items():
        pieces = Counter({kind: len(parts[kind]) for kind in EVENTS})
        for kind, oids in list(parts.items()):
            for oid in oids:
                for verb in EVENTS[kind]:
                    pieces[f"event {verb}"] += events[verb, oid]
                for save in SAVES.get(kind, ()):
                    pieces[f"save {save}"] += saves[save, oid]
        pieces["score"] = sum(scores[f"plan:{oid}"] for oid in parts["plan version"])
        pieces["form"] = sum(
            many for where, many in forms.items() if any(f"/{page}/" in where for page in parts["page"])
        )
        found[words] = pieces
    return found, pages


def stray(installation: Installation) -> list[str]:
    """Return what hangs in the air: goals, plans, contacts or tasks without the rest of their save."""
    found = []
    for what, sql in {
        "goal without a version": "SELECT oid FROM plans_goal WHERE id NOT IN (SELECT goal_id FROM plans_goalversion)",
        "goal behind its versions": "SELECT g.oid FROM plans_goal g WHERE g.number <>"
        " (SELECT max(number) FROM plans_goalversion v WHERE v.goal_id = g.id)",
        "plan without a version": "SELECT oid FROM plans_actionplan"
        " WHERE id NOT IN (SELECT plan_id FROM plans_planversion)",
        "plan behind its versions": "SELECT p.oid FROM plans_actionplan p WHERE p.number <>"
        " (SELECT max(number) FROM plans_planversion v WHERE v.plan_id = p.id)",
        "two open contacts": "SELECT min(oid) FROM followups_contact WHERE state = 'open'"
        " GROUP BY goal_id HAVING count(*) > 1",
        "open contact of an older plan": "SELECT c.oid FROM followups_contact c"
        " JOIN plans_planversion v ON v.id = c.plan_version_id JOIN plans_actionplan p ON p.id = v.plan_id"
        " WHERE c.state = 'open' AND v.number <> p.number",
        "task without its contact": "SELECT oid FROM tasks_task WHERE kind = 'contact'"
        " AND about_oid NOT IN (SELECT oid FROM followups_contact)",
        "closed contact with an open task": "SELECT c.oid FROM followups_contact c JOIN tasks_task t ON t.id = c.task_id"
        " WHERE (c.state = 'open') <> (t.state = 'open')",
        "form without its answer": "SELECT key FROM access_submittedform WHERE location = ''",
    }.items():
        found += [f"{what}: {oid}" for (oid,) in installation.query(sql)]
    return found


def lost_half_and_twice(installation: Installation, drivers: list[Driver]) -> tuple[list[str], list[str], list[str]]:
    """Compare what the drivers were promised with what is there."""
    found, pages = saves_there(installation, [driver.visit for driver in drivers])
    promised = [save for driver in drivers for save in driver.promised]
    lost = [save.words for save in promised if save.words not in found]
    half, twice = stray(installation), []
    half += [
        f"{save.words}: sent on to {save.address}"
        for save in promised
        if save.words in found and f"/{pages.get(save.words)}/" not in save.address
    ]
    for words, pieces in found.items():
        half += [f"{words}: no {piece}" for piece in PIECES if pieces[piece] == 0]
        twice += [f"{words}: {piece} x {pieces[piece]}" for piece in PIECES if pieces[piece] > 1]
    return lost, half, twice
