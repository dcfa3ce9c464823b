"""The protocol's own tests once more, now answered by the engine room."""

from tests.http.test_negotiate import *  # noqa: F403
from tests.http.test_sparql_protocol import *  # noqa: F403
