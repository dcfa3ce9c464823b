"""``POST /api/validate``: what the check finds in a contribution. Nothing is stored."""

from __future__ import annotations

from fastapi import APIRouter

from llmkg.http.service import Service


def routes(_service: Service) -> APIRouter:
    """``/api/validate``."""
    return APIRouter(tags=["validate"])
