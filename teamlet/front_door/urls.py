from __future__ import annotations

from django.urls import path

from teamlet.front_door import views

app_name = "front_door"
urlpatterns = [
    # The address on the paper or phone; the rest carries no secret.
    path("f/<str:token>/", views.link, name="link"),
    path("tablet/<slug:practice>/", views.tablet, name="tablet"),
    path("form/", views.begin, name="begin"),
    path("form/birth-date/", views.birth_date, name="birth_date"),
    path("form/who/", views.who, name="who"),
    path("form/language/", views.language, name="language"),
    path("form/questions/", views.resume, name="resume"),
    path("form/questions/all/", views.every_question, name="all"),
    path("form/questions/<int:number>/", views.question, name="question"),
    path("form/end/", views.end, name="end"),
    path("form/cover/", views.cover, name="cover"),
    path("form/here/", views.here, name="here"),
    path("form/thanks/", views.thanks, name="thanks"),
    path("form/closed/", views.closed, name="closed"),
]
