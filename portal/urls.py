from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from applications.views import prepared
from casework.views import case_api
from portal import callbacks, demo_outbox, health, home, styleguide

urlpatterns = [
    path("healthz/live", health.live, name="health_live"),
    path("healthz/ready", health.ready, name="health_ready"),
    path("carriers/sms/", callbacks.sms, name="carrier_sms"),
    path("api/v1/partner/", include("applications.urls_partner_api")),
    path("api/v1/cases", case_api.listing, name="case_api"),
    path("api/v1/cases/", include("casework.urls_api")),
    path("", include("services.urls_data")),
    *i18n_patterns(
        path("", home.home, name="home"),
        path("preferences/", home.preferences, name="preferences"),
        path("accessibility/", home.accessibility, name="accessibility"),
        path("privacy/", home.privacy, name="privacy"),
        path("welcome/", home.after_login, name="after_login"),
        path("styleguide/", styleguide.styleguide, name="styleguide"),
        *([path("demo/outbox/", demo_outbox.outbox, name="demo_outbox")] if settings.DEMO else []),
        path("accounts/", include("people.urls")),
        path("", include("services.urls")),
        path("apply/", include("applications.urls_apply")),
        path("prepared/", prepared.claim, name="prepared"),
        path("counter/", include("people.urls_counter")),
        path("counter/", include("applications.urls_counter")),
        path("partners/", include("applications.urls_partners")),
        path("hall/", include("applications.urls_hall")),
        path("signal/", include("applications.urls_signal")),
        path("post/", include("applications.urls_post")),
        path("undelivered/", include("applications.urls_undelivered")),
        path("counter/", include("casework.urls_counter")),
        path("track/", include("applications.urls_track")),
        path("desk/", include("casework.urls_desk")),
        path("acts/", include("casework.urls_acts")),
        path("figures/", include("casework.urls_figures")),
        path("needs/", include("casework.urls_needs")),
        path("provider/", include("casework.urls_provider")),
        path("helper/", include("applications.urls_helper")),
        path("my/", include("people.urls_mine")),
        path("my/", include("casework.urls_mine")),
        path("opinion/", include("casework.urls_opinion")),
        path("verify/", include("casework.urls_verify")),
        path("place/", include("casework.urls_place")),
        prefix_default_language=False,
    ),
]
handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"
