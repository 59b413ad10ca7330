from __future__ import annotations

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "teamlet.panel"
    label = "panel"
