"""Which parts tell more of the things of a part: where its propositions were assessed."""

from __future__ import annotations

from llmkg.build.place import Spread


def beside(spread: Spread, number: int) -> tuple[int, ...]:
    """The numbers of these parts; what is not found among them is looked up, which takes longer."""
    name = f"assessed-{number}"
    return tuple(at for at, folder in enumerate(spread.parts) if folder.name == name)
