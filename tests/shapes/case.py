"""A rule, data that break it, and their neighbour that does not."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """`focus` is what the rule finds fault with in `breach`; `~` stands for the case's own name."""

    rule: str
    focus: str
    breach: str
    fine: str
    about: str = ""

    @property
    def name(self) -> str:
        return f"{self.rule}-{self.about}" if self.about else self.rule

    def turtle(self, which: str) -> str:
        text = self.breach if which == "breach" else self.fine
        return text.replace("~", self.slug(which))

    def slug(self, which: str) -> str:
        return f"{self.name.lower().replace(' ', '-')}-{which}"
