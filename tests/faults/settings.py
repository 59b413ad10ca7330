"""The product's settings, or one of the negative controls: what the tests must notice."""

from __future__ import annotations

import os

from teamlet.settings import *  # noqa: F403
from teamlet.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE

FAULT = os.environ.get("FAULT", "")
if FAULT == "sync at checkpoints only":
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
if FAULT == "answer first":
    MIDDLEWARE = ["tests.faults.control.AnswerFirst", *MIDDLEWARE]
if FAULT == "broken page":
    ROOT_URLCONF = "tests.faults.urls"
if FAULT == "alert later":
    INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.alert_later.AlertLater"]
if os.environ.get("FAKE_TEXT_PORT"):
    CHANNELS = {"text": "tests.faults.texting.FakeText"}
