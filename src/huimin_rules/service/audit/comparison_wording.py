"""What a what-if says in Chinese."""

from typing import Final

from huimin_rules.service.audit.compared import Effect, Obstacle
from huimin_rules.service.audit.direction import Direction
from huimin_rules.verdict import Conclusion, Status
from huimin_rules.verdict.wording import CONCLUSION_NAMES, STATUS_NAMES

DIRECTION_NAMES: Final = {
    Direction.STRICTER: "更严",
    Direction.LOOSER: "更宽",
    Direction.OPENED: "转为待定",
    Direction.SETTLED: "由待定转明确",
    Direction.APPLICABILITY: "适用范围不同",
    Direction.GROUND: "理由不同",
    Direction.NONE: "不变",
}
EFFECT_NAMES: Final = {
    Effect.DECISION: "总体结论改变",
    Effect.FINDING: "只有单项结论改变",
    Effect.BLOCKERS: "只有待定原因改变",
    Effect.INCOMPARABLE: "不可比",
    Effect.NONE: "不变",
}
OBSTACLE_NAMES: Final = {
    Obstacle.REPLAY: "记录复核不一致",
    Obstacle.FACTS: "另一版本读不懂记录里的事实",
    Obstacle.READINGS: "没有这个解释口径",
}
NO_NORM: Final = "没有这一条"
NOTHING: Final = "—"


def status_name(status: Status | None) -> str:
    """A status by name; what the version does not have by its absence."""
    return NO_NORM if status is None else STATUS_NAMES[status]


def conclusion_name(conclusion: Conclusion | None) -> str:
    """A conclusion by name."""
    return NOTHING if conclusion is None else CONCLUSION_NAMES[conclusion]
