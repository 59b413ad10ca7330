"""Logs: one JSON line per thing that happened, on standard error, without anything about a patient.

An exception is logged as its type and the places in the code it passed; its message is left out, because
databases and parsers like to quote the values they choke on.
"""

from __future__ import annotations

import logging
import logging.config
import os
import traceback
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

_PACKAGE = Path(__file__).resolve().parents[2]


def places(error: BaseException) -> list[str]:
    """Return where ``error`` passed, innermost last: ``"ground/audit/chain.py:61 append"``."""
    found = []
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        name = path.relative_to(_PACKAGE) if path.is_relative_to(_PACKAGE) else path.name
        found.append(f"{name}:{frame.lineno} {frame.name}")
    return found


def _tell_errors_without_values(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace ``exc_info`` by the error's type and places, and those of what caused it."""
    info = event.pop("exc_info", None)
    if info in {None, False}:
        return event
    if isinstance(info, BaseException):
        error: BaseException | None = info
    elif isinstance(info, tuple):
        error = info[1]
    else:
        import sys

        error = sys.exc_info()[1]
    chain: list[dict[str, object]] = []
    while error is not None and len(chain) < 5:
        chain.append({"type": type(error).__name__, "at": places(error)[-12:]})
        error = error.__cause__ or error.__context__
    event["error"] = chain
    return event


def configure(process: str) -> None:
    """Send every log line of this process, ours and the libraries', to standard error as JSON.

    ``process`` is ``"web"``, ``"worker"``, ``"run"`` or ``"command"``.  ``TEAMLET_LOG_LEVEL`` (default
    ``INFO``; ``WARNING`` for commands) says how much.
    """
    level = os.environ.get("TEAMLET_LOG_LEVEL", "WARNING" if process == "command" else "INFO").upper()
    if level not in logging.getLevelNamesMapping():
        level = "INFO"

    def name_process(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        event["process"] = process
        return event

    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        name_process,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [
                        _tell_errors_without_values,
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        structlog.processors.JSONRenderer(),
                    ],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                # Their lines carry addresses; RequestLog says the same without.
                "django.request": {"level": "CRITICAL"},
                "django.security": {"level": "CRITICAL"},
                "django.server": {"level": "CRITICAL"},
                "django.db.backends": {"level": "WARNING"},
                "_granian": {"level": "WARNING"},
                "granian.access": {"level": "CRITICAL"},
                "asyncio": {"level": "WARNING"},
                "faker": {"level": "WARNING"},
                "fontTools": {"level": "WARNING"},
            },
        }
    )
