"""Every setting, from environment variables alone; safe where nothing is set.

docs/operations.md lists the variables.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from ocrproject import environment
from ocrproject.assets import assets_version
from ocrproject.home import ROOT, prepare_home, secret_key

BASE_DIR = ROOT
STENCIL_HOME = prepare_home()

DEBUG = environment.flag("STENCIL_DEBUG", False)
SECRET_KEY = os.environ.get("STENCIL_SECRET_KEY") or secret_key(STENCIL_HOME)
SECRET_KEY_FALLBACKS = environment.names("STENCIL_SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = environment.names("STENCIL_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
HTTPS = environment.flag("STENCIL_HTTPS", False)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and host != "*"]

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "csp",
    "ocrproject.apps.ProjectConfig",
    "accounts",
    "templates_app",
    "recognition",
    "review",
    "training.samples",
    "training.watching",
    "training.runs",
    "exports",
    "frontend",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ocrproject.csp.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "ocrproject.urls"
WSGI_APPLICATION = "ocrproject.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Where things are kept -------------------------------------------------------------------

DATABASES = {
    "default": environment.database(os.environ.get("STENCIL_DATABASE_URL", ""), STENCIL_HOME)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_files_url = os.environ.get("STENCIL_FILES_URL", "")
STORAGES = {
    "default": environment.file_storage(_files_url, STENCIL_HOME / "files"),
    "documents": environment.file_storage(_files_url, STENCIL_HOME / "files"),
    "samples": environment.file_storage(_files_url, STENCIL_HOME / "samples"),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_TEMP_DIR = str(STENCIL_HOME / "cache")
FILE_UPLOAD_PERMISSIONS = 0o600

_assets = assets_version(BASE_DIR / "frontend" / "static", ("Django", "django-unfold"))
STATIC_URL = "/static/" if DEBUG else f"/static/{_assets}/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = rf"^/static/{_assets}/"

# --- Documents ---------------------------------------------------------------------------------

MAX_BYTES = environment.integer("STENCIL_MAX_BYTES", 64 * 1024 * 1024, minimum=1)
MAX_PAGES = environment.integer("STENCIL_MAX_PAGES", 300, minimum=1)
MAX_PIXELS = environment.integer("STENCIL_MAX_PIXELS", 80_000_000, minimum=1)
MAX_FILES = environment.integer("STENCIL_MAX_FILES", 500, minimum=1)
ACCEPT_AT = environment.share("STENCIL_ACCEPT_AT")
PAGE_CACHE_BYTES = environment.integer("STENCIL_PAGE_CACHE_BYTES", 2 * 1024**3)

DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = MAX_FILES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- Jobs --------------------------------------------------------------------------------------

BROKER_URL = os.environ.get("STENCIL_BROKER_URL", "")
WORKERS = environment.integer("STENCIL_WORKERS", 1, minimum=1)
LEASE = timedelta(seconds=environment.integer("STENCIL_LEASE_SECONDS", 30, minimum=2))
DOCUMENT_TIME_LIMIT = timedelta(
    seconds=environment.integer("STENCIL_DOCUMENT_SECONDS", 900, minimum=10)
)
MAX_ATTEMPTS = environment.integer("STENCIL_MAX_ATTEMPTS", 5, minimum=1)

CELERY_BROKER_URL = BROKER_URL or "memory://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
if CELERY_BROKER_URL.startswith(("redis:", "rediss:")):
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 5}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "stencil"
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False

# --- Review ------------------------------------------------------------------------------------

REVIEW_LEASE = timedelta(
    seconds=environment.integer("STENCIL_REVIEW_LEASE_SECONDS", 300, minimum=5)
)
REVIEW_SKIP = timedelta(seconds=environment.integer("STENCIL_REVIEW_SKIP_SECONDS", 3600))
AUDIT_SHARE = environment.share("STENCIL_AUDIT_SHARE", 0.01)

# --- Training ----------------------------------------------------------------------------------

TRAINING_THREADS = environment.integer("STENCIL_TRAINING_THREADS", 0)
TRAINING_NICENESS = environment.integer("STENCIL_TRAINING_NICENESS", 10)
PROMOTE_AUTOMATICALLY = environment.flag("STENCIL_PROMOTE_AUTOMATICALLY", False)
PROMOTE_ALPHA = environment.share("STENCIL_PROMOTE_ALPHA", 0.05)

# --- Delivery ----------------------------------------------------------------------------------

EXPORT_ALLOW = environment.names("STENCIL_EXPORT_ALLOW", ["127.0.0.0/8", "::1"])
EXPORT_FOLDERS = environment.names("STENCIL_EXPORT_FOLDERS", [str(STENCIL_HOME / "exports")])
EXPORT_ATTEMPTS = environment.integer("STENCIL_EXPORT_ATTEMPTS", 12, minimum=1)
EXPORT_GRACE = timedelta(seconds=environment.integer("STENCIL_EXPORT_GRACE_SECONDS", 300))
EXPORT_LONGEST_PAUSE = timedelta(
    seconds=environment.integer("STENCIL_EXPORT_PAUSE_SECONDS", 600, minimum=1)
)

# --- People ------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "frontend" / "locale"]
TIME_ZONE = os.environ.get("STENCIL_TIME_ZONE", "UTC")
USE_TZ = True

# --- The browser's side ------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
if environment.flag("STENCIL_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- API ---------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.RolePermission"],
    "DEFAULT_PAGINATION_CLASS": "ocrproject.pagination.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "ocrproject.parsers.StorableJSONParser",
        "rest_framework.parsers.MultiPartParser",
        "rest_framework.parsers.FormParser",
    ],
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": os.environ.get("STENCIL_THROTTLE_ANONYMOUS", "60/min"),
        "user": os.environ.get("STENCIL_THROTTLE_USER", "3000/min"),
        "ocr": os.environ.get("STENCIL_THROTTLE_OCR", "120/min"),
    },
    "EXCEPTION_HANDLER": "ocrproject.errors.handle",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Stencil",
    "DESCRIPTION": "Documents in, checked records out.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "DestinationKindEnum": "exports.models.Destination.Kind",
        "DoubtKindEnum": "review.models.Doubt.Kind",
        "DoubtReasonEnum": "review.models.Doubt.Reason",
        "DoubtStateEnum": "review.models.Doubt.State",
    },
}
METRICS_TOKEN = os.environ.get("STENCIL_METRICS_TOKEN", "")

# --- Logging -----------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": sys.stderr}
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("STENCIL_LOG_LEVEL", "INFO")},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}

# --- The admin ---------------------------------------------------------------------------------


def _entry(title: str, icon: str, name: str, permission: str | None = None) -> dict[str, object]:
    entry: dict[str, object] = {"title": title, "icon": icon, "link": reverse_lazy(name)}
    if permission:
        entry["permission"] = lambda request: request.user.has_perm(permission)
    return entry


UNFOLD = {
    "SITE_TITLE": "Stencil",
    "SITE_HEADER": "Stencil",
    "SITE_SUBHEADER": _("Documents in, checked records out"),
    "SITE_SYMBOL": "document_scanner",
    "SITE_URL": "/",
    # the pages' own primary colour (frontend/static/frontend/css/tokens.css)
    "COLORS": {
        "primary": {
            "50": "oklch(96.2% 0.018 272)",
            "100": "oklch(93% 0.034 271)",
            "200": "oklch(87% 0.065 270)",
            "300": "oklch(78% 0.11 270)",
            "400": "oklch(68% 0.15 270)",
            "500": "oklch(58% 0.18 269)",
            "600": "oklch(50% 0.2 268)",
            "700": "oklch(45% 0.2 268)",
            "800": "oklch(39% 0.16 268)",
            "900": "oklch(34% 0.12 268)",
            "950": "oklch(25% 0.08 268)",
        }
    },
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": [
            {
                "title": _("Work"),
                "items": [
                    _entry(
                        _("Documents"),
                        "description",
                        "admin:recognition_document_changelist",
                        "recognition.view_document",
                    ),
                    _entry(
                        _("Records"),
                        "fact_check",
                        "admin:recognition_record_changelist",
                        "recognition.view_record",
                    ),
                    _entry(
                        _("Uploads"),
                        "upload_file",
                        "admin:recognition_batch_changelist",
                        "recognition.view_batch",
                    ),
                    _entry(
                        _("Doubts"),
                        "rate_review",
                        "admin:review_doubt_changelist",
                        "review.view_doubt",
                    ),
                ],
            },
            {
                "title": _("Define"),
                "items": [
                    _entry(
                        _("Templates"),
                        "dashboard_customize",
                        "admin:templates_app_template_changelist",
                        "templates_app.view_template",
                    ),
                    _entry(
                        _("Versions"),
                        "history",
                        "admin:templates_app_templateversion_changelist",
                        "templates_app.view_templateversion",
                    ),
                    _entry(
                        _("Four eyes"),
                        "visibility",
                        "admin:review_templatereview_changelist",
                        "review.change_templatereview",
                    ),
                ],
            },
            {
                "title": _("Learn"),
                "items": [
                    _entry(
                        _("Samples"),
                        "content_copy",
                        "admin:samples_sample_changelist",
                        "samples.view_sample",
                    ),
                    _entry(
                        _("Collections"),
                        "folder",
                        "admin:samples_collection_changelist",
                        "samples.view_collection",
                    ),
                    _entry(
                        _("Training runs"),
                        "model_training",
                        "admin:training_trainingrun_changelist",
                        "training.view_trainingrun",
                    ),
                    _entry(
                        _("Changes of the reader"),
                        "published_with_changes",
                        "admin:training_promotion_changelist",
                        "training.view_promotion",
                    ),
                    _entry(
                        _("Alerts"),
                        "notifications",
                        "admin:watching_alert_changelist",
                        "watching.view_alert",
                    ),
                ],
            },
            {
                "title": _("People and programs"),
                "items": [
                    _entry(_("Users"), "person", "admin:auth_user_changelist", "auth.view_user"),
                    _entry(_("Roles"), "group", "admin:auth_group_changelist", "auth.view_group"),
                    _entry(
                        _("API tokens"),
                        "key",
                        "admin:accounts_apitoken_changelist",
                        "accounts.view_apitoken",
                    ),
                ],
            },
        ],
    },
}

if "*" in ALLOWED_HOSTS and not DEBUG:
    raise ImproperlyConfigured(
        "STENCIL_ALLOWED_HOSTS is '*'. Name the hosts that people use, for example "
        "'stencil.example.org,localhost'."
    )
