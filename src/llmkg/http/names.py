"""What a client may call a thing or a term in a parameter: an IRI, a CURIE, or its bare name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from llmkg.errors import ParameterError
from llmkg.vocab import LLMKG, Kind, expand, thing

SLUG: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-/]{0,199}")
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_TERM: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,99}")


def thing_iri(parameter: str, value: str, kinds: Iterable[Kind] = ()) -> str:
    """The IRI of a thing called by IRI, by CURIE (``model:davinci``) or, of one kind, by slug.

    Raises ParameterError, which names the parameter.
    """
    found = expand(value)
    if found is not None:
        return found
    if _IRI.fullmatch(value):
        return value
    only = list(kinds)
    if len(only) == 1 and SLUG.fullmatch(value):
        return thing(only[0], value)
    raise ParameterError(
        f"{parameter}: {value!r} names nothing",
        mend="Give an IRI, a CURIE such as ability:chain-of-thought, or the slug.",
    )


def term_iri(parameter: str, value: str) -> str:
    """The IRI of a term of the ontology called by IRI, CURIE or local name (``givesRiseTo``)."""
    if _TERM.fullmatch(value):
        return LLMKG[value]
    return thing_iri(parameter, value)
