"""The fixed words of a report in Chinese and English. What the text or an author says is never among them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from huimin_rules.norms.norm import Modality
from huimin_rules.report.language import Language
from huimin_rules.report.typography import Style
from huimin_rules.verdict import NOTICE, Conclusion, Status
from huimin_rules.verdict.wording import CONCLUSION_NAMES, STATUS_NAMES

SIGNS: Final[Mapping[Status, tuple[str, Style]]] = {
    Status.MET: ("✓", Style.GOOD),
    Status.FOLLOWED: ("✓", Style.GOOD),
    Status.UNMET: ("✗", Style.BAD),
    Status.NOT_FOLLOWED: ("△", Style.OPEN),
    Status.UNKNOWN: ("?", Style.OPEN),
    Status.NEEDS_JUDGEMENT: ("◇", Style.JUDGED),
    Status.NOT_APPLICABLE: ("-", Style.FAINT),
}
"""The sign and colour of a status; the word always stands beside the sign."""

CONCLUSION_SIGNS: Final[Mapping[Conclusion, tuple[str, Style]]] = {
    Conclusion.ELIGIBLE: ("✓", Style.GOOD),
    Conclusion.INELIGIBLE: ("✗", Style.BAD),
    Conclusion.INCOMPLETE: ("?", Style.OPEN),
    Conclusion.NEEDS_JUDGEMENT: ("◇", Style.JUDGED),
    Conclusion.NOT_IN_FORCE: ("✗", Style.BAD),
}

MODALITY_NAMES: Final[Mapping[Modality, tuple[str, str]]] = {
    Modality.OBLIGATION: ("义务：必须满足", "obligation: must be met"),
    Modality.PRIORITY: ("优先：只关系到是否优先，不影响是否符合规定", "priority: never fails an application"),
    Modality.RECOMMENDATION: ("鼓励：不影响是否符合规定", "recommendation: never fails an application"),
    Modality.DEFAULT: ("一般：容许例外，偏离宜说明理由", "default: a departure asks for a reason"),
    Modality.DEFINITION: (
        "定义：供其他规范引用，没有单独的结论",
        "definition: used by other norms, no finding of its own",
    ),
    Modality.INSTITUTIONAL: ("主管部门的职责：不对照申请检查", "institutional: binds the authority, not the applicant"),
    Modality.VALIDITY: ("有效期", "validity"),
}


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of one language; `{}` marks what is filled in."""

    language: Language
    statuses: Mapping[Status, str]
    conclusions: Mapping[Conclusion, str]
    actions: Mapping[str, str]
    notice: str
    application: str
    conclusion: str
    no_longer: str
    not_yet: str
    perhaps: str
    unmoved: str
    one_round: str
    moot: str
    entries: str
    unmet: str
    unknown: str
    needs_judgement: str
    rest: str
    materials: str
    readings: str
    fixed: str
    by_caller: str
    by_official: str
    warnings: str
    overview: str
    try_reading: str
    element: str
    missing: str
    judged: str
    under: str
    provenance: str
    days_or: str
    comma: str
    quote: str
    aside: str
    colon: str
    semicolon: str

    def pick(self, chinese: str, english: str | None) -> str:
        """The English words where English is wanted and there are some, else the Chinese ones."""
        return english if english and self.language is Language.ENGLISH else chinese


CHINESE: Final = Phrases(
    language=Language.CHINESE,
    statuses=STATUS_NAMES,
    conclusions=CONCLUSION_NAMES,
    actions={"fix": "补正", "supply": "补充", "determine": "提请认定", "clarify": "请求明确", "explain": "说明理由"},
    notice=NOTICE,
    application="申请",
    conclusion="结论",
    no_longer="提示：截至今天（{today}），本办法已不在有效期内（有效期至 {end}）。",
    not_yet="提示：截至今天（{today}），本办法尚未施行（自 {start} 起实施）。",
    perhaps="提示：截至今天（{today}），本办法是否仍在有效期内取决于如何理解最后一日（{end}）。",
    unmoved="以下结论只看申报日期，不因此改变。",
    one_round="一次性补正清单",
    moot="申报日期不在有效期内：除日期有误外，以下各项即使办好也不改变结论",
    entries="{} 项",
    unmet="不符合",
    unknown="信息不全",
    needs_judgement="有待认定",
    rest="其余",
    materials="材料清单",
    readings="采用的解释口径",
    fixed="采用",
    by_caller="由使用者指定",
    by_official="官方解释",
    warnings="核对提示",
    overview="汇总",
    try_reading="试算",
    element="{list}第 {number} 项",
    missing="尚未说明",
    judged="只有申请人自评，有待认定",
    under="按“{}”为{}",
    provenance="依据",
    days_or=" 或 ",
    comma="、",
    quote="“{}”",
    aside="（{}）",
    colon="：",
    semicolon="；",
)

ENGLISH: Final = Phrases(
    language=Language.ENGLISH,
    statuses={
        Status.MET: "met",
        Status.UNMET: "not met",
        Status.UNKNOWN: "incomplete",
        Status.NEEDS_JUDGEMENT: "needs judgement",
        Status.NOT_APPLICABLE: "not applicable",
        Status.FOLLOWED: "followed",
        Status.NOT_FOLLOWED: "not followed",
    },
    conclusions={
        Conclusion.ELIGIBLE: "Eligible",
        Conclusion.INELIGIBLE: "Not eligible",
        Conclusion.INCOMPLETE: "Incomplete",
        Conclusion.NEEDS_JUDGEMENT: "Needs judgement",
        Conclusion.NOT_IN_FORCE: "Not in force on the day of application",
    },
    actions={
        "fix": "To fix",
        "supply": "To supply",
        "determine": "To have determined",
        "clarify": "To have clarified",
        "explain": "To explain",
    },
    notice="Result of a self-check, not an administrative decision",
    application="Application",
    conclusion="Conclusion",
    no_longer="Note: as of today ({today}) this regulation is no longer in force (its last day was {end}).",
    not_yet="Note: as of today ({today}) this regulation is not yet in force (it begins on {start}).",
    perhaps="Note: whether this regulation is in force today ({today}) depends on how its last day is read ({end}).",
    unmoved=" The conclusion below goes by the day of application and is not changed by this.",
    one_round="Everything to do, in one round",
    moot="Applied outside the period of validity: unless the date is wrong, nothing below changes the conclusion",
    entries="{}",
    unmet="Not met",
    unknown="Incomplete",
    needs_judgement="Needs judgement",
    rest="The rest",
    materials="Documents to attach",
    readings="Readings that were fixed",
    fixed="fixed",
    by_caller="by the user",
    by_official="official interpretation",
    warnings="Worth checking",
    overview="All applications",
    try_reading="Try",
    element="{list}, no. {number}",
    missing="not stated",
    judged="self-assessed only, awaits a determination",
    under="{}: {}",
    provenance="Basis",
    days_or=" or ",
    comma=", ",
    quote="“{}”",
    aside=" ({})",
    colon=": ",
    semicolon="; ",
)


def phrases(language: Language) -> Phrases:
    """The words of a language."""
    match language:
        case Language.CHINESE:
            return CHINESE
        case Language.ENGLISH:
            return ENGLISH
