"""`teamlet migrate`, `demo`, `practice create` and `user create`."""

from __future__ import annotations

import argparse
import os
import re
import sys
from datetime import date
from importlib import import_module
from typing import Any

from teamlet.cli.console import Console
from teamlet.cli.start import migrate_database, open_database, set_up
from teamlet.ground.operations.halt import Halt

_KEY = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def migrate(arguments: argparse.Namespace, console: Console) -> int:
    """Bring the database to this code's schema."""
    set_up()
    done = migrate_database(console)
    applied = done["applied"]
    console.say(f"{len(applied)} migrations applied." if applied else "Nothing to apply.")  # type: ignore[arg-type]
    console.result({"ok": True, **done})
    return 0


def build_demo(console: Console, *, patients: int | None, seed: int | None, as_of: date | None) -> dict[str, Any]:
    """Build the demo and return ``{"practices": […], "users": […]}``.  Raises ``Halt`` where it cannot be built."""
    from teamlet.ground.operations.sizes import learn_sizes

    try:
        builder = import_module("teamlet.demo.seed")
    except ModuleNotFoundError as error:
        if error.name != "teamlet.demo.seed":
            raise
        raise Halt("This Teamlet was installed without its demo practice.") from error
    wanted = {"patients": patients, "seed": seed, "as_of": as_of}
    given = {name: value for name, value in wanted.items() if value is not None}
    built: dict[str, Any] = builder.build(**given, progress=console.progress)
    learn_sizes()
    return built


def demo(arguments: argparse.Namespace, console: Console) -> int:
    """Build the demo practice and its neighbor."""
    open_database(console, migrate_first=True)
    built = build_demo(console, patients=arguments.patients, seed=arguments.seed, as_of=arguments.as_of)
    console.say(f"Practices: {', '.join(built['practices'])}")
    for person in built["users"]:
        console.say(f"  {person['practice']:<8} {person['role']:<18} {person['email']:<36} {person['password']}")
    console.result(built)
    return 0


def create_practice(arguments: argparse.Namespace, console: Console) -> int:
    """Add a practice; a second time is refused."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if not _KEY.fullmatch(arguments.key):
        raise Halt("A key is up to 40 small letters, digits and hyphens, such as cedar.")
    if not arguments.name.strip() or len(arguments.name.strip()) > 120:
        raise Halt("A practice's name has 1 to 120 characters.")
    try:
        ZoneInfo(arguments.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Halt(f"There is no time zone {arguments.time_zone}. An example: America/Chicago") from None
    open_database(console)
    from django.conf import settings

    if settings.TEAMLET_NOW:
        raise Halt("TEAMLET_NOW moves the clock of demo practices only; make a real practice without it.")
    from teamlet.ground.access.principal import Principal
    from teamlet.records.practice.actions.setup import create_practice as create

    practice = create(
        key=arguments.key,
        name=arguments.name.strip(),
        time_zone=arguments.time_zone,
        by=Principal(practice_id=0, practice_key="", name="command"),
    )
    console.say(f"Practice {practice.key} is made. Next: teamlet user create EMAIL --practice {practice.key} --role …")
    console.result({"ok": True, "practice": practice.key, "name": practice.name, "time_zone": practice.time_zone})
    return 0


def set_text_number(arguments: argparse.Namespace, console: Console) -> int:
    """Say from which number a practice's text messages come; tell the address that the provider needs for replies."""
    open_database(console)
    from django.conf import settings

    from teamlet.bridges.channels.text import number_of
    from teamlet.bridges.channels.webhooks.addresses import replies_address
    from teamlet.ground.access.principal import system
    from teamlet.records.practice.actions.setup import set_text_number as set_number

    practice = practice_named(arguments.key)
    number = "" if arguments.number == "none" else number_of(arguments.number) or arguments.number
    set_number(practice=practice, number=number, by=system(practice, "command"))
    address = replies_address(practice.key) if number and settings.TEXTS.get("KIND") == "twilio" else ""
    console.say(f"Texts of {practice.key} come from {number or 'no number'}.")
    if address:
        console.say(f"Give Twilio this address for incoming messages of the number: {address}")
    console.result({"ok": True, "practice": practice.key, "number": number, "replies_address": address})
    return 0


def create_user(arguments: argparse.Namespace, console: Console) -> int:
    """Invite a person; with ``--password-stdin`` set the password and a one-time-code key at once."""
    email = arguments.email.strip().lower()
    if not _EMAIL.fullmatch(email) or len(email) > 254:
        raise Halt(f"{arguments.email} is not an e-mail address.")
    password = sys.stdin.readline().rstrip("\r\n") if arguments.password_stdin else None
    if password is not None and not password:
        raise Halt("--password-stdin found no password on standard input.")
    open_database(console)
    from teamlet.cli.people import create

    practice = practice_named(arguments.practice)
    roles = list(dict.fromkeys(arguments.role))
    name = arguments.name.strip() or email.split("@")[0].replace(".", " ").replace("_", " ").title()
    created = create(practice=practice, email=email, name=name, roles=roles, password=password, site=public_address())
    values = {
        "email": email,
        "role": roles[0],
        "roles": roles,
        "practice": practice.key,
        "invitation_url": created.invitation_url,
        "totp_uri": created.totp_uri,
    }
    console.say(f"{email} is invited to {practice.key} as {', '.join(roles)}.")
    if created.invitation_url:
        console.say(f"Give them this link, good for seven days: {created.invitation_url}")
    if created.totp_uri:
        console.say(f"Key for their one-time codes: {created.totp_uri}")
    console.result(values)
    return 0


def practice_named(key: str) -> Any:
    """Return the practice with this key.  Raises ``Halt`` when there is none."""
    from teamlet.records.practice.queries import practice_by_key

    practice = practice_by_key(key)
    if practice is None:
        raise Halt(f"There is no practice with the key {key}.")
    return practice


def public_address() -> str:
    """Return where people reach the pages: ``TEAMLET_ORIGIN``, else localhost with ``PORT``."""
    from django.conf import settings

    return settings.ORIGIN or f"http://localhost:{os.environ.get('PORT', '8000')}"
