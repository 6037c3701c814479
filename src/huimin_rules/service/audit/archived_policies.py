"""Policies loaded from the archive of a ledger, never from the rules of the package.

What is stored is compared with its digests each time; only the parsing of bytes that were found right is remembered,
for the same bytes give the same policy.
"""

from functools import lru_cache
from pathlib import Path
from typing import Final

from huimin_rules.errors import PolicyError
from huimin_rules.ledger.note import Malformed
from huimin_rules.ledger.policy_archive import Archive, ArchiveDamage, archived_policy_files
from huimin_rules.loading.folder import Folder
from huimin_rules.loading.policy_folder import load_files
from huimin_rules.norms.policy import Policy
from huimin_rules.service.references import policy_reference
from huimin_rules.verdict import PolicyReference

_KEPT: Final = 16
"""How many policies are held at a time: a ledger may name any number of them."""


class ArchivedPolicies:
    """The policies of one archive, each read and compared once; for as long as the archive is open."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._policy = lru_cache(maxsize=_KEPT)(self._read)

    def policy(self, reference: PolicyReference) -> Policy | Malformed:
        """The policy that a record names; otherwise why it cannot be had, in Chinese."""
        found = self._policy(reference.digest)
        if isinstance(found, Malformed):
            return found
        archived = policy_reference(found)
        if archived == reference:
            return found
        return Malformed(f"存档的办法是{_named(archived)}，不是记录所写的{_named(reference)}")

    def _read(self, digest: str) -> Policy | Malformed:
        files = archived_policy_files(self._archive, digest)
        if isinstance(files, ArchiveDamage):
            return Malformed(files.reason)
        return _parsed(digest, Folder(files))


@lru_cache(maxsize=_KEPT)
def _parsed(digest: str, files: Folder) -> Policy | Malformed:
    try:
        return load_files(Path(f"存档 {digest}"), files)
    except PolicyError as error:
        more = f"等 {len(error.problems)} 处" if len(error.problems) > 1 else ""
        return Malformed(f"存档的办法完好，本版程序读不懂：{error.problems[0]}{more}")


def _named(reference: PolicyReference) -> str:
    return f"《{reference.title}》（{reference.document_number}，{reference.id}，原文 {reference.text_sha256}）"
