"""The WSGI application that the app server loads, behind the same guards as every command."""

from __future__ import annotations

import sys

from django.core.wsgi import get_wsgi_application
from django.db import connections

from teamlet.cli.start import guard_clock, set_up
from teamlet.ground.operations.halt import Halt
from teamlet.ground.operations.schema import require_current

try:
    set_up("web")
    require_current()
    guard_clock()
except Halt as halt:
    sys.stderr.write(f"teamlet: {halt.message}\n")
    sys.exit(halt.code)
finally:
    connections.close_all()

application = get_wsgi_application()
