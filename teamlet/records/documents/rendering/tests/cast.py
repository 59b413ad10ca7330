"""Fictional plans for the tests of this package and for its bench."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from teamlet.records.documents.rendering.page import Barrier, Contact, Practice, Spoken, Step, TakeHome
from teamlet.records.followups.words import Channel
from teamlet.records.plans.words import FollowUpAnswer

CEDAR = Practice(
    name="Cedar Family Care",
    phone="(555) 010-2200",
    address="12 Cedar Street, Millbrook",
    zone=ZoneInfo("America/Denver"),
)

ROSA = TakeHome(
    plan_key="p7k2m9xw",
    version=2,
    replaces_version=1,
    saved_at=datetime(2026, 11, 21, 16, 40, tzinfo=UTC),
    printed_on=date(2026, 11, 21),
    language="en",
    practice=CEDAR,
    patient_name="Rosa Medina Ortiz",
    goal=Spoken("I want to walk to the park with my grandson without stopping.", "en"),
    step=Step(
        sentence="Walk 10 minutes after dinner, 3 days a week.",
        how_much="10 minutes",
        when="After dinner",
        days="3 days a week",
        times_a_week=3,
    ),
    start_on=date(2026, 11, 22),
    last_on=date(2026, 12, 5),
    barriers=(
        Barrier("Rain or cold", "If it rains, I walk up and down the hall of my building."),
        Barrier("My knee hurts", "If it hurts, I stop at 5 minutes and rest."),
    ),
    helpers=("My sister Luz walks with me on Sundays", "Ana, my health coach"),
    how_sure=8,
    sure_at_first=6,
    sure_change="a smaller step",
    importance=9,
    said_back="clear",
    made_by="Ana Reyes, health coach",
    copy_given="on paper",
    contact=Contact(
        answer=FollowUpAnswer.AGREED,
        channel=Channel.CALL,
        caller="Ana",
        phone="(555) 010-2233",
        on=date(2026, 12, 1),
        opens=time(9),
        closes=time(12),
    ),
)

ROSA_ES = replace(
    ROSA,
    language="es",
    goal=Spoken("Quiero caminar al parque con mi nieto sin tener que parar.", "es"),
    step=Step(
        sentence="Caminar 10 minutos después de la cena, 3 días a la semana.",
        how_much="10 minutos",
        when="Después de la cena",
        days="3 días a la semana",
        times_a_week=3,
    ),
    barriers=(
        Barrier("Lluvia o frío", "Si llueve, camino por el pasillo del edificio."),
        Barrier("Me duele la rodilla", "Si me duele, paro a los 5 minutos y descanso."),
    ),
    helpers=("Mi hermana Luz camina conmigo los domingos", "Ana, asesora de salud"),
)

#: 300 characters each.
LONG_EN = (
    "I want to get strong enough to dance at my daughter's wedding in June, and to climb the stairs to her new home "
    "without getting out of breath, and to feel like myself again when I get up in the morning, because since the "
    "hospital I have been afraid to go out alone and I miss all my friends at church."
)
LONG_ES = (
    "Quiero tener fuerzas para bailar en la boda de mi hija en junio, subir las escaleras de su casa nueva sin que me "
    "falte el aire y volver a sentirme como antes cuando me levanto por la mañana, porque desde que salí del hospital "
    "me da miedo salir sola a la calle y extraño mucho a mis amigas de la misa."
)

LONG_STEP_EN = (
    "After I eat dinner and wash the dishes I will put on my shoes and go down the hall to the mailbox and back, and "
    "if my neighbor Carmen is home I will knock and ask her to come with me, and we will go around the building two "
    "times slowly and sit down on the bench by the door when I need to rest a bit."
)
LONG_STEP_ES = (
    "Después de cenar y lavar los platos me voy a poner los zapatos y voy a ir por el pasillo hasta el buzón y de "
    "regreso, y si mi vecina Carmen está en casa le toco a la puerta para que venga conmigo, y damos dos vueltas al "
    "edificio despacio y nos sentamos en la banca de la entrada cuando me haga falta."
)

FULLEST = replace(
    ROSA,
    goal=Spoken(LONG_EN, "en"),
    step=Step(
        as_spoken=Spoken(LONG_STEP_EN, "en"),
        gloss="Walk around the building 2 times after dinner, slowly, with rests.",
        how_much="2 times around",
        when="After dinner",
        days="Mon, Wed, Fri",
        weekdays=frozenset({1, 3, 5}),
    ),
    caution_open=True,
)

FULLEST_ES = replace(
    ROSA_ES,
    goal=Spoken(LONG_ES, "es"),
    step=Step(
        as_spoken=Spoken(LONG_STEP_ES, "es"),
        gloss="Dar 2 vueltas al edificio después de la cena, despacio y con descansos.",
        how_much="2 vueltas",
        when="Después de la cena",
        days="lun, mié, vie",
        weekdays=frozenset({1, 3, 5}),
    ),
    caution_open=True,
)
