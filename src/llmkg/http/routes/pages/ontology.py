"""The ontology's page in the navigation; :mod:`llmkg.http.routes.ontology` answers there."""

from __future__ import annotations

from typing import Final

from llmkg.http.registry import Site

SITE: Final = Site("ontology", "/ontology", order=80)
