from __future__ import annotations

from django.urls import path

from teamlet.home import views

app_name = "home"
urlpatterns = [
    path("", views.start, name="start"),
    path("saves/", views.saves, name="saves"),
    path("saves/<str:save>/undo/", views.undo, name="undo"),
    path("handoffs/<str:handoff>/", views.answer_handoff, name="handoff"),
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/now/", views.alert_bar, name="alert_bar"),
    path("alerts/<str:alert>/", views.alert, name="alert"),
    path("returned/", views.returned, name="returned"),
    path("returned/<str:form>/", views.returned_form, name="returned_form"),
]
