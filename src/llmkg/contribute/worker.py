"""What does jobs in a process that may be killed: it keeps open what the next job needs, too."""

from __future__ import annotations

import gc
import logging
from contextlib import suppress
from typing import Final

import pyoxigraph as ox

from llmkg.check import load_shapes
from llmkg.check.checker import Checker
from llmkg.contribute import faults
from llmkg.contribute.effect import Unbounded
from llmkg.contribute.footing import Footing
from llmkg.contribute.hand import bound_memory, unbound_memory
from llmkg.contribute.job import Do, Job, Outcome
from llmkg.contribute.laps import Laps
from llmkg.contribute.place import Place
from llmkg.contribute.revision import revise
from llmkg.contribute.settling import Settling
from llmkg.contribute.state import State
from llmkg.contribute.validate import Ground, validate, validate_by_looking
from llmkg.contribute.work import PATIENCE, write
from llmkg.engine.faults import BusyError
from llmkg.errors import LlmkgError, SnapshotLockedError
from llmkg.rdf.view import Everything
from llmkg.store.refusal import refused
from llmkg.store.snapshot import OpenSnapshot, building, open_current

log = logging.getLogger(__name__)
_LATER: Final = "Send it again when the build is done: nothing of it was stored."
_LONG: Final = (Everything, Unbounded)
"""What a change is met with of which only the whole can tell what it does."""


class Worker:
    """Writes to one folder: in time of what a write changes where it can, else anew."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._footing: Footing | None = None
        self._settling = Settling(place.out)
        self._garbage = _Garbage()
        self._spent = False

    @property
    def is_spent(self) -> bool:
        """Whether it has loaded what nobody needs any more."""
        return self._spent

    def do(self, job: Job) -> Outcome:
        """Do a write. What it leaves in memory is for `after`."""
        laps = Laps()
        self._garbage.hold()
        try:
            with building(self._place.out, patience=min(PATIENCE, job.seconds)):
                laps.lap("wait")
                if job.do is Do.FINISH:
                    self._stood(job)  # which lets a snapshot serve that was finished
                    return Outcome()
                return self._revised(job, laps) or self._anew(job)
        except SnapshotLockedError as error:
            return Outcome(error=faults.to_json(BusyError(error.what, mend=_LATER)))
        except LlmkgError as error:
            return Outcome(error=faults.to_json(error))
        except OSError as error:  # of an engine, before anything was journaled
            self._drop()  # it may have stopped anywhere
            said = refused("The write cannot be done", self._place.out, error)
            return Outcome(error=faults.to_json(said))

    def close(self) -> None:
        """Let go of what is open."""
        self._drop()
        self._settling.close()
        self._garbage.collect()

    def after(self) -> None:
        """What need not be done before the answer: garbage, and snapshots nobody needs any more."""
        self._garbage.collect()
        if self._footing is not None:
            with suppress(LlmkgError, OSError), building(self._place.out):
                self._footing.prune()
            self._footing.working.tidy()
            self._settling.served(self._footing.working.snapshot)

    def rest(self) -> None:
        """Look whether files were changed, and see what was written through to the disk."""
        if self._footing is not None:
            self._footing.files.look_on()
        self._settling.begin()

    def _revised(self, job: Job, laps: Laps) -> Outcome | None:
        """What became of it in time of what it changes; None where that cannot be told."""
        footing = self._stood(job)
        laps.lap("look")
        if footing is None:
            return None
        bound_memory()
        try:
            return revise(footing, job, laps)
        except _LONG as why:
            log.info("%s takes the long way: %r", job.do, why)
            return None
        finally:
            if not footing.sound:
                self._drop()

    def _stood(self, job: Job) -> Footing | None:
        """What a write can stand on, opened anew where it is not what it was."""
        footing = self._footing
        graphs = [job.graph] if job.graph else ()
        if footing is not None and footing.holds(graphs):
            return footing
        self._drop()
        unbound_memory()
        self._footing = Footing.of(self._place)
        gc.collect()
        gc.freeze()  # it stays, and need not be gone through time and again
        return self._footing

    def _drop(self) -> None:
        footing, self._footing = self._footing, None
        if footing is not None:
            footing.close()
            gc.unfreeze()

    def _anew(self, job: Job) -> Outcome:
        """Do it with everything in memory."""
        self._drop()
        self._spent = True
        unbound_memory()
        state = State.load(self._place)
        bound_memory()
        return write(state, job)[0]


class _Garbage:
    """Garbage is collected when nobody waits, and by the thread that writes.

    Rows of the store may be dropped by no other one, and any thread may collect that makes objects.
    """

    def __init__(self) -> None:
        self._held = False

    def hold(self) -> None:
        """From now on none is collected, where any was."""
        if gc.isenabled():
            gc.disable()
            self._held = True

    def collect(self) -> None:
        """Collect what came since; from now on it is collected again."""
        gc.collect(0)  # nothing has become older meanwhile
        if self._held:
            gc.enable()
            self._held = False


class Examiner:
    """Checks contributions that are not to be stored: beside the snapshot that serves."""

    is_spent: Final = False

    def __init__(self, place: Place) -> None:
        self._place = place
        self._ground: Ground | None = None
        self._snapshot: OpenSnapshot | None = None
        self._state: State | None = None

    def do(self, job: Job) -> Outcome:
        """Check one."""
        try:
            ground = self._looked()
            if ground is not None:
                with suppress(*_LONG):
                    return validate_by_looking(ground, job)
            return self._anew(job)
        except LlmkgError as error:
            return Outcome(error=faults.to_json(error))

    def after(self) -> None:
        """Nothing was stored."""

    def close(self) -> None:
        """Let go of what is open."""
        self._ground = None
        if self._snapshot is not None:
            self._snapshot.close()
            self._snapshot = None

    def rest(self) -> None:
        """Hold no snapshot that does not serve any more."""
        snapshot = self._snapshot
        if snapshot is not None and snapshot.path != (self._place.out / "current").resolve():
            self.close()

    def _looked(self) -> Ground | None:
        """The current snapshot and the rules; None where none was built."""
        try:
            snapshot = open_current(self._place.out)
        except LlmkgError:
            self.close()
            return None
        if self._snapshot is not None and self._snapshot.path == snapshot.path:
            snapshot.close()
            return self._ground
        self.close()
        unbound_memory()
        self._snapshot = snapshot
        store = ox.Store.read_only(str(snapshot.path / "store"))
        shapes = load_shapes((self._place.root / "ontology" / "shapes").glob("*.ttl"))
        self._ground = Ground(self._place, store, shapes, Checker.of(shapes, store))
        bound_memory()
        return self._ground

    def _anew(self, job: Job) -> Outcome:
        """Check it with everything in memory."""
        if self._state is None or not self._state.is_fresh():
            self._state = None
            unbound_memory()
            self._state = State.load(self._place)
            bound_memory()
        return validate(self._state, job)
