from __future__ import annotations

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "teamlet.records.library"
    label = "library"
