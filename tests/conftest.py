"""Tests of the whole product ask for the same practices, people and patients as tests of one room."""

from __future__ import annotations

from teamlet.conftest import *  # noqa: F403
