"""The pages of `docs/reference` that are made from the code, so that they cannot drift from it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: Page below the repository's root -> the function that returns its whole text.
PAGES = {
    "docs/reference/access-matrix.md": "teamlet.ground.access.matrix:as_markdown",
    "docs/reference/commands.md": "teamlet.cli.docs:commands",
}


def texts() -> Iterator[tuple[Path, str]]:
    """Yield each generated page's path and the text it should have."""
    for name, place in PAGES.items():
        module, _, function = place.partition(":")
        make: Callable[[], str] = getattr(import_module(module), function)
        yield ROOT / name, make()


def commands() -> str:
    """Return the reference of the command line, from its parser."""
    from teamlet.cli.parser import parser

    lines = [
        "# Commands",
        "",
        "Made by `teamlet docs generate` from the command line itself.",
        "",
        "Progress and troubles go to standard error. With `--json` the last line on standard output is one JSON",
        'object; when the command could not do it, that is `{"ok": false, "error": "…"}`. The exit status is 0 only',
        "on success.",
        "",
    ]
    for name, found in _leaves(parser(), "teamlet"):
        lines += [f"## `{name}`", "", f"{_sentence(found.description or '')}", ""]
        rows = [_row(action) for action in found._actions if _is_told(action)]  # noqa: SLF001  (argparse has no other way)
        if rows:
            lines += ["| option | meaning |", "|---|---|", *rows, ""]
    return "\n".join(lines)


def _leaves(found: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    if found.get_default("handler"):
        yield name, found
    for action in found._actions:  # noqa: SLF001  (argparse has no other way)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001  (argparse has no other way)
            for child, child_parser in action.choices.items():
                yield from _leaves(child_parser, f"{name} {child}")


def _is_told(action: argparse.Action) -> bool:
    return not isinstance(action, argparse._SubParsersAction | argparse._HelpAction)  # noqa: SLF001  (argparse has no other way)


def _row(action: argparse.Action) -> str:
    value = action.metavar or ("" if action.nargs == 0 else action.dest.upper())
    names = ", ".join(action.option_strings)
    shown = f"{names} {value}".strip() if names else f"{value}{' …' if action.nargs == '+' else ''}"
    meaning = (action.help or "").replace("|", "\\|")
    required = " (required)" if action.required and action.option_strings else ""
    return f"| `{shown}` | {meaning}{required} |"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
