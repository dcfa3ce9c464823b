"""Who we are to an endpoint: from the environment only, never in an address, a file or a log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from llmkg.errors import ParameterError

USER: Final = "LLMKG_STORE_USER"
PASSWORD: Final = "LLMKG_STORE_PASSWORD"  # noqa: S105 - the name of a variable
TOKEN: Final = "LLMKG_STORE_TOKEN"  # noqa: S105 - as above


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user and password, sent as the server asks for them (digest, else basic), or a token."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Credentials:
        """What the environment has. Raises ParameterError for a half, and for both at once."""
        user, password, token = (environ.get(name, "") for name in (USER, PASSWORD, TOKEN))
        if token and (user or password):
            raise ParameterError(f"{TOKEN} and {USER} are both set", mend="Set one of them.")
        if bool(user) != bool(password):
            raise ParameterError(f"Only one of {USER} and {PASSWORD} is set", mend="Set both.")
        if not all(each.isprintable() for each in (user, password, token)):
            raise ParameterError("The credentials of the store hold control characters")
        return cls(user, password, token)

    def __bool__(self) -> bool:
        return bool(self.user or self.token)


NOBODY: Final = Credentials()
