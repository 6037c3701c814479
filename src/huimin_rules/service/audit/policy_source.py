"""A policy together with the files that it was read from, which its digest is over: what an archive needs."""

from dataclasses import dataclass
from pathlib import Path

from huimin_rules.errors import InputError, InputProblem
from huimin_rules.loading.folder import read_folder
from huimin_rules.norms.policy import Policy
from huimin_rules.service.checking import load_policy, policies, rules_folder


@dataclass(frozen=True, slots=True)
class PolicySource:
    """A policy and its files: names and bytes, cases apart."""

    policy: Policy
    files: tuple[tuple[str, bytes], ...]


def policy_source(source: str | Path, kept: Path | None = None) -> PolicySource:
    """Load a policy as `load_policy` does and keep its files; raises what `load_policy` raises, and InputError where
    the files change meanwhile.
    """
    policy = load_policy(source, kept)
    shipped = isinstance(source, str) and source in policies()
    folder = read_folder(rules_folder() / source if shipped else Path(source))
    if folder.digest() != policy.digest:
        raise InputError([InputProblem("policy", "读取的时候没有变动的文件", folder.digest())])
    return PolicySource(policy, folder.files)
