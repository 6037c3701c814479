"""The result of verifying a ledger, for people and for programs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from huimin_rules.ledger.note import Signed
from huimin_rules.ledger.verification import Damage, Flaw, Verification
from huimin_rules.report.typography import BLANK, Paragraph, Sheet, Span, Style, line

if TYPE_CHECKING:
    from huimin_rules.ledger.keys import VerifierKey

_DAMAGE: Final = {
    Damage.ALTERED: "记录被改",
    Damage.MISSING: "缺少记录",
    Damage.INSERTED: "多出记录",
    Damage.REORDERED: "次序被改",
    Damage.TRUNCATED: "末尾被截",
    Damage.REWRITTEN: "历史被改写",
    Damage.TREE: "存储的摘要不符",
    Damage.MALFORMED_CHECKPOINT: "检查点读不懂",
    Damage.FOREIGN_CHECKPOINT: "不是这个账本的检查点",
    Damage.WRONG_KEY: "密钥不对",
    Damage.BAD_SIGNATURE: "签名不对",
    Damage.ARCHIVE: "存档与摘要不符",
    Damage.RECORD: "记录不合格",
}


def verification_sheet(found: Verification, name: str, key: "VerifierKey | None", decisions: int) -> Sheet:
    """What was checked, against what, and the result; `decisions` is how many of the entries are decisions."""
    return tuple(_paragraphs(found, name, key, decisions))


def _paragraphs(found: Verification, name: str, key: "VerifierKey | None", decisions: int) -> Iterator[Paragraph]:
    yield line(Span("账本核对", Style.STRONG), f"  {name}")
    yield line(f"来源  {found.origin}", hang=6)
    yield line(f"记录  {found.entries} 条，根 {found.root.hex()}", hang=6)
    yield line(
        f"比较  树的摘要 {found.nodes} 个，账本中的检查点 {found.checkpoints} 个，存档 {found.archived} 份", hang=6
    )
    if decisions:
        yield line(f"决定  {decisions} 个，连同记录、封印、结论书的摘要和办法的存档", hang=6)
    yield line(f"依据  {_ground(found, key)}", hang=6)
    yield BLANK
    for flaw in found.flaws:
        where = "" if flaw.subject is None else f"（{flaw.subject}）"
        yield line(Span(f"{_DAMAGE[flaw.kind]}{_place(flaw)}", Style.BAD), f"：{flaw.reason}{where}", hang=2)
    if found.flaws:
        yield line(Span("有损坏", Style.BAD))
    elif found.proven:
        yield line(Span("完好：检查点所含的记录一条不少，一字未改", Style.GOOD))
    else:
        yield line(Span("没有发现损坏", Style.GOOD), "；", Span(_missing(found, key), Style.OPEN), hang=2)


def _ground(found: Verification, key: "VerifierKey | None") -> str:
    if found.kept is None:
        return "没有留存的检查点" if key is None else f"没有留存的检查点；公钥 {key.name}"
    signature = {
        None: "没有给公钥，签名未核对",
        Signed.VALID: "签名有效",
        Signed.UNKNOWN_KEY: "没有这把密钥的签名",
        Signed.INVALID: "签名无效",
    }[found.signature]
    return f"留存的检查点：{found.kept.size} 条，根 {found.kept.root.hex()}；{signature}"


def _missing(found: Verification, key: "VerifierKey | None") -> str:
    """What stands between this result and a proof."""
    if found.kept is None:
        return "没有留存的检查点（--checkpoint），全部重新算过的改写和截去的末尾查不出来"
    assert key is None
    return "没有公钥（--key），检查点是谁签的不知道"


def _place(flaw: Flaw) -> str:
    if flaw.index is None:
        return ""
    if flaw.until is None or flaw.until == flaw.index + 1:
        return f"，第 {flaw.index} 条"
    return f"，第 {flaw.index} 至 {flaw.until - 1} 条之间"


def verification_json(found: Verification, decisions: int) -> dict[str, object]:
    """The same for programs."""
    kept = found.kept
    return {
        "intact": found.intact,
        "proven": found.proven,
        "origin": found.origin,
        "entries": found.entries,
        "root": found.root.hex(),
        "nodes": found.nodes,
        "checkpoints": found.checkpoints,
        "archived": found.archived,
        "decisions": decisions,
        "checkpoint": None if kept is None else {"origin": kept.origin, "size": kept.size, "root": kept.root.hex()},
        "signature": None if found.signature is None else found.signature.value,
        "flaws": [
            {
                "kind": flaw.kind.value,
                "index": flaw.index,
                "until": flaw.until,
                "subject": flaw.subject,
                "reason": flaw.reason,
            }
            for flaw in found.flaws
        ],
    }
