"""What a proof claims, and what is so where it is refuted, in words."""

from typing import TYPE_CHECKING, Final

from huimin_rules.norms.acknowledgement import Defect

if TYPE_CHECKING:
    from huimin_rules.analysis.proofs.results import Result

_CLAIMS: Final = {
    Defect.CONTRADICTION: "各种口径下，都有申请满足全部义务",
    Defect.NEVER_MET: "每条规范都有申请满足",
    Defect.NEVER_UNMET: "每条规范都有申请不满足",
    Defect.IMPLIED: "每项义务都单独起作用",
    Defect.READING_WITHOUT_EFFECT: "每个解释口径都影响某项结论",
    Defect.BRACKET: "每个数值恰好落在一档，每一档都用得到",
    Defect.UNSOUND: "逐步求值可靠：确定的结论，与每一种补全的结论相同",
    Defect.NOT_MONOTONE: "逐步求值单调：补充事实不会改变确定的结论",
    Defect.INEXACT: "逐步求值精确：没有定论的，确有两种补全结论不同",
}


def claim(defect: Defect) -> str:
    """What is proved where all is well."""
    return _CLAIMS[defect]


def searched() -> str:
    """What it means that exactness rests on the search."""
    return "逐步求值对下列规范还不够精确，由引擎的搜索补足，已各在几份申请上核实（不是对所有申请的证明）"


def refutation(result: "Result") -> str:
    """What is so where the claim is refuted; the same question where it is not decided."""
    subject = result.subject or ""
    because = "、".join(result.because)
    match result.defect:
        case Defect.CONTRADICTION:
            under = "、".join(f"{name}={alternative}" for name, alternative in result.readings)
            return f"没有申请能同时满足：{because}{f'（口径：{under}）' if under else ''}"
        case Defect.NEVER_MET:
            return f"{subject} 没有申请能满足"
        case Defect.NEVER_UNMET:
            return f"{subject} 没有申请会不满足"
        case Defect.IMPLIED:
            return f"{subject} 多余：不满足它的申请，必定也不满足下列之一：{because}"
        case Defect.READING_WITHOUT_EFFECT:
            return f"解释口径 {subject} 不影响任何结论"
        case Defect.BRACKET:
            return f"{subject} 的分档：{'；'.join(result.because)}"
        case Defect.UNSOUND:
            return f"{subject} 的逐步求值排除了可能的结论"
        case Defect.NOT_MONOTONE:
            return f"{subject} 的逐步求值在补充事实之后改变了确定的结论"
        case Defect.INEXACT:
            return f"{subject} 的结论没有定论，而所有补全的结论相同"
