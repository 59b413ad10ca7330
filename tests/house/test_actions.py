"""Every write is an action: found by walking the code, so that a new one cannot be forgotten."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import teamlet.records

ROOT = Path(teamlet.records.__file__).parent
#: Takes ``by`` to remember, inside the action that calls it, who saved; writes no event of its own.
PARTS_OF_ACTIONS = {"keep_save"}


def action_modules() -> Iterator[str]:
    for record in sorted(path.name for path in ROOT.iterdir() if (path / "models.py").exists()):
        for info in pkgutil.walk_packages([str(ROOT / record)], f"teamlet.records.{record}."):
            if ".actions" in info.name and ".tests" not in info.name:
                yield info.name


def functions_with_by() -> Iterator[tuple[str, object]]:
    for name in action_modules():
        module = importlib.import_module(name)
        for label, function in vars(module).items():
            if not inspect.isfunction(function) or function.__module__ != name or label.startswith("_"):
                continue
            parameter = inspect.signature(function).parameters.get("by")
            if parameter is not None and parameter.kind is inspect.Parameter.KEYWORD_ONLY:
                yield f"{name}.{label}", function


def test_there_are_actions_to_look_at():
    assert len(list(functions_with_by())) > 40


@pytest.mark.parametrize(
    ("name", "function"), [pytest.param(name, function, id=name) for name, function in functions_with_by()]
)
def test_whoever_takes_by_as_a_keyword_is_an_action(name, function):
    if name.rpartition(".")[2] in PARTS_OF_ACTIONS:
        return
    assert getattr(function, "is_action", False), f"{name} writes without an event of its own"


def calls_of_audit(source: str) -> dict[str, int]:
    """Return how often each action of a module calls ``audit``, itself or through the module's own parts."""
    functions = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}

    def calls(name: str, met: frozenset[str]) -> int:
        called = [
            call.func.id
            for call in ast.walk(functions[name])
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        ]
        parts = {part for part in called if part in functions and part.startswith("_")} - met
        return called.count("audit") + sum(calls(part, met | {part}) for part in parts)

    return {
        name: calls(name, frozenset({name}))
        for name, node in functions.items()
        if any(isinstance(mark, ast.Name) and mark.id == "action" for mark in node.decorator_list)
    }


def test_every_action_says_what_its_event_is_about():
    silent = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted(ROOT.rglob("*.py"))
        if "actions" in path.as_posix() and "/tests/" not in path.as_posix()
        for name, calls in calls_of_audit(path.read_text()).items()
        if calls == 0
    ]
    assert silent == []


def test_the_finder_sees_a_silent_action():
    assert calls_of_audit("@action\ndef take_note(*, by):\n    return 1\n") == {"take_note": 0}
