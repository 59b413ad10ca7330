"""Plans whose contact waits: due, overdue, coming up, and how the step became one to be sure of."""

from __future__ import annotations

from teamlet.demo.lives.life import ASTHMA, CKD, COPD, DEP, DM, HF, HTN, KNEES, LIPIDS, OBESE, PAIN, Life, Wish

WAITING: tuple[Life, ...] = (
    Life(
        "Rosa", "Marín", "1961-05-03", "female", "es", (DM, HTN), "waits",
        Wish("Quiero caminar con mi nieto sin cansarme", "Caminar", "10 minutos", "después de la cena", "3 días",
             "moving", "tired", "Si estoy cansada, salgo con mi nieto y damos solo una vuelta", 8, 9, helper=
             "Julia, hija"),
        ("Me canso mucho cuando camino", "¿Tengo que pincharme el dedo todos los días?"),
        {"made": 12, "due": 0, "copied": "current", "visit_today": "09:20"},
        matters="Mi nieto Mateo y poder ir a misa caminando",
    ),
    Life(
        "Walter", "Brandvold", "1949-11-20", "male", "en", (HTN, KNEES), "waits",
        Wish("Get back to my garden before spring", "Stretch", "5 minutes", "waking up", "5 days", "moving",
             "pain", "If it hurts, then I will go slower or do less.", 7, 8),
        ("My knees in the morning",), {"made": 13, "due": 0, "copied": "old"},
        large_print=True, matters="My tomatoes",
    ),
    Life(
        "Denise", "Akintola", "1972-02-14", "female", "en", (DM, OBESE), "waits",
        Wish("Have the energy to dance at my son's wedding in June", "Dance to music", "10 minutes", "after dinner",
             "3 days", "moving", "getting_going", "If it is hard to start, then I will do five minutes.", 9, 10,
             helper="Bisi, my sister"),
        ("I want to talk about the wedding", "Pills make my stomach hurt"), {"made": 11, "due": 0, "channel": "text", "copied": "current"},
        matters="My son Tunde's wedding in June",
    ),
    Life(
        "Guadalupe", "Arriaga Peña", "1958-12-12", "female", "es", (HTN, LIPIDS), "waits",
        Wish("No quiero tomar más pastillas de las que tomo", "Quitar la sal de la mesa", "", "cena", "5 días",
             "salt", "family_or_work", "Si mi familia pide sal, la sirvo en un platito aparte", 7, 8),
        ("El doctor dijo que mi presión está alta",), {"made": 14, "due": 0},
        called="Lupe",
    ),
    Life(
        "Minh", "Trần Văn", "1955-07-30", "male", "vi", (DM,), "waits",
        Wish("Đi chợ một mình, không cần con chở", "Walk", "10 minutes", "morning", "3 days", "moving", "fear",
             "Đi cùng vợ", 7, 9),
        ("Tôi muốn tự đi chợ",), {"made": 12, "due": 0}, interpreter=True,
    ),
    Life(
        "Marie-Ange", "Desrosiers", "1966-08-15", "female", "ht", (HTN, DM), "waits",
        Wish("Mwen vle gen fòs pou m travay nan jaden an", "Check my blood pressure", "1 time", "morning", "3 days",
             "home_pressure", "knowing_how", "Enfimyè a ap montre m kijan", 6, 9),
        ("Tèt fè mal",), {"made": 10, "due": 0, "gate": ("keep", "wants_to_try", 5)}, interpreter=True,
    ),
    Life(
        "Harold", "Quimby", "1944-03-08", "male", "en", (HF, HTN), "waits",
        Wish("Stay out of the hospital this winter", "Weigh myself and write it down", "", "waking up", "every day",
             "daily_weight", "forgetting", "If I may forget, then I will put a note where I see it.", 8, 10,
             helper="Edith, my wife"),
        ("My ankles swell at night", "Can I have salt on popcorn?"), {"made": 27, "due": -13}, large_print=True,
        matters="Staying home with Edith",
    ),
    Life(
        "Latoya", "Briscoe", "1987-06-01", "female", "en", (ASTHMA,), "tried",
        Wish("Sleep through the night without coughing", "Use my daily inhaler", "2 puffs", "when I brush my teeth",
             "every day", "inhaler", "forgetting", "If I may forget, then I will set an alarm on my phone.", 8, 8),
        ("I cough at night",), {"made": 20, "due": -8, "tries": (("call", "no_answer", 7), ("text", "delivered", 5))},
    ),
    Life(
        "Ignacio", "Barrientos", "1963-10-10", "male", "es", (DM, HTN), "tried",
        Wish("Poder trabajar sin que me duelan los pies", "Revisarme los pies", "", "al acostarme", "todos los días",
             "feet", "tired", "Si llego cansado, lo hago mientras veo la tele", 7, 9),
        ("Me arden los pies",),
        {"made": 22, "due": -9, "tries": (("call", "left_message", 8), ("call", "busy", 6), ("text", "read", 4))},
        worse=True,
    ),
    Life(
        "Petra", "Novotná", "1979-01-25", "female", "en", ("prediabetes", OBESE), "tried",
        Wish("Fit in the blue dress again", "Have one less sweet drink", "1", "lunch", "5 days", "eating", "mood",
             "If I am stressed, then I will take five slow breaths first.", 7, 7),
        ("My mother had diabetes",), {"made": 16, "due": -4, "tries": (("call", "wrong_number", 3),)},
    ),
    Life(
        "Desmond", "Oyelaran", "1969-09-19", "male", "en", (HTN,), "tried",
        Wish("Coach the boys' team without getting dizzy", "Sit and check my blood pressure", "1 time", "evening",
             "3 days", "home_pressure", "time", "If the day is full, then I will do it right after a meal.", 7, 8),
        ("Dizzy on Saturdays",), {"made": 13, "due": -1, "tries": (("text", "replied", 0), ("call", "declined", 0))},
        worse=True,
    ),
    Life(
        "Yolanda", "Escamilla", "1975-04-22", "female", "es", (DM,), "waits",
        Wish("Que mi azúcar no me despierte de noche", "Medirme el azúcar", "1 vez", "al despertar", "3 días",
             "sugar_checks", "cost", "Si no alcanzan las tiras, llamo ese mismo día al equipo", 8, 9),
        ("Me levanto mucho de noche",), {"made": 6, "due": 6, "channel": "call"},
    ),
    Life(
        "Oscar", "Fennimore", "1953-05-27", "male", "en", (COPD, "tobacco"), "waits",
        Wish("Play the whole song on my trumpet", "Smoke outside only", "", "evening", "5 days", "smoking",
             "weather", "If the weather is bad, then I will chew gum.", 5, 6),
        ("I get short of breath playing",), {"made": 4, "due": 8, "gate": ("keep", "done_before", 4)},
        matters="The Friday band",
    ),
    Life(
        "Beverly", "Stroud", "1960-08-09", "female", "en", (DM, HTN), "waits",
        Wish("Walk the dog myself again", "Walk", "5 minutes", "after lunch", "3 days", "moving", "pain",
             "If it hurts, then I will go slower or do less.", 8, 9),
        ("Biscuit needs a walk and I can't",), {"made": 8, "due": 4, "gate": ("smaller", "", 5)},
    ),
    Life(
        "Tomás", "Villaseñor", "1982-11-02", "male", "es", (OBESE, HTN), "waits",
        Wish("Jugar fútbol los domingos como antes", "Andar en bicicleta", "15 minutos", "después del trabajo",
             "2 días", "moving", "time", "Si salgo tarde, voy en bicicleta a la tienda", 7, 8),
        ("Quiero bajar de peso",), {"made": 9, "due": 3, "gate": ("fewer_days", "", 6)},
    ),
    Life(
        "Irene", "Castelnuovo", "1947-02-02", "female", "en", (HTN, LIPIDS), "waits",
        Wish("Cook the way my granddaughter likes and still mind my pressure", "Cook with herbs in place of salt", "",
             "dinner", "3 days", "salt", "knowing_how", "If I do not know how, then I will ask the team to show me.",
             8, 8, helper="Gia, my granddaughter"),
        ("No taste without salt",), {"made": 7, "due": 5, "gate": ("helper", "", 6)},
    ),
    Life(
        "Curtis", "Haldane", "1971-12-05", "male", "en", (DM + "+glipizide",), "waits",
        Wish("Keep my commercial license", "Take my pills", "", "when I brush my teeth", "every day", "medicines",
             "forgetting", "If I may forget, then I will put a note where I see it.", 9, 10),
        ("The exam for my truck license",), {"made": 5, "due": 7, "gate": ("other_time", "", 6), "copied": "current"},
    ),
    Life(
        "Amparo", "Quintanilla", "1968-03-17", "female", "es", (DM, OBESE), "waits",
        Wish("Comer con mi familia sin sentirme mal", "Comer menos tortillas", "2", "cena", "5 días", "carbs",
             "family_or_work", "Si todos comen más, me sirvo más verdura", 7, 8),
        ("En mi casa todo es con tortilla",), {"made": 3, "due": 9, "gate": ("strategy", "", 4)},
    ),
    Life(
        "Geraldine", "Pomeroy", "1957-10-31", "female", "en", (PAIN, DEP), "waits",
        Wish("Sit through church without hurting", "Relax my muscles", "5 minutes", "bedtime", "3 days", "pain_calm",
             "mood", "If I feel low, then I will call one person I like.", 6, 7),
        ("My back", "I'm not sleeping"), {"made": 2, "due": 10, "gate": ("keep", "help_in_place", 5)},
    ),
    Life(
        "Virgil", "Thackeray", "1940-06-18", "male", "en", (HF, CKD), "waits",
        Wish("Make it to the cabin one more summer", "Put my legs up", "20 minutes", "after lunch", "5 days",
             "swelling", "time", "If I have no time, then I will do half of it.", 4, 10),
        ("How long do I have to take the water pill",), {"made": 1, "due": 11, "gate": ("keep", "matters_most", 4)},
    ),
    Life(
        "Nadia", "Petrosyan", "1990-09-03", "female", "en", (ASTHMA,), "waits",
        Wish("Sing in the choir again", "Breathe out slowly through my lips", "5 times", "when stressed", "5 days",
             "slow_breath", "other", "If it feels silly, then I will do it in the car.", 6, 8),
        ("Out of air on high notes",), {"made": 9, "due": 1, "gate": ("keep", "changes_later", 6)},
    ),
    Life(
        "Elroy", "Washburn", "1965-01-15", "male", "en", (DM, "tobacco"), "waits",
        Wish("Quit before my birthday", "Wait before I smoke", "15 minutes", "waking up", "3 days", "smoking",
             "mood", "If I am stressed, then I will take five slow breaths first.", 5, 9),
        ("Tried to quit three times",), {"made": 10, "due": 2, "gate": ("keep", "other", 5)},
    ),
    Life(
        "Consuelo", "Ibarra", "1951-07-07", "female", "es", (HTN, KNEES), "waits",
        Wish("Subir al coro de la iglesia", "Levantarme de la silla", "5 veces", "en la mañana", "3 días", "moving",
             "fear", "Si me da miedo caerme, lo hago con mi hija cerca", 8, 8),
        ("Las rodillas no me dejan subir",), {"made": 8, "due": 6, "gate": ("other_goal", "", 3)},
    ),
)  # fmt: skip
