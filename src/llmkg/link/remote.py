"""A reconciliation service elsewhere, asked as version 0.2 of the API has it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpcore

from llmkg.errors import ParameterError, ServiceFailedError
from llmkg.link.found import Found
from llmkg.model.location import Location

_BATCH: Final = 10
_SECONDS: Final = 60.0
_LONGEST: Final = 20_000_000
_FINE: Final = 200


class Remote:
    """One service. Raises ServiceFailedError for whatever it does not answer as it should."""

    def __init__(self, url: str) -> None:
        """Raises ParameterError for what is no web address."""
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
            raise ParameterError(f"{url!r} is no web address", mend="Give http:// or https:// …")
        self.url = url
        self._timeout = dict.fromkeys(("connect", "read", "write", "pool"), _SECONDS)
        self.manifest = self._ask("GET", b"", {})
        self.space = str(self.manifest.get("identifierSpace", ""))

    def link(self, names: Sequence[str], type_: str | None, limit: int) -> Iterator[list[Found]]:
        """The candidates of each name, in order."""
        size = self.manifest.get("batchSize", _BATCH)
        size = min(size, _BATCH) if isinstance(size, int) and size > 0 else _BATCH
        for start in range(0, len(names), size):
            chosen = names[start : start + size]
            queries = {
                f"q{at}": {"query": name, "limit": limit, **({"type": type_} if type_ else {})}
                for at, name in enumerate(chosen)
            }
            body = urlencode({"queries": json.dumps(queries, ensure_ascii=False)}).encode()
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = self._ask("POST", body, kind)
            for key in queries:
                yield [self._found(each) for each in self._results(answer, key)]

    def _results(self, answer: dict[str, Any], key: str) -> list[Any]:
        try:
            found = answer[key]["result"]
        except (KeyError, TypeError):
            found = None
        if not isinstance(found, list):
            raise self._failed(f"it gives no result for {key}")
        return found

    def _found(self, given: Any) -> Found:
        try:
            score = min(max(float(given.get("score", 0)), 0.0), 100.0)
            iri = str(given["id"])
            full = iri if "://" in iri else self.space + iri
            return Found(full, str(given["name"]), score, given.get("match") is True)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise self._failed("a candidate has no id, name and score") from None

    def _ask(self, method: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        try:
            response = httpcore.request(
                method,
                self.url,
                headers=[("Accept", "application/json"), *headers.items()],
                content=body,
                extensions={"timeout": self._timeout},
            )
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise self._failed(str(error) or type(error).__name__) from error
        except (httpcore.UnsupportedProtocol, UnicodeError, ValueError) as error:
            raise ParameterError(f"{self.url!r} is no web address") from error
        if response.status != _FINE:
            raise self._failed(f"it answers {response.status}")
        try:
            found = json.loads(response.content[:_LONGEST])
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise self._failed("its answer is no JSON object")
        return found

    def _failed(self, why: str) -> ServiceFailedError:
        return ServiceFailedError(
            f"The service does not answer as it should: {why}",
            where=Location(self.url),
            mend="Try its address in a browser: it must show a manifest of version 0.2.",
        )
