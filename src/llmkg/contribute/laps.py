"""What the steps of a write took."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Laps:
    """What the steps took, in seconds by name."""

    seconds: dict[str, float] = field(default_factory=dict)
    _since: float = field(default_factory=time.perf_counter)
    _worked: float = field(default_factory=time.process_time)

    def lap(self, name: str) -> None:
        """A step is done."""
        now = time.perf_counter()
        self.seconds[name] = round(self.seconds.get(name, 0.0) + now - self._since, 5)
        self._since = now

    def end(self) -> dict[str, float]:
        """All of it, with the time that the processor worked on it."""
        return {**self.seconds, "processor": round(time.process_time() - self._worked, 5)}
