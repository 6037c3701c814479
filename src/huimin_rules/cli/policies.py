"""`huimin policies`: list the policies that ship with the library."""

from typing import TYPE_CHECKING

import typer

from huimin_rules.cli.options import LanguageOption
from huimin_rules.cli.session import session_of
from huimin_rules.report.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huimin_rules.norms.policy import Policy
    from huimin_rules.report.phrases import Phrases
    from huimin_rules.report.typography import Paragraph


def policies(context: typer.Context, lang: LanguageOption = Language.CHINESE) -> None:
    """列出随库的办法。

    \b
    退出码：0 正常；2 规则有错。
    """
    from huimin_rules.report.phrases import phrases
    from huimin_rules.service import load_policy
    from huimin_rules.service import policies as shipped

    words = phrases(lang)
    sheet = [one for name in shipped() for one in _described(load_policy(name), words)]
    session_of(context).page(sheet)


def _described(policy: "Policy", words: "Phrases") -> "Iterator[Paragraph]":
    """One policy: what it is called, who issued it, when it applies, how much it holds."""
    from huimin_rules.report.typography import Span, Style, line

    identity = policy.identity
    yield line(Span(identity.id, Style.STRONG), f"  {words.pick(identity.title, identity.title_en)}")
    yield line(f"{identity.document_number}  {identity.issuer}", indent=2)
    for norm in policy.findable:
        if norm.period is not None:
            days = words.days_or.join(map(str, norm.period.last_days()))
            yield line(words.pick("有效期", "In force"), f"  {norm.period.start} — {days}", indent=2)
    counts = words.pick(
        f"规范 {len(policy.norms)} 条，解释口径 {len(policy.readings)} 个",
        f"{len(policy.norms)} norms, {len(policy.readings)} readings",
    )
    yield line(Span(f"{counts}  {policy.digest}", Style.FAINT), indent=2)
    yield line(Span(words.notice, Style.FAINT), indent=2)
