"""The one settings file. Everything that differs between machines comes from the environment."""

from decimal import Decimal
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal import carriers, unsafe
from portal import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

DEMO = env.flag("DEMO")
TESTING = env.flag("TESTING")
DEBUG = env.flag("DEBUG")
PRODUCTION = not (DEMO or TESTING or DEBUG)

SECRET_KEY = env.text("SECRET_KEY", "" if PRODUCTION else unsafe.SECRET)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", [] if PRODUCTION else ["127.0.0.1", "localhost", "testserver"])
PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# The town. Its names appear on pages, letters and decisions.
MUNICIPALITY = {
    "name_bg": env.text("MUNICIPALITY_BG", "Община Белоречие"),
    "name_en": env.text("MUNICIPALITY_EN", "Municipality of Belorechie"),
    "seat_bg": env.text("MUNICIPALITY_SEAT_BG", "гр. Белоречие"),
    "address_bg": env.text("MUNICIPALITY_ADDRESS_BG", "гр. Белоречие, пл. „Свобода“ 1"),
    "address_en": env.text("MUNICIPALITY_ADDRESS_EN", "1 Svoboda Square, Belorechie"),
    "region_bg": env.text("MUNICIPALITY_REGION_BG", "Белоречие"),
    "phone": env.text("MUNICIPALITY_PHONE", "0555 12 300"),
    "hotline": env.text("MUNICIPALITY_HOTLINE", "0700 00 000"),
    "email": env.text("MUNICIPALITY_EMAIL", "gishe@belorechie.invalid"),
}

INSTALLED_APPS = [
    "portal",
    "casework",
    "applications",
    "services",
    "people",
    "records",
    "crispy_forms",
    "crispy_bootstrap5",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    *(["tests.support"] if TESTING else []),
]

# Addresses or networks of our own proxies, `socket` for a Unix socket (portal/addresses.py).
TRUSTED_PROXIES = env.words("TRUSTED_PROXIES", [])

MIDDLEWARE = [
    "portal.addresses.VisitorAddressMiddleware",
    "portal.middleware.SecurityHeadersMiddleware",
    "portal.middleware.MethodMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.PublicPageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "portal.middleware.SecondFactorMiddleware",
    "applications.middleware.StationMiddleware",
    "records.middleware.AccessLogMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                ),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.portal",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "records.forms.Renderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Two roles on one database: pages and workers run as the app role, only migrations as the owner.
DATABASES = {
    "default": env.database("DATABASE_URL", "postgresql://edno_app@localhost/edno"),
    "owner": env.database("OWNER_DATABASE_URL", "postgresql://edno_owner@localhost/edno"),
}
DATABASES["owner"]["TEST"] = {"MIRROR": "default"}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "redis://localhost:6379/0")
CACHES = {
    "default": {
        "BACKEND": "portal.cache.RedisCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://"),
        "KEY_PREFIX": "edno",
        "TIMEOUT": 900,
    },
    # Parts of the layout, and what is read from a version of the catalogue; nothing of a person.
    "process": {"BACKEND": "portal.cache.ProcessCache", "OPTIONS": {"MAX_ENTRIES": 1000}},
}
SESSION_ENGINE = "people.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 120}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "messages"
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_TIME_LIMIT = 100
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A connection a task would cost more than the task; portal/celery.py checks it before each one.
CELERY_DB_REUSE_MAX = 1000
CELERY_TIMEZONE = "Europe/Sofia"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# Accounts
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["people.accounts.SignInBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "people.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "people.passwords.NotCommon"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "after_login"
ACCOUNT_FORMS = {
    "login": "people.forms.LoginForm",
    "signup": "people.forms.SignupForm",
    "reset_password": "people.forms.ResetPasswordForm",
    "reset_password_from_key": "people.forms.NewPasswordForm",
    "change_password": "people.forms.ChangePasswordForm",
}
ACCOUNT_ADAPTER = "people.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {} if TESTING else {"login_failed": "10/m/ip,10/10m/key", "signup": "20/h/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
STAFF_NEED_SECOND_FACTOR = not (DEMO or TESTING) or env.flag("FORCE_SECOND_FACTOR")

# Language, time, money
LANGUAGE_CODE = "bg"
LANGUAGES = [("bg", _("Bulgarian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Sofia"
USE_TZ = True
FORMAT_MODULE_PATH = ["portal.formats"]

# Static files and stored files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR_DIR / "files")))
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(MEDIA_ROOT)},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 31536000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
UPLOAD_MAX_FILES = 20
UPLOAD_MAX_TOGETHER = 50 * 1024 * 1024
# A work place at the counter that nobody touches locks itself after so many minutes.
STATION_IDLE_MINUTES = env.number("STATION_IDLE_MINUTES", 10)
# More numbers of one row of the queue a day are a play with the kiosk.
QUEUE_MOST_A_DAY = env.number("QUEUE_MOST_A_DAY", 500)
# For how many days at most a person may allow an organisation to help; then it is asked anew.
HELPER_MANDATE_DAYS = env.number("HELPER_MANDATE_DAYS", 365)
# Fixed since 1 January 2026; people still think, and old papers still speak, in leva.
LEVA_IN_A_EURO = Decimal(env.text("LEVA_IN_A_EURO", "1.95583"))
# Counts of free places that are older promise nothing: the page asks to call instead.
SNAPSHOT_STALE_HOURS = env.number("SNAPSHOT_STALE_HOURS", 24)
# Days after which the words of readers are forgotten; what they are counted by stays.
UNMET_TEXT_DAYS = env.number("UNMET_TEXT_DAYS", 365)
FEEDBACK_TEXT_DAYS = env.number("FEEDBACK_TEXT_DAYS", 365)
# Days after a signal was finished until its words are forgotten.
SIGNAL_DAYS = env.number("SIGNAL_DAYS", 1825)

# Mail, SMS, letters
OUTBOX_DIR = Path(env.text("OUTBOX_DIR", str(VAR_DIR / "outbox")))
globals().update(env.email("EMAIL_URL", f"file://{OUTBOX_DIR / 'email'}"))
SMS, LETTERS, BOUNCES, SSEV = carriers.sms(), carriers.letters(), carriers.bounces(), carriers.ssev()
DEFAULT_FROM_EMAIL = env.text("FROM_EMAIL", f"Едно гише <{MUNICIPALITY['email']}>")


# Keys. A key-encryption key wraps the data keys; the blind index key finds people by number.
KEKS = env.pairs("KEKS") or ({} if PRODUCTION else {"demo": unsafe.demo_key("kek")})
KEK_CURRENT = env.text("KEK_CURRENT", "" if PRODUCTION else next(iter(KEKS)))
BLIND_INDEX_KEY = env.text("BLIND_INDEX_KEY", "" if PRODUCTION else unsafe.demo_key("blind"))
SHRED_LEDGER = Path(env.text("SHRED_LEDGER", str(VAR_DIR / "shredded.txt")))
AUDIT_HEADS = Path(env.text("AUDIT_HEADS", str(VAR_DIR / "audit-heads.txt")))
SEAL_P12 = Path(env.text("SEAL_P12", str(VAR_DIR / "seal.p12")))
SEAL_PASSPHRASE = env.text("SEAL_PASSPHRASE", "" if PRODUCTION else "demo-seal")
RELAY_HEARTBEAT = Path(env.text("RELAY_HEARTBEAT", str(VAR_DIR / "relay.heartbeat")))
# host:port or the path of a socket of a clamd; "off" is a choice that somebody must have made.
ANTIVIRUS = env.text("ANTIVIRUS", "" if PRODUCTION else "off")
SIGNATURES_MAX_HOURS = env.number("SIGNATURES_MAX_HOURS", 48)
# Who runs the portal, and is written to when something needs a person.
OPERATIONS_EMAIL = env.text("OPERATIONS_EMAIL", MUNICIPALITY["email"])

# Headers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
HTTPS = PUBLIC_URL.startswith("https://")
if HTTPS:
    SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 63072000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []


if PRODUCTION and (problems := unsafe.problems(globals())):
    raise ImproperlyConfigured(" ".join(problems))
if DEMO and HTTPS:
    raise ImproperlyConfigured("The demo has known passwords and no second factor: it is never served to the public.")
