"""From a folder of YAML files to a policy: reads everything, checks everything, and reports every mistake at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict, TypeVar

from huimin_rules.errors import PolicyError, PolicyProblem, nearest
from huimin_rules.loading.acknowledgements import read_acknowledged
from huimin_rules.loading.articles import read_article, read_unchecked
from huimin_rules.loading.checks import check_coverage, check_cycles, check_use
from huimin_rules.loading.citations import Citations
from huimin_rules.loading.facts_file import clause_of, read_facts
from huimin_rules.loading.folder import FACTS, POLICY, READINGS, TEXT, Folder, read_folder
from huimin_rules.loading.lower_conditions import Lowering
from huimin_rules.loading.models.articles import ArticleFile
from huimin_rules.loading.models.base import MAX_ENTRIES, Mirror
from huimin_rules.loading.models.facts import FactsFile
from huimin_rules.loading.models.policy import PolicyFile
from huimin_rules.loading.models.readings import ReadingsFile
from huimin_rules.loading.problems import Problems, Source, Spot
from huimin_rules.loading.readings_file import read_readings
from huimin_rules.loading.scope import Names
from huimin_rules.loading.shape import read_shape
from huimin_rules.loading.strict_yaml import Tree, read_yaml
from huimin_rules.loading.text_file import TextFile, read_text
from huimin_rules.norms.facts import AnyFact, FactList
from huimin_rules.norms.norm import Modality
from huimin_rules.norms.policy import Consistency, Identity, Note, Policy

M = TypeVar("M", bound=Mirror)


def load_folder(folder: Path) -> Policy:
    """The policy that a folder holds; raises PolicyError with every mistake in every file."""
    return load_files(folder, read_folder(folder))


def load_files(folder: Path, files: Folder) -> Policy:
    """The policy in files that were read from a folder, which messages name."""
    policy, problems = _Reading(folder, files).policy()
    if policy is None or problems.found:
        raise PolicyError(problems.found)
    return policy


class _Reading:
    """Reads a folder as far as it can be read: a mistake hides another only where the other would be guesswork."""

    def __init__(self, folder: Path, files: Folder) -> None:
        self.folder = folder
        self.files = files
        self.problems = Problems()

    def source(self, name: str, raw: bytes) -> Source:
        return Source(str(self.folder / name), read_yaml(raw))

    def file(self, name: str, model: type[M]) -> tuple[Spot, M | None]:
        """A file that a policy must have."""
        raw = self.files.get(name)
        if raw is None:
            self.missing(name)
            return Spot(Source(str(self.folder / name), Tree()), (), self.problems), None
        return self.shaped(name, raw, model)

    def shaped(self, name: str, raw: bytes, model: type[M]) -> tuple[Spot, M | None]:
        source = self.source(name, raw)
        return Spot(source, (), self.problems), read_shape(source, model, self.problems)

    def missing(self, name: str) -> None:
        self.problems.record(PolicyProblem(str(self.folder / name), 1, 1, "缺少这个文件"))

    def bounded(self, what: str, count: int) -> None:
        """What all files have together is as bounded as what one has: it is compared with the whole text."""
        if count > MAX_ENTRIES:
            more = f"{what} 共 {count} 项，上限 {MAX_ENTRIES} 项"
            raise PolicyError([*self.problems.found, PolicyProblem(str(self.folder), 1, 1, more)])

    def text(self, about: PolicyFile | None) -> TextFile | None:
        raw = self.files.get(TEXT)
        if raw is None:
            self.missing(TEXT)
            return None
        return read_text(str(self.folder / TEXT), raw, about.absent_articles if about else [], self.problems)

    def policy(self) -> tuple[Policy | None, Problems]:
        """The policy, or None where a file cannot be read; and every mistake."""
        problems = self.problems
        about_spot, about = self.file(POLICY, PolicyFile)
        facts_spot, facts_file = self.file(FACTS, FactsFile)
        readings_spot, readings_file = self.shaped(READINGS, self.files.get(READINGS) or b"readings: {}", ReadingsFile)
        articles = [self.shaped(name, raw, ArticleFile) for name, raw in self.files.articles]
        legible = [(spot, file) for spot, file in articles if file is not None]
        self.bounded("norms", sum(len(file.norms) for _, file in legible))
        self.bounded("unchecked", sum(len(file.unchecked) for _, file in legible))
        text = self.text(about)

        if text is not None:
            citations = Citations(text.text)
            if about is not None:
                citations.policy(about, about_spot)
            if facts_file is not None:
                citations.facts(facts_file, facts_spot)
            if readings_file is not None:
                citations.readings(readings_file, readings_spot)
            for spot, file in legible:
                citations.article(file, spot)
        _ids(legible)
        grounded = not problems.found

        if facts_file is None:
            return None, problems
        facts = read_facts(facts_file, facts_spot)
        if readings_file is None:
            return None, problems
        readings = read_readings(readings_file, readings_spot)
        before = len(problems.found)
        names = Names(
            {fact.path: fact for fact in _flatten(facts)},
            {reading.id: reading for reading in readings},
            **_norm_ids([spot.source.tree for spot, _ in articles]),
        )
        norms = [pair for spot, file in legible for pair in read_article(file, spot, names)]
        consistency = _consistency(facts_file, facts_spot, names)
        acknowledged = read_acknowledged(about, about_spot, names) if about is not None else ()
        check_cycles(norms)
        lowered = len(problems.found) == before
        if about is None or text is None or len(legible) < len(articles):
            return None, problems

        where = text.text.position
        norms.sort(key=lambda pair: (*where(pair[0].ground.clause, pair[0].ground.quote), pair[0].id))
        unchecked = [one for _, file in legible for one in read_unchecked(file)]
        unchecked.sort(key=lambda one: where(one.ground.clause, one.ground.quote))
        policy = Policy(
            _identity(about),
            text.text,
            facts,
            consistency,
            readings,
            tuple(norm for norm, _ in norms),
            tuple(unchecked),
            tuple(
                Note(note.id, note.question, note.position, clause_of(note.clause) if note.clause else None)
                for note in about.notes
            ),
            self.files.digest(),
            acknowledged,
        )
        if lowered:
            check_use(policy, facts_spot, readings_spot, {norm.id: spot for norm, spot in norms})
        if grounded:
            check_coverage(policy, text, problems)
        return policy, problems


def _identity(about: PolicyFile) -> Identity:
    return Identity(
        about.id,
        about.title,
        about.document_number,
        about.issuer,
        about.jurisdiction.name,
        about.jurisdiction.code,
        about.interpreter,
        about.title_en,
        tuple((one.what, one.note) for one in about.unrecorded),
    )


def _flatten(facts: tuple[AnyFact, ...]) -> Iterator[AnyFact]:
    for fact in facts:
        yield fact
        if isinstance(fact, FactList):
            yield from fact.items


def _ids(files: list[tuple[Spot, ArticleFile]]) -> None:
    seen: dict[str, str] = {}
    for spot, file in files:
        for index, norm in enumerate(file.norms):
            here = spot.at("norms", index, "id")
            if norm.id in seen:
                here.wrong(f"规范编号重复：{norm.id}（{seen[norm.id]} 已有）")
            line, _ = spot.source.tree.place(here.path)
            seen.setdefault(norm.id, f"{Path(spot.source.name).name} 第 {line} 行")


class _NormIds(TypedDict):
    definitions: frozenset[str]
    norms: frozenset[str]


def _norm_ids(trees: list[Tree]) -> _NormIds:
    """The ids of all norms and of the definitions, also of files that are otherwise not legible."""
    written: list[tuple[str, bool]] = []
    for tree in trees:
        norms = tree.data.get("norms") if isinstance(tree.data, dict) else None
        for norm in norms if isinstance(norms, list) else ():
            if isinstance(norm, dict) and isinstance(name := norm.get("id"), str):
                written.append((name, norm.get("modality") == Modality.DEFINITION))
    return {
        "definitions": frozenset(name for name, defines in written if defines),
        "norms": frozenset(name for name, _ in written),
    }


def _consistency(file: FactsFile, spot: Spot, names: Names) -> tuple[Consistency, ...]:
    lowering = Lowering(names)
    rules: list[Consistency] = []
    seen: set[str] = set()
    for index, model in enumerate(file.consistency):
        here = spot.at("consistency", index)
        if model.id in seen:
            here.at("id").wrong(f"一致性规则编号重复：{model.id}")
        seen.add(model.id)
        requires = lowering.condition(model.requires, here.at("requires"))
        paths = [path for path in names.facts if "[]." not in path]
        if model.at not in paths:
            here.at("at").wrong(f"未知的事实 {model.at}", nearest(model.at, paths))
        if requires is not None:
            rules.append(Consistency(model.id, model.at, requires, model.message))
    return tuple(rules)
