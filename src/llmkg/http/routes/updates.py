"""SPARQL 1.1 Update on ``/sparql``: direct and as a form, for those with a token."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from fastapi import Request
from starlette.responses import Response

from llmkg.contribute.faults import RefusedByCheckError
from llmkg.contribute.job import Do, Job
from llmkg.contribute.payload import Part
from llmkg.http import body
from llmkg.http.asking import FORM, RDFLIB_DEFAULT, UPDATE, UPDATE_SENT, is_absolute
from llmkg.http.problems import MediaTypeError, ProtocolError
from llmkg.http.service import Service
from llmkg.http.writing import LIMIT_BYTES, WRITE_SECONDS, refused, report_type, timing_of

Fields: TypeAlias = Sequence[tuple[str, str]]
_OURS: Final = frozenset({"update", "using-graph-uri", "using-named-graph-uri"})


class Updates:
    """Takes updates."""

    def __init__(self, service: Service) -> None:
        self._writing = service.writing

    async def fields(self, request: Request) -> Fields | None:
        """What a POST says, where it may be an update; None where it is none for sure.

        An update in a form has a token, too: forms without one are not read here. Raises
        UnauthorizedError, RefusedError, MediaTypeError, TooLargeError, EncodingError.
        """
        in_address = body.fields(request.scope["query_string"])
        if request.scope.get(UPDATE_SENT):
            await self._writing.owner(request)
        media_type = body.media_type(request)
        if media_type == UPDATE:
            await self._writing.owner(request)
            charset = body.charset(request)
            if charset not in ("utf-8", "utf8"):
                raise MediaTypeError(f"An update in {charset} is not read here", mend="Send UTF-8.")
            text = body.text(await body.read(request, LIMIT_BYTES))
            return [*in_address, ("update", text)]
        if media_type == FORM and "authorization" in request.headers:
            return [*in_address, *body.fields(await body.read(request, LIMIT_BYTES))]
        return None

    @staticmethod
    def meant(fields: Fields) -> bool:
        """Whether an update is meant."""
        return any(name in _OURS for name, _ in fields)

    async def run(self, request: Request, fields: Fields) -> Response:
        """Do an update. Raises what became of it instead."""
        who = await self._writing.owner(request)
        values: dict[str, list[str]] = {}
        for name, value in fields:
            values.setdefault(name, []).append(value)
        updates = values.get("update", [])
        if len(updates) != 1 or "query" in values:
            raise ProtocolError(
                f"The request has {len(updates) or 'no'} updates"
                + (" and a query" if "query" in values else ""),
                mend="Give exactly one `update`.",
            )
        job = Job(
            Do.UPDATE,
            parts=(Part("", updates[0].encode("utf-8", "surrogatepass")),),
            who=who,
            using=_graphs(values.get("using-graph-uri", ())),
            named=_graphs(values.get("using-named-graph-uri", ())),
            report=report_type(request) or "text/turtle",
            seconds=WRITE_SECONDS,
        )
        try:
            outcome = await self._writing.write(request, job)
        except RefusedByCheckError as error:
            return refused(request, error)
        headers = {"Cache-Control": "no-store", **timing_of(outcome)}
        return Response(status_code=204, headers=headers)


def refuse_in_address(fields: Fields) -> None:
    """Raise ProtocolError for an update that came by GET."""
    if Updates.meant(fields):
        raise ProtocolError(
            "An update is not sent by GET", mend=f"POST it as {UPDATE}, or as a form ({FORM})."
        )


def _graphs(iris: Sequence[str]) -> tuple[str, ...]:
    for iri in iris:
        if not is_absolute(iri):
            raise ProtocolError(f"{iri!r} is not an absolute IRI", mend="Give one for each graph.")
    return tuple(iri for iri in iris if iri != RDFLIB_DEFAULT)
