"""Is it alive, is it ready, how is it doing: three addresses for machines, without sign-in or patient data."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse

from teamlet import __version__
from teamlet.ground.access.pages import Audience, Sensitivity, page
from teamlet.ground.jobs.heartbeat import looks
from teamlet.ground.jobs.models import Installation
from teamlet.ground.operations.metrics import exposition
from teamlet.ground.operations.schema import RETIRED_APPS


def _json(values: dict[str, Any], status: int = 200) -> HttpResponse:
    answer = HttpResponse(orjson.dumps(values) + b"\n", content_type="application/json", status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@page(audience=Audience.PUBLIC, sensitivity=Sensitivity.OPEN, methods="GET")
def live(request: HttpRequest) -> HttpResponse:
    """200 while this process answers; asks nothing else."""
    return _json({"status": "live", "version": __version__})


@page(audience=Audience.PUBLIC, sensitivity=Sensitivity.OPEN, methods="GET")
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and fits this code, else 503; the worker's state is told and fails nothing."""
    try:
        schema = _schema_state()
        worker = _worker_state() if schema == "current" else {"state": "unknown"}
    except DatabaseError:
        connection.close()
        return _json({"status": "not ready", "database": "away", "version": __version__}, 503)
    is_ready = schema == "current"
    return _json(
        {
            "status": "ready" if is_ready else "not ready",
            "database": "ok",
            "schema": schema,
            "worker": worker,
            "version": __version__,
        },
        200 if is_ready else 503,
    )


@page(audience=Audience.PUBLIC, sensitivity=Sensitivity.OPEN, methods="GET")
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures in Prometheus' text format: counts and ages, nothing about anybody."""
    answer = HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer


@cache
def _migrations_of_this_code() -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """Return what this code wants applied, and all it knows; read from disk once per process."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(loader.graph.nodes), frozenset(loader.disk_migrations)


def _schema_state() -> str:
    wanted, known = _migrations_of_this_code()
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return "not migrated"
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = {(app, name) for app, name in cursor.fetchall() if app not in RETIRED_APPS}
    if applied - known - wanted:
        return "newer than this version"
    return "current" if wanted <= applied else "not migrated"


def _worker_state() -> dict[str, Any]:
    seen = looks()
    row = Installation.objects.filter(pk=1).first()
    return {"state": seen.state, "seconds_since_beat": seen.seconds, "epoch": row.epoch if row else 1}
