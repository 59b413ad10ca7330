"""The rows of a practice of any size, put by plain SQL into the tables that a page of the registry reads."""

# ruff: noqa: E501  (statements are long)
from __future__ import annotations

from bench import seed

#: So many patients agreed to messages.
BATCH = 10_000
#: Wide enough for what is reckoned with a million.
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {size})"
#: Two in five have a goal and a contact; one in a thousand is overdue with something worrying.
_HAS_GOAL = "i % 5 < 2"
_RISK = "CASE WHEN i % 1000 = 1 THEN 302 WHEN i % 40 = 1 THEN 4 ELSE 1 + i % 3 END"
_DAYS = "(i * 7919 % 21 - 4)"


def _day(days: str, vendor: str) -> str:
    return f"date('{seed.DAY}', ({days}) || ' days')" if vendor == "sqlite" else f"(date '{seed.DAY}' + ({days})::int)"


def fill(size: int, practice: int, people: list[int], teams: list[int]) -> None:
    """Put ``size`` patients with their lines into the practice."""
    from datetime import date

    from django.db import connection, transaction

    vendor = connection.vendor
    numbers = _NUMBERS.format(size=size)
    true, false = ("1", "0") if vendor == "sqlite" else ("true", "false")
    owner = f"(CASE i % {len(people)} " + " ".join(f"WHEN {n} THEN {pk}" for n, pk in enumerate(people)) + " END)"
    team = f"(CASE i % {len(teams)} " + " ".join(f"WHEN {n} THEN {pk}" for n, pk in enumerate(teams)) + " END)"
    today = date.fromisoformat(seed.DAY).toordinal()
    no_day = date(9999, 12, 31).toordinal()
    ends = f"(CASE WHEN {_HAS_GOAL} THEN {today} + {_DAYS} + 2 ELSE {no_day} END)"
    place = f"(CAST(1023 - ({_RISK}) AS BIGINT) * 4194304 + {ends}) * 2147483648 + 29900000 + i % 100000"
    at = "'2026-11-01 12:00:00'"

    def flag(condition: str) -> str:
        return f"CASE WHEN {condition} THEN {true} ELSE {false} END"

    populations = 'CASE WHEN i % 2 = 0 THEN \'[["diabetes", "", {"en": "Diabetes"}]]\' ELSE \'[]\' END'
    json_type = "" if vendor == "sqlite" else "::jsonb"
    statements = [
        (
            f"INSERT INTO patients_patient (id, practice_id, oid, record_number, given, family, called, birth_date,"
            f" birth_text, sex, language, interpreter, time_zone, large_print, matters, is_active, name_key, sound_key,"
            f" source_hash, created_at) {numbers} SELECT i, {practice}, 'bench' || i, 'r' || i, 'Given' || i % 700,"
            f" 'Family' || i % 4000, '', '1961-05-03', '', '', CASE WHEN i % 9 = 0 THEN 'es' WHEN i % 200 = 3 THEN 'vi'"
            f" ELSE 'en' END, {false}, '', {false}, '', {true}, 'family' || i % 4000 || ' given' || i % 700, '', '', {at}"
            " FROM n"
        ),
        (
            f"INSERT INTO plans_goal (id, practice_id, patient_id, oid, state, audience, number, created_at) {numbers}"
            f" SELECT i, {practice}, i, 'bench' || i, 'agreed', 'everyone', 1, {at} FROM n WHERE {_HAS_GOAL}"
        ),
        (
            f"INSERT INTO plans_goalversion (id, goal_id, oid, number, words, source, acceptance, topic, importance_words,"
            f" audience, at) {numbers} SELECT i, i, 'bench' || i, 1, 'Walk with my dog in the evening', 'patient', '', '',"
            f" '', 'everyone', {at} FROM n WHERE {_HAS_GOAL}"
        ),
        (
            f"INSERT INTO followups_contact (id, practice_id, patient_id, goal_id, plan_version_id, task_id, oid, state,"
            f" due_on, window_first, window_last, channel, phone, closing_reason, created_at) {numbers} SELECT i,"
            f" {practice}, i, i, i, i, 'bench' || i, 'open', {_day(_DAYS, vendor)}, {_day(_DAYS, vendor)},"
            f" {_day(_DAYS, vendor)}, 'call', '', '', {at} FROM n WHERE {_HAS_GOAL}"
        ),
        (
            f"INSERT INTO followups_registryrow (patient_id, practice_id, name_key, language, standing, reason, goal_id,"
            f" contact_id, owner_id, team_id, level, risk, place, due_on, ends_on, last_on, tries, sure_first, sure_last,"
            f" has_worry, is_not_reached, is_stalled, is_unsure, is_ownerless, kept_to, populations) {numbers} SELECT i,"
            f" {practice}, 'family' || i % 4000 || ' given' || i % 700, CASE WHEN i % 9 = 0 THEN 'es' WHEN i % 200 = 3"
            f" THEN 'vi' ELSE 'en' END, CASE WHEN {_HAS_GOAL} THEN 'contact' ELSE 'no_goal' END,"
            f" CASE WHEN {_HAS_GOAL} THEN 'followups.stands_contact' ELSE 'followups.stands_population' END,"
            f" CASE WHEN {_HAS_GOAL} THEN i END, CASE WHEN {_HAS_GOAL} THEN i END, {owner}, {team}, 1 + i % 4, {_RISK},"
            f" {place}, CASE WHEN {_HAS_GOAL} THEN {_day(_DAYS, vendor)} ELSE '9999-12-31' END,"
            f" CASE WHEN {_HAS_GOAL} THEN {_day(_DAYS + ' + 2', vendor)} ELSE '9999-12-31' END,"
            f" CASE WHEN {_HAS_GOAL} THEN {_day('-(i % 60)', vendor)} ELSE '0001-01-01' END, i % 3,"
            f" CASE WHEN {_HAS_GOAL} THEN 4 + i % 7 END, CASE WHEN {_HAS_GOAL} THEN 3 + i % 8 END,"
            f" {flag('i % 1000 = 1')}, {flag(f'{_HAS_GOAL} AND i % 3 > 0')}, {flag(f'{_HAS_GOAL} AND i % 9 = 0')},"
            f" {flag(f'{_HAS_GOAL} AND i % 8 < 4')}, {false}, '', ({populations}){json_type} FROM n"
        ),
        (
            f"INSERT INTO followups_registrypopulation (practice_id, patient_id, population, labels, title, place)"
            f" {numbers} SELECT {practice}, i, 'diabetes', '', '{{\"en\": \"Diabetes\"}}'{json_type}, {place} FROM n WHERE i % 2 = 0"
        ),
        (
            f"INSERT INTO patients_contactpoint (id, patient_id, kind, value, use, works, rank) {numbers} SELECT i, i,"
            f" 'mobile', '+1202' || (5550000 + i), '', {true}, 1 FROM n WHERE i <= {BATCH}"
        ),
        (
            f"INSERT INTO outreach_consent (practice_id, patient_id, oid, purpose, channel, state, how, at) {numbers}"
            f" SELECT {practice}, i, 'bench' || i, 'reminder', 'text', 'given', 'in_person', {at} FROM n WHERE i <= {BATCH}"
        ),
    ]
    with connection.cursor() as cursor:
        # Contacts name plans and tasks that are not there: the page does not read them.
        cursor.execute("PRAGMA foreign_keys = OFF" if vendor == "sqlite" else "SET session_replication_role = replica")
        with transaction.atomic():
            for statement in statements:
                cursor.execute(_dated(statement, vendor))
        cursor.execute("PRAGMA foreign_keys = ON" if vendor == "sqlite" else "SET session_replication_role = DEFAULT")
        if vendor != "sqlite":
            for table in ("patients_patient", "plans_goal", "plans_goalversion", "followups_contact"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {size + 1})")
            # As the server does by itself within minutes.
            cursor.execute("VACUUM ANALYZE")


def _dated(statement: str, vendor: str) -> str:
    """Return a statement with its texts as dates, where the database wants that said."""
    if vendor == "sqlite":
        return statement
    return (
        statement.replace("'0001-01-01'", "date '0001-01-01'")
        .replace("'9999-12-31'", "date '9999-12-31'")
        .replace("'1961-05-03'", "date '1961-05-03'")
        .replace("'2026-11-01 12:00:00'", "timestamptz '2026-11-01 12:00:00Z'")
    )


# --- the twin ---------------------------------------------------------------------------------------------------------
