"""Two versions of a policy side by side: the words that changed, the parts that changed, and what that means."""

from collections.abc import Iterator
from typing import Final

from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Policy
from huimin_rules.report.condition_words import ConditionWords
from huimin_rules.report.typography import BLANK, Paragraph, Sheet, Span, Style, line
from huimin_rules.verdict import (
    NOTICE,
    Change,
    Comparison,
    EntryChange,
    EntryKind,
    PartChange,
    PolicyDifference,
    Relation,
    Side,
    TextChange,
    Witness,
)
from huimin_rules.verdict.wording import CONCLUSION_NAMES, STATUS_NAMES

RELATION_NAMES: Final = {
    Relation.EQUIVALENT: ("等价（已证明）", Style.GOOD),
    Relation.STRICTER: ("更严", Style.BAD),
    Relation.LOOSER: ("更宽", Style.OPEN),
    Relation.DIFFERENT: ("不同：有的更严，有的更宽", Style.BAD),
    Relation.APPLICABILITY: ("只有适用范围不同：不符合的申请相同", Style.OPEN),
    Relation.UNDECIDED: ("没有得出结论", Style.JUDGED),
}
_CHANGES: Final = {Change.ADDED: "新增", Change.REMOVED: "删去", Change.CHANGED: "修改"}
_KINDS: Final[dict[EntryKind, str]] = {
    "norm": "规范",
    "fact": "事实",
    "reading": "解释口径",
    "consistency": "一致性规则",
}
_PARTS: Final = {
    "arguments": "各种理解的名称和理由",
    "at": "所在",
    "at_least": "至少几项",
    "alternatives": "可选的理解",
    "choice_names": "选项的名称",
    "choices": "选项",
    "cites": "另引的条款",
    "clause": "条款",
    "default": "先列的理解",
    "digits": "位数",
    "evidence": "材料",
    "for_each": "逐项针对",
    "help": "填写说明",
    "informative": "只供参考",
    "judgement": "是否待认定",
    "label": "名称",
    "label_en": "英文名称",
    "maximum": "上限",
    "may_be_none": "可以填“无”",
    "message": "提示",
    "met": "符合时的说明",
    "minimum": "下限",
    "modality": "规范性质",
    "official": "官方解释",
    "official_source": "官方解释的出处",
    "period": "有效期",
    "question": "问题",
    "quote": "引文",
    "quote_by": "随事实而定的引文",
    "remedy": "怎样补正",
    "requires": "要求",
    "section": "小标题",
    "section_en": "英文小标题",
    "title": "标题",
    "title_en": "英文标题",
    "titled_by": "称呼用的字段",
    "type": "类型",
    "unit": "单位",
    "unless": "不适用的情形",
    "unmet": "不符合时的说明",
    "when": "适用的情形",
    "who": "针对哪些",
}


def difference_sheet(difference: PolicyDifference, old: Policy, new: Policy) -> Sheet:
    """The sheet of one comparison."""
    return tuple(_Page(difference, old, new).paragraphs())


class _Page:
    """One sheet in the making."""

    def __init__(self, difference: PolicyDifference, old: Policy, new: Policy) -> None:
        self.difference = difference
        self.old = old
        self.new = new

    def paragraphs(self) -> Iterator[Paragraph]:
        """Every paragraph, from the heading to the witnesses."""
        found = self.difference
        yield line(Span("两个版本的差异", Style.STRONG))
        for head, one in (("旧", found.old), ("新", found.new)):
            yield line(f"{head}  {one.title}（{one.document_number}）  ", Span(one.digest, Style.FAINT), hang=4)
        yield line(Span(NOTICE, Style.FAINT))
        yield BLANK
        yield from self.headline()
        yield from self.text()
        yield from self.entries()
        yield from self.meaning()

    def headline(self) -> Iterator[Paragraph]:
        """What the comparison comes to."""
        if self.difference.same_meaning:
            yield line(Span("含义相同：各项规范和总体结论都已证明等价", Style.GOOD))
        else:
            yield line(Span("含义有差异，或者没有能够证明相同", Style.BAD))
        yield from self.comparison(self.difference.conclusion)

    def heading(self, text: str, count: int) -> Iterator[Paragraph]:
        """A heading with how many entries follow."""
        yield BLANK
        yield line(Span(text, Style.STRONG), f"（{count} 处）" if count else "：没有变化")

    # --- the words

    def text(self) -> Iterator[Paragraph]:
        """The clauses whose words changed."""
        yield from self.heading("原文", len(self.difference.text))
        for one in self.difference.text:
            yield line(Span(f"{_CHANGES[one.change]}  {one.citation.label}"), indent=2)
            yield from _words(one)

    # --- the parts

    def entries(self) -> Iterator[Paragraph]:
        """The norms, facts, readings and rules that changed."""
        for kind, head in _KINDS.items():
            found = [one for one in self.difference.entries if one.kind == kind]
            yield from self.heading(head, len(found))
            for one in found:
                yield line(f"{_CHANGES[one.change]}  {one.name}  ", Span(one.id, Style.FAINT), indent=2, hang=4)
                for part in one.parts:
                    yield from self.part(one, part)

    def part(self, entry: EntryChange, part: PartChange) -> Iterator[Paragraph]:
        """What a part was, and what it is now."""
        yield line(f"{_PARTS[part.part]}：", indent=4)
        for head, policy, words in (("旧", self.old, part.old), ("新", self.new, part.new)):
            yield line(f"{head}  {words or self.structure(policy, entry, part.part)}", indent=6, hang=10)

    def structure(self, policy: Policy, entry: EntryChange, part: str) -> str:
        """A part that is no text, in words: a condition; of anything else, that it is there."""
        if entry.kind == "consistency":
            rules = {rule.id: rule.requires for rule in policy.consistency}
            return ConditionWords(policy).condition(rules[entry.id]).inline()
        if entry.kind == "norm":
            return _of_norm(policy, policy.norm_by_id[entry.id], part)
        return "（见规则文件）"

    # --- the meaning

    def meaning(self) -> Iterator[Paragraph]:
        """How each norm that both versions have compares."""
        alike = [one for one in self.difference.norms if one.relation is Relation.EQUIVALENT]
        yield from self.heading("含义", len(self.difference.norms) - len(alike))
        yield line(f"两个版本都有结论的规范 {len(self.difference.norms)} 条，其中 {len(alike)} 条已证明等价", indent=2)
        for one in self.difference.norms:
            if one.relation is not Relation.EQUIVALENT:
                yield BLANK
                yield from self.comparison(one)
        yield BLANK
        yield from self.scope()

    def comparison(self, one: Comparison) -> Iterator[Paragraph]:
        """A relation, its readings and its witnesses."""
        name, style = RELATION_NAMES[one.relation]
        norm = f"  {one.norm}" if one.norm else ""
        yield line(f"{one.title}{norm}  新版本相对旧版本：", Span(name, style), indent=2, hang=4)
        if one.reason:
            yield line(f"原因：{one.reason}", indent=4, hang=6)
        for under in one.under:
            pairs = "，".join(f"{reading}={alternative}" for reading, alternative in under.readings)
            yield line(f"口径 {pairs}：{RELATION_NAMES[under.relation][0]}", indent=4, hang=6)
        for number, witness in enumerate(one.witnesses, 1):
            yield from self.witness(witness, f"例 {number}" if len(one.witnesses) > 1 else "例")

    def witness(self, witness: Witness, head: str) -> Iterator[Paragraph]:
        """One application for which the versions differ: what it comes to in each."""
        yield line(f"{head}（虚构的完整申请，已用两个版本各查一遍）：", indent=4)
        for name, policy, side in (("旧", self.old, witness.old), ("新", self.new, witness.new)):
            yield line(f"{name}  {_outcome(policy, side)}", indent=6, hang=10)
            options = " ".join(f"{reading}={alternative}" for reading, alternative in side.readings)
            if options and (name == "旧" or witness.old.readings != witness.new.readings):
                yield line(Span(f"口径 {options}", Style.FAINT), indent=10)

    def scope(self) -> Iterator[Paragraph]:
        """What the comparison is about, and what it is not."""
        sizes = "，".join(f"{path} 至多 {size} 项" for path, size in self.difference.lists)
        yield line(
            "比较的是两个版本都能读懂的完整申请；“更严”指不符合（或者未遵循）的申请更多，不适用不算不符合。"
            "只有一个版本有的事实和解释口径，对另一个版本没有限制。",
            indent=2,
        )
        yield line("例子的完整申请用 --save DIR 存成文件，或者看 --json。", indent=2)
        if sizes:
            yield line(f"列表只比较到：{sizes}", indent=2, hang=4)


def _words(one: TextChange) -> Iterator[Paragraph]:
    for head, words in (("旧", one.old), ("新", one.new)):
        if words is not None:
            yield line(f"{head}  ", Span(words, Style.QUOTE), indent=4, hang=8)


def _of_norm(policy: Policy, norm: Norm, part: str) -> str:
    words = ConditionWords(policy)
    condition = {"who": norm.who, "when": norm.when, "unless": norm.unless, "requires": norm.requires}.get(part)
    if condition is not None:
        return words.condition(condition).inline()
    if part == "period" and norm.period is not None:
        return words.period(norm.period).inline()
    return "（见规则文件）" if part in ("cites", "quote_by") else "（没有）"


def _outcome(policy: Policy, side: Side) -> str:
    conclusion = CONCLUSION_NAMES[side.conclusion]
    if side.finding is None:
        unmet = "、".join(f"{policy.norm_by_id[norm].wording.title}（{norm}）" for norm in side.unmet)
        return f"总体结论：{conclusion}" + (f"；不符合的是 {unmet}" if unmet else "")
    return f"{STATUS_NAMES[side.finding.status]}：{side.finding.reason}（总体结论：{conclusion}）"
