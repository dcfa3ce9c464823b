"""How requests go out: who we are to a server, and whom we follow.

Passwords are sent as the server asks for them; where it has asked before, at once: a large body
would else be sent twice, or not at all by a server that closes the connection first.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, cast
from urllib.parse import urljoin
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from llmkg.remote.addresses import Addresses
from llmkg.remote.credentials import Credentials

_ANY: Final = cast(str, None)  # realm, as the library has it; its types forbid that
_HEADER: Final = "Authorization"
_ANSWERED: Final = "llmkg_answered"


def opener_for(credentials: Credentials, addresses: Addresses) -> OpenerDirector:
    """What opens requests to these addresses. It tells nobody else who we are."""
    handlers: list[Any] = [_Stay()]
    if credentials.user:
        known = HTTPPasswordMgrWithDefaultRealm()
        for address in (addresses.query, addresses.update, addresses.graphs):
            if address:
                whole = urljoin(address, "/")
                known.add_password(_ANY, whole, credentials.user, credentials.password)
        handlers += [_Digest(known), _Basic(known)]
    return build_opener(*handlers)


class _Stay(HTTPRedirectHandler):
    """Follows nobody: a POST would become a GET, and a password would go elsewhere."""

    def redirect_request(self, *_args: object, **_named: object) -> None:
        """Nothing is asked instead."""


class _Digest(HTTPDigestAuthHandler):
    """Answers one challenge of a request: whoever refuses the answer refuses the password."""

    def __init__(self, known: HTTPPasswordMgrWithDefaultRealm) -> None:
        super().__init__(known)
        self._challenges: dict[str, Mapping[str, str]] = {}

    def http_error_401(self, req: Request, fp: Any, code: int, msg: str, headers: Any) -> Any:
        """The answer to the request with the password; None where that was in it already."""
        if getattr(req, _ANSWERED, False):
            return None
        setattr(req, _ANSWERED, True)
        req.remove_header(_HEADER)
        self.reset_retry_count()
        with _closed_unless_none(fp) as answer:
            return answer(super().http_error_401(req, fp, code, msg, headers))

    def get_authorization(self, req: Request, chal: Mapping[str, str]) -> str:
        """As the library has it; the challenge is kept for what goes there next."""
        self._challenges[_place(req)] = chal
        return cast(str, super().get_authorization(req, chal))

    def http_request(self, req: Request) -> Request:
        """With the password, where it was asked for."""
        challenge = self._challenges.get(_place(req))
        if challenge is not None and not req.has_header(_HEADER):
            said = self.get_authorization(req, challenge)
            if said:
                req.add_unredirected_header(_HEADER, f"Digest {said}")
        return req

    https_request = http_request


class _Basic(HTTPBasicAuthHandler):
    """As for digests."""

    def __init__(self, known: HTTPPasswordMgrWithDefaultRealm) -> None:
        super().__init__(known)
        self._asked: set[str] = set()

    def http_error_401(self, req: Request, fp: Any, code: int, msg: str, headers: Any) -> Any:
        """As that of digests."""
        if req.has_header(_HEADER):
            return None
        with _closed_unless_none(fp) as answer:
            return answer(super().http_error_401(req, fp, code, msg, headers))

    def retry_http_basic_auth(self, host: str, req: Request, realm: str) -> Any:
        """The server has asked for it."""
        self._asked.add(_place(req))
        return super().retry_http_basic_auth(host, req, realm)

    def http_request(self, req: Request) -> Request:
        """With the password, where it was asked for."""
        user, password = self.passwd.find_user_password(_ANY, req.full_url)
        if _place(req) in self._asked and user is not None and not req.has_header(_HEADER):
            known = b64encode(f"{user}:{password}".encode()).decode("ascii")
            req.add_unredirected_header(_HEADER, f"Basic {known}")
        return req

    https_request = http_request


@contextmanager
def _closed_unless_none(fp: Any) -> Iterator[Callable[[Any], Any]]:
    """Close what asked for a password, unless what is answered is nothing: others may want it."""
    answers: list[Any] = []

    def answer(found: Any) -> Any:
        answers.append(found)
        return found

    try:
        yield answer
    finally:
        if answers != [None]:
            fp.close()


def _place(req: Request) -> str:
    """Where a request goes, without what it asks."""
    return req.full_url.partition("?")[0]
