"""A policy in the archive: every byte of it, or the damage by its name."""

import pytest

from huimin_rules.canonical import canonical_json, digest
from huimin_rules.errors import LedgerError
from huimin_rules.ledger.policy_archive import (
    ArchiveDamage,
    ArchiveFault,
    archive_policy,
    archived_policy_files,
    policy_contents,
    policy_damage,
)
from huimin_rules.ledger.storage import Ledger, create_ledger
from huimin_rules.loading.folder import Folder
from tests.ledger.stores import ORIGIN, Store
from tests.records.making import shipped, small

FILES = (("b.yaml", b"second"), ("a.yaml", b"first"), ("\U00010000.yaml", b"first"), ("\ue000.yaml", b""))


class Kept:
    """An archive in memory."""

    def __init__(self, contents: dict[str, bytes]) -> None:
        self.contents = contents

    def archived(self, digest: str) -> bytes | None:
        return self.contents.get(digest)


def kept(files: tuple[tuple[str, bytes], ...]) -> tuple[Kept, str]:
    policy, contents = policy_contents(files)
    return Kept({digest(one): one for one in contents}), policy


def test_a_policy_comes_back_in_both_databases(location: str) -> None:
    source = shipped()
    with create_ledger(location, ORIGIN) as ledger:
        assert archive_policy(ledger, source.files) == source.policy.digest
        assert archive_policy(ledger, source.files) == source.policy.digest
        with ledger.snapshot() as now:
            assert archived_policy_files(now, source.policy.digest) == source.files
            assert policy_damage(now, source.policy.digest) is None
            assert len(list(now.archive())) == len(source.files) + 1


def test_the_digest_is_that_of_the_folder() -> None:
    found, policy = kept(FILES)
    assert policy == Folder(FILES).digest()
    assert archived_policy_files(found, policy) == tuple(sorted(FILES))


def test_every_damage_has_its_name() -> None:
    found, policy = kept(small().files)
    name, raw = small().files[1]
    stated = digest(raw)
    assert archived_policy_files(Kept({}), policy) == ArchiveDamage(ArchiveFault.MANIFEST_MISSING, policy)
    for number, change in enumerate(("missing", "damaged")):
        fault = (ArchiveFault.FILE_MISSING, ArchiveFault.FILE_DAMAGED)[number]
        contents = dict(found.contents)
        if change == "missing":
            del contents[stated]
        else:
            contents[stated] = raw + b" "
        damage = archived_policy_files(Kept(contents), policy)
        assert damage == ArchiveDamage(fault, policy, name, stated)
        assert policy_damage(Kept(contents), policy) == damage
        assert isinstance(damage, ArchiveDamage)
        assert name in damage.reason
        assert stated in damage.reason
        assert policy in damage.reason


def test_every_flipped_byte_of_a_manifest_is_damage() -> None:
    found, policy = kept(small().files)
    manifest = found.contents[policy]
    for at in range(len(manifest)):
        changed = manifest[:at] + bytes([manifest[at] ^ 1]) + manifest[at + 1 :]
        damage = archived_policy_files(Kept({**found.contents, policy: changed}), policy)
        assert damage == ArchiveDamage(ArchiveFault.MANIFEST_DAMAGED, policy)
        assert isinstance(damage, ArchiveDamage)
        assert damage.reason == f"存档里办法 {policy} 的文件清单已损坏"


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"[]",
        b'{"a":1}',
        b'{"a":"sha256:x"}',
        b'{"a": "sha256:' + b"0" * 64 + b'"}',
        canonical_json({"a": "../../etc"}).encode(),
    ],
)
def test_what_has_its_digest_and_is_no_manifest_is_damage(manifest: bytes) -> None:
    policy = digest(manifest)
    damage = policy_damage(Kept({policy: manifest}), policy)
    assert damage == ArchiveDamage(ArchiveFault.MANIFEST_DAMAGED, policy)
    assert ArchiveDamage(ArchiveFault.MANIFEST_MISSING, policy).reason == f"存档里没有办法 {policy}"


def test_a_damaged_archive_is_not_mended_in_silence(ledger: Ledger) -> None:
    archive_policy(ledger, small().files)
    stated = digest(small().files[0][1])
    store = Store(ledger._database.shown)
    store.run("UPDATE ledger_archive SET content = :new WHERE digest = :digest", new=b"x", digest=stated)
    with pytest.raises(LedgerError, match=f"存档 {stated} 的内容与摘要不符"):
        archive_policy(ledger, small().files)
