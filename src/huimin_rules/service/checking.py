"""Loading a policy, reading an application, checking it."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from huimin_rules.engines.compiled import CompiledEngine
from huimin_rules.errors import MAX_PROBLEMS, InputError, InputProblem, nearest
from huimin_rules.loading.application import ApplicationReader
from huimin_rules.loading.application_file import read_application_file
from huimin_rules.loading.folder import read_folder
from huimin_rules.loading.own_types import is_a, is_mapping
from huimin_rules.loading.paths import UNKNOWN_NAME, told_path
from huimin_rules.loading.policy_cache import kept_policy
from huimin_rules.loading.shown import printable, show
from huimin_rules.norms.application import Application
from huimin_rules.norms.policy import Consistency, Policy
from huimin_rules.norms.walk import references
from huimin_rules.service.of_policy import OfPolicy
from huimin_rules.verdict import Verdict

Facts = Mapping[str, object]

_FILES = (str, Path)
_MOST_STATED = 12
_COMPILED_AFTER = 100


def rules_folder() -> Path:
    """Where the policies that ship with the library stand: in the package, or in the checkout it is installed from."""
    here = Path(__file__).resolve()
    shipped = here.parents[1] / "rules"
    return shipped if shipped.is_dir() else here.parents[3] / "rules"


def policies() -> tuple[str, ...]:
    """The ids of the policies that ship with the library."""
    folder = rules_folder()
    return (
        tuple(sorted(path.name for path in folder.iterdir() if (path / "policy.yaml").is_file()))
        if folder.is_dir()
        else ()
    )


def load_policy(source: str | Path, kept: Path | None = None) -> Policy:
    """Load a policy by the id of one that ships with the library, or from a folder of YAML files.

    Everything is checked: names, types, units, quotes, coverage of the text. Raises PolicyError with all mistakes of
    all files
    (file, line, column, clause), and InputError for an id or folder that does not exist. In the folder `kept`, if one
    is given, compiled policies are kept for the next time (see `loading.policy_cache`).

    >>> load_policy("gongyi-huimin-2021").identity.document_number
    '巩科工信〔2021〕96号'
    """
    folder = _folder_of(source)
    files = read_folder(folder)

    def load() -> Policy:
        from huimin_rules.loading.policy_folder import load_files

        return load_files(folder, files)

    return load() if kept is None else kept_policy(kept, files, load)


def _folder_of(source: str | Path) -> Path:
    known = policies()
    if isinstance(source, str) and source in known:
        return rules_folder() / source
    folder = Path(source)
    if not os.path.isdir(folder):  # Path.is_dir raises for a name that is too long
        expected = "随库提供的办法编号，或者一个文件夹"
        raise InputError([InputProblem("policy", expected, show(str(source)), nearest(str(source), known))])
    return folder


def validate(policy: Policy, facts: Facts | Path | str) -> Application:
    """Read an application for a policy: a mapping, or the path of a YAML or JSON file.

    A missing fact, `null` and 不清楚 are unknown. Money is in the unit of its fact (万元) unless written with one;
    dates are calendar days. Raises InputError with every problem, each with its path, what was expected, what was
    found and the nearest valid name.
    """
    if not isinstance(facts, _FILES):
        application = _reader(policy).read(facts)
        violated = engine_of(policy).violated(application)
        if violated:
            raise _inconsistent(policy, application, violated)
        return application
    file = read_application_file(Path(facts))
    try:
        return validate(policy, file.data)
    except InputError as error:
        raise InputError(map(file.locate, error.problems)) from None


def check(
    policy: Policy, facts: Facts | Path | str | Application, readings: Mapping[str, str] | None = None
) -> Verdict:
    """Check an application against a policy and return the verdict, in which every finding quotes its clause.

    `facts` is a mapping, the path of a YAML or JSON file, or an application that `validate` has read. `readings`
    fixes open questions of interpretation by id; what nobody fixes stays open, and findings that depend on it need
    judgement. Unknown facts are never taken for false: a finding is definite only if it is the same however they turn
    out. Raises InputError for input that cannot be read; a legal outcome is never an exception.

    >>> verdict = check(load_policy("gongyi-huimin-2021"), {"applied_on": "2023-01-10"})
    >>> verdict.conclusion.value, verdict.finding("art13.in_force").citation.label
    ('not_in_force', '第十三条')
    """
    application = application_of(policy, facts)
    return engine_of(policy).decide(application, fixed_readings(policy, readings) if readings else {})


def application_of(policy: Policy, facts: Facts | Path | str | Application) -> Application:
    """The application that facts are, or that `validate` has read; raises InputError for one of another policy."""
    application = facts if isinstance(facts, Application) else validate(policy, facts)
    if application.policy_digest != policy.digest:
        raise InputError(
            [
                InputProblem(
                    "", f"按 {policy.id}（{policy.digest}）校验过的申请", f"按 {application.policy_digest} 校验过的申请"
                )
            ]
        )
    return application


def read(policy: Policy, facts: Facts) -> Application:
    """Read an application that may contradict itself, which `validate` refuses; raises InputError for any other
    problem.
    """
    return _reader(policy).read(facts)


def violated(policy: Policy, application: Application) -> tuple[Consistency, ...]:
    """The consistency rules that an application violates, however its unknowns turn out."""
    return tuple(engine_of(policy).violated(application))


def fixed_readings(policy: Policy, readings: Mapping[str, str]) -> Mapping[str, str]:
    """The readings that a caller fixes, by their ids; raises InputError with every one that the policy lacks."""
    if not is_mapping(readings):
        raise InputError([InputProblem("readings", "映射（解释口径: 选项）", show(readings))])
    problems = []
    fixed: dict[str, str] = {}
    for given, chosen in readings.items():
        name, alternative = (str.__str__(one) if is_a(one, str) else None for one in (given, chosen))
        reading = policy.reading_by_id.get(name) if name is not None else None
        if reading is None:
            known = tuple(policy.reading_by_id)
            words = f"解释口径（{'、'.join(known)}）"
            path = told_path(("readings", name)) if name is not None else "readings"
            found = UNKNOWN_NAME if name is not None else show(given)
            problems.append(InputProblem(path, words, found, nearest(name or "", known)))
        elif alternative not in (ids := tuple(one.id for one in reading.alternatives)):
            near = nearest(alternative or "", ids)
            problems.append(InputProblem(f"readings.{reading.id}", f"{'、'.join(ids)} 之一", show(chosen), near))
        else:
            fixed[reading.id] = alternative
        if len(problems) == MAX_PROBLEMS:
            break
    if problems:
        raise InputError(problems)
    return fixed


def _inconsistent(policy: Policy, application: Application, violated: Sequence[Consistency]) -> InputError:
    return InputError(
        InputProblem(rule.at, rule.message, _stated(policy, application, rule), sentence=True) for rule in violated
    )


def _stated(policy: Policy, application: Application, rule: Consistency) -> str:
    """What the application states about the facts and lists that a rule mentions, the first of them."""
    mentioned = references(policy, (rule.requires,))
    said = [
        (statement.fact, str(statement.value))
        for fact, statement in zip(policy.scalars, application.stated, strict=True)
        if statement is not None and fact.path in mentioned.facts
    ]
    for each, elements, rows in zip(policy.lists, application.lists, application.listed, strict=True):
        if each.path in mentioned.lists and isinstance(elements, tuple):
            said.append((each.path, f"{len(rows)} 项"))
        for index, item in enumerate(each.items):
            if item.path in mentioned.facts:
                said += [(one.fact, str(one.value)) for row in rows if (one := row[index]) is not None]
    shown = "、".join(f"{path} = {printable(value)}" for path, value in said[:_MOST_STATED])
    return shown + (" 等" if len(said) > _MOST_STATED else "")


engine_of = OfPolicy(lambda policy: CompiledEngine(policy, after=_COMPILED_AFTER))
"""The engine of a policy, made once."""
_reader = OfPolicy(lambda policy: ApplicationReader(policy, after=_COMPILED_AFTER))
