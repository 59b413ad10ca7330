"""The one settings file: everything that differs between installations is an environment variable.

``TEAMLET_HOME``          folder for the SQLite file, keys, documents and audit anchors (default ``./var``)
``TEAMLET_DATABASE_URL``  ``postgresql://…`` selects PostgreSQL; absent, SQLite in ``TEAMLET_HOME``
``TEAMLET_HOSTS``         host names served besides localhost, comma separated
``TEAMLET_ORIGIN``        public origin, ``https://…``; https switches Secure and ``__Host-`` cookies on
``TEAMLET_SMTP_URL``      ``smtp://user:password@host:587`` sends e-mail through it (docs/how-to/send-e-mail.md)
``TEAMLET_MAIL_FROM``     who writes: ``Cedar Family Practice <care@cedar.example>``; needed with ``TEAMLET_SMTP_URL``
``TEAMLET_IMAP_URL``      ``imaps://user:password@host/INBOX``: the mailbox of replies and returned mail, read each 30 s
``TEAMLET_TEXT_URL``      ``twilio://account:token@api.twilio.com`` or ``smpps://…``: texts (docs/how-to/send-texts.md)
``TEAMLET_NOW``           starts the clock at that time (demo practices only, see ground.clock)
``TEAMLET_DEBUG``         ``1`` shows tracebacks and the component gallery; never in production
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from teamlet.ground import environment

PACKAGE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("TEAMLET_HOME", "var")).resolve()
DEBUG = os.environ.get("TEAMLET_DEBUG") == "1"
TESTING = os.environ.get("TEAMLET_TESTING") == "1"
ORIGIN = os.environ.get("TEAMLET_ORIGIN", "")
SECURE = ORIGIN.startswith("https://")
TEAMLET_GALLERY = DEBUG or TESTING
TEAMLET_NOW = os.environ.get("TEAMLET_NOW", "")

SECRET_KEY = "test-secret_key-not-secret" if TESTING else environment.key(HOME, "secret_key")
SECRET_KEY_FALLBACKS: list[str] = []
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *filter(None, (host.strip() for host in os.environ.get("TEAMLET_HOSTS", "").split(","))),
    *([urlsplit(ORIGIN).hostname or ""] if ORIGIN else []),
    *(["testserver"] if TESTING else []),
]
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []
DATABASES = {"default": environment.database(os.environ, HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "teamlet.urls"
WSGI_APPLICATION = "teamlet.wsgi.application"
AUTH_USER_MODEL = "access.User"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_structlog",
    "teamlet.ground.ui",
    "teamlet.ground.access",
    "teamlet.ground.audit",
    "teamlet.ground.jobs",
    "teamlet.records.practice",
    "teamlet.records.library",
    "teamlet.records.patients",
    "teamlet.records.tasks",
    "teamlet.records.outreach",
    "teamlet.records.visits",
    "teamlet.records.instruments",
    "teamlet.records.plans",
    "teamlet.records.followups",
    "teamlet.records.documents",
    "teamlet.bridges.fhir",
    "teamlet.bridges.spreadsheets",
    "teamlet.home",
    "teamlet.chart",
    "teamlet.before_visit",
    "teamlet.during_visit",
    "teamlet.after_visit",
    "teamlet.panel",
    "teamlet.front_door",
    "teamlet.office",
]

MIDDLEWARE = [
    "teamlet.ground.access.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "teamlet.ground.access.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "teamlet.ground.access.middleware.SignedIn",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "teamlet.ground.access.middleware.PageGate",
]

# Who somebody is in a practice, asked on every request (ground may not import records).
PRINCIPAL_RESOLVER = "teamlet.records.practice.queries.resolve_principal"
# Where somebody may go after sign-in, and whom the sign-in page of a demo lists.
PRACTICES_OF = "teamlet.records.practice.queries.practices_of"
DEMO_CAST = "teamlet.records.practice.queries.demo_cast"
# Frame of every page: navigation and counts, one provider per moment that has something to say.
FRAME_PROVIDERS = ["teamlet.home.frame.frame"]
# Where the sentences of audit events are (EVENTS), one for each name of an event.
EVENT_WORDS = [
    "teamlet.ground.audit.words",
    "teamlet.records.practice.words",
    "teamlet.records.library.words",
    "teamlet.records.patients.words",
    "teamlet.records.tasks.words",
    "teamlet.records.outreach.words",
    "teamlet.records.visits.words",
    "teamlet.records.visits.rules.words",
    "teamlet.records.instruments.words",
    "teamlet.records.plans.words",
    "teamlet.records.followups.words",
    "teamlet.records.documents.words",
]
# Dictionaries of reason sentences (``REASONS``), rendered by ``say``.
REASON_WORDS = [
    f"teamlet.records.{record}.words"
    for record in (
        "practice",
        "library",
        "patients",
        "tasks",
        "outreach",
        "visits",
        "instruments",
        "plans",
        "followups",
        "documents",
    )
] + [
    "teamlet.records.outreach.rules.words",
    "teamlet.records.visits.rules.words",
    "teamlet.records.instruments.rules.words",
    "teamlet.records.documents.rendering.words",
    "teamlet.ground.access.words",
    "teamlet.content.words",
    "teamlet.bridges.spreadsheets.words",
]
# Says who may read what tasks are about, for whoever gives tasks to people.
TASK_READERS = "teamlet.records.followups.actions.readers.readers_of_tasks"
# Moves what else waits for somebody who cannot take it any more, in the act that moves their tasks.
MOVERS = ["teamlet.records.visits.actions.move_handoffs_of"]
# Which of what messages are about is still wanted, by kind: a function of the practice and oids that returns those.
MESSAGES_WANTED: dict[str, str] = {
    "followups.batch": "teamlet.records.followups.queries.batches.wanted_batches",
    "followups.contact": "teamlet.records.followups.queries.rhythm.contacts_wanted",
    "followups.own_page_link": "teamlet.records.followups.queries.own_page.links_still_wanted",
    "instruments.form": "teamlet.records.followups.queries.preparation.forms_wanted",
    "followups.specialist_visit": "teamlet.records.followups.queries.rhythm.specialist_visits_wanted",
}
# The provider of each way to send messages, by channel; see bridges.channels.
MAIL = environment.mail(os.environ)
# Where replies to e-mail and returned mail come in; {} = nobody reads a mailbox.
MAILBOX = environment.mailbox(os.environ)
TEXTS = environment.texts(os.environ, secure=SECURE)
CHANNELS = {
    "text": {
        "twilio": "teamlet.bridges.channels.text.twilio.Twilio",
        "smpp": "teamlet.bridges.channels.text.smpp.Smpp",
    }.get(TEXTS.get("KIND", ""), "teamlet.bridges.channels.outbox.Outbox"),
    "email": "teamlet.bridges.channels.email.Email" if MAIL else "teamlet.bridges.channels.outbox.Outbox",
}
# What undoes a save, by the save's kind (records.practice.Save).
UNDOERS = {
    "visits.agenda": "teamlet.records.visits.actions.undo_agenda",
    "visits.shared": "teamlet.records.visits.actions.undo_shared",
    "visits.feelings": "teamlet.records.visits.actions.undo_feelings",
    "visits.guest": "teamlet.records.visits.actions.undo_guest",
    "plans.goal": "teamlet.records.plans.actions.undo_goal",
    "plans.plan": "teamlet.records.documents.actions.undo_support",
    "plans.decline": "teamlet.records.plans.actions.undo_decline",
    "followups.contact": "teamlet.records.followups.actions.undo_contact",
    "followups.attempt": "teamlet.records.followups.actions.undo_attempt",
    "followups.close": "teamlet.records.followups.actions.undo_close",
    "followups.reschedule": "teamlet.records.followups.actions.undo_reschedule",
    "followups.booking": "teamlet.records.followups.actions.undo_booking",
    "followups.level": "teamlet.records.followups.actions.needs.undo_level",
    "followups.slip": "teamlet.records.followups.actions.slips.undo_slip",
    "patients.target": "teamlet.records.patients.actions.targets.undo_target",
    "tasks.move": "teamlet.records.tasks.actions.undo_move",
    "visits.arrived": "teamlet.records.visits.actions.undo_arrived",
    "visits.item": "teamlet.records.visits.actions.preparation.undo_item",
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [
            PACKAGE / "ground" / "ui" / "templates",
            *(
                PACKAGE / room / "templates"
                for room in (
                    "home",
                    "chart",
                    "before_visit",
                    "during_visit",
                    "after_visit",
                    "panel",
                    "front_door",
                    "office",
                )
            ),
            PACKAGE / "ground" / "access" / "templates",
        ],
        "OPTIONS": {
            "environment": "teamlet.ground.ui.environment.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "teamlet.ground.access.frame.frame",
            ],
        },
    },
    {
        # Only for allauth's e-mails and Django's own needs; our pages are Jinja2.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
FORM_RENDERER = "teamlet.ground.ui.forms.Renderer"

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "teamlet_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("TEAMLET_STATIC", PACKAGE.parent / "build" / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Each client of a test would read the whole folder again.
WHITENOISE_AUTOREFRESH = DEBUG or TESTING
MEDIA_ROOT = HOME / "documents"

# One backend only: with two, a wrong password would be hashed twice.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher" if TESTING else "teamlet.ground.access.hashers.Argon2",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/sign-in/"
# Where a patient goes on after an error page.
PATIENT_PAGE = "front_door:resume"
# What a form's link opens, for messages that carry one.
FORM_PAGE = "front_door:link"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "teamlet.ground.access.adapters.AccountAdapter"
ACCOUNT_TEMPLATE_EXTENSION = "jinja"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "teamlet.ground.access.forms.SignIn",
    "reauthenticate": "teamlet.ground.access.forms.PasswordAgain",
    "change_password": "teamlet.ground.access.forms.NewPassword",
}
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip"}  # passwords are counted by ground.access.adapters
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Teamlet"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off; ground.access.forms takes each code once
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from an administrator, not from sign-up
MFA_ADAPTER = "teamlet.ground.access.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "teamlet.ground.access.forms.SignInCode",
    "reauthenticate": "teamlet.ground.access.forms.CodeAgain",
    "activate_totp": "teamlet.ground.access.forms.StartApp",
    "deactivate_totp": "teamlet.ground.access.forms.StopApp",
    "generate_recovery_codes": "teamlet.ground.access.forms.NewRecoveryCodes",
    "add_webauthn": "teamlet.ground.access.forms.AddPasskey",
}

SESSION_ENGINE = "teamlet.ground.access.session_store"
SESSION_COOKIE_NAME = "__Host-teamlet" if SECURE else "teamlet"
# A session ends after 12 hours (ground.access.sessions); its row lives on so that what is typed too late is kept.
SESSION_COOKIE_AGE = 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_NAME = "__Host-teamlet-csrf" if SECURE else "teamlet_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "teamlet.ground.ui.errors.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": browsers then send "Origin: null" with every form, which the forgery check must refuse.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
IDLE_LOCK_SECONDS = 15 * 60
QUICK_UNLOCK_HOURS = 12
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
        if TESTING
        else "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
    }
}
SILENCED_SYSTEM_CHECKS = ["models.W042"]

LOGGING_CONFIG = None
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
