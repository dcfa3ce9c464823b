"""As much of Apache's mod_rewrite as an .htaccess of w3id.org uses, and no more.

Rules in a folder see the path below it, without its first slash. A substitution of ``-`` changes
nothing, ``[E=…]`` sets a variable, ``[R=…]`` redirects, ``[L]`` ends the round. Conditions belong
to the next rule; all must hold, or one of those joined by ``[OR]``. A query goes along where the
substitution has none. What is not understood here is an error, so that no rule is passed over.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

_PARTS = re.compile(r'"[^"]*"|\[[^\]]*\]|\S+')
_KNOWN = {"R", "L", "NE", "NC", "E", "QSA"}


@dataclass
class Rule:
    pattern: str
    substitution: str
    flags: dict[str, str]
    conditions: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)


@dataclass
class Redirect:
    status: int
    target: str


def parse(path: Path) -> list[Rule]:
    rules: list[Rule] = []
    conditions: list[tuple[str, str, dict[str, str]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        words = _PARTS.findall(line.strip())
        if not words or words[0].startswith("#"):
            continue
        match words[0]:
            case "RewriteRule":
                flags = _flags(words[3] if len(words) > 3 else "")
                rules.append(Rule(words[1], words[2], flags, conditions))
                conditions = []
            case "RewriteCond":
                conditions.append((words[1], words[2], _flags(words[3] if len(words) > 3 else "")))
            case "RewriteEngine" | "Options":
                assert words[1] in {"on", "+FollowSymLinks"}, line
            case _:
                raise AssertionError(f"not understood: {line}")
    assert not conditions, "conditions without a rule"
    return rules


def _flags(text: str) -> dict[str, str]:
    found = {}
    for flag in filter(None, text.strip("[]").split(",")):
        name, _, value = flag.partition("=")
        found[name] = value
    assert set(found) <= _KNOWN | {"OR"}, text
    return found


def follow(rules: list[Rule], path: str, query: str = "", **headers: str) -> Redirect | None:
    """Where a request for a path below the folder is sent; None where no rule says."""
    variables: dict[str, str] = {}
    for rule in rules:
        nocase = re.IGNORECASE if "NC" in rule.flags else 0
        found = re.search(rule.pattern, path, nocase)
        if found is None or not _holds(rule.conditions, headers):
            continue
        if "E" in rule.flags:
            name, _, value = rule.flags["E"].partition(":")
            variables[name] = value
        if rule.substitution != "-":
            target = _filled(rule.substitution, found, variables)
            if "R" not in rule.flags:
                path = target
            else:
                if "NE" not in rule.flags:
                    target = quote(target, safe=":/?#[]@!$&'()*+,;=%-._~")
                joint = "&" if "?" in target else "?"
                if query and ("?" not in target or "QSA" in rule.flags):
                    target += joint + query
                return Redirect(int(rule.flags["R"] or 302), target)
        if "L" in rule.flags:
            return None
    return None


def _filled(text: str, found: re.Match[str], variables: dict[str, str]) -> str:
    text = re.sub(r"%\{ENV:(\w+)\}", lambda name: variables[name[1]], text)
    return re.sub(r"\$(\d)", lambda number: found[int(number[1])] or "", text)


def _holds(conditions, headers) -> bool:
    held = None
    for subject, pattern, flags in conditions:
        text = re.sub(r"%\{HTTP:([\w-]+)\}", lambda name: headers.get(name[1].lower(), ""), subject)
        text = re.sub(r"%\{HTTP_(\w+)\}", lambda name: headers.get(name[1].lower(), ""), text)
        wanted = pattern.removeprefix("!")
        nocase = re.IGNORECASE if "NC" in flags else 0
        now = bool(re.search(wanted, text, nocase)) != pattern.startswith("!")
        held = now if held is None else held or now
        if "OR" in flags:
            continue
        if not held:
            return False
        held = None
    return True
