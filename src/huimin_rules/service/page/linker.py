"""A small linker: JavaScript modules become one expression, which a page can hold in its one script.

It knows a restricted style and refuses everything else:

- imports stand at the top of a module, `import { a, b as c } from "./x.mjs";`, and name files of the same folder or of
  folders in it or around it;
- exports are `export function a`, `export const a`, `export class a` (`async` and generators too) at the start of a
  line, and in a front module `export { a } from "./x.mjs";`;
- no default exports, no `import *`, no cycles.

Each module becomes a function that is called once, after the modules that it imports; what it declares is nobody
else's. Nothing is renamed, so an error of the page tells the names that stand in the source.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_NAMES = r"\{(?P<names>[\w$,\s]*)\}"
_FROM = r'from\s+"(?P<source>\.\.?/[\w./-]+\.mjs)";'
_IMPORT: Final = re.compile(rf"import\s+{_NAMES}\s+{_FROM}[ \t]*(?:\n|\Z)")
_PASSED_ON: Final = re.compile(rf"export\s+{_NAMES}\s+{_FROM}[ \t]*(?:\n|\Z)")
_DECLARED: Final = re.compile(r"export (?=(?:(?:async )?function\*?|const|class)\s+(?P<name>[\w$]+))")
_ONE_NAME: Final = re.compile(r"(?P<name>[\w$]+)(?:\s+as\s+(?P<local>[\w$]+))?")
_MODULE_WORD: Final = re.compile(r"^(?:import|export)\b|\bimport\s*[.(]", re.MULTILINE)
_LEADING: Final = re.compile(r"(?:\s+|//[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)


class LinkError(Exception):
    """Modules that cannot be linked: which one, on which line, and why."""

    def __init__(self, module: str, line: int, why: str) -> None:
        super().__init__(f"{module}:{line}: {why}")


@dataclass(frozen=True, slots=True)
class _Names:
    """What one line takes from another module: `(name there, name here)`."""

    source: str
    names: tuple[tuple[str, str], ...]
    line: int


@dataclass(frozen=True, slots=True)
class _Module:
    """A module taken apart."""

    path: str
    imports: tuple[_Names, ...]
    passed_on: tuple[_Names, ...]
    declared: tuple[str, ...]
    body: str

    @property
    def needed(self) -> tuple[_Names, ...]:
        """Everything that it takes from others."""
        return (*self.imports, *self.passed_on)

    @property
    def exported(self) -> frozenset[str]:
        """Every name that others can take from it."""
        return frozenset((*self.declared, *(local for one in self.passed_on for _, local in one.names)))


def link(modules: Mapping[str, str], front: str) -> str:
    """The expression whose value holds what the front module exports; `modules` are texts by their path.

    Only modules that the front one needs are in it. Raises LinkError for what is not in the restricted style, for a
    module or a name that does not exist, and for modules that import each other in a circle.
    """
    linked: dict[str, _Module] = {}
    _visit(modules, front, linked, ())
    numbers = {path: number for number, path in enumerate(linked)}
    functions = "".join(_function(module, numbers) for module in linked.values())
    return f"(() => {{\n{functions}return m{numbers[front]};\n}})()"


def _visit(modules: Mapping[str, str], path: str, linked: dict[str, _Module], open_: tuple[str, ...]) -> None:
    """Take a module and first those that it needs."""
    module = _taken_apart(path, modules[path])
    for taken in module.needed:
        if taken.source in (*open_, path):
            raise LinkError(path, taken.line, f"imports in a circle: {' → '.join((*open_, path, taken.source))}")
        if taken.source not in modules:
            raise LinkError(path, taken.line, f"no module {taken.source}")
        if taken.source not in linked:
            _visit(modules, taken.source, linked, (*open_, path))
        for name, _ in taken.names:
            if name not in linked[taken.source].exported:
                raise LinkError(path, taken.line, f"{taken.source} exports no {name}")
    linked[path] = module


def _taken_apart(path: str, text: str) -> _Module:
    imports: list[_Names] = []
    passed_on: list[_Names] = []
    start = at = _after_comments(text, 0)
    while found := _IMPORT.match(text, at) or _PASSED_ON.match(text, at):
        (imports if found.re is _IMPORT else passed_on).append(_names(path, text, found))
        at = _after_comments(text, found.end())
        start = found.end()
    body = text[start:]
    declared: list[str] = []
    for export in reversed(list(_DECLARED.finditer(body))):
        if export.start() == 0 or body[export.start() - 1] == "\n":
            declared.insert(0, export["name"])
            body = body[: export.start()] + body[export.end() :]
    module = _Module(path, tuple(imports), tuple(passed_on), tuple(declared), body)
    _refuse_the_rest(module, text, start)
    return module


def _after_comments(text: str, at: int) -> int:
    found = _LEADING.match(text, at)
    assert found is not None
    return found.end()


def _names(path: str, text: str, found: re.Match[str]) -> _Names:
    line = text.count("\n", 0, found.start()) + 1
    names = []
    for part in filter(None, map(str.strip, found["names"].split(","))):
        one = _ONE_NAME.fullmatch(part)
        if one is None:
            raise LinkError(path, line, f"no name: {part}")
        names.append((one["name"], one["local"] or one["name"]))
    return _Names(posixpath.normpath(posixpath.join(posixpath.dirname(path), found["source"])), tuple(names), line)


def _refuse_the_rest(module: _Module, text: str, start: int) -> None:
    """What is left of the words of modules is not in the style; a name is exported once."""
    other = _MODULE_WORD.search(module.body)
    if other is not None:
        line = text.count("\n", 0, start) + module.body.count("\n", 0, other.start()) + 1
        found = module.body[other.start() :].splitlines()[0]
        raise LinkError(module.path, line, f"not in the restricted style: {found}")
    names = [*module.declared, *(local for one in module.passed_on for _, local in one.names)]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise LinkError(module.path, 1, f"exports {twice} twice")


def _function(module: _Module, numbers: Mapping[str, int]) -> str:
    return "".join(_lines(module, numbers))


def _lines(module: _Module, numbers: Mapping[str, int]) -> Iterator[str]:
    number = numbers[module.path]
    yield f"const m{number} = (() => {{\n"
    for taken in module.imports:
        names = ", ".join(name if name == local else f"{name}: {local}" for name, local in taken.names)
        yield f"const {{ {names} }} = m{numbers[taken.source]};\n"
    yield f"{module.body.strip()}\n"
    passed = (f"{local}: m{numbers[one.source]}.{name}" for one in module.passed_on for name, local in one.names)
    yield f"return {{ {', '.join((*module.declared, *passed))} }};\n}})();\n"
