"""What the tree is made of: models, steps between them, and what became of abilities."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from llmkg.http.views.placing import Dated
from llmkg.model.claim import Claim, Stance
from llmkg.model.level import Level
from llmkg.model.lineage import LineageEdge
from llmkg.model.text import Ref
from llmkg.vocab import Kind


@dataclass(frozen=True, slots=True)
class Effect:
    """What is said to have become of an ability, or whether a model has it.

    name     the local name of the relation: injects, weakens, hasAbility …
    subject  the stage, method, data set or model of which it is said
    stance   the strongest one taken: asserts, else denies, else leavesOpen
    disputed whether some claim denies what another asserts
    rank     of the best level at which that stance is taken
    """

    name: str
    relation: Ref
    ability: Ref
    subject: Ref
    proposition: str
    stance: Stance
    disputed: bool
    rank: int

    @property
    def of_stage(self) -> bool:
        """Whether it is said of this very step, and not of its method or data in general."""
        return self.subject.kind == Kind.STAGE.value


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage that made a model: its methods (the most common first) and its data.

    based  whether any claim names the model that it took
    """

    ref: Ref
    methods: tuple[Ref, ...]
    datasets: tuple[Ref, ...]
    based: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A model that is said to come from another, with everything said of it.

    ways      each way in which it is said: of the two models, or of a stage between them; none
              where nobody says it and it only follows
    stages    those between the two, and where none is, those whose base nobody names
    standing  stated, denied, contested, open or entailed
    level     how sure: of the denial where it is denied, else effective, else as it is stated
    """

    slug: str
    child: Ref
    parent: Ref
    ways: tuple[LineageEdge, ...]
    stages: tuple[Stage, ...]
    methods: tuple[Ref, ...]
    claims: tuple[Claim, ...]
    standing: str
    level: Level | None
    stated: Level | None
    tensions: tuple[Ref, ...]
    is_misprint: bool
    effects: tuple[Effect, ...]

    @property
    def is_loop(self) -> bool:
        """Whether a model is said to come from itself."""
        return self.child.iri == self.parent.iri

    @property
    def propositions(self) -> tuple[Ref, ...]:
        """What is said, that of the models themselves first."""
        direct = sorted(self.ways, key=lambda way: way.via is not None)
        return tuple(dict.fromkeys(each for way in direct for each in way.propositions))

    @property
    def path(self) -> str:
        """Where a link on the step leads: to what is said, or to why it follows."""
        if self.propositions:
            return f"/proposition/{self.propositions[0].slug}"
        terms = {"subject": f"model:{self.child.slug}", "predicate": "llmkg:derivedFrom"}
        return f"/explain?{urlencode({**terms, 'object': f'model:{self.parent.slug}'})}"


@dataclass(frozen=True, slots=True)
class Model:
    """A model in the tree.

    dated     the day that is said of it, if any
    unknown   whether it stands for a base that is said not to be known
    origins   stages that made it out of what nobody names, where no step leads to it
    effects   what is said of its abilities; `origin_effects` of what those stages did
    """

    ref: Ref
    dated: Dated | None
    unknown: bool
    families: frozenset[str]
    origins: tuple[Stage, ...]
    effects: tuple[Effect, ...]
    origin_effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Evolution:
    """All models and all steps; `order` has pairs of which the first is said to come first."""

    models: tuple[Model, ...]
    steps: tuple[Step, ...]
    order: tuple[tuple[str, str], ...]
    methods: tuple[Ref, ...]
    families: tuple[Ref, ...]
    abilities: tuple[Ref, ...]
