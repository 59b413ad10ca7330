"""The product's settings with one page more: a save that a driver without a browser can make."""

from __future__ import annotations

import os

from teamlet.settings import *  # noqa: F403
from teamlet.settings import DATABASES, MIDDLEWARE

ROOT_URLCONF = "tests.faults.urls"
#: The negative controls: what the tests must notice.
FAULT = os.environ.get("FAULT", "")
if FAULT == "no sync":
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
if FAULT == "answer first":
    MIDDLEWARE = ["tests.faults.pages.AnswerFirst", *MIDDLEWARE]
