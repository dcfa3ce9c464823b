"""The ontology's own axioms as rules with one or two premises.

Only what OWL 2 RL derives over facts is compiled (W3C, OWL 2 Profiles, section 4.3): the rules
about classes and properties as such are used up by the compilation. An axiom that has no such
form is kept aside in `RuleSet.unsupported`, so that the caller can hand the work to a reasoner
that knows it. Longer chains and intersections are cut into pairs with a helper predicate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from llmkg.vocab import OWL, RDF, RDFS, XSD

X, Y, Z = 0, 1, 2
_HELPER = "urn:llmkg:helper:"
_ONE = "urn:llmkg:"  # names that no ontology can use: complements and helpers

# Axioms that would derive facts but are no rule of ours; the class or property that they are about
# decides whether they matter for the facts at hand.
_UNSUPPORTED_TYPES = ("FunctionalProperty", "InverseFunctionalProperty", "ReflexiveProperty")
_UNSUPPORTED_EXPRESSIONS = (
    "hasValue", "oneOf", "hasSelf", "maxCardinality", "maxQualifiedCardinality",
    "minCardinality", "minQualifiedCardinality", "cardinality", "qualifiedCardinality",
)  # fmt: skip
_DATATYPES = (str(XSD), RDF.PlainLiteral, RDF.langString, RDFS.Literal, RDF.XMLLiteral)


@dataclass(frozen=True, slots=True)
class Atom:
    """A property between two variables, or (`second` is None) a class of one."""

    predicate: str
    first: int
    second: int | None = None

    @property
    def variables(self) -> tuple[int, ...]:
        """The variables in their order."""
        return (self.first,) if self.second is None else (self.first, self.second)

    @property
    def arity(self) -> int:
        """One for a class, two for a property."""
        return 1 if self.second is None else 2


@dataclass(frozen=True, slots=True)
class Rule:
    """When the body holds, the head holds; without a head, the body is a contradiction."""

    axiom: str
    """The kind of axiom, as OWL names it, such as ``propertyChainAxiom``."""
    head: Atom | None
    body: tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class Unsupported:
    """An axiom without a rule: `about` is the class or property whose use makes it matter."""

    axiom: str
    about: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What the ontology says, as rules."""

    rules: tuple[Rule, ...]
    contradictions: tuple[Rule, ...]
    unsupported: tuple[Unsupported, ...]
    by_head: Mapping[str, tuple[Rule, ...]] = field(compare=False)

    def live(self, predicates: Iterable[str]) -> frozenset[str]:
        """Every class and property that can hold of something, given those that do."""
        alive = set(predicates)
        waiting = list(self.rules)
        grew = True
        while grew:
            grew = False
            rest = []
            for rule in waiting:
                if rule.head is not None and all(atom.predicate in alive for atom in rule.body):
                    grew = grew or rule.head.predicate not in alive
                    alive.add(rule.head.predicate)
                else:
                    rest.append(rule)
            waiting = rest
        return frozenset(alive)

    def beyond(self, predicates: Iterable[str]) -> tuple[Unsupported, ...]:
        """The unsupported axioms that matter where these classes and properties are used."""
        alive = self.live(predicates)
        return tuple(axiom for axiom in self.unsupported if axiom.about in alive)


class _Compiler:
    def __init__(self, triples: Iterable[Quad | Triple]) -> None:
        self.by_predicate: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.of: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.blank: set[str] = set()
        for triple in triples:
            subject, predicate = self._name(triple.subject), triple.predicate.value
            if isinstance(triple.object, Literal):
                self.of[subject, predicate].append(triple.object.value)
                continue
            obj = self._name(triple.object)
            if obj not in self.of[subject, predicate]:
                self.of[subject, predicate].append(obj)
                self.by_predicate[predicate].append((subject, obj))
        self.rules: dict[Rule, None] = {}
        self.unsupported: dict[Unsupported, None] = {}

    def _name(self, term: object) -> str:
        if isinstance(term, NamedNode):
            return term.value
        name = f"_:{term.value}" if isinstance(term, BlankNode) else str(term)
        self.blank.add(name)
        return name

    def one(self, subject: str, predicate: str) -> str | None:
        values = self.of.get((subject, predicate))
        return values[0] if values else None

    def members(self, head: str) -> list[str]:
        out = []
        while head != RDF.nil:
            out.append(self.of[head, RDF.first][0])
            head = self.of[head, RDF.rest][0]
        return out

    def typed(self, name: str) -> Iterator[str]:
        for subject, obj in self.by_predicate[RDF.type]:
            if obj == OWL[name]:
                yield subject

    def add(self, axiom: str, head: Atom | None, *body: Atom) -> None:
        if head is not None and head.predicate in (OWL.Thing, RDFS.Resource):
            return
        if head is not None and body == (head,):
            return
        if head is not None and head.predicate == OWL.Nothing:
            head = None
        self.rules[Rule(axiom, head, body)] = None

    def aside(self, axiom: str, about: str) -> None:
        self.unsupported[Unsupported(axiom, about)] = None

    # -- class expressions ------------------------------------------------------------------

    def below(self, axiom: str, expression: str, about: str) -> str | None:
        """A class that holds of whatever the expression, on the left of an axiom, holds of."""
        if expression not in self.blank:
            return expression
        name = _HELPER + expression
        if (items := self.one(expression, OWL.intersectionOf)) is not None:
            made = self._all_of(axiom, name, self.members(items), about)
        elif (items := self.one(expression, OWL.unionOf)) is not None:
            made = self._any_of(axiom, name, self.members(items), about)
        elif (filler := self.one(expression, OWL.someValuesFrom)) is not None:
            made = self._some_from(axiom, name, expression, filler)
        else:
            self.aside(self._construct(expression), self.one(expression, OWL.onProperty) or about)
            made = False
        return name if made else None

    def _all_of(self, axiom: str, name: str, items: list[str], about: str) -> bool:
        parts = [part for item in items if (part := self.below(axiom, item, about)) is not None]
        if len(parts) == len(items):
            self._fold(axiom, parts, name)
        return len(parts) == len(items)

    def _any_of(self, axiom: str, name: str, items: list[str], about: str) -> bool:
        parts = [part for item in items if (part := self.below(axiom, item, about)) is not None]
        for part in parts:
            self.add(axiom, Atom(name, X), Atom(part, X))
        return len(parts) == len(items)

    def _some_from(self, axiom: str, name: str, expression: str, filler: str) -> bool:
        prop = self.of[expression, OWL.onProperty][0]
        if filler == OWL.Thing:
            self.add(axiom, Atom(name, X), Atom(prop, X, Y))
            return True
        part = self.below(axiom, filler, prop)
        if part is not None:
            self.add(axiom, Atom(name, X), Atom(prop, X, Y), Atom(part, Y))
        return part is not None

    def above(self, axiom: str, sub: str, expression: str) -> None:
        """Whatever `sub` holds of, the expression on the right of an axiom holds of too."""
        if expression not in self.blank:
            self.add(axiom, Atom(expression, X), Atom(sub, X))
        elif (items := self.one(expression, OWL.intersectionOf)) is not None:
            for item in self.members(items):
                self.above(axiom, sub, item)
        elif (other := self.one(expression, OWL.complementOf)) is not None:
            part = self.below(axiom, other, sub)
            if part is not None:
                self.add("complementOf", None, Atom(sub, X), Atom(part, X))
        elif (filler := self.one(expression, OWL.allValuesFrom)) is not None:
            prop = self.one(expression, OWL.onProperty)
            if prop is not None and not filler.startswith(_DATATYPES):
                name = filler
                if filler in self.blank:
                    name = _HELPER + filler
                    self.above(axiom, name, filler)
                self.add(axiom, Atom(name, Y), Atom(sub, X), Atom(prop, X, Y))
        else:
            self.aside(self._construct(expression), sub)

    def _fold(self, axiom: str, parts: list[str], name: str) -> None:
        left = parts[0]
        for index, part in enumerate(parts[1:], start=1):
            target = name if index == len(parts) - 1 else f"{name}:{index}"
            self.add(axiom, Atom(target, X), Atom(left, X), Atom(part, X))
            left = target
        if len(parts) == 1:
            self.add(axiom, Atom(name, X), Atom(left, X))

    def _construct(self, expression: str) -> str:
        for name in _UNSUPPORTED_EXPRESSIONS:
            if (expression, OWL[name]) in self.of:
                return name
        return "class expression"

    # -- axioms -----------------------------------------------------------------------------

    def classes(self) -> None:
        pairs = [("subClassOf", s, o) for s, o in self.by_predicate[RDFS.subClassOf]]
        for s, o in self.by_predicate[OWL.equivalentClass]:
            pairs += [("equivalentClass", s, o), ("equivalentClass", o, s)]
        for axiom, sub, sup in pairs:
            name = self.below(axiom, sub, sup)
            if name is not None:
                self.above(axiom, name, sup)
        for s, o in self.by_predicate[OWL.disjointWith]:
            self._disjoint("disjointWith", s, o)
        for node in self.typed("AllDisjointClasses"):
            for a, b in combinations(self._listed(node), 2):
                self._disjoint("AllDisjointClasses", a, b)
        for s, o in self.by_predicate[OWL.disjointUnionOf]:
            self.aside("disjointUnionOf", s if s not in self.blank else o)

    def _disjoint(self, axiom: str, a: str, b: str) -> None:
        left, right = self.below(axiom, a, b), self.below(axiom, b, a)
        if left is not None and right is not None:
            self.add(axiom, None, Atom(left, X), Atom(right, X))

    def _listed(self, node: str) -> list[str]:
        return self.members(self.of[node, OWL.members][0])

    def properties(self) -> None:
        for s, o in self.by_predicate[RDFS.subPropertyOf]:
            self.add("subPropertyOf", Atom(o, X, Y), Atom(s, X, Y))
        for axiom, flip in (("equivalentProperty", False), ("inverseOf", True)):
            for s, o in self.by_predicate[OWL[axiom]]:
                for a, b in ((s, o), (o, s)):
                    self.add(axiom, Atom(b, Y, X) if flip else Atom(b, X, Y), Atom(a, X, Y))
        for s, o in self.by_predicate[OWL.propertyChainAxiom]:
            self._chain(s, self.members(o))

    def typings(self) -> None:
        for s, o in self.by_predicate[RDFS.domain]:
            self._typing("domain", s, o, X)
        for s, o in self.by_predicate[RDFS.range]:
            if not o.startswith(_DATATYPES):
                self._typing("range", s, o, Y)

    def disjoint_properties(self) -> None:
        for s, o in self.by_predicate[OWL.propertyDisjointWith]:
            self.add("propertyDisjointWith", None, Atom(s, X, Y), Atom(o, X, Y))
        for node in self.typed("AllDisjointProperties"):
            for a, b in combinations(self._listed(node), 2):
                self.add("AllDisjointProperties", None, Atom(a, X, Y), Atom(b, X, Y))

    def characteristics(self) -> None:
        for s in self.typed("SymmetricProperty"):
            self.add("SymmetricProperty", Atom(s, Y, X), Atom(s, X, Y))
        for s in self.typed("TransitiveProperty"):
            self.add("TransitiveProperty", Atom(s, X, Z), Atom(s, X, Y), Atom(s, Y, Z))
        for s in self.typed("IrreflexiveProperty"):
            self.add("IrreflexiveProperty", None, Atom(s, X, X))
        for s in self.typed("AsymmetricProperty"):
            self.add("AsymmetricProperty", None, Atom(s, X, Y), Atom(s, Y, X))
        for name in _UNSUPPORTED_TYPES:
            for s in self.typed(name):
                self.aside(name, s)
        for s, _ in self.by_predicate[OWL.hasKey]:
            self.aside("hasKey", s)

    def _typing(self, axiom: str, prop: str, expression: str, variable: int) -> None:
        body = Atom(prop, X, Y)
        if expression not in self.blank:
            self.add(axiom, Atom(expression, variable), body)
            return
        name = _HELPER + expression
        self.add(axiom, Atom(name, variable), body)
        self.above(axiom, name, expression)

    def _chain(self, prop: str, links: list[str]) -> None:
        left = links[0]
        for index, link in enumerate(links[1:], start=1):
            last = index == len(links) - 1
            name = prop if last else f"{_HELPER}chain:{'|'.join(links[: index + 1])}"
            self.add("propertyChainAxiom", Atom(name, X, Z), Atom(left, X, Y), Atom(link, Y, Z))
            left = name
        if len(links) == 1:
            self.add("propertyChainAxiom", Atom(prop, X, Y), Atom(left, X, Y))


def complement(predicate: str) -> str:
    """The name under which a denied fact of a class or property is kept."""
    return f"{_ONE}not:{predicate}"


def is_helper(predicate: str) -> bool:
    """Whether a predicate was made by the compilation and is no term of the ontology."""
    return predicate.startswith(_ONE)


def compile_rules(ontology: Iterable[Quad | Triple]) -> RuleSet:
    """The rules that an ontology's triples amount to.

    Axioms about denied facts (negative property assertions) are added by the caller, since they
    concern the facts: see :func:`denial`.
    """
    compiler = _Compiler(ontology)
    compiler.classes()
    compiler.properties()
    compiler.typings()
    compiler.disjoint_properties()
    compiler.characteristics()
    rules = tuple(rule for rule in compiler.rules if rule.head is not None)
    heads: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.head is not None:
            heads[rule.head.predicate].append(rule)
    return RuleSet(
        rules=rules,
        contradictions=tuple(rule for rule in compiler.rules if rule.head is None),
        unsupported=tuple(compiler.unsupported),
        by_head={name: tuple(of) for name, of in heads.items()},
    )


def denial(predicate: str) -> Rule:
    """The contradiction between a property that holds and its negative assertion."""
    both = (Atom(predicate, X, Y), Atom(complement(predicate), X, Y))
    return Rule("NegativePropertyAssertion", None, both)


def unfold(rules: RuleSet) -> Mapping[str, tuple[Rule, ...]]:
    """By head, the rules with every helper predicate replaced by what defines it.

    Helpers are facts of a closure only while it is made; who walks through a stored one needs rules
    whose premises are all terms of the ontology, however many that makes.
    """
    out: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules.rules:
        if rule.head is not None and not is_helper(rule.head.predicate):
            for body in unfolded(rule.body, rules):
                out[rule.head.predicate].append(Rule(rule.axiom, rule.head, body))
    return {name: tuple(dict.fromkeys(of)) for name, of in out.items()}


def unfolded(
    body: tuple[Atom, ...], rules: RuleSet, within: frozenset[str] = frozenset()
) -> Iterator[tuple[Atom, ...]]:
    """The bodies that a body amounts to, without helpers; complements stay."""
    at = next((i for i, atom in enumerate(body) if atom.predicate.startswith(_HELPER)), None)
    if at is None:
        yield body
        return
    atom = body[at]
    if atom.predicate in within:  # a helper defined by itself adds nothing
        return
    fresh = 1 + max(v for each in body for v in each.variables)
    for rule in rules.by_head.get(atom.predicate, ()):
        if rule.head is None:
            continue
        names = dict(zip(rule.head.variables, atom.variables, strict=True))
        renamed = []
        for part in rule.body:
            for variable in part.variables:
                names.setdefault(variable, fresh + variable)
            second = None if part.second is None else names[part.second]
            renamed.append(Atom(part.predicate, names[part.first], second))
        grown = (*body[:at], *renamed, *body[at + 1 :])
        yield from unfolded(grown, rules, within | {atom.predicate})
