"""Every address of the product.  A practice's pages begin with ``/practice/<key>/``."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

practice_pages: list[URLPattern | URLResolver] = [
    path("", include("teamlet.home.urls")),
    path("", include("teamlet.after_visit.urls")),
    path("panel/", include("teamlet.panel.urls")),
    path("office/", include("teamlet.office.urls")),
    path("", include("teamlet.chart.urls")),
    path("", include("teamlet.before_visit.urls")),
    path("", include("teamlet.during_visit.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("teamlet.ground.access.urls")),
    path("", include("teamlet.office.joining_urls")),
    path("", include("teamlet.ground.operations.urls")),
    path("", include("teamlet.front_door.urls")),
    path("", include("teamlet.bridges.channels.webhooks.urls")),
    path("practice/<slug:practice>/", include(practice_pages)),
    *([path("", include("teamlet.ground.ui.urls"))] if settings.TEAMLET_GALLERY else []),
]

handler400 = "teamlet.ground.ui.errors.bad_request"
handler403 = "teamlet.ground.ui.errors.forbidden"
handler404 = "teamlet.ground.ui.errors.not_found"
handler429 = "teamlet.ground.access.views.sign_in.too_many"
handler500 = "teamlet.ground.operations.errors.server_error"
