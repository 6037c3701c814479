"""`huimin record`: check applications and append the decisions to a ledger."""

import gc
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huimin_rules.cli.checked import code_of, report
from huimin_rules.cli.exits import Exit, worst
from huimin_rules.cli.kept import kept_policies
from huimin_rules.cli.ledger.options import LedgerArgument, as_json
from huimin_rules.cli.options import EngineChoice, LanguageOption, PolicyOption
from huimin_rules.cli.readings import ReadingOption, read_readings
from huimin_rules.cli.session import Session, session_of
from huimin_rules.cli.shipped import SHIPPED
from huimin_rules.errors import InputError, InputProblem
from huimin_rules.report.language import Language

if TYPE_CHECKING:
    from huimin_rules.norms.policy import Policy
    from huimin_rules.service.audit.recording import Prepared, Recorded
    from huimin_rules.service.crosscheck import Crosscheck


def record(  # noqa: PLR0913, PLR0917  # a command has as many parameters as options
    context: typer.Context,
    location: LedgerArgument,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="申请文件：YAML 或 JSON", show_default=False)],
    case: Annotated[
        list[str],
        typer.Option("--case", metavar="N", help="案号；几份申请一起记时各写一个，次序相同", show_default=False),
    ],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="由谁记录", show_default=False)],
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help="何时，如 2026-01-31T09:00:00+08:00；缺省是现在", show_default=False),
    ] = None,
    policy: PolicyOption = SHIPPED,
    reading: ReadingOption = None,
    engine: Annotated[
        EngineChoice, typer.Option("--engine", help="both：再由一个独立的引擎推一遍，一致才记录（额外组件 durable）")
    ] = EngineChoice.REFERENCE,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON，一份一行")] = False,
    lang: LanguageOption = Language.CHINESE,
) -> None:
    """对照办法查申请，把决定连同依据记入账本；显示时已经写到盘上。

    \b
    记下的有：申请的内容、采用的解释口径、结论书、办法的全部文件、由谁、何时、案号。
    几份申请一起记：全部记入，或者一份也不记。同一案号可以记几次，先后都留着。

    \b
    退出码：结论的，同 huimin check
      0   符合条件，已记入
      1   不符合条件，或者办法不适用（申报日期不在有效期内），已记入
      2   用法错误，申请读不懂，或者账本不能用（没有记入）
      3   信息不全，或者有待认定，已记入
      4   --engine both：两个引擎不一致，或者有一项不能核对（没有结论，没有记入）
      70  程序内部错误
    几份申请取最差的一个，次序是 2、4、1、3、0。
    """
    from huimin_rules.ledger.storage import open_ledger
    from huimin_rules.service.audit.policy_source import policy_source
    from huimin_rules.service.audit.recording import append_decisions, prepare_decision
    from huimin_rules.service.crosscheck import Crosscheck

    session = session_of(context)
    if len(case) != len(files):
        raise InputError([InputProblem("--case", f"{len(files)} 个案号，每份申请一个", f"{len(case)} 个")])
    moment = _now() if at is None else at
    with open_ledger(location, writable=True) as ledger:
        source = policy_source(policy, kept_policies())
        readings, problems = read_readings(source.policy, reading or [])
        gc.enable()
        made: list[Prepared | Crosscheck] = []
        for file, number in zip(files, case, strict=True):
            try:
                one = prepare_decision(
                    source.policy,
                    file,
                    case=number,
                    recorded_by=by,
                    recorded_at=moment,
                    readings=readings,
                    engine=engine.value,
                )
            except InputError as error:
                problems += error.problems
            else:
                made.append(one)
        if problems:
            # What is the same for all files is told once.
            raise InputError(dict.fromkeys(problems))
        decisions = [one for one in made if not isinstance(one, Crosscheck)]
        recorded = append_decisions(ledger, source.files, decisions) if len(decisions) == len(made) else ()
    if json:
        _programs(session, made, recorded)
    else:
        _people(session, source.policy, list(zip(map(str, files), made, strict=True)), recorded, lang)
    raise typer.Exit(
        worst(Exit.DISAGREEMENT if isinstance(one, Crosscheck) else code_of(one.verdict.conclusion) for one in made)
    )


def _now() -> str:
    """This moment, with the offset of this place: the only clock of a record."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _programs(session: Session, made: "list[Prepared | Crosscheck]", recorded: "tuple[Recorded, ...]") -> None:
    """One line for each decision that is in the ledger; otherwise for each cross-check that failed."""
    from huimin_rules.service.crosscheck import Crosscheck

    for one in recorded:
        session.put(as_json(_recorded(one)))
    for failed in made:
        if isinstance(failed, Crosscheck):
            session.put(f"{failed.to_json()}\n")


def _recorded(one: "Recorded") -> dict[str, object]:
    record, appended = one.decision.record, one.appended
    return {
        "case": record.case,
        "recorded_at": record.recorded_at,
        "index": appended.index,
        "leaf_hash": appended.leaf_hash.hex(),
        "size": appended.size,
        "root": appended.root.hex(),
        "record": one.decision.entry.record,
        "seal": one.decision.entry.seal,
        "policy": record.policy.digest,
        "verdict_digest": record.verdict_digest,
        "verdict": record.verdict,
    }


def _people(
    session: Session,
    policy: "Policy",
    made: "list[tuple[str, Prepared | Crosscheck]]",
    recorded: "tuple[Recorded, ...]",
    language: Language,
) -> None:
    """The verdict sheets, then where the decisions stand in the ledger."""
    from huimin_rules.report.phrases import phrases
    from huimin_rules.report.typography import BLANK, Span, Style, line
    from huimin_rules.service.crosscheck import Crosscheck

    words = phrases(language)
    report(
        session,
        policy,
        [
            (name, None, one) if isinstance(one, Crosscheck) else (name, one.verdict, one.crosscheck)
            for name, one in made
        ],
        language,
    )
    sheet = [BLANK]
    for one in recorded:
        entry, title = one.decision.entry, words.pick("记入账本", "Recorded")
        where = words.pick(f"第 {one.appended.index} 条", f"entry {one.appended.index}")
        case = words.pick(f"案号 {one.decision.record.case}", f"case {one.decision.record.case}")
        sheet.append(line(Span(f"{title}  {where}", Style.STRONG), f"  {case}  {one.decision.record.recorded_at}"))
        for label, value in (
            (words.pick("记录", "record"), entry.record),
            (words.pick("封印", "seal"), entry.seal),
            (words.pick("结论书", "verdict"), one.decision.record.verdict_digest),
            (words.pick("办法", "policy"), one.decision.record.policy.digest),
            (words.pick("叶", "leaf"), one.appended.leaf_hash.hex()),
        ):
            sheet.append(line(Span(f"{label}  {value}", Style.FAINT), indent=2))
    if recorded:
        last = recorded[-1].appended
        total = words.pick(f"账本现有 {last.size} 条，根 ", f"The ledger has {last.size} entries, root ")
        sheet.append(line(f"{total}{last.root.hex()}"))
    else:
        none = words.pick("没有记入账本：一份也没有", "Nothing was recorded")
        sheet.append(line(Span(none, Style.BAD)))
    session.page(sheet)
