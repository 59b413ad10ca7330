"""Every address of the product.  A practice's pages begin with ``/practice/<key>/``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

practice_pages: list[URLPattern | URLResolver] = []

urlpatterns: list[URLPattern | URLResolver] = [
    path("practice/<slug:practice>/", include(practice_pages)),
]
