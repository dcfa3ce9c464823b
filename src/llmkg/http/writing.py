"""Who may write, and the way from a request to the writer."""

from __future__ import annotations

import asyncio
import base64
import binascii
import time
from collections import OrderedDict
from dataclasses import replace
from typing import Final

from fastapi import Request
from starlette.responses import Response

from llmkg.contribute import faults
from llmkg.contribute.client import Client
from llmkg.contribute.faults import RefusedByCheckError
from llmkg.contribute.job import Job, Outcome
from llmkg.contribute.place import Place
from llmkg.contribute.tokens import Tokens
from llmkg.engine.places import household
from llmkg.errors import InputError, UnknownFormatError
from llmkg.export.formats import TRIPLE_FORMATS
from llmkg.http import problems
from llmkg.http.address import address
from llmkg.http.asking import accepted
from llmkg.http.logs import request_id
from llmkg.http.negotiate import choose, media_ranges
from llmkg.http.problems import RefusedError, TooManyTriesError, UnauthorizedError
from llmkg.http.reading import Readings
from llmkg.settings import Settings

LIMIT_BYTES: Final = 50_000_000
"""Largest body of a write."""

WRITE_SECONDS: Final = 120.0
_TRIES: Final = 10
_PAUSE: Final = 60.0  # seconds after which tries are forgotten
_CLIENTS: Final = 4_096


class Writing:
    """Writes on behalf of those who have a token."""

    def __init__(self, settings: Settings, readings: Readings) -> None:
        self.tokens = Tokens(settings.tokens)
        self._settings = settings
        self._readings = readings
        self._client = Client(Place(settings.root, settings.out, settings.keep))
        self._tries: OrderedDict[str, tuple[int, float]] = OrderedDict()

    async def owner(self, request: Request) -> str:
        """The name that goes with the request's token.

        Raises RefusedError where nobody may write, UnauthorizedError without a token that is known,
        TooManyTriesError after too many of these, InputError for several.
        """
        if self._settings.store:
            raise RefusedError(
                "This server reads a store that others load",
                mend="Write where the snapshot is built, and load it with: llmkg load.",
            )
        known = await asyncio.to_thread(self.tokens.all)
        if not known:
            raise RefusedError(
                "Nobody may write here: no token is configured",
                mend="Whoever runs the server makes one with: llmkg token add NAME.",
            )
        given = token_of(request)
        owner = self.tokens.owner(given) if given is not None else None
        if owner is not None:
            return owner
        if given is None:
            raise UnauthorizedError(
                "Writing needs a token", mend="Send it as: Authorization: Bearer TOKEN."
            )
        self._count(request)
        raise UnauthorizedError(
            "The token is not known", mend="Ask who runs the server for one.", unknown=True
        )

    async def write(self, request: Request, job: Job) -> Outcome:
        """Have a write done, and every server read it. Raises what became of it instead."""
        outcome = await self.ask(request, replace(job, request=request_id(request.scope)))
        reading = self._readings.current
        if reading is None or reading.pool is None:  # else it was waited for
            await asyncio.to_thread(self._readings.renew)
        return outcome

    async def ask(self, request: Request, job: Job) -> Outcome:
        """Have a job done. Raises what became of it instead."""
        contexts = (address(request, self._settings, "context.jsonld"),)
        outcome = await self._client.ask(replace(job, contexts=contexts))
        if outcome.error is not None:
            raise faults.from_json(outcome.error)
        return outcome

    async def close(self) -> None:
        """Let the writer go."""
        await self._client.close()

    def _count(self, request: Request) -> None:
        """One more token that was wrong; raises TooManyTriesError for too many."""
        who = household(request.client.host if request.client else None)
        now = time.monotonic()
        count, since = self._tries.pop(who, (0, now))
        if now - since > _PAUSE:
            count, since = 0, now
        self._tries[who] = (count + 1, since)
        while len(self._tries) > _CLIENTS:
            self._tries.popitem(last=False)
        if count >= _TRIES:
            raise TooManyTriesError(
                "Too many wrong tokens came from this address", mend="Try again in a minute."
            )


def timing_of(outcome: Outcome) -> dict[str, str]:
    """What the steps of a write took, in milliseconds, as browsers show it (W3C Server Timing)."""
    steps = (f"{name};dur={1000 * taken:.2f}" for name, taken in outcome.timing.items())
    return {"Server-Timing": ", ".join(steps)} if outcome.timing else {}


def token_of(request: Request) -> str | None:
    """The token of a request: a Bearer token, or the password of HTTP Basic.

    Raises InputError for several, of which a proxy before us may have looked at another one.
    """
    credentials = request.headers.getlist("authorization")
    if len(credentials) > 1:
        raise InputError("The request has several Authorization headers", mend="Send one.")
    scheme, _, given = "".join(credentials).partition(" ")
    given = given.strip()
    if scheme.lower() == "bearer" and given:
        return given
    if scheme.lower() == "basic":
        try:
            decoded = base64.b64decode(given, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            return None
        return decoded.partition(":")[2] or None
    return None


def report_type(request: Request) -> str | None:
    """The RDF media type in which the client likes a report best; None: a problem document."""
    ranges = media_ranges(accepted(request))
    if not ranges or ranges.quality(problems.MEDIA_TYPE) >= max(
        ranges.quality(each.media_type) for each in TRIPLE_FORMATS
    ):
        return None
    try:
        return choose(accepted(request), TRIPLE_FORMATS).format.media_type
    except UnknownFormatError:
        return None


def refused(request: Request, error: RefusedByCheckError) -> Response:
    """422: the validation report in RDF, or a problem document with the findings."""
    media_type = report_type(request)
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    if media_type is not None:
        return Response(error.shacl, 422, headers, media_type=media_type)
    kind = next(kind for class_, kind in problems.PROBLEMS.items() if isinstance(error, class_))
    return problems.problem(
        kind, error.what, headers=headers, mend=error.mend, findings=error.findings
    )
