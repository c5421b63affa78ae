"""The root URLs; each app's own are in its urls.py."""

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.defaults import page_not_found

from tracker.styleguide import URLS as STYLEGUIDE_URLS

# The administration pages use the same sign-in page, with its limit on failures.
admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Only those URLs of allauth that the site needs; it reverses the sign-up's name, hence the 404.
ACCOUNT_URLS = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", page_not_found, {"exception": None}, name="account_signup"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("inactive/", account.account_inactive, name="account_inactive"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("accounts/", include(ACCOUNT_URLS)),
    path("", include("home.urls")),
    path("", include("bulletins.urls")),
    path("", include("dashboards.urls")),
    path("", include("collection.urls")),
    path("", include("reports.urls")),
    path("", include("projects.urls")),
    path("", include("inbox.urls")),
    path("", include("departments.urls")),
]
handler500 = "tracker.errors.server_error"
if settings.DEBUG:
    urlpatterns += STYLEGUIDE_URLS
