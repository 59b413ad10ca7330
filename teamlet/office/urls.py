from __future__ import annotations

from django.urls import path

from teamlet.office import views
from teamlet.office.views import messages, pools, standing_orders
from teamlet.office.views.call_times import call_times, end_call_time
from teamlet.office.views.visit_kinds import visit_kinds

app_name = "office"
urlpatterns = [
    path("", views.start, name="start"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/pools/", pools.pools, name="pools"),
    path("people/pools/<str:pool>/", pools.pool, name="pool"),
    path("people/pools/<str:pool>/close/", pools.close_pool, name="close_pool"),
    path("people/<str:member>/", views.person, name="person"),
    path("people/<str:member>/roles/", views.roles, name="roles"),
    path("people/<str:member>/called/", views.called, name="called"),
    path("people/<str:member>/suspend/", views.suspend, name="suspend"),
    path("people/<str:member>/restore/", views.restore, name="restore"),
    path("people/<str:member>/remove/", views.remove, name="remove"),
    path("people/<str:member>/new-link/", views.new_link, name="new_link"),
    path("people/<str:member>/second-factor/", views.drop_second_factor, name="second_factor"),
    path("absences/", views.absences, name="absences"),
    path("absences/<str:absence>/", views.end_absence, name="end_absence"),
    path("call-times/", call_times, name="call_times"),
    path("call-times/<str:call_block>/", end_call_time, name="end_call_time"),
    path("duties/", views.duties, name="duties"),
    path("duties/<slug:duty>/", views.duty, name="duty"),
    path("practice/", views.practice_page, name="practice"),
    path("practice/days/", views.working_days, name="working_days"),
    path("practice/holidays/", views.holiday, name="holiday"),
    path("practice/holidays/remove/", views.drop_holiday, name="drop_holiday"),
    path("practice/sites/", views.site, name="site"),
    path("teams/", views.teams, name="teams"),
    path("teams/<str:team>/", views.team, name="team"),
    path("visit-kinds/", visit_kinds, name="visit_kinds"),
    path("settings/", views.settings_page, name="settings"),
    path("settings/<slug:name_of>/", views.setting, name="setting"),
    path("safety-cover/", views.safety_cover, name="safety_cover"),
    path("ehr-format/", views.ehr_format, name="ehr_format"),
    path("content/", views.content, name="content"),
    path("content/<slug:kind>/<slug:content_id>/", views.content_item, name="content_item"),
    path("content/<slug:kind>/<slug:content_id>/approve/", views.approve, name="approve"),
    path("content/<slug:kind>/<slug:content_id>/discard/", views.discard, name="discard"),
    path("content/<slug:kind>/<slug:content_id>/restore/<int:number>/", views.bring_back, name="bring_back"),
    path("populations/", views.populations, name="populations"),
    path("populations/<slug:population>/", views.population, name="population"),
    path("populations/<slug:population>/approve/", views.approve_population, name="approve_population"),
    path("populations/<slug:population>/discard/", views.discard_population, name="discard_population"),
    path("populations/<slug:population>/restore/<int:number>/", views.restore_population, name="restore_population"),
    path("standing-orders/", standing_orders.standing_orders, name="standing_orders"),
    path("standing-orders/<slug:order_code>/", standing_orders.order, name="standing_order"),
    path("standing-orders/<slug:order_code>/approve/", standing_orders.approve, name="approve_order"),
    path("standing-orders/<slug:order_code>/end/", standing_orders.end, name="end_order"),
    path("messages/", messages.messages, name="messages"),
    path("messages/restore/<int:number>/", messages.restore_messages, name="restore_messages"),
    path("messages/approvals/", messages.message_approvals, name="message_approvals"),
    path("messages/approvals/<slug:purpose>/<slug:channel>/", messages.message_approval, name="message_approval"),
    path("imports/", views.imports, name="imports"),
    path("audit/", views.audit, name="audit"),
]
