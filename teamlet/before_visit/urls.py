from __future__ import annotations

from django.urls import path

from teamlet.before_visit import views

app_name = "before_visit"
urlpatterns = [
    path("schedule/", views.schedule, name="schedule"),
    path("schedule/file/", views.schedule_file, name="schedule_file"),
    path("schedule/roster/", views.roster, name="roster"),
    path("schedule/visits/<str:visit>/ready/", views.ready, name="ready"),
    path("schedule/imports/", views.imports, name="imports"),
    path("schedule/imports/<str:schedule_import>/", views.one_import, name="import"),
    path("schedule/imports/<str:schedule_import>/columns/", views.columns, name="columns"),
    path("schedule/imports/<str:schedule_import>/begin/", views.begin, name="begin"),
    path("schedule/imports/<str:schedule_import>/withdraw/", views.withdraw, name="withdraw"),
    path("schedule/imports/<str:schedule_import>/problems/", views.problems_file, name="problems"),
    path("schedule/waiting/", views.waiting, name="waiting"),
    path("schedule/waiting/<str:unplaced_appointment>/", views.whose, name="whose"),
    path("schedule/waiting/<str:unplaced_appointment>/leave-out/", views.leave_out, name="leave_out"),
    path("patients/<str:patient>/forms/", views.forms, name="forms"),
    path("forms/<str:form>/", views.form, name="form"),
    path("forms/<str:form>/link/", views.form_link, name="form_link"),
    path("forms/<str:form>/tablet/", views.form_tablet, name="form_tablet"),
    path("forms/<str:form>/end/", views.form_end, name="form_end"),
]
