"""Today's and tomorrow's visits, and patients who are taken for each other."""

from __future__ import annotations

from teamlet.demo.lives.life import ASTHMA, COPD, DM, HF, HTN, LIPIDS, Life

COMING: tuple[Life, ...] = (
    Life(
        "Abigail", "Thornquist", "1970-02-17", "female", "en", (DM, LIPIDS),
        "comes", None, ("My feet tingle", "Is the new shot covered?"),
        {"in": 0, "clock": "09:00", "hand": "requested", "room": "2"}, worse=True,
    ),
    Life(
        "Hector", "Zúñiga", "1962-09-05", "male", "es", (HTN, DM),
        "comes", None, ("Me duele la cabeza en las tardes",),
        {"in": 0, "clock": "08:40", "hand": "accepted", "room": "1"},
    ),
    Life(
        "Louise", "Merriweather", "1954-12-01", "female", "en", (COPD,),
        "comes", None, ("The cough is back",), {"in": 0, "clock": "08:20", "hand": "started", "room": "4"},
    ),
    Life(
        "Emmett", "Radcliffe", "1975-06-12", "male", "en", (HTN,),
        "comes", None, ("Headaches",), {"in": 0, "clock": "08:00", "hand": "done"},
    ),
    Life(
        "Paloma", "Duarte", "1991-03-26", "female", "es", (ASTHMA, "anxiety"),
        "comes", None, ("Me falta el aire cuando me preocupo",), {"in": 0, "clock": "08:10", "hand": "declined"},
    ),
    Life(
        "Zachary", "Bloomquist", "2011-10-09", "male", "en", (ASTHMA,),
        "comes", None, ("Wants to try out for track",), {"in": 0, "clock": "10:40", "family": True},
    ),
    Life(
        "Lucía", "Pedraza", "2014-05-21", "female", "es", ("obesity",),
        "comes", None, ("Su mamá pregunta por las meriendas",), {"in": 1, "clock": "09:40", "family": True},
    ),
    Life(
        "Earl", "Vandermeer", "1943-07-23", "male", "en", (HF, DM),
        "comes", None, ("I fell in the yard",), {"in": 1, "clock": "10:20"}, large_print=True,
    ),
    # --- look-alikes ----------------------------------------------------------------------------------------------------
    Life(
        "Edna", "Halloran", "1957-03-15", "female", "en", (HTN,),
        "comes", None, ("Shoulder",), {"in": 0, "clock": "11:00", "hand": "booked"},
    ),
    Life(
        "Edwina", "Halloran", "1957-03-15", "female", "en", (HTN, DM),
        "comes", None, ("My twin is here too today",), {"in": 0, "clock": "11:20", "hand": "patient_declined"},
    ),
    Life(
        "Maria", "Lopez", "1960-01-02", "female", "en", (DM,),
        "comes", None, ("Refill",), {"in": 1, "clock": "08:40"},
    ),
    Life(
        "María", "López", "1960-02-01", "female", "es", (DM, HTN),
        "comes", None, ("Cita de cada tres meses",), {"in": 1, "clock": "09:00"},
    ),
    Life(
        "يوسف", "الحداد", "1965-06-15", "male", "ar", (DM, HTN),
        "comes", None, ("أريد أن أمشي أكثر",), {"in": 0, "clock": "13:20"}, called="Yousef", interpreter=True,
    ),
)  # fmt: skip
