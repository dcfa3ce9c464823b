"""Trusty URIs and signatures of nanopublications, over quads.

How quads are put into the one form that is hashed and signed is the business of the library
`nanopub`, which the network of nanopublications itself uses; nothing of it that goes to a network
is called. Signatures are checked here: the library's own check lets every signature pass
(docs/decisions says more).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cmp_to_key
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from llmkg.errors import OutsideError, ParameterError
from llmkg.model.location import Location
from llmkg.rdf.terms import to_rdflib

CODE: Final = re.compile(r"RA[A-Za-z0-9_-]{43}$")
"""What a trusty URI of RDF ends in: the module `RA` and 256 bits in base 64."""
PLACE: Final = f"RA{'0' * 43}"
"""What stands for the code while it is not known yet."""
ALGORITHM: Final = "RSA"
LEAST_BITS: Final = 2_048
"""Of a key to sign with; others' signatures count with whatever key they were made."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: a private RSA key, and the IRI of the person or project whose it is."""

    key: Any
    creator: str

    @classmethod
    def read(cls, path: Path, creator: str) -> Signer:
        """The key in a file: PEM, or the bare base 64 that the tools of nanopublications write.

        Raises ParameterError for what is no private RSA key of LEAST_BITS, OutsideError.
        """
        from Crypto.PublicKey import RSA  # noqa: PLC0415 - few need it

        mend = "Make one: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out FILE."
        try:
            data = path.read_bytes()
        except OSError as error:
            raise OutsideError(
                f"The key cannot be read: {error.strerror}", where=Location(str(path))
            ) from error
        try:
            key = RSA.import_key(data if b"-----" in data else base64.b64decode(data))
        except (ValueError, IndexError, TypeError) as error:
            # What the library says might repeat a part of the key.
            raise ParameterError(
                "This is no private RSA key", where=Location(str(path)), mend=mend
            ) from error
        if not key.has_private() or key.size_in_bits() < LEAST_BITS:
            raise ParameterError(
                f"The key is {key.size_in_bits()} bits, {'private' * key.has_private() or 'public'}"
                f": to sign takes a private one of {LEAST_BITS} bits",
                where=Location(str(path)),
                mend=mend,
            )
        return cls(key, creator)

    @property
    def public(self) -> str:
        """The public key as nanopublications carry it: DER in base 64."""
        return base64.b64encode(self.key.public_key().export_key("DER")).decode("ascii")

    def sign(self, text: str) -> str:
        """The signature of a text, in base 64; of the same text always the same."""
        from Crypto.Hash import SHA256  # noqa: PLC0415
        from Crypto.Signature import pkcs1_15  # noqa: PLC0415

        made: bytes = pkcs1_15.new(self.key).sign(SHA256.new(text.encode()))
        return base64.b64encode(made).decode("ascii")


def is_signed(text: str, signature: str, public: str) -> bool:
    """Whether this is the signature of a text by the owner of a public key."""
    from Crypto.Hash import SHA256  # noqa: PLC0415
    from Crypto.PublicKey import RSA  # noqa: PLC0415
    from Crypto.Signature import pkcs1_15  # noqa: PLC0415

    try:
        key = RSA.import_key(base64.b64decode(public))
        pkcs1_15.new(key).verify(SHA256.new(text.encode()), base64.b64decode(signature))
    except (ValueError, IndexError, TypeError, binascii.Error):
        return False
    return True


def normal_form(quads: Iterable[ox.Quad], code: str) -> str:
    """The one text that stands for quads, whatever code their own IRIs have.

    The order and the escapes are the library's; its own loop over them makes an rdflib term of each
    IRI without its code, and complains of every one.
    """
    from nanopub.trustyuri.rdf.RdfHasher import value_to_string  # noqa: PLC0415 - it brings much
    from nanopub.trustyuri.rdf.StatementComparator import StatementComparator  # noqa: PLC0415

    def without(term: Any) -> Any:
        if isinstance(term, ox.NamedNode):
            return term.value.replace(code, " ")
        return to_rdflib(term)

    compare = StatementComparator().compare  # type: ignore[no-untyped-call]
    rows = {
        tuple(map(without, (quad.graph_name, quad.subject, quad.predicate, quad.object)))
        for quad in quads
    }
    ordered = sorted(rows, key=cmp_to_key(compare))
    return "".join(value_to_string(term) for row in ordered for term in row)


def code_of(quads: Iterable[ox.Quad], code: str) -> str:
    """The code that quads should have, which have `code` in their own IRIs now."""
    digest = hashlib.sha256(normal_form(quads, code).encode()).digest()
    return "RA" + base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def with_code(quads: Iterable[ox.Quad], code: str) -> tuple[ox.Quad, ...]:
    """The quads with their code in its place."""

    def put(term: Any) -> Any:
        if isinstance(term, ox.NamedNode) and PLACE in term.value:
            return ox.NamedNode(term.value.replace(PLACE, code))
        return term

    return tuple(
        ox.Quad(put(q.subject), q.predicate, put(q.object), put(q.graph_name)) for q in quads
    )
