"""Addresses for machines that watch over the installation."""

from __future__ import annotations

from django.urls import path

from teamlet.ground.operations import health

app_name = "operations"
urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
]
