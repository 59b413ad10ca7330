"""Fixed texts for the tests of this package, in English and Spanish.

The product's own texts come from the reviewed content files; these stand beside the tests so that the
rendering can be proved alone.  The keys are those of ``texts.TEXT_KEYS``.
"""

from __future__ import annotations

_EN_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EN_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EN_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ES_WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_ES_SHORT = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
_ES_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip


def _numbered(prefix: str, names: tuple[str, ...]) -> dict[str, str]:
    return {f"{prefix}_{number}": name for number, name in enumerate(names, start=1)}


EN: dict[str, str] = (
    {
        "document_title": "My plan",
        "for_name": "For {name}",
        "goal_heading": "What is my goal?",
        "step_heading": "What is my step this week?",
        "step_gloss_label": "Note from the team:",
        "how_much_label": "How much?",
        "when_label": "When?",
        "days_label": "How often?",
        "start_label": "When do I start?",
        "tick_days": "Check off each day you do it. Missed a day? That is OK. Just go on the next day.",
        "barriers_heading": "What may get in the way?",
        "answer_label": "My answer:",
        "helpers_heading": "Who can help?",
        "sure_heading": "How sure am I?",
        "sure_value": "{score} of 10",
        "sure_scale": "0 = not sure at all, 10 = very sure",
        "caution_line": "Talk to your nurse before you start.",
        "contact_heading": "When do we talk next?",
        "contact_call": "{caller} or the team will call {when}, from {phone}.",
        "contact_text": "{caller} or the team will send you a text {when}, from {phone}.",
        "contact_email": "{caller} or the team will write you an email {when}.",
        "contact_letter": "{caller} or the team will send you a letter {when}.",
        "contact_visit": "{caller} or the team will see you at {practice} {when}.",
        "contact_video": "{caller} or the team will call you by video {when}.",
        "contact_relay": "{caller} or the team will call you by relay {when}, from {phone}.",
        "contact_in_person": "{caller} or the team will talk with you in person {when}.",
        "contact_save_number": "We call from this number. Please save it.",
        "contact_declined": "You asked us not to call. You can call us any time we are open: {phone}.",
        "contact_not_set": "We have not set a day yet. You can call us: {phone}.",
        "when_day": "{date}",
        "when_window": "{date}, {window}",
        "call_heading": "When should I call the team?",
        "call_line": "Call {phone} if you are off track, feel worse, or want to ask something.",
        "emergency_heading": "When should I call 911?",
        "emergency_line": "Call 911 right away for chest pain, trouble breathing, or signs of a stroke.",
        "crisis_line": "Call or text 988, any time. In danger now: 911.",
        "version_line": "Version {version}, printed {date}.",
        "replaces_line": "It takes the place of version {version}.",
        "superseded_line": "This is an old page. A newer one exists: version {version}.",
        "cut_note": "… The full words are kept at {practice}.",
        "date_line": "{weekday}, {month} {day}",
        "date_with_year": "{month} {day}, {year}",
        "window_morning": "{from}–{to}",
        "window_afternoon": "{from}–{to} in the afternoon",
        "window_evening": "{from}–{to} in the evening",
        "window_across": "{from} {from_part} to {to} {to_part}",
        "part_morning": "a.m.",
        "part_afternoon": "p.m.",
        "part_evening": "p.m.",
        "calendar_step": "My plan",
        "calendar_call": "My plan: phone call",
        "calendar_contact": "My plan: we talk",
        "format_progress_note": (
            "Self-management support plan, version {version}, {date}\n"
            "Patient: {patient}\n"
            "Goal in the patient's own words: {goal}\n"
            "How important: {importance}\n"
            "Step: {step}\n"
            "Team's note on the step: {gloss}\n"
            "How much: {how_much}\n"
            "When: {when}\n"
            "How often: {days}\n"
            "Start: {start}\n"
            "What may get in the way: {barriers}\n"
            "Who can help: {helpers}\n"
            "How sure: {sure}\n"
            "Said it back: {said_back}\n"
            "Before the start: {caution}\n"
            "Next contact: {contact}\n"
            "Page given: {copy}\n"
            "Made with {made_by}."
        ),
        "format_care_plan": (
            "{goal}\n"
            "Step: {step}\n"
            "Start: {start}\n"
            "What may get in the way: {barriers}\n"
            "Who can help: {helpers}\n"
            "How sure: {sure}\n"
            "Before the start: {caution}\n"
            "Next contact: {contact}\n"
            "Version {version}, {date}."
        ),
        "format_after_visit": (
            "My goal: {goal}\n"
            "My step this week: {step}\n"
            "I start: {start}\n"
            "What may get in the way: {barriers}\n"
            "Who can help: {helpers}\n"
            "How sure I am: {sure}\n"
            "{caution}\n"
            "{contact}\n"
            "Call {phone} if you are off track, feel worse, or want to ask something.\n"
            "Version {version}, {date}."
        ),
        "format_banner": "Goal {goal} | Step: {step} | How sure: {sure} | Next contact: {contact_short} | v{version}, {date}",
        "note_sure": "{score} of 10",
        "note_sure_changed": "{first} of 10 at first, {score} of 10 after a change ({change})",
        "note_sure_changed_plain": "{first} of 10 at first, {score} of 10 after a change",
        "note_sure_not_asked": "not asked yet",
        "note_contact_short": "{caller}, {date}",
        "note_contact_declined": "the patient chose no contact for now",
        "note_contact_not_set": "not set yet",
        "note_barrier": "{barrier}: {answer}",
    }
    | _numbered("weekday", _EN_WEEKDAYS)
    | _numbered("weekday_short", _EN_SHORT)
    | _numbered("month", _EN_MONTHS)
)

ES: dict[str, str] = (
    {
        "document_title": "Mi plan",
        "for_name": "Para {name}",
        "goal_heading": "¿Cuál es mi meta?",
        "step_heading": "¿Cuál es mi paso de esta semana?",
        "step_gloss_label": "Nota del equipo:",
        "how_much_label": "¿Cuánto?",
        "when_label": "¿Cuándo?",
        "days_label": "¿Cuántos días?",
        "start_label": "¿Cuándo empiezo?",
        "tick_days": "Marque cada día que lo haga. ¿Se saltó un día? No pasa nada. Siga al día siguiente.",
        "barriers_heading": "¿Qué podría hacérselo difícil?",
        "answer_label": "Mi respuesta:",
        "helpers_heading": "¿Quién le puede ayudar?",
        "sure_heading": "¿Qué tanta seguridad siente?",
        "sure_value": "{score} de 10",
        "sure_scale": "0 = ninguna, 10 = total",
        "caution_line": "Hable con el personal de enfermería antes de empezar.",
        "contact_heading": "¿Cuándo hablamos otra vez?",
        "contact_call": "{caller} o el equipo le llamará {when}, desde el {phone}.",
        "contact_text": "{caller} o el equipo le mandará un mensaje de texto {when}, desde el {phone}.",
        "contact_email": "{caller} o el equipo le escribirá un correo {when}.",
        "contact_letter": "{caller} o el equipo le mandará una carta {when}.",
        "contact_visit": "{caller} o el equipo le verá en {practice} {when}.",
        "contact_video": "{caller} o el equipo le llamará por video {when}.",
        "contact_relay": "{caller} o el equipo le llamará por el servicio de relevo {when}, desde el {phone}.",
        "contact_in_person": "{caller} o el equipo hablará con usted en persona {when}.",
        "contact_save_number": "Llamamos desde este número. Por favor, guárdelo.",
        "contact_declined": "Usted pidió que no le llamemos. Puede llamarnos cuando estemos abiertos: {phone}.",
        "contact_not_set": "Todavía no hay un día. Puede llamarnos: {phone}.",
        "when_day": "el {date}",
        "when_window": "el {date}, de {window}",
        "call_heading": "¿Cuándo debo llamar al equipo?",
        "call_line": "Llame al {phone} si no le va bien con su plan, si se siente peor o si tiene una pregunta.",
        "emergency_heading": "¿Cuándo debo llamar al 911?",
        "emergency_line": "Llame al 911 sin esperar si le duele el pecho, le cuesta respirar o nota señales de un derrame.",
        "crisis_line": "Llame al 988 y oprima 2, o envíe AYUDA al 988. Si hay peligro ahora: 911.",
        "version_line": "Versión {version}, impresa el {date}.",
        "replaces_line": "Toma el lugar de la versión {version}.",
        "superseded_line": "Esta hoja es vieja. Hay una más nueva: versión {version}.",
        "cut_note": "… Las palabras completas se guardan en {practice}.",
        "date_line": "{weekday} {day} de {month}",
        "date_with_year": "{day} de {month} de {year}",
        "window_morning": "{from} a {to} de la mañana",
        "window_afternoon": "{from} a {to} de la tarde",
        "window_evening": "{from} a {to} de la noche",
        "window_across": "{from} {from_part} a {to} {to_part}",
        "part_morning": "de la mañana",
        "part_afternoon": "de la tarde",
        "part_evening": "de la noche",
        "calendar_step": "Mi plan",
        "calendar_call": "Mi plan: llamada",
        "calendar_contact": "Mi plan: hablamos",
        "format_progress_note": (
            "Plan de apoyo, versión {version}, {date}\n"
            "Paciente: {patient}\n"
            "Meta en palabras de la persona: {goal}\n"
            "Importancia: {importance}\n"
            "Paso: {step}\n"
            "Nota del equipo sobre el paso: {gloss}\n"
            "Cuánto: {how_much}\n"
            "Cuándo: {when}\n"
            "Cuántos días: {days}\n"
            "Empieza: {start}\n"
            "Qué podría hacerlo difícil: {barriers}\n"
            "Quién puede ayudar: {helpers}\n"
            "Seguridad de poder hacerlo: {sure}\n"
            "Lo dijo con sus palabras: {said_back}\n"
            "Antes de empezar: {caution}\n"
            "Próximo contacto: {contact}\n"
            "Hoja entregada: {copy}\n"
            "Hecho con {made_by}."
        ),
        "format_care_plan": (
            "{goal}\n"
            "Paso: {step}\n"
            "Empieza: {start}\n"
            "Qué podría hacerlo difícil: {barriers}\n"
            "Quién puede ayudar: {helpers}\n"
            "Seguridad de poder hacerlo: {sure}\n"
            "Antes de empezar: {caution}\n"
            "Próximo contacto: {contact}\n"
            "Versión {version}, {date}."
        ),
        "format_after_visit": (
            "Mi meta: {goal}\n"
            "Mi paso de esta semana: {step}\n"
            "Empiezo: {start}\n"
            "Qué podría hacérselo difícil: {barriers}\n"
            "Quién le puede ayudar: {helpers}\n"
            "Qué tanta seguridad siente: {sure}\n"
            "{caution}\n"
            "{contact}\n"
            "Llame al {phone} si no le va bien con su plan, si se siente peor o si tiene una pregunta.\n"
            "Versión {version}, {date}."
        ),
        "format_banner": "Meta {goal} | Paso: {step} | Seguridad: {sure} | Contacto: {contact_short} | v{version}, {date}",
        "note_sure": "{score} de 10",
        "note_sure_changed": "{first} de 10 al principio, {score} de 10 después de un cambio ({change})",
        "note_sure_changed_plain": "{first} de 10 al principio, {score} de 10 después de un cambio",
        "note_sure_not_asked": "todavía no se preguntó",
        "note_contact_short": "{caller}, {date}",
        "note_contact_declined": "por ahora la persona prefiere que no haya contacto",
        "note_contact_not_set": "todavía no hay fecha",
        "note_barrier": "{barrier}: {answer}",
    }
    | _numbered("weekday", _ES_WEEKDAYS)
    | _numbered("weekday_short", _ES_SHORT)
    | _numbered("month", _ES_MONTHS)
)
