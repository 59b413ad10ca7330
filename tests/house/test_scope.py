"""Tables are touched in queries and actions only, and whoever looks by an id says in which practice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

TEAMLET = Path(__file__).resolve().parents[2] / "teamlet"
#: Kinds of place that may touch tables.  ``ground`` has tables of its own and knows no practice's.
MAY_TOUCH = ("queries", "actions", "migrations", "tests", "models.py", "conftest.py")
GROUND = ("ground/",)
#: The demo writes the past, the commands stand outside any practice.
WRITERS = ("demo/", "bridges/fhir/")
FORBIDDEN = {"objects", "_base_manager", "_default_manager"}
#: Looks by something other than a practice, each for the reason said.
BY_OTHER_KEYS = {
    "practice.resolve_principal",  # this is where the practice of a request is decided
    "practice.practice_by_key",  # the key names the practice itself
    "practice.practices_of",  # a person's own practices
    "practice.open_invitation",  # the token is the secret
    "practice.token_hash",
    "instruments.visitor",  # the browser's key is the secret
    "followups.own_visitor",  # the phone's key is the secret
    "visits.handoffs_waiting_for",  # one's own membership, from the principal
    "visits.own_times",  # one's own membership, from the principal
}


def python_files() -> Iterator[tuple[str, Path]]:
    for path in sorted(TEAMLET.rglob("*.py")):
        yield path.relative_to(TEAMLET).as_posix(), path


def touches(source: str) -> list[int]:
    """Return the lines on which ``source`` reaches for a table."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Attribute) and node.attr in FORBIDDEN)
        or (isinstance(node, ast.Name) and node.id in {"get_object_or_404", "get_list_or_404"})
    ]


def test_tables_are_touched_in_queries_and_actions_only():
    found = [
        f"{name}:{line}"
        for name, path in python_files()
        if not any(kind in name.split("/") or f"{kind}.py" in name.split("/") for kind in MAY_TOUCH)
        and not name.startswith((*GROUND, *WRITERS))
        for line in touches(path.read_text())
    ]
    assert found == []


def test_the_finder_sees_what_it_forbids():
    assert touches("def view(request):\n    return Patient.objects.get(pk=1)\n") == [2]
    assert touches("x = get_object_or_404(Patient, pk=1)\n") == [1]


def unscoped_looks(record: str, source: str) -> list[str]:
    """Return public functions that take an opaque id without a practice or principal before it."""
    found = []
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        names = [argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)]
        first = node.args.args[0] if node.args.args else None
        kind = ast.unparse(first.annotation) if first is not None and first.annotation else ""
        scoped = kind in {"Scope", "Principal", "Practice"} or (first is not None and first.arg == "practice_id")
        by_id = any(name == "oid" or name.endswith(("_id", "_ids", "_oid")) for name in names)
        if by_id and not scoped and f"{record}.{node.name}" not in BY_OTHER_KEYS:
            found.append(f"{record}.{node.name}")
    return found


def test_whoever_looks_by_an_id_says_in_which_practice():
    found = []
    for name, path in python_files():
        parts = name.split("/")
        if parts[0] == "records" and "queries" in name and "tests" not in parts:
            found += unscoped_looks(parts[1], path.read_text())
    assert found == []


def test_the_finder_sees_a_look_without_a_practice():
    assert unscoped_looks("patients", "def patient(oid: str): ...") == ["patients.patient"]
    assert unscoped_looks("patients", "def patient(scope: Scope, oid: str): ...") == []
