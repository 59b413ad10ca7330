from __future__ import annotations

from django.urls import path

from teamlet.home import views

app_name = "home"
urlpatterns = [
    path("", views.start, name="start"),
    path("saves/", views.saves, name="saves"),
    path("saves/<str:save>/undo/", views.undo, name="undo"),
    path("handoffs/now/", views.handed_now, name="handed"),
    path("handoffs/<str:handoff>/", views.answer_handoff, name="handoff"),
    path("arrivals/<str:visit>/", views.arrived, name="arrived"),
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/now/", views.alert_bar, name="alert_bar"),
    path("alerts/<str:alert>/", views.alert, name="alert"),
    path("to-ask/", views.to_ask, name="to_ask"),
    path("to-ask/<str:task>/", views.asked, name="asked"),
    path("take/<str:task>/", views.take, name="take"),
    path("returned/", views.returned, name="returned"),
    path("returned/<str:form>/", views.returned_form, name="returned_form"),
    path("returned/<str:form>/in-error/", views.form_in_error, name="form_in_error"),
]
