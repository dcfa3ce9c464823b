"""Places in data."""

from tests.shapes.build import LOCATOR, anchor, claim, evidence, locator, node
from tests.shapes.case import Case


def at(**changes):
    """A claim with such a locator and no anchor."""
    return claim(llmkg_anchor=None, llmkg_locator=locator(**changes))


def located(rule, breach, fine=None, about=""):
    return Case(rule, "claim/~#locator", at(**breach), at(**(fine or {})), about)


CASES = [
    Case("ClaimWithoutAnchor", "claim/~", claim(llmkg_anchor=None), at(), "locator"),
    located("LocatorWithoutFile", {"inFile": None}),
    located("LocatorWithSeveralFiles", {"inFile": '"a.yaml" , "b.yaml"'}),
    located("LocatorFileOutside", {"inFile": '"../w.yaml"'}, {"inFile": '"a..b/w..yaml"'}),
    located("LocatorFileOutside", {"inFile": '"/etc/w.yaml"'}, about="absolute"),
    located("LocatorWithoutLine", {"atLine": None}),
    located("LocatorWithSeveralLines", {"atLine": "7 , 8"}),
    located("LocatorLineNotPositive", {"atLine": "0"}, {"atLine": "1"}),
    located("LocatorWithSeveralKeys", {"atKey": '"a" , "b"'}, {"atKey": None}),
    located("LocatorMisspelt", {"atLin": "7"}),
    Case(
        "LocatorWithoutSource",
        "evidence/~#locator",
        evidence(llmkg_locator=locator()),
        evidence(llmkg_locator=locator(), statedIn="source:w"),
    ),
    Case(
        "SeveralLocators",
        "claim/~",
        claim(llmkg_anchor=anchor(), llmkg_locator="c:~-place")
        + node("c:~-place", LOCATOR, {"rdfs:label": None}),
        at(),
    ),
]
