"""Which phrases the code speaks, and with which slots: read from its source."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FLOWS = Path(__file__).parent.parent / "flows"
SAYING = {"say", "Said", "Reply"}
# Wrappers that add slots of their own: where the slots stand, and what is added.
WRAPPERS = {
    "to_shop": (2, {"code"}),
    "to_vendor": (2, {"code"}),
    "to_admins": (1, set[str]()),
    "_told": (3, set[str]()),
}


@dataclass(frozen=True)
class Spoken:
    """One place in the code that says something.

    Attributes:
        phrases: names of the phrases it may say.
        slots: names of the slots it passes; None where the source does not show them.
        literal: whether they are all written down in the call itself.
    """

    where: str
    phrases: frozenset[str]
    slots: frozenset[str] | None
    literal: bool


def spoken() -> Iterator[Spoken]:
    """Every call in the flows that names a phrase."""
    for path in sorted(FLOWS.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for function in functions:
            for node in ast.walk(function):
                if isinstance(node, ast.Call):
                    yield from _call(f"{path.name}:{node.lineno}", node, function)


def _call(where: str, call: ast.Call, function: ast.FunctionDef) -> Iterator[Spoken]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    name = call.func.id if isinstance(call.func, ast.Name) else name
    if name not in SAYING | WRAPPERS.keys():
        return
    phrases = [n for arg in call.args for n in _phrases(arg, function)]
    if not phrases:
        return
    place, added = WRAPPERS.get(name, (1, set[str]()))
    given = call.args[place] if len(call.args) > place else None
    keys = set[str]() if given is None else _keys(given, function)
    slots = None if keys is None else frozenset(keys | added)
    literal = given is None or (isinstance(given, ast.Dict) and None not in given.keys)
    yield Spoken(where, frozenset(phrases), slots, literal and len(set(phrases)) == 1)


def _phrases(node: ast.expr, function: ast.FunctionDef) -> Iterator[str]:
    """Names of phrases in an expression, or in what a variable of that name was given."""
    match node:
        case ast.Attribute(value=ast.Name(id="Phrase"), attr=name):
            yield name
        case ast.IfExp(body=one, orelse=other):
            yield from (*_phrases(one, function), *_phrases(other, function))
        case ast.Name(id="phrase"):
            for value in _assigned("phrase", function):
                yield from _phrases(value, function)


def _keys(node: ast.expr, function: ast.FunctionDef) -> set[str] | None:
    match node:
        case ast.Dict(keys=keys, values=values):
            found = set[str]()
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant):
                    found.add(key.value)
                    continue
                spread = _keys(value, function)
                if spread is None:
                    return None
                found |= spread
            return found
        case ast.Name(id=name):
            parts = [_keys(value, function) for value in _assigned(name, function)]
            return None if not parts or None in parts else set[str]().union(*filter(None, parts))
        case _:
            return None


def _assigned(name: str, function: ast.FunctionDef) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                yield value
            case ast.AnnAssign(target=ast.Name(id=found), value=ast.expr() as value):
                if found == name:
                    yield value
            case ast.AugAssign(target=ast.Name(id=found), value=value) if found == name:
                yield value
