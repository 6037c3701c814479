"""From a folder of YAML files to a policy: reads everything, checks everything, and reports every mistake at once."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from huimin_rules.canonical import canonical_json, digest
from huimin_rules.errors import PolicyError, PolicyProblem
from huimin_rules.loading.articles import read_article
from huimin_rules.loading.checks import check_policy
from huimin_rules.loading.facts_file import clause_of, read_facts
from huimin_rules.loading.lower import Lowering, Names
from huimin_rules.loading.models.files import ArticleFile, FactsFile, PolicyFile, ReadingsFile
from huimin_rules.loading.problems import Problems, Source, Spot
from huimin_rules.loading.readings_file import read_readings
from huimin_rules.loading.shape import read_shape
from huimin_rules.loading.strict_yaml import MAX_BYTES, Tree, read_yaml
from huimin_rules.loading.text_file import read_text
from huimin_rules.norms.facts import AnyFact, FactList
from huimin_rules.norms.norm import Norm, Unchecked
from huimin_rules.norms.policy import Consistency, Identity, Note, Policy

POLICY: Final = "policy.yaml"
TEXT: Final = "text.md"
FACTS: Final = "facts.yaml"
READINGS: Final = "readings.yaml"
CASES: Final = "cases"


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a policy, cases apart: names and bytes, in the order of names."""

    files: tuple[tuple[str, bytes], ...]

    def digest(self) -> str:
        """The digest of the policy: over the list of its files, each with the SHA-256 of its bytes."""
        return digest(canonical_json({name: digest(raw) for name, raw in self.files}).encode())

    def get(self, name: str) -> bytes | None:
        """The bytes of a file, or None."""
        return dict(self.files).get(name)

    @property
    def articles(self) -> tuple[tuple[str, bytes], ...]:
        """The files that hold norms."""
        return tuple((name, raw) for name, raw in self.files if name not in (POLICY, TEXT, FACTS, READINGS))


def read_folder(folder: Path) -> Folder:
    """Read the files of a policy; raises PolicyError where the folder is not one."""
    if not folder.is_dir():
        raise PolicyError([PolicyProblem(str(folder), 1, 1, "不是文件夹")])
    files: list[tuple[str, bytes]] = []
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.is_file() and (path.suffix in (".yaml", ".yml") or path.name == TEXT):
            with path.open("rb") as file:
                files.append((path.name, file.read(MAX_BYTES + 1)))
    missing = [name for name in (POLICY, TEXT, FACTS) if name not in dict(files)]
    if missing:
        raise PolicyError(PolicyProblem(str(folder / name), 1, 1, "缺少这个文件") for name in missing)
    return Folder(tuple(files))


def load_folder(folder: Path) -> Policy:
    """The policy that a folder holds; raises PolicyError with every mistake in every file."""
    files = read_folder(folder)
    problems = Problems()
    policy = _read(files, folder, problems)
    if problems.found or policy is None:
        raise PolicyError(problems.found)
    return policy


def _source(folder: Path, name: str, raw: bytes) -> Source:
    return Source(str(folder / name), read_yaml(raw))


def _read(files: Folder, folder: Path, problems: Problems) -> Policy | None:
    about = _source(folder, POLICY, files.get(POLICY) or b"")
    policy_file = read_shape(about, PolicyFile, problems)
    absent = policy_file.absent_articles if policy_file else []
    text = read_text(str(folder / TEXT), files.get(TEXT) or b"", absent, problems)
    facts_source = _source(folder, FACTS, files.get(FACTS) or b"")
    facts_file = read_shape(facts_source, FactsFile, problems)
    readings_raw = files.get(READINGS)
    readings_source = _source(folder, READINGS, readings_raw) if readings_raw is not None else Source(READINGS, Tree())
    readings_file = read_shape(readings_source, ReadingsFile, problems) if readings_raw is not None else ReadingsFile(readings={})
    sources = [_source(folder, name, raw) for name, raw in files.articles]
    articles = [(source, read_shape(source, ArticleFile, problems)) for source in sources]
    if policy_file is None or text is None or facts_file is None or readings_file is None:
        return None
    if any(article is None for _, article in articles):
        return None
    facts_spot = Spot(facts_source, (), problems)
    facts = read_facts(facts_file, facts_spot)
    readings = read_readings(readings_file, Spot(readings_source, (), problems))
    models = [norm for _, article in articles if article for norm in article.norms]
    names = Names(
        {fact.path: fact for fact in _flatten(facts)},
        {reading.id: reading for reading in readings},
        frozenset(norm.id for norm in models if norm.modality.value == "definition"),
        frozenset(norm.id for norm in models),
    )
    norms: list[tuple[Norm, Spot]] = []
    unchecked: list[tuple[Unchecked, Spot]] = []
    for source, article in articles:
        if article is not None:
            read_article(article, Spot(source, (), problems), names, text, norms, unchecked)
    consistency = _consistency(facts_file, facts_spot, names)
    if problems.found:
        return None
    norms.sort(key=lambda pair: (*text.position(pair[0].ground.clause, pair[0].ground.quote), pair[0].id))
    unchecked.sort(key=lambda pair: text.position(pair[0].ground.clause, pair[0].ground.quote))
    policy = Policy(
        Identity(
            policy_file.id,
            policy_file.title,
            policy_file.document_number,
            policy_file.issuer,
            policy_file.jurisdiction.name,
            policy_file.jurisdiction.code,
            policy_file.interpreter,
            policy_file.title_en,
            tuple((one.what, one.note) for one in policy_file.unrecorded),
        ),
        text,
        facts,
        consistency,
        tuple(readings),
        tuple(norm for norm, _ in norms),
        tuple(one for one, _ in unchecked),
        tuple(
            Note(note.id, note.question, note.position, clause_of(note.clause) if note.clause else None)
            for note in policy_file.notes
        ),
        files.digest(),
    )
    check_policy(
        policy,
        Spot(about, (), problems),
        facts_spot,
        Spot(readings_source, (), problems),
        {norm.id: spot for norm, spot in norms},
        {one: spot for one, spot in unchecked},
    )
    return policy


def _flatten(facts: tuple[AnyFact, ...]) -> list[AnyFact]:
    return [one for fact in facts for one in ((fact, *fact.items) if isinstance(fact, FactList) else (fact,))]


def _consistency(file: FactsFile, spot: Spot, names: Names) -> tuple[Consistency, ...]:
    lowering = Lowering(names)
    rules: list[Consistency] = []
    for index, model in enumerate(file.consistency):
        here = spot.at("consistency", index)
        requires = lowering.condition(model.requires, here.at("requires"))
        if model.at not in names.facts:
            here.at("at").wrong(f"未知的事实 {model.at}")
        elif requires is not None:
            rules.append(Consistency(model.id, model.at, requires, model.message))
    return tuple(rules)
