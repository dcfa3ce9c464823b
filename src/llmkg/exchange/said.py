"""What a record says, before anybody knows which of our things it speaks of."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from llmkg.errors import InputError
from llmkg.model.location import Location


class Sort(StrEnum):
    """What sort of thing a record names; the value is the class of the ontology."""

    MODEL = "Model"
    FAMILY = "ModelFamily"
    DATASET = "Dataset"
    BENCHMARK = "Benchmark"
    ORGANISATION = "Organisation"
    PERSON = "Person"
    CONCEPT = "Concept"
    CONDITION = "Condition"
    MEASURE = "Measure"
    UNIT = "Unit"
    SOURCE = "Source"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record says it: a file of the source, a line from 1, and the way to the value."""

    file: str
    line: int
    key: str

    @property
    def location(self) -> Location:
        """The same, as errors carry it."""
        return Location(self.file, self.line)

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.key}"


@dataclass(frozen=True, slots=True)
class Name:
    """What a record calls a thing.

    ids        addresses and identifiers that belong to this thing alone
    publisher  who publishes it, where the name alone would not tell it from a namesake
    facts      bibliographic data of a source: property, value and datatype or language
    slug       the slug that it should get, where its name is long
    """

    text: str
    sort: Sort
    ids: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    publisher: str = ""
    facts: tuple[tuple[str, str, str], ...] = ()
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A literal; `datatype` is the local name in XSD."""

    text: str
    datatype: str = "string"


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity as it is printed, with unit and measure; None where the unit is not printed."""

    number: Decimal
    measure: Name
    unit: Name | None
    printed: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a record says.

    predicate   local name of a domain property
    qualifiers  local name of a qualifier, and its value
    hedge       the word by which the record weakens it
    note        what the record adds in words
    measured    whether it is the result of a test, and so evidence
    """

    subject: Name
    predicate: str
    object: Name | Value | Amount
    place: Place
    qualifiers: tuple[tuple[str, Name | Amount], ...] = ()
    hedge: str = ""
    note: str = ""
    measured: bool = False


class Weight(StrEnum):
    """How grave a remark is: an error stops the import."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the input that its keeper or the reader should know."""

    weight: Weight
    what: str
    where: Location
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """The source that says it all.

    slug     of the source
    label    its name in English and in Chinese
    creator  slug and name of who keeps it
    issued   the latest day that the data themselves bear, if any
    """

    slug: str
    label: tuple[str, str]
    title: str
    creator: tuple[str, str]
    url: str = ""
    issued: str = ""


@dataclass(slots=True)
class Draft:
    """All that was read: statements, things, remarks; errors are kept until all is read.

    whole  whether these are all the records that the source has: what came of others before is of
           files that it has no more
    """

    origin: Origin
    statements: list[Statement] = field(default_factory=list)
    things: list[tuple[Name, Place]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    errors: list[InputError] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    records: int = 0
    whole: bool = False

    def warn(self, what: str, where: Location, mend: str = "") -> None:
        """Add a warning."""
        self.remarks.append(Remark(Weight.WARNING, what, where, mend))

    def note(self, what: str, where: Location, mend: str = "") -> None:
        """Add a remark on what is left out, or read in one of several ways."""
        self.remarks.append(Remark(Weight.NOTE, what, where, mend))
