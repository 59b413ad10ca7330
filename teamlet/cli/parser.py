"""The tree of commands and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path

from teamlet import __version__
from teamlet.cli.console import Console
from teamlet.ground.access.roles import Role

Handler = Callable[[argparse.Namespace, Console], int]
ROLES = tuple(role.value for role in Role)
_JSON = "one JSON object as the last line on standard output"


_LONGEST_COUNT = 7


def handler_of(arguments: argparse.Namespace) -> Handler:
    """Return the function that carries the parsed command out; its module is loaded now."""
    module, _, name = arguments.handler.partition(":")
    found: Handler = getattr(import_module(f"teamlet.cli.{module}"), name)
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-11-21") from None


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > _LONGEST_COUNT or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 9999999")
    return int(text)


def _words(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError("is not written in UTF-8") from None
    return text


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return int(text)


class _Commands:
    """Adds subcommands that all say what they do and, unless they run on, can answer in JSON."""

    def __init__(self, parent: argparse.ArgumentParser) -> None:
        self.children = parent.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(self, name: str, handler: str, text: str, *, json: bool = True) -> argparse.ArgumentParser:
        child = self.children.add_parser(name, help=text, description=text, allow_abbrev=False)
        if json:
            child.add_argument(
                "--json", action="store_true", help="one JSON object as the last line on standard output"
            )
        child.set_defaults(handler=handler)
        return child

    def group(self, name: str, text: str) -> _Commands:
        return _Commands(self.children.add_parser(name, help=text, description=text, allow_abbrev=False))


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = argparse.ArgumentParser(
        prog="teamlet",
        description="Self-management support for primary care teams.",
        epilog="TEAMLET_HOME (default ./var) holds the data; TEAMLET_DATABASE_URL selects PostgreSQL.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"teamlet {__version__}")
    commands = _Commands(top)
    _add_running(commands)
    _add_setting_up(commands)
    _add_care(commands)
    _add_mail(commands)
    _add_keeping(commands)
    return top


def _add_running(commands: _Commands) -> None:
    from teamlet.cli.running import add_tls

    run = commands.add("run", "running:run", "serve the demo practice: web and worker together", json=False)
    run.add_argument("--port", type=_port, default=8000, help="default 8000")

    serve = commands.add("serve", "running:serve", "serve the pages", json=False)
    serve.add_argument("--host", default="127.0.0.1", help="address or name to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=_port, default=8000, help="default 8000")
    serve.add_argument("--workers", type=_count, default=2, help="web processes (default 2)")
    serve.add_argument("--threads", type=_count, default=2, help="requests at a time per process (default 2)")
    add_tls(serve)

    worker = commands.add("worker", "running:worker", "do the background work", json=False)
    worker.add_argument("--once", action="store_true", help="do what is due now, then end")
    # `teamlet worker` runs; `teamlet worker release` lets a held one go.
    actions = worker.add_subparsers(title="commands", metavar="COMMAND")
    text = "let the worker begin after a restore held it"
    release = actions.add_parser("release", help=text, description=text, allow_abbrev=False)
    release.add_argument("--json", action="store_true", help=_JSON)
    release.set_defaults(handler="running:release")


def _add_setting_up(commands: _Commands) -> None:
    commands.add("migrate", "setting_up:migrate", "bring the database to this version, with a backup before")

    demo = commands.add("demo", "setting_up:demo", "build the demo practice and its neighbor, once")
    demo.add_argument("--patients", type=_count, metavar="N", help="patients of the demo practice (default 300)")
    demo.add_argument("--seed", type=int, metavar="S", help="the same seed builds the same people (default 1)")
    demo.add_argument("--as-of", type=_day, metavar="DATE", help="the demo's today (default: today)")

    practice = commands.group("practice", "practices of this installation")
    create = practice.add("create", "setting_up:create_practice", "add a practice")
    create.add_argument("key", metavar="KEY", help="short name in addresses, such as cedar")
    create.add_argument("--name", type=_words, required=True, help="name as patients read it")
    create.add_argument("--time-zone", default="America/New_York", metavar="AREA/CITY", help="default America/New_York")
    number = practice.add("number", "setting_up:set_text_number", "say from which number its text messages come")
    number.add_argument("key", metavar="KEY")
    number.add_argument("number", metavar="NUMBER", help="such as +15550102200; none takes it away")

    user = commands.group("user", "people who sign in")
    create = user.add("create", "setting_up:create_user", "invite a person into a practice")
    create.add_argument("email", type=_words, metavar="EMAIL")
    create.add_argument("--practice", required=True, metavar="KEY")
    create.add_argument("--role", required=True, action="append", choices=ROLES, metavar="ROLE", help=", ".join(ROLES))
    create.add_argument("--name", type=_words, default="", help="full name (default: from the address)")
    create.add_argument(
        "--password-stdin",
        action="store_true",
        help="set the password read from standard input; without, the invitation link lets them choose one",
    )


def _add_care(commands: _Commands) -> None:
    load = commands.group("import", "bring records in")
    fhir = load.add("fhir", "care:import_fhir", "read FHIR R4 bundles and NDJSON; folders are walked")
    fhir.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    fhir.add_argument("--practice", required=True, metavar="KEY")

    schedule = load.add("schedule", "care:import_schedule", "read appointments from CSV, .xlsx or FHIR files")
    schedule.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    schedule.add_argument("--practice", required=True, metavar="KEY")

    specialists = load.add(
        "specialists", "care:import_specialists", "note visits to specialists from CSV or .xlsx files"
    )
    specialists.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    specialists.add_argument("--practice", required=True, metavar="KEY")

    followups = commands.group("followups", "follow-up contacts")
    due = followups.add("due", "care:followups_due", "list the contacts that are overdue, due or coming up on a day")
    due.add_argument("--practice", required=True, metavar="KEY")
    due.add_argument("--on", required=True, type=_day, metavar="DATE")
    vanished = followups.add(
        "vanished", "care:followups_vanished", "look for open goals without a next contact and without a reason"
    )
    vanished.add_argument("--practice", required=True, metavar="KEY")
    registry = followups.add(
        "rebuild-registry", "care:rebuild_registry", "make every line of the registry anew and say how many differed"
    )
    registry.add_argument("--practice", required=True, metavar="KEY")


def _add_mail(commands: _Commands) -> None:
    mail = commands.group("mail", "mail that comes in")
    mail.add("receive", "mail:receive", "take in one mail from standard input, as a mail server hands it over")


def _add_keeping(commands: _Commands) -> None:
    audit = commands.group("audit", "the audit trail")
    audit.add("verify", "keeping:verify_audit", "prove that no event was changed, removed, added or moved")

    backup = commands.add("backup", "keeping:back_up", "write one encrypted, verified file with everything in it")
    backup.add_argument("file", type=Path, metavar="FILE")

    restore = commands.add("restore", "keeping:restore", "put a backup in place; the worker is held afterwards")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--yes", action="store_true", help="replace what is here without asking")

    commands.add("check", "keeping:check", "look whether this installation can run")

    docs = commands.group("docs", "the generated pages of the documentation")
    generate = docs.add("generate", "keeping:generate_docs", "write them anew")
    generate.add_argument("--check", action="store_true", help="change nothing; exit 1 when one is not current")
