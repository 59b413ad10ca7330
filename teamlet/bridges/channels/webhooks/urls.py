from __future__ import annotations

from django.urls import path

from teamlet.bridges.channels.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("hooks/text/<slug:practice>/replies/", views.replies, name="replies"),
    path("hooks/text/<slug:practice>/status/<str:reference>/", views.status, name="status"),
]
