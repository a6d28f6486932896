"""What every page owes: safe headers, both languages, and a way back from an error."""

import base64
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from people.models import User
from tests.support.cast import Cast

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/services/", "/accounts/login/", "/no-such-page/", "/my/", "/healthz/live", "/track/"]
)
def test_safe_headers_are_on_every_response(client: Client, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "http:" not in policy and "https:" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"]


@pytest.mark.django_db
def test_pages_with_persons_are_never_stored(cast: Cast, client: Client) -> None:
    client.force_login(cast.citizen)
    assert client.get("/my/").headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize(("prefix", "words"), [("", "Няма такава страница"), ("/en", "There is no such page")])
def test_an_error_page_speaks_the_visitors_language(client: Client, prefix: str, words: str) -> None:
    response = client.get(f"{prefix}/no-such-page/")
    assert response.status_code == 404
    assert words in response.content.decode()


@pytest.mark.django_db
def test_a_page_open_too_long_is_explained() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/track/", {"number": "1", "code": "2"})
    assert response.status_code == 403
    assert "отворена твърде дълго" in response.content.decode()


@pytest.mark.django_db
def test_display_preferences_are_remembered_without_a_session(client: Client) -> None:
    response = client.post("/preferences/?next=/services/", {"size": "large", "theme": "contrast", "easy": "0"})
    assert (response.status_code, response.headers["Location"]) == (302, "/services/")
    assert list(client.cookies) == ["display"]
    page = client.get("/").content.decode()
    assert 'data-theme="contrast"' in page
    assert 'data-size="large"' in page
    assert (
        client.post("/preferences/?next=//evil.example/", {"size": "normal", "theme": "auto", "easy": "0"}).headers[
            "Location"
        ]
        == "/"
    )


def test_staff_switch_off_the_keys_of_one_sign(client: Client, cast: Cast) -> None:
    assert "keys" not in client.get("/preferences/").context["form"].fields
    client.force_login(cast.clerk)
    assert "data-one-sign" not in client.get("/counter/").content.decode()
    client.post("/preferences/", {"size": "normal", "theme": "auto", "easy": "0", "keys": "off"})
    assert 'data-one-sign="off"' in client.get("/counter/").content.decode()
    assert client.get("/preferences/").context["form"].initial["keys"] == "off"


def test_the_menu_says_where_one_is(client: Client, cast: Cast) -> None:
    client.force_login(cast.officer)
    for address, label in (("/desk/", "Преписки"), ("/desk/signals/", "Сигнали")):
        assert f'aria-current="page">{label}<' in client.get(address).content.decode()


@pytest.mark.django_db
def test_nothing_inline_and_nothing_foreign(client: Client) -> None:
    for address in ("/", "/services/", "/services/crisis-centre/", "/accounts/signup/"):
        page = client.get(address).content.decode().replace(settings.PUBLIC_URL, "")
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=\"| type=\"application/ld\+json\">)", page)
        assert not re.search(r"(src|href)=\"(https?:)?//(?!bg\.wikipedia)", page)


@pytest.mark.django_db
@override_settings(STAFF_NEED_SECOND_FACTOR=True)
def test_staff_without_a_second_factor_reach_only_its_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.officer)
    response = client.get("/desk/")
    assert response.headers["Location"] == "/accounts/2fa/totp/activate/"
    client.force_login(cast.citizen)
    assert client.get("/my/").status_code == 200


@pytest.mark.django_db
def test_signing_up_sends_its_mail_through_the_outbox(client: Client) -> None:
    from django.core import mail

    from records.models import Delivery

    data = {"email": "Nova@example.bg", "password1": "четири думи за мен"}
    assert client.post("/accounts/signup/", data).status_code == 302
    assert User.objects.get().email == "nova@example.bg"
    assert mail.outbox == []
    assert Delivery.objects.get(message__kind="account").status == "queued"


@pytest.mark.django_db
def test_signing_in_tells_nobody_whether_an_account_exists(cast: Cast, client: Client) -> None:
    answers = []
    for email in (cast.citizen.email, "nobody@example.bg"):
        page = client.post("/accounts/login/", {"login": email, "password": "wrong password 1"}).content.decode()
        answers.append(re.sub(r'value="[^"]*"', "", page))
    assert answers[0] == answers[1]
    assert "Имейлът или паролата не са верни" in answers[0]


GOOD = {
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "gishe.example.bg",
    "PUBLIC_URL": "https://gishe.example.bg",
    "KEKS": "first:" + base64.b64encode(b"k" * 32).decode(),
    "KEK_CURRENT": "first",
    "BLIND_INDEX_KEY": base64.b64encode(b"b" * 32).decode(),
    "ANTIVIRUS": "clamd:3310",
    "SEAL_PASSPHRASE": "a passphrase of ours",
}


def start(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    code = "import portal.settings as s; print(s.SECURE_HSTS_SECONDS, s.STAFF_NEED_SECOND_FACTOR, s.DEBUG)"
    clean = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code], env={**clean, **environment}, capture_output=True, text=True, cwd=ROOT
    )


def test_production_starts_with_its_own_secrets_and_is_strict() -> None:
    assert start(GOOD).stdout.split() == ["63072000", "True", "False"]


@pytest.mark.parametrize("name", sorted(GOOD))
def test_production_refuses_to_start_without(name: str) -> None:
    done = start({key: value for key, value in GOOD.items() if key != name})
    assert done.returncode != 0
    assert "ImproperlyConfigured" in done.stderr


def test_production_refuses_the_demos_keys() -> None:
    import hashlib

    secret = "demo-secret-that-production-refuses"
    demo_key = base64.b64encode(hashlib.sha256(f"{secret}:kek".encode()).digest()).decode()
    for change in (
        {"SECRET_KEY": secret},
        {"KEKS": f"first:{demo_key}"},
        {"SEAL_PASSPHRASE": "demo-seal"},
        {"DEBUG": "maybe"},
    ):
        assert start({**GOOD, **change}).returncode != 0


def test_the_demo_is_never_served_to_the_public() -> None:
    done = start({"DEMO": "1", "PUBLIC_URL": "https://gishe.example.bg"})
    assert "never served to the public" in done.stderr


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "words"), [("12345", "Нужни са поне 12 знака"), ("password1234", "Много хора имат тази парола")]
)
def test_a_weak_password_is_explained_in_bulgarian(client: Client, password: str, words: str) -> None:
    page = client.post("/accounts/signup/", {"email": "nova@example.bg", "password1": password}).content.decode()
    assert words in page
    assert "password is too" not in page
