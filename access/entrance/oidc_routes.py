"""Signing in through an OpenID Connect provider: discovery, PKCE, state and nonce by Authlib; the end is a row of ours.

What the provider says of groups is kept as a proposal for the operator and never grants anything.
"""

import logging
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response

from access.accounts import kinds
from access.accounts.account_admin import RefusedActError, usable_label
from access.accounts.sign_in import Entry, enter, note_failure, note_failure_at_provider
from access.accounts.tokens import new_token
from access.entrance.gate import Flow, Gate
from access.entrance.sign_in_request import SignInRequest
from census.identifiers.personal_numbers import masked
from census.settings import Settings
from data_access.accounts.access_log import note
from data_access.accounts.accounts import add_account, find_subject

BEGIN, COME_BACK = "/masuk/oidc", "/masuk/oidc/kembali"
COOKIE = "kawal-oidc"
_FLOW_SECONDS = 600
MOST_FLOWS, MOST_OF_ADDRESS = 1_000, 20
_MOST_GROUPS, _LONGEST_GROUP, _LONGEST_SUBJECT = 20, 60, 255
# What the provider or the way to it may get wrong; all of it ends on one page, with the reason in the log.
_FAILURES = (OAuthError, JoseError, httpx2.HTTPError, RuntimeError, ValueError, KeyError, TypeError)

log = logging.getLogger("kawal.access")


class _NotSignedInError(RuntimeError):
    """The provider's answer is not that of the browser and sign-in that it was asked for."""


def address(redirect_path: str) -> str:
    """Where signing in through the provider begins.

    Examples
    --------
    >>> address("/opd")
    '/masuk/oidc?ke=%2Fopd'
    """
    return f"{BEGIN}?ke={quote(redirect_path, safe='')}"


def _client(gate: Gate) -> Any:  # noqa: ANN401  Authlib has no types
    """The provider as Authlib knows it; its addresses are asked for at the first sign-in of the process."""
    settings = gate.settings
    if gate.provider is None:
        secret = settings.oidc_client_secret
        gate.provider = OAuth().register(
            "provider",
            client_id=settings.oidc_client_id,
            client_secret=secret.get_secret_value() if secret else None,
            server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "timeout": 10},
        )
    return gate.provider


async def begin(request: SignInRequest) -> Response:
    """Lead to the provider; what must be known again afterwards stays here, and the cookie only points at it."""
    if request.settings.oidc_issuer is None:
        return request.redirect("/masuk")
    flow = Flow(time.monotonic() + _FLOW_SECONDS, request.redirect_path, request.text.language, request.counted_address)
    try:
        answer: Response = await _client(request.gate).authorize_redirect(
            _with(request, flow), request.base + COME_BACK
        )
    except _FAILURES:
        log.exception("The OpenID provider could not be asked.")
        return _failed(request)
    token = new_token()
    keep(request.gate, token, flow)
    request.set_cookie(answer, COOKIE, token, seconds=_FLOW_SECONDS)
    return answer


def _with(request: SignInRequest, flow: Flow) -> Request:
    """The request with a session that stays on the server, in place of the one that Streamlit puts in a cookie."""
    return Request({**request.http.scope, "session": flow.session})


def keep(gate: Gate, token: str, flow: Flow) -> None:
    """Keep a sign-in that has begun; where there are too many, the oldest of an address makes room.

    Of the address that has begun this one, where it has its share already, else of the one that has begun the most: so
    nobody else is kept from the provider by a stranger who begins without end.
    """
    now = time.monotonic()
    for old in [begun_token for begun_token, kept in gate.flows.items() if kept.until < now]:
        del gate.flows[old]
    begun = Counter(kept.address for kept in gate.flows.values())
    if begun[flow.address] >= MOST_OF_ADDRESS:
        _forget_oldest(gate, flow.address)
    elif len(gate.flows) >= MOST_FLOWS:
        _forget_oldest(gate, begun.most_common(1)[0][0])
    gate.flows[token] = flow


def _forget_oldest(gate: Gate, address: str) -> None:
    # A dict keeps the order in which they have begun.
    del gate.flows[next(token for token, kept in gate.flows.items() if kept.address == address)]


async def come_back(request: SignInRequest) -> Response:
    """Take the provider's answer, once, from the browser that was sent there."""
    flow = request.gate.flows.pop(request.cookie(COOKIE) or "", None)
    if request.settings.oidc_issuer is None or flow is None or flow.until < time.monotonic():
        return _failed(request)
    request.sent = {"ke": flow.redirect_path, "bahasa": flow.language}
    if "error" in request.http.query_params:
        # What it says comes by the browser and has no place in a log.
        log.warning("The OpenID provider has not let somebody in.")
        return await _not_let_in(request)
    try:
        claims = await _claims(request, flow)
    except _FAILURES:
        log.exception("Signing in through the OpenID provider failed.")
        return await _not_let_in(request)
    entry = await request.gate.in_thread(_account, request, claims)
    if entry is None:
        return _waiting(request)
    answer = request.let_in(entry)
    request.drop(answer, COOKIE)
    return answer


async def _not_let_in(request: SignInRequest) -> Response:
    await request.gate.in_thread(
        note_failure_at_provider, request.gate.database, request.settings, caller=request.caller, now=request.now
    )
    return _failed(request)


async def _claims(request: SignInRequest, flow: Flow) -> Mapping[str, Any]:
    client, settings = _client(request.gate), request.settings
    metadata = await client.load_server_metadata()
    issuer = str(metadata["issuer"])
    if issuer.rstrip("/") != settings.oidc_issuer:
        msg = "the provider calls itself by another name"
        raise _NotSignedInError(msg)
    # Authlib compares state, nonce, times and signature; for whom the token is, only where it is told to.
    token = await client.authorize_access_token(_with(request, flow), claims_options=wanted_claims(settings, issuer))
    claims: Mapping[str, Any] | None = token.get("userinfo")
    if claims is None or not str(claims.get("sub", ""))[:_LONGEST_SUBJECT]:
        msg = "the provider does not say who it is"
        raise _NotSignedInError(msg)
    return claims


def wanted_claims(settings: Settings, issuer: str) -> dict[str, dict[str, Any]]:
    """What an identity token must say: by whom it is, and that it is for us."""
    return {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": settings.oidc_client_id},
        "sub": {"essential": True},
        "exp": {"essential": True},
    }


def _account(request: SignInRequest, claims: Mapping[str, Any]) -> Entry | None:
    """Open a sign-in for the account of the provider's subject; an unknown one is kept for the operator to decide."""
    issuer, subject = str(claims["iss"]), str(claims["sub"])[:_LONGEST_SUBJECT]
    with request.gate.database.write(beside_imports=True) as session:
        account = find_subject(session, issuer, subject)
        if account is not None and account.is_active:
            return enter(
                session, request.settings, account.account_id, method="oidc", caller=request.caller, now=request.now
            )
        if account is not None:
            # The account is switched off, or the operator has not let it in yet.
            note_failure(session, account.account_id, caller=request.caller, now=request.now, method="oidc")
        else:
            # Groups of the provider are a proposal and grant nothing (decision 62).
            account_id = add_account(
                session,
                label=label_of(claims),
                now=request.now,
                issuer=issuer,
                subject=subject,
                proposal={"groups": groups_of(claims, request.settings.oidc_groups_claim)},
            )
            note(session, kinds.ACCOUNT_PROPOSED, account_id, {"address": request.caller.address}, now=request.now)
    return None


def label_of(claims: Mapping[str, Any]) -> str:
    """A name for the screen, which the operator may change; no number of a person comes in by it.

    Examples
    --------
    >>> label_of({"name": "Camat  Jekulo"}), label_of({"name": "![](//x)", "preferred_username": "198001012005011003"})
    ('Camat Jekulo', 'OpenID')
    """
    for claim in ("name", "preferred_username"):
        value = claims.get(claim)
        try:
            return usable_label(value if isinstance(value, str) else "")
        except RefusedActError:
            continue
    return "OpenID"


def groups_of(claims: Mapping[str, Any], claim: str) -> list[str]:
    """The groups that the provider names, as texts to be read by the operator.

    Examples
    --------
    >>> groups_of({"groups": ["camat", 7, "nip 198001012005011003"]}, "groups")
    ['camat', 'nip …']
    """
    value = claims.get(claim)
    listed = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    texts = [masked(" ".join(group.split()))[:_LONGEST_GROUP] for group in listed if isinstance(group, str)]
    return [text for text in texts if text.isprintable()][:_MOST_GROUPS]


def _failed(request: SignInRequest) -> Response:
    text = request.text
    answer = request.page(
        text("Signing in did not work"),
        problem=text("The government account could not be checked. Please try again."),
        links=((f"/masuk?bahasa={text.language}", text("Back to the sign-in")),),
        status=400,
    )
    request.drop(answer, COOKIE)
    return answer


def _waiting(request: SignInRequest) -> Response:
    text = request.text
    answer = request.page(
        text("Your account is not active yet"),
        lead=text("The operator decides what you may see, and lets you in then."),
        links=((f"/masuk?bahasa={text.language}", text("Back to the sign-in")),),
        status=403,
    )
    request.drop(answer, COOKIE)
    return answer
