from __future__ import annotations

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "teamlet.front_door"
    label = "front_door"
