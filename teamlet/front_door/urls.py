from __future__ import annotations

from django.urls import path

from teamlet.front_door import views
from teamlet.front_door.views import own_entering, own_page

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
    # A patient's own page: the address in a message (``followups.words.own_page.OWN_PAGE_ADDRESS``), then none of it.
    path("p/<str:token>/", own_entering.own_link, name="own_link"),
    path("my/", own_page.own_page, name="own_page"),
    path("my/start/", own_entering.own_begin, name="own_begin"),
    path("my/birth-date/", own_entering.own_birth_date, name="own_birth_date"),
    path("my/language/", own_entering.own_language, name="own_language"),
    path("my/new-link/", own_entering.own_new_link, name="own_new_link"),
    path("my/asked/", own_entering.own_asked, name="own_asked"),
    path("my/closed/", own_entering.own_closed, name="own_closed"),
    path("my/leave/", own_entering.own_leave, name="own_leave"),
    path("my/left/", own_entering.own_left, name="own_left"),
    path("my/day/", own_page.own_day, name="own_day"),
    path("my/sure/", own_page.own_sure, name="own_sure"),
    path("my/smaller/", own_page.own_smaller, name="own_smaller"),
    path("my/call/", own_page.own_call, name="own_call"),
    path("my/off-track/", own_page.own_off_track, name="own_off_track"),
    path("my/write/", own_page.own_write, name="own_write"),
    path("my/help/", own_page.own_help, name="own_help"),
    path("my/messages/", own_page.own_messages, name="own_messages"),
    path("my/how-it-went/", own_page.own_pulse, name="own_pulse"),
    path("my/thanks/", own_page.own_thanks, name="own_thanks"),
    path("my/said/<str:own_page_said>/", own_page.own_said, name="own_said"),
]
