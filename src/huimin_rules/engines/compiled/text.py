"""The text of generated functions, and the constants that it refers to.

The text holds numbers and names made here alone: everything that an author or an applicant wrote is a named constant.
"""

from huimin_rules.engines.reference.conditions import Compiler
from huimin_rules.norms.conditions import Condition
from huimin_rules.norms.facts import Domain, Fact
from huimin_rules.ternary import Truth


class Text:
    """Lines of Python, and the names that stand for values."""

    def __init__(self) -> None:
        self.names: dict[str, object] = {"Domain": Domain}
        self._lines: list[str] = []
        self._named: dict[int, str] = {}
        self._counted = 0

    def line(self, text: str, depth: int = 1) -> None:
        """Add a line."""
        self._lines.append(f"{'    ' * depth}{text}")

    def text(self) -> str:
        """All lines so far."""
        return "\n".join(self._lines)

    def function(self, name: str) -> object:
        """The function of that name that the lines define."""
        return compiled(self.text(), self.names, name)

    def constant(self, value: object) -> str:
        """The name of a constant; the same object has one name."""
        name = self._named.get(id(value))
        if name is None:
            name = self._named[id(value)] = self.fresh("c")
            self.names[name] = value
        return name

    def fresh(self, prefix: str) -> str:
        """A name that is not yet used."""
        self._counted += 1
        return f"{prefix}{self._counted}"


def open_truth(compiler: Compiler, condition: Condition, path: str) -> Truth:
    """The truth of a test of one fact of which nothing is known."""
    fact = compiler.policy.fact_by_path[path]
    assert isinstance(fact, Fact)  # a list has no value
    layout = compiler.layout
    slots = dict.fromkeys(layout.scalars.values(), fact.domain)
    fields = dict.fromkeys((position for _, position in layout.fields.values()), fact.domain)
    return compiler.lower(condition)(slots, fields)  # type: ignore[arg-type]  # only the fact's place is read


def compiled(text: str, names: dict[str, object], name: str) -> object:
    """The function of that name which a text defines over these names."""
    exec(compile(text, "<compiled policy>", "exec"), names)
    return names[name]
