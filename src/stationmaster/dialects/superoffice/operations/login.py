"""The page that logs a browser in, and ends its session."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import replace
from html import escape
from urllib.parse import parse_qsl

from stationmaster.dialects.dialect import Answer
from stationmaster.dialects.superoffice.asking import Access, Asked, Offer
from stationmaster.dialects.superoffice.auth import NO_COOKIES, XSRF_HEADER, context_of
from stationmaster.dialects.superoffice.errors import NothingFound
from stationmaster.domain.errors import AccessDenied, MalformedBody
from stationmaster.services.client_apps import WritingNeeded

#: Shows that a form was filled in on this page: the cookie is sent along by no other site.
FORM_COOKIE = "LoginForm"
FORM_FIELD = "form"
#: Where the vendor's pages keep the token that scripts send.
TOKEN_FIELD = "XSRF_TOKEN"  # noqa: S105

_MOST_CHARACTERS = 1_000
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{title}</title>
<style>body{{font:1rem system-ui;max-width:20rem;margin:4rem auto}}input,button{{font:inherit;width:100%;
box-sizing:border-box;margin:.3rem 0 1rem;padding:.4rem}}</style>
<h1>{title}</h1>{said}
<form method="post" action="{action}">{fields}<button>{button}</button></form></html>
"""
_FIELDS = """<input type="hidden" name="{form}" value="{value}">
<label>User name <input name="username" autocomplete="username" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>"""


def page(asked: Asked) -> Answer:
    _refuse_if_off(asked)
    return _form(asked, status=200, said="")


def log_in(asked: Asked) -> Answer:
    _refuse_if_off(asked)
    sent = _fields(asked)
    if not _is_of_this_page(asked, sent.get(FORM_FIELD, "")):
        return _form(asked, status=403, said="This form was open too long. Please try again.")
    try:
        session = asked.auth.login(
            asked.call.open_access,
            sent.get("username", ""),
            sent.get("password", ""),
            context=context_of(asked.call),
        )
    except AccessDenied:
        return _form(asked, status=401, said="There is no such user with this password.")
    hidden = f'<input type="hidden" name="{TOKEN_FIELD}" value="{session.xsrf_token}">'
    return _html(
        200,
        title="Logged in",
        said=f"<p>You are {escape(session.principal.email)}.</p>",
        action=asked.call.path.rstrip("/")[: -len("login")] + "logout",
        fields=hidden,
        button="Log out",
        cookies=session.cookies(secure=_is_secure(asked)),
    )


def log_out(asked: Asked) -> Answer:
    _refuse_if_off(asked)
    token = asked.call.headers.get(XSRF_HEADER) or _fields(asked).get(TOKEN_FIELD, "")
    inquiry = replace(asked.call, headers={**_without_scheme(asked), XSRF_HEADER: token})
    try:
        with asked.call.open_access() as access:
            asked.auth.authenticate(inquiry, access)
    except WritingNeeded:
        pass  # a session that would last longer is one that there is
    asked.auth.logout(asked.call.open_access, inquiry)
    answer = _form(asked, status=200, said="You are logged out.")
    return replace(answer, cookies=(*answer.cookies, *NO_COOKIES))


def _without_scheme(asked: Asked) -> dict[str, str]:
    return {name: value for name, value in asked.call.headers.items() if name != "authorization"}


def _refuse_if_off(asked: Asked) -> None:
    if not asked.settings.with_implicit:
        raise NothingFound("there is no login page: sessions are not offered")


def _fields(asked: Asked) -> dict[str, str]:
    try:
        fields = dict(parse_qsl(asked.call.body.decode(), keep_blank_values=True, max_num_fields=20))
    except ValueError as error:
        raise MalformedBody(f"The request body is not a form: {error}") from error
    if any(len(value) > _MOST_CHARACTERS for value in fields.values()):
        raise MalformedBody(f"A field has more than {_MOST_CHARACTERS} characters")
    return fields


def _is_of_this_page(asked: Asked, value: str) -> bool:
    for part in asked.call.headers.get("cookie", "").split(";"):
        name, _, kept = part.strip().partition("=")
        if name == FORM_COOKIE and kept:
            return hmac.compare_digest(kept.encode("utf-8", "replace"), value.encode("utf-8", "replace"))
    return False


def _form(asked: Asked, *, status: int, said: str) -> Answer:
    value = secrets.token_hex(16)
    secure = "; Secure" if _is_secure(asked) else ""
    path = asked.call.path.rstrip("/")
    action = path[: -len("logout")] + "login" if path.lower().endswith("logout") else path
    return _html(
        status,
        title="Log in",
        said=f"<p>{escape(said)}</p>" if said else "",
        action=action,
        fields=_FIELDS.format(form=FORM_FIELD, value=value),
        button="Log in",
        cookies=(f"{FORM_COOKIE}={value}; Path={action}; HttpOnly; SameSite=Strict{secure}",),
    )


def _html(
    status: int, *, title: str, said: str, action: str, fields: str, button: str, cookies: tuple[str, ...]
) -> Answer:
    body = _PAGE.format(title=title, said=said, action=escape(action), fields=fields, button=button)
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "frame-ancestors 'none'",
        "cache-control": "no-store",
    }
    return Answer(status=status, body=body.encode(), headers=headers, cookies=cookies)


def _is_secure(asked: Asked) -> bool:
    return asked.call.base_url.startswith("https:")


OFFERS: tuple[Offer, ...] = (
    Offer(method="GET", path="/login", answers=page, says="Shows the login page.", access=Access.OPEN),
    Offer(method="POST", path="/login", answers=log_in, says="Begins a session.", access=Access.OPEN),
    Offer(method="POST", path="/logout", answers=log_out, says="Ends a session.", access=Access.OPEN),
)
