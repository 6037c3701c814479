"""What became of the mutants of a policy, for people and for programs."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, assert_never, cast

from huimin_rules.canonical import Json, canonical_json
from huimin_rules.loading.dump import dump_given
from huimin_rules.norms.policy import Policy
from huimin_rules.report.typography import BLANK, Paragraph, Span, Style, line
from huimin_rules.service.equivalence import Equal, NotDecided, Witness
from huimin_rules.service.marked import marked
from huimin_rules.service.mutation import Fate, Outcome

_WORDS: Final = {
    Outcome.NOTICED: "被案例发现",
    Outcome.EQUIVALENT: "证明同义",
    Outcome.SURVIVED: "未被发现",
    Outcome.UNDECIDED: "未能判定",
}
_MARKS: Final = {"+": Style.BAD, "-": Style.FAINT}


def mutation_sheet(folder: Path, fates: Sequence[Fate]) -> Iterator[Paragraph]:
    """Every mutant that is left, as YAML with the change marked; what was proved; the counts by norm and in all."""
    for fate in fates:
        if not fate.outcome.passes:
            yield from _left(fate)
    for fate in fates:
        if isinstance(fate.answer, Equal):
            yield line(
                Span("≡ ", Style.GOOD),
                f"{fate.mutant.id}：{fate.mutant.words}",
                Span(_bound(fate.answer), Style.FAINT),
                hang=2,
            )
    yield BLANK
    for name in dict.fromkeys(fate.mutant.of for fate in fates):
        own = [fate for fate in fates if fate.mutant.of == name]
        style = Style.PLAIN if all(fate.outcome.passes for fate in own) else Style.BAD
        yield line(Span(name, style), f"  {_counts(own)}", hang=2)
    yield line(Span(f"{folder}：", Style.STRONG), _counts(fates))


def _left(fate: Fate) -> Iterator[Paragraph]:
    mutant = fate.mutant
    yield line(Span(f"✗ {mutant.id}", Style.BAD), f"  {_WORDS[fate.outcome]}：{mutant.words}", hang=2)
    for one in marked(mutant):
        yield line(Span(one, _MARKS.get(one[0], Style.PLAIN)), indent=4, hang=6)
    match fate.answer:
        case Witness(given, readings, norm, original, changed):
            said = f"{norm}：原来为 {original}，改动后为 {changed}"
            if norm is None:
                said = f"违反的一致性规则：原来为 {original or '没有'}，改动后为 {changed or '没有'}"
            yield line(Span("能区分两者的申请", Style.STRONG), f"（{said}）", indent=4, hang=6)
            for written in dump_given(given, readings).splitlines():
                yield line(written, indent=6, hang=8)
        case NotDecided(reason):
            yield line(reason, indent=4)
        case Equal() | None:
            return
        case _:
            assert_never(fate.answer)
    yield BLANK


def _bound(answer: Equal) -> str:
    if not answer.longest:
        return ""
    return f"（{'、'.join(f'{path} 至多 {most} 项' for path, most in sorted(answer.longest.items()))}）"


def _counts(fates: Sequence[Fate]) -> str:
    parts = [f"改动 {len(fates)} 处"]
    for outcome, words in _WORDS.items():
        number = sum(fate.outcome is outcome for fate in fates)
        if number or outcome is Outcome.NOTICED:
            parts.append(f"{words} {number} 处")
    return "，".join(parts)


def report(policy: Policy, fates: Sequence[Fate]) -> str:
    """The same as canonical JSON: the counts, and every mutant with its outcome."""
    return canonical_json(
        {
            "policy": {"id": policy.id, "digest": policy.digest},
            "totals": _totals(fates),
            "norms": {
                name: _totals([fate for fate in fates if fate.mutant.of == name])
                for name in dict.fromkeys(fate.mutant.of for fate in fates)
            },
            "mutants": [_mutant(fate) for fate in fates],
        }
    )


def _totals(fates: Sequence[Fate]) -> dict[str, Json]:
    counts = {outcome.value: sum(fate.outcome is outcome for fate in fates) for outcome in Outcome}
    return {"mutants": len(fates), **counts}


def _mutant(fate: Fate) -> dict[str, Json]:
    mutant = fate.mutant
    entry: dict[str, Json] = {
        "id": mutant.id,
        "of": mutant.of,
        "kind": mutant.kind.value,
        "words": mutant.words,
        "outcome": fate.outcome.value,
    }
    if fate.noticed_by is not None:
        entry["noticed_by"] = fate.noticed_by
    if not fate.outcome.passes:
        entry["change"] = list(marked(mutant))
    match fate.answer:
        case Equal(longest):
            entry["longest"] = dict(longest)
        case Witness(given, readings, norm, original, changed):
            entry["witness"] = {
                "given": cast(Json, given),
                "readings": readings,
                "norm": norm,
                "original": original,
                "changed": changed,
            }
        case NotDecided(reason):
            entry["reason"] = reason
        case None:
            pass
        case _:
            assert_never(fate.answer)
    return entry
