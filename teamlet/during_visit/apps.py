from __future__ import annotations

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "teamlet.during_visit"
    label = "during_visit"
