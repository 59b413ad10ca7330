"""`teamlet serve`, `worker` and `run`: the product's processes."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from teamlet.cli.console import Console
from teamlet.cli.start import open_database
from teamlet.ground.operations.halt import Halt
from teamlet.ground.operations.parent import end_with_parent


def _load_web() -> Any:
    """Return the WSGI application, in a worker of the web server."""
    from teamlet.wsgi import application

    return application


def serve(arguments: argparse.Namespace, console: Console) -> int:
    """Serve the pages until told to stop."""
    end_with_parent()
    open_database(console, "web")
    from django.db import connections

    from teamlet.ground.operations.engine import require_sound_engine
    from teamlet.ground.operations.serving import serve as serve_pages, settle_memory

    require_sound_engine(arguments.workers)
    # The workers are forks of this process: what is loaded here they share.
    _load_web()
    connections.close_all()
    settle_memory()
    serve_pages(
        host=arguments.host,
        port=arguments.port,
        workers=arguments.workers,
        threads=arguments.threads,
        load=_load_web,
        certificate=arguments.tls_cert,
        key=arguments.tls_key,
        on_shutdown=_anchor,
    )
    return 0


def _anchor() -> None:
    """Write the audit anchors as the last thing; a database that is away does not stop us from stopping."""
    from contextlib import suppress

    from django.db import DatabaseError

    from teamlet.ground.audit.anchors import append_anchors

    with suppress(DatabaseError, OSError):
        append_anchors()


def worker(arguments: argparse.Namespace, console: Console) -> int:
    """Do the background work until told to stop."""
    end_with_parent()
    open_database(console, "worker")
    from teamlet.ground.operations.engine import require_sound_engine

    require_sound_engine(2)
    from teamlet.worker import work

    work(once=arguments.once)
    return 0


def release(arguments: argparse.Namespace, console: Console) -> int:
    """Let a worker that a restore held back begin to work; messages go on waiting for a person of each practice."""
    open_database(console)
    from teamlet.ground.jobs.hold import is_held, release as let_go

    waiting = _hold_messages() if is_held() else []
    was_held = let_go()
    console.say("The worker is released." if was_held else "The worker was not held.")
    if waiting:
        console.say(f"Messages wait until somebody lets them go on, on the page Messages of: {', '.join(waiting)}.")
    console.result({"ok": True, "was_held": was_held, "messages_wait": waiting})
    return 0


def _hold_messages() -> list[str]:
    """Hold what every practice sends; return their keys.

    What was drafted and sent after the backup is unknown now, so that it may be drafted once more.
    """
    from teamlet.ground import clock
    from teamlet.ground.access.principal import system
    from teamlet.records.outreach.actions import hold_everything
    from teamlet.records.practice.queries import all_practices

    practices = list(all_practices())
    for practice in practices:
        hold_everything(practice=practice, at=clock.now(), by=system(practice, "command"))
    return [practice.key for practice in practices]


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Serve the demo practice: migrate, build the demo where there is no practice, start web and worker."""
    open_database(console, "run", migrate_first=True)
    from django.conf import settings
    from django.db import connections

    from teamlet.ground.operations.engine import require_sound_engine
    from teamlet.ground.operations.serving import require_free_port
    from teamlet.ground.operations.supervisor import Supervisor
    from teamlet.records.practice.queries import all_practices

    require_sound_engine(3)
    require_free_port("127.0.0.1", arguments.port)
    practices = all_practices()
    cast = _demo_cast(console) if all(practice.is_demo for practice in practices) else []
    connections.close_all()
    console.say("")
    console.say(f"Teamlet serves http://localhost:{arguments.port}")
    _say_cast(console, cast)
    console.say(f"Data: {settings.HOME}    Stop with Ctrl-C.")
    os.environ.setdefault("TEAMLET_LOG_LEVEL", "INFO")
    Supervisor(
        {
            "web": ["serve", "--host", "127.0.0.1", "--port", str(arguments.port)],
            "worker": ["worker"],
        }
    ).run()
    return 0


def _demo_cast(console: Console) -> list[dict[str, Any]]:
    from teamlet.cli.setting_up import build_demo

    try:
        return list(build_demo(console, patients=None, seed=None, as_of=None)["users"])
    except Halt as halt:
        console.progress(halt.message)
        return []


def _say_cast(console: Console, cast: list[dict[str, Any]]) -> None:
    if not cast:
        return
    console.say("")
    console.say("Sign in as one of the demo people:")
    for person in cast:
        console.say(f"  {person['practice']:<8} {person['role']:<18} {person['email']:<36} {person['password']}")
    console.say("")


def add_tls(parser: argparse.ArgumentParser) -> None:
    """Add the two TLS options."""
    parser.add_argument("--tls-cert", type=Path, metavar="FILE", help="certificate chain, PEM")
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help="its private key, PEM")
