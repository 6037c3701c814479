"""`huimin replay`: decide what a ledger records anew, and say whether the same comes out."""

import gc
from typing import TYPE_CHECKING, Annotated

import typer

from huimin_rules.cli.exits import Exit
from huimin_rules.cli.ledger.options import (
    CheckpointOption,
    JsonOption,
    LedgerArgument,
    VerifierKeyOption,
    read_file,
    verifier_key,
)
from huimin_rules.cli.options import EngineChoice
from huimin_rules.cli.session import Session, session_of
from huimin_rules.errors import InputError, InputProblem

if TYPE_CHECKING:
    from huimin_rules.ledger.keys import VerifierKey
    from huimin_rules.ledger.verification import Progress, Verification
    from huimin_rules.report.typography import Sheet
    from huimin_rules.service.audit.replayed import LedgerReplay, Replay


def replay(
    context: typer.Context,
    location: LedgerArgument,
    case: Annotated[
        str | None, typer.Option("--case", metavar="N", help="只复核一个案号的记录", show_default=False)
    ] = None,
    engine: Annotated[
        EngineChoice, typer.Option("--engine", help="both：再由一个独立的引擎推一遍，逐项核对（额外组件 durable）")
    ] = EngineChoice.REFERENCE,
    kept: CheckpointOption = None,
    key: VerifierKeyOption = None,
    json: JsonOption = False,
) -> None:
    """复核账本里的决定：用存档的办法重新得出每份结论书，与记录逐字节比较。

    \b
    不用随库的规则，只用账本存档的办法、记录的事实和口径。不一致的逐项列出前后，并说明
    是因为事实、规则还是库。加 --case 时一个案号的几份记录依次列出，以及前后改了什么。
    加 --checkpoint、--key 时先核对账本本身。

    \b
    退出码
      0   全部一致（核对了账本的：账本完好）
      1   有不一致、不能复核或者损坏的
      2   用法错误，或者账本读不出来
      70  程序内部错误
    """
    from huimin_rules.ledger.storage import open_ledger
    from huimin_rules.ledger.verify import verify_log
    from huimin_rules.service.audit.ledger_replay import replay_snapshot

    session = session_of(context)
    note, public = None if kept is None else read_file(kept, "--checkpoint"), verifier_key(key)
    page: _Lines | _Page = _Lines(session) if json else _Page(session, location, public, every=case is not None)
    gc.enable()
    with open_ledger(location) as ledger, ledger.snapshot() as now:
        verified = None
        if note is not None or public is not None:
            verified = verify_log(now, note, public, shown_progress(session, "核对"))
        page.begins(verified)
        found = replay_snapshot(
            now,
            case,
            engine=engine.value,
            verified=verified,
            progress=shown_progress(session, "复核"),
            each=page.each,
        )
    session.progress("")
    if case is not None and not found.replayed:
        raise InputError([InputProblem("--case", "账本里有的案号", case)])
    page.ends(found)
    raise typer.Exit(Exit.OK if found.identical else Exit.FAILED)


def shown_progress(session: Session, what: str) -> "Progress":
    """How far a long run is, on the terminal."""

    def show(done: int, total: int) -> None:
        session.progress(f"{what} {done}/{total} 条")

    return show


class _Lines:
    """For programs: a line for each record, and one for the whole."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def begins(self, verified: "Verification | None") -> None:
        """The last line says it."""

    def each(self, one: "Replay") -> None:
        """One record."""
        self.session.put(f"{one.to_json()}\n")

    def ends(self, found: "LedgerReplay") -> None:
        """The whole."""
        self.session.put(f"{found.to_json()}\n")


class _Page:
    """For people: the head, the records with which something is wrong (of one case: all), and the sums."""

    def __init__(self, session: Session, name: str, key: "VerifierKey | None", *, every: bool) -> None:
        self.session = session
        self.name = name
        self.key = key
        self.every = every
        self.head: Sheet = ()

    def begins(self, verified: "Verification | None") -> None:
        """Keep the head until there is something to say: a case that is not there is a wrong usage."""
        from huimin_rules.cli.replay_sheet import head

        self.head = head(self.name, verified, self.key)

    def each(self, one: "Replay") -> None:
        """One record."""
        from huimin_rules.cli.replay_sheet import record

        if self.every or not one.identical:
            self._put(record(one))

    def ends(self, found: "LedgerReplay") -> None:
        """The sums."""
        from huimin_rules.cli.replay_sheet import sums

        self._put(sums(found, self.key))

    def _put(self, sheet: "Sheet") -> None:
        self.session.progress("")
        self.session.page((*self.head, *sheet))
        self.head = ()
