"""Settings, all in this file; whatever differs between sites comes from the environment.

docs/settings.md lists every variable; environment.py reads them.
"""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from tracker.environment import (
    read_database,
    read_days,
    read_flag,
    read_kinds,
    read_list,
    read_mail,
    read_number,
    read_site_url,
    read_webhook,
    require,
)

BASE_DIR = Path(__file__).resolve().parent.parent

# The environment

DEBUG = read_flag("DEBUG")
# For trials on this computer only: no redirect to HTTPS, and cookies over plain HTTP.
INSECURE_HTTP = read_flag("INSECURE_HTTP")

if not DEBUG:
    require(
        {
            "SECRET_KEY": "a long random text that stays the same between starts, made for example "
            "by `python3 -c 'import secrets; print(secrets.token_urlsafe(50))'`.",
            "ALLOWED_HOSTS": "the host names that people type, separated by commas, "
            "for example tracker.example.org.",
        }
    )

SECRET_KEY = os.environ.get("SECRET_KEY", "").strip() or "insecure-key-for-development-only"
ALLOWED_HOSTS = read_list("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = read_list("CSRF_TRUSTED_ORIGINS")
DATABASES = {"default": read_database(f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
# The password of every demonstration account; if empty the demo command uses a fixed one.
DEMO_PASSWORD = os.environ.get("DEMO_PASSWORD", "")
# Uploaded files: served by views that check permission, never directly by URL.
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", "").strip() or BASE_DIR / "media")
# Bytes of the disk that uploads leave free.
DISK_RESERVE = read_number("DISK_RESERVE_MB", 200, 0, 1_000_000) * 1024 * 1024

# The site's address, for links in messages; if empty these have no links.
SITE_URL = read_site_url()
# E-mail. Without a host none is sent, and messages appear in the application only.
_mail = read_mail()
EMAIL_HOST: str = _mail["EMAIL_HOST"]
EMAIL_PORT: int = _mail["EMAIL_PORT"]
EMAIL_USE_TLS: bool = _mail["EMAIL_USE_TLS"]
EMAIL_USE_SSL: bool = _mail["EMAIL_USE_SSL"]
EMAIL_HOST_USER: str = _mail["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD: str = _mail["EMAIL_HOST_PASSWORD"]
DEFAULT_FROM_EMAIL: str = _mail["DEFAULT_FROM_EMAIL"]
EMAIL_TIMEOUT = 10
# Messages pushed to a gateway or to a robot of 企业微信. Without an address none is.
_webhook = read_webhook()
WEBHOOK_URL: str = _webhook["WEBHOOK_URL"]
WEBHOOK_SECRET: str = _webhook["WEBHOOK_SECRET"]
WEBHOOK_FORMAT: str = _webhook["WEBHOOK_FORMAT"]
WEBHOOK_TIMEOUT = 10
# Which messages go out by mail and webhook; all others stay in the application.
MESSAGES_SENT = read_kinds("MESSAGES_SENT", "returned,reminded,due_soon,asked,answered,bulletin")
# The most that one person gets in a day.
MESSAGES_PER_DAY = read_number("MESSAGES_PER_DAY", 10, 1, 1000)
# The day of the month on which reports are due, in the month after their period or its last one.
DUE_DAY = read_number("DUE_DAY", 5, 1, 31)
DUE_IN_PERIOD = read_flag("DUE_IN_PERIOD")
# Automatic reminders: days before a due day, days after it, and then the interval in days.
REMIND_BEFORE = read_days("REMIND_BEFORE", "3,1")
REMIND_AFTER = read_days("REMIND_AFTER", "1,3")
REMIND_EVERY = read_number("REMIND_EVERY", 7, 0, 60)

# Whether counties get places by 及时率 too, beside those by 达标率.
RANK_TIMELINESS = read_flag("RANK_TIMELINESS")

# Apps, middleware, caches and templates

INSTALLED_APPS = [
    "departments",
    "inbox",
    "projects",
    "reports",
    "collection",
    "dashboards",
    "bulletins",
    "home",
    *(["demo"] if DEBUG else []),
    "allauth",
    "allauth.account",
    "simple_history",
    "django_tables2",
    "django_filters",
    "csp",
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tracker.middleware.PageGZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.middleware.PlanOfTodayMiddleware",
    "tracker.bodies.BodyMiddleware",
    "tracker.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tracker.middleware.SentMiddleware",
    "departments.acting.ActingMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
# Both are in the process's memory. "default" counts failed sign-ins; "fragments" holds parts of
# pages, which would otherwise evict the counts.
LOCMEM = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": LOCMEM},
    "fragments": {"BACKEND": LOCMEM, "LOCATION": "fragments", "OPTIONS": {"MAX_ENTRIES": 200}},
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tracker.context.site",
                "tracker.context.menu",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
# The function that returns the heading of every list's workbook.
LIST_HEADING = "projects.list_heading.list_heading"
DJANGO_TABLES2_TEMPLATE = "tracker/_table.html"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Static files

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "build" / "static"]
STORAGES = {
    "default": {"BACKEND": "uploads.storage.WholeFileStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# Uploads: a form of many targets has thousands of fields; uploads/kinds.py limits files.

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# More than a form accepts, so that the form can refuse the excess and keep the rest.
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_HANDLERS = ["uploads.incoming.IncomingHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# Sign-in: the administrator creates the accounts; there is no sign-up.

AUTH_USER_MODEL = "departments.Officer"
AUTHENTICATION_BACKENDS = ["departments.sign_in.OfficerBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "departments.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
# Five failures lock an account for 15 minutes; the limit per IP is higher as offices share one.
# The counts are in each process's own cache, so the site must run in one process.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,50/15m/ip"}

VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": f"{VALIDATORS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "departments.sign_in.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{VALIDATORS}.NumericPasswordValidator"},
]

SESSION_COOKIE_AGE = 30 * 60
# Extends the session while the officer is active.
SESSION_ENGINE = "departments.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Security headers and cookies

HTTPS = not (DEBUG or INSECURE_HTTP)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tracker.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# W021: the domain's owner decides whether it joins the browsers' HSTS preload lists.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        # The previews of evidence, the only answers that may be framed.
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

if read_flag("SECURE_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# Logs go to stderr and contain no personal data: messages name objects by their key.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}
