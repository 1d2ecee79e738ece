"""Django settings, driven by the environment.

LINDUNG_APP_URL    PostgreSQL as `lindung_app`, the least-privileged role the web server and the worker use
LINDUNG_OWNER_URL  PostgreSQL as the owner of the schema; set only where migrations run
LINDUNG_HOME       folder for state on disk (default: .lindung in the working copy)
LINDUNG_SECRET     signing key; made once per home when absent
LINDUNG_DEMO       "1": demo comforts (role switch, printed logins)
LINDUNG_HOSTS      comma-separated host names the server answers to
LINDUNG_SITE       public address of this installation, printed in letters and their QR
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("LINDUNG_HOME", ROOT / ".lindung"))
DEMO = os.environ.get("LINDUNG_DEMO") == "1"
DEBUG = False


def _secret() -> str:
    if value := os.environ.get("LINDUNG_SECRET"):
        return value
    path = HOME / "secret"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        mine = HOME / f"secret.{os.getpid()}"
        mine.touch(0o600)
        mine.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(mine, path)  # two first starts at once: one of them wins, both read the same key
        mine.unlink()
    return path.read_text()


def database(url: str) -> dict[str, Any]:
    """Django's database entry for a PostgreSQL address; without one, an address nobody answers."""
    part = urlsplit(url or "postgresql://lindung_app@127.0.0.1:1/lindung")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": part.path.lstrip("/"),
        "USER": unquote(part.username or ""),
        "PASSWORD": unquote(part.password or ""),
        "HOST": part.hostname or "",
        "PORT": str(part.port or 5432),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "options": "-c timezone=Asia/Jakarta"},
    }


SECRET_KEY = _secret()
ALLOWED_HOSTS = os.environ.get("LINDUNG_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("LINDUNG_ORIGINS", "").split(",") if o]

DATABASES = {"default": database(os.environ.get("LINDUNG_APP_URL", ""))}
# One transaction per request is opened by ScopeMiddleware, which also says who is asking.
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if os.environ.get("LINDUNG_OWNER_URL"):
    DATABASES["owner"] = database(os.environ["LINDUNG_OWNER_URL"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "lindung.registry",
    "lindung.access",
    "lindung.ledger",
    "lindung.coverage",
    "lindung.contributions",
    "lindung.segments",
    "lindung.collection",
    "lindung.reach",
    "lindung.claims",
    "lindung.performance",
    "lindung.notices",
    "lindung.batch",
    "lindung.interop",
    "lindung.portals",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
]

LINDUNG_PROXIES = int(os.environ.get("LINDUNG_PROXIES", "0"))
MIDDLEWARE = [
    "lindung.access.addresses.BehindProxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lindung.access.language.IndonesianFirst",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "lindung.access.middleware.ScopeMiddleware",
]

ROOT_URLCONF = "lindung.urls"
WSGI_APPLICATION = "lindung.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "portals" / "templates", *sorted(PACKAGE.glob("portals/*/templates"))],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lindung.portals.context.chrome",
            ],
        },
    }
]

# ---- sign-in: password + second factor for staff, throttled
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "lindung.access.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_ADAPTER = "lindung.access.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Lindung"
MFA_TOTP_TOLERANCE = 1  # a code typed as it changes still counts
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/masuk/lanjut/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "errors/429.html"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_ENGINE = "lindung.access.sessions"
CSRF_COOKIE_SAMESITE = "Lax"
if os.environ.get("LINDUNG_HTTPS") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
LINDUNG_MAX_UPLOAD = 10 * 1024 * 1024
LINDUNG_MAX_LIST = 32 * 1024 * 1024  # a list of workers, of up to 100,000 rows
LINDUNG_SITE = os.environ.get("LINDUNG_SITE", "http://127.0.0.1:8000")

# What moves along when two records of one person are merged; see registry/services/merging.py.
LINDUNG_MERGE_PARTS = ["lindung.coverage.merging", "lindung.ledger.merging", "lindung.reach.merging"]
# Who has built on cover and is asked before its first day moves; see coverage/services/starting.py.
LINDUNG_COVER_KEEPERS = ["lindung.claims.keeping"]

# ---- language and formats
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = sorted(PACKAGE.glob("*/locale")) + sorted(PACKAGE.glob("portals/*/locale"))
LANGUAGE_COOKIE_NAME = "lindung_language"
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
USE_TZ = True

# ---- static files
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LINDUNG_LOG", "WARNING")},
}
