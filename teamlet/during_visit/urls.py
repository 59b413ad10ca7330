from __future__ import annotations

from django.urls import path

from teamlet.during_visit import views

app_name = "during_visit"

urlpatterns = [
    path("patients/<str:patient>/visits/", views.start, name="start"),
    path("visits/<str:visit>/", views.strip, name="strip"),
    path("visits/<str:visit>/open/", views.open_planned, name="open"),
    path("visits/<str:visit>/told/", views.told, name="told"),
    path("visits/<str:visit>/agenda/", views.agenda, name="agenda"),
    path("visits/<str:visit>/menu/", views.menu, name="menu"),
    path("visits/<str:visit>/goal/", views.goal, name="goal"),
    path("visits/<str:visit>/suggestion/", views.suggestion, name="suggestion"),
    path("visits/<str:visit>/not-today/", views.not_today, name="not_today"),
    path("visits/<str:visit>/handoff/", views.hand_over, name="hand_over"),
    path("visits/<str:visit>/handoffs/", views.handed_now, name="handed"),
    path("visits/<str:visit>/handoffs/<str:handoff>/", views.handoff, name="handoff"),
    path("visits/<str:visit>/parts/<slug:part>/", views.part, name="part"),
    path("visits/<str:visit>/answers/", views.answers, name="answers"),
    path("visits/<str:visit>/caution/", views.caution, name="caution"),
    path("visits/<str:visit>/in-error/", views.in_error, name="in_error"),
    path("visits/<str:visit>/finished/", views.finish, name="finish"),
    path("visits/<str:visit>/turned/", views.turned, name="turned"),
    path("visits/<str:visit>/more/", views.more, name="more"),
    path("visits/<str:visit>/shared/", views.shared, name="shared"),
    path("visits/<str:visit>/matters/", views.matters, name="matters"),
    path("visits/<str:visit>/guests/", views.guest, name="guest"),
    path("visits/<str:visit>/feelings/", views.feelings, name="feelings"),
    path("visits/<str:visit>/suggest/", views.suggest, name="suggest"),
    path("visits/<str:visit>/take-topics/", views.take_topics, name="take_topics"),
    path("visits/<str:visit>/after/", views.after, name="after"),
    path("patients/<str:patient>/problems/", views.problem, name="problem"),
    path("problems/<str:problem>/", views.problem_sheet, name="problem_sheet"),
    path("patients/<str:patient>/scales/", views.scales, name="scales"),
    path("explained-twice/", views.twice, name="twice"),
    path("my-times/", views.times, name="times"),
]
