"""A picture of builds of several sizes: time and memory, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from llmkg.bench.plot import check
from llmkg.errors import OutsideError
from llmkg.model.location import Location

if TYPE_CHECKING:
    from llmkg.bench.scale import Scaled

_COLOURS: Final = ("#0b5394", "#c46a00", "#7a7a7a", "#a8326e", "#2e7d32", "#000000")
_MIB: Final = 1 << 20


def draw(scaled: Sequence[Scaled], file: Path) -> None:
    """Write the picture; its kind goes by the file's suffix. Raises as `plot.check` does."""
    check(file)
    from matplotlib.figure import Figure  # noqa: PLC0415 - an extra

    figure = Figure(figsize=(12, 4.2), layout="constrained")
    times, memory = figure.subplots(1, 2)
    claims = [each.claims for each in scaled]
    names = [stage.name for stage in scaled[0].stages] if scaled else []
    for at, name in enumerate(names):
        colour = _COLOURS[at % len(_COLOURS)]
        stages = [each.stages[at] for each in scaled]
        seconds = [max(stage.seconds, 1e-3) for stage in stages]
        times.plot(claims, seconds, "o-", label=name, color=colour)
        memory.plot(claims, [s.peak / _MIB for s in stages], "o-", label=name, color=colour)
    peers = [each.peer for each in scaled]
    times.plot(claims, [p.seconds for p in peers], "k--", label="bulk load alone")
    memory.plot(claims, [p.peak / _MIB for p in peers], "k--", label="bulk load alone")
    for axes, title in ((times, "seconds of the processor"), (memory, "peak memory in MiB")):
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("claims")
        axes.set_title(title)
        axes.grid(alpha=0.3)
        axes.legend(fontsize="small")
    try:
        # Without a date, the same figures give the same file.
        dated = "CreationDate" if file.suffix.lower() == ".pdf" else "Date"
        figure.savefig(file, metadata={} if file.suffix == ".png" else {dated: None})
    except OSError as error:
        raise OutsideError(
            f"The picture cannot be written: {error}", where=Location(str(file))
        ) from error
