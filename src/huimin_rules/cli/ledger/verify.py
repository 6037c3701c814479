"""`huimin ledger verify`: verify a ledger, an export, a disclosure, or the proof of one entry."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huimin_rules.cli.exits import Exit
from huimin_rules.cli.ledger.options import (
    CheckpointOption,
    JsonOption,
    VerifierKeyOption,
    as_json,
    progress,
    read_file,
    verifier_key,
)
from huimin_rules.cli.session import Session, session_of
from huimin_rules.errors import InputError, InputProblem

if TYPE_CHECKING:
    from huimin_rules.ledger.keys import VerifierKey
    from huimin_rules.ledger.verification import Verification


def verify(
    context: typer.Context,
    target: Annotated[
        str,
        typer.Argument(metavar="TARGET", help="账本、导出的文件夹、公开的决定，或者一条的证明", show_default=False),
    ],
    kept: CheckpointOption = None,
    key: VerifierKeyOption = None,
    record: Annotated[
        Path | None, typer.Option("--record", metavar="FILE", help="证明所说的那一条", show_default=False)
    ] = None,
    json: JsonOption = False,
) -> None:
    """核对账本是否完好；指出第一处损坏和它的种类。

    \b
    从记录重新计算每一个摘要，与账本所存的、与检查点逐一比较；每个决定的记录、封印、
    结论书的摘要和办法的存档也都核对。
    没有自己留存的检查点和另外得到的公钥，就查不出有人把全部摘要重新算过。

    \b
    退出码
      0  完好（证明、公开的决定：成立）
      1  有损坏（证明、公开的决定：不成立）
      2  用法错误，或者读不出来
    """
    session = session_of(context)
    note = None if kept is None else read_file(kept, "--checkpoint")
    public = verifier_key(key)
    if record is not None:
        raise typer.Exit(_proof(session, Path(target), read_file(record, "--record"), public, note, json=json))
    if _is_json(Path(target)):
        raise typer.Exit(_disclosure(session, Path(target), public, note, json=json))
    found, decisions = _verification(target, note, public)
    if json:
        from huimin_rules.cli.ledger.sheet import verification_json

        session.put(as_json(verification_json(found, decisions)))
    else:
        from huimin_rules.cli.ledger.sheet import verification_sheet

        session.page(verification_sheet(found, target, public, decisions))
    raise typer.Exit(Exit.OK if found.intact else Exit.FAILED)


def _verification(target: str, note: bytes | None, public: "VerifierKey | None") -> "tuple[Verification, int]":
    """The result, and how many decisions were looked at."""
    from huimin_rules.ledger.decisions import DecisionCheck
    from huimin_rules.ledger.export import ExportArchive, verify_export
    from huimin_rules.ledger.storage import open_ledger
    from huimin_rules.ledger.verify import verify_log

    if Path(target).is_dir():
        check = DecisionCheck(ExportArchive(Path(target)))
        with progress("核对") as show:
            return verify_export(Path(target), note, public, show, check), check.checked
    # One state for both: what is appended meanwhile is looked at in neither.
    with open_ledger(target) as ledger, ledger.snapshot() as now, progress("核对") as show:
        check = DecisionCheck(now)
        return verify_log(now, note, public, show, check), check.checked


def _is_json(path: Path) -> bool:
    """Whether a file begins as a mapping of JSON does, and no database."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(1) == b"{"
    except OSError as error:
        raise InputError([InputProblem("TARGET", "可以读取的文件", error.strerror or "", file=str(path))]) from None


def _disclosure(session: Session, path: Path, public: "VerifierKey | None", note: bytes | None, *, json: bool) -> Exit:
    from huimin_rules.cli.ledger.disclosure_sheet import disclosure_json, disclosure_sheet
    from huimin_rules.ledger.checkpointing import parse_inclusion
    from huimin_rules.ledger.disclosure import disclosure_fault, read_disclosure
    from huimin_rules.ledger.note import Malformed

    data = read_file(path, "TARGET")
    found = read_disclosure(data)
    if isinstance(found, Malformed):
        if not isinstance(parse_inclusion(data), Malformed):
            raise InputError([InputProblem("--record", "证明所说的那一条", "没有给出")])
        raise InputError([InputProblem("TARGET", "huimin ledger disclose 所写的文件", found.reason, file=str(path))])
    fault = disclosure_fault(found, public, note)
    proven = public is not None or note is not None
    if json:
        session.put(as_json(disclosure_json(found, fault, proven=proven)))
    else:
        session.page(disclosure_sheet(found, str(path), fault, proven=proven))
    return Exit.OK if fault is None else Exit.FAILED


def _proof(
    session: Session, path: Path, record: bytes, public: "VerifierKey | None", note: bytes | None, *, json: bool
) -> Exit:
    from huimin_rules.ledger.checkpointing import inclusion_fault, parse_inclusion
    from huimin_rules.ledger.note import Malformed

    proof = parse_inclusion(read_file(path, "TARGET"))
    if isinstance(proof, Malformed):
        raise InputError([InputProblem("TARGET", "huimin ledger prove 所写的证明", proof.reason, file=str(path))])
    fault = inclusion_fault(proof, record.removesuffix(b"\n"), public, note)
    if json:
        session.put(as_json({"index": proof.index, "included": fault is None, "reason": fault}))
    elif fault is not None:
        session.put(f"不成立：{fault}\n")
    else:
        proven = public is not None or note is not None
        session.put(
            f"成立：第 {proof.index} 条在检查点里{'' if proven else '（没有公钥或留存的检查点，谁签的不知道）'}\n"
        )
    return Exit.OK if fault is None else Exit.FAILED
