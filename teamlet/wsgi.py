"""The WSGI application that the app server loads, behind the same guards as every command."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.template import engines
from django.urls import get_resolver

from teamlet.cli.start import guard_clock, set_up
from teamlet.ground.operations.halt import Halt
from teamlet.ground.operations.schema import require_current

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

#: Seconds between two looks whether a moved clock is still allowed.
_LOOK_AGAIN = 10.0

try:
    set_up("web")
    require_current()
    guard_clock()
except Halt as halt:
    sys.stderr.write(f"teamlet: {halt.message}\n")
    sys.exit(halt.code)
finally:
    connections.close_all()


def demo_only(pages: Application) -> Application:
    """Serve ``pages`` with a moved clock only as long as no real practice is made beside the demo ones."""
    looked_at = time.monotonic()
    refusal = ""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        nonlocal looked_at, refusal
        if time.monotonic() - looked_at >= _LOOK_AGAIN:
            looked_at = time.monotonic()
            try:
                guard_clock()
                refusal = ""
            except Halt as halt:
                refusal = halt.message
        if refusal:
            start_response("503 Service Unavailable", [("Content-Type", "text/plain; charset=utf-8")])
            return [refusal.encode()]
        return pages(environ, start_response)

    return application


application: Application = get_wsgi_application()
# Loaded now, so that the first person does not wait for it and forks of this process share it.
get_resolver().url_patterns  # noqa: B018
engines.all()
if settings.TEAMLET_NOW:
    application = demo_only(application)
