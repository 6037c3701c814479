"""The files of a policy in the archive of a ledger, every byte of them.

The digest of a policy is the digest of its manifest: the canonical JSON of its files' names with their digests
(`loading.folder`). The manifest is archived, so its digest is where a record finds its policy, and each file is
archived under its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol, TypeAlias, assert_never

from huimin_rules.canonical import canonical_json, digest
from huimin_rules.ledger.entry import is_digest
from huimin_rules.ledger.exact_json import parsed
from huimin_rules.ledger.note import Malformed
from huimin_rules.ledger.storage import Ledger

PolicyFiles: TypeAlias = tuple[tuple[str, bytes], ...]
"""Names and bytes, in the order of names."""

_MOST_BYTES: Final = 1024 * 1024
"""How large a manifest may be: a policy has at most 1,000 files."""


class Archive(Protocol):
    """What archived content is read from: a snapshot of a ledger, or an export."""

    def archived(self, digest: str) -> bytes | None:
        """The content under a digest, as it is stored; None where there is none."""


class ArchiveFault(StrEnum):
    """The kinds of damage to an archived policy."""

    MANIFEST_MISSING = "manifest_missing"
    MANIFEST_DAMAGED = "manifest_damaged"
    FILE_MISSING = "file_missing"
    FILE_DAMAGED = "file_damaged"


@dataclass(frozen=True, slots=True)
class ArchiveDamage:
    """Why a policy cannot be had from the archive; `file` is the name of the first file that is bad."""

    fault: ArchiveFault
    policy: str
    file: str | None = None
    digest: str | None = None

    @property
    def reason(self) -> str:
        """In Chinese."""
        match self.fault:
            case ArchiveFault.MANIFEST_MISSING:
                return f"存档里没有办法 {self.policy}"
            case ArchiveFault.MANIFEST_DAMAGED:
                return f"存档里办法 {self.policy} 的文件清单已损坏"
            case ArchiveFault.FILE_MISSING:
                return f"存档里缺少办法 {self.policy} 的文件 {self.file}（{self.digest}）"
            case ArchiveFault.FILE_DAMAGED:
                return f"存档里办法 {self.policy} 的文件 {self.file} 已损坏，与摘要 {self.digest} 不符"
            case _:
                assert_never(self.fault)


def policy_contents(files: Iterable[tuple[str, bytes]]) -> tuple[str, tuple[bytes, ...]]:
    """The digest of the policy that some files make, and what has to be archived for it: the files, the manifest."""
    named = dict(files)
    manifest = canonical_json({name: digest(raw) for name, raw in named.items()}).encode()
    return digest(manifest), (*named.values(), manifest)


def archive_policy(ledger: Ledger, files: Iterable[tuple[str, bytes]]) -> str:
    """Archive the files of a policy, where they are not there already; returns the policy's digest.

    Raises LedgerError where something else stands under one of their digests.
    """
    name, contents = policy_contents(files)
    with ledger.snapshot() as now:
        missing = [one for one in contents if now.archived(digest(one)) != one]
    for one in missing:
        ledger.archive(one)
    return name


def archived_policy_files(archive: Archive, policy: str) -> PolicyFiles | ArchiveDamage:
    """The files of the policy with a digest, or what is wrong with them."""
    files = list[tuple[str, bytes]]()
    for name, found in _files(archive, policy):
        if isinstance(found, ArchiveDamage):
            return found
        files.append((name, found))
    return tuple(files)


def policy_damage(archive: Archive, policy: str) -> ArchiveDamage | None:
    """What is wrong with the archived files of a policy, or None; holds one of them at a time."""
    return next((found for _, found in _files(archive, policy) if isinstance(found, ArchiveDamage)), None)


def _files(archive: Archive, policy: str) -> Iterator[tuple[str, bytes | ArchiveDamage]]:
    """Each file with its bytes or what is wrong with it; of a manifest that is no good, that alone."""
    manifest = archive.archived(policy)
    named = None if manifest is None or digest(manifest) != policy else _manifest(manifest)
    if named is None:
        fault = ArchiveFault.MANIFEST_MISSING if manifest is None else ArchiveFault.MANIFEST_DAMAGED
        yield "", ArchiveDamage(fault, policy)
        named = {}
    for name, stated in sorted(named.items()):
        content = archive.archived(stated)
        if content is None:
            yield name, ArchiveDamage(ArchiveFault.FILE_MISSING, policy, name, stated)
        elif digest(content) != stated:
            yield name, ArchiveDamage(ArchiveFault.FILE_DAMAGED, policy, name, stated)
        else:
            yield name, content


def _manifest(data: bytes) -> dict[str, str] | None:
    value = parsed(data, _MOST_BYTES)
    if isinstance(value, Malformed) or not isinstance(value, dict):
        return None
    named = {name: stated for name, stated in value.items() if isinstance(stated, str) and is_digest(stated)}
    return named if len(named) == len(value) else None
