"""From a policy back to the files of a folder: loading what is written gives an equal policy.

Nothing is read again: the files follow from the representation alone, which shows that it holds all that the policy
says. Comments, and the division of an article into several files, are not part of that.
"""

from collections.abc import Mapping
from typing import TypeAlias

from huimin_rules.citation import Clause
from huimin_rules.loading.dump_conditions import dump_condition, dump_scalar
from huimin_rules.loading.folder import FACTS, POLICY, READINGS, TEXT
from huimin_rules.loading.written_yaml import write_yaml
from huimin_rules.norms.acknowledgement import Acknowledgement
from huimin_rules.norms.facts import AnyFact, Choice, FactList, Question
from huimin_rules.norms.norm import Ground, Norm, Period, Reading, Unchecked
from huimin_rules.norms.policy import Consistency, Policy
from huimin_rules.norms.text import Text

Entry: TypeAlias = dict[str, object]


def dump_policy(policy: Policy) -> dict[str, str]:
    """The text of each file of the policy, by its name. The official text keeps its bytes: write the files as UTF-8,
    with their line ends as they are.
    """
    files = {
        POLICY: write_yaml(_policy(policy)),
        TEXT: _text(policy.text),
        FACTS: write_yaml(_facts(policy)),
        READINGS: write_yaml({"readings": {reading.id: _reading(reading) for reading in policy.readings}}),
    }
    grounds = [norm.ground for norm in policy.norms] + [entry.ground for entry in policy.unchecked]
    for article in sorted({ground.clause.article for ground in grounds}):
        name = f"article-{article:02}.yaml" if article else "notice.yaml"
        files[name] = write_yaml(_article(policy, article))
    return files


def dump_norm(norm: Norm, policy: Policy) -> str:
    """A norm as its article's file writes it."""
    return write_yaml(_norm(norm, policy.fact_by_path))


def dump_rule(rule: Consistency, policy: Policy) -> str:
    """A consistency rule as `facts.yaml` writes it."""
    return write_yaml(_rule(rule, policy))


def dump_reading(reading: Reading) -> str:
    """A reading as `readings.yaml` writes it."""
    return write_yaml({reading.id: _reading(reading)})


def dump_given(given: Mapping[str, object], readings: Mapping[str, str]) -> str:
    """An application and the readings that are fixed, as a case writes them."""
    return write_yaml({"given": dict(given), **({"readings": dict(readings)} if readings else {})})


def _said(entry: Entry) -> Entry:
    """The entry without what it leaves unsaid: what is None, and tuples of nothing."""
    return {key: value for key, value in entry.items() if value is not None and value != ()}


def _clause(clause: Clause | None) -> Entry | None:
    if clause is None:
        return None
    return _said({"article": clause.article, "paragraph": clause.paragraph, "item": clause.item})


def _policy(policy: Policy) -> Entry:
    about = policy.identity
    return _said(
        {
            "id": about.id,
            "title": about.title,
            "title_en": about.title_en,
            "document_number": about.document_number,
            "issuer": about.issuer,
            "jurisdiction": {"name": about.jurisdiction, "code": about.jurisdiction_code},
            "interpreter": about.interpreter,
            "unrecorded": [{"what": what, "note": note} for what, note in about.unrecorded],
            "absent_articles": [{"article": article, "reason": reason} for article, reason in policy.text.absent],
            "notes": [
                _said(
                    {
                        "id": note.id,
                        "question": note.question,
                        "position": note.position,
                        "clause": _clause(note.clause),
                    }
                )
                for note in policy.notes
            ],
            "acknowledged": tuple(map(_acknowledged, policy.acknowledged)),
        }
    )


def _acknowledged(one: Acknowledgement) -> Entry:
    subject = {one.defect.about: one.subject} if one.defect.about is not None else {}
    return {"finding": one.defect.value, **subject, "reason": one.reason}


def _text(text: Text) -> str:
    breaks = [{"before": before, "after": after} for before, after in text.page_breaks]
    header = write_yaml({"source": text.source, "sha256": text.sha256, "page_breaks": breaks})
    return f"---\n{header}---\n{text.body}"


# --- facts


def _facts(policy: Policy) -> Entry:
    return {
        "facts": {fact.path: _fact(fact) for fact in policy.facts},
        "consistency": [_rule(rule, policy) for rule in policy.consistency],
    }


def _rule(rule: Consistency, policy: Policy) -> Entry:
    return {
        "id": rule.id,
        "at": rule.at,
        "requires": dump_condition(rule.requires, policy.fact_by_path),
        "message": rule.message,
    }


def _asked(question: Question) -> Entry:
    return _said(
        {
            "section": question.section,
            "section_en": question.section_en,
            "label": question.label,
            "label_en": question.label_en,
            "question": question.question,
            "help": question.help,
            "evidence": question.evidence,
            "clause": _clause(question.clause),
            "informative": question.informative,
        }
    )


def _fact(fact: AnyFact) -> Entry:
    if isinstance(fact, FactList):
        return _said(
            {
                "type": "list",
                **_asked(fact.asked),
                "at_least": fact.at_least,
                "titled_by": fact.titled_by,
                "items": {item.name: _fact(item) for item in fact.items},
            }
        )
    return _said(
        {
            "type": fact.type.value,
            "kind": "judgement" if fact.judgement else None,
            "unit": fact.unit,
            "digits": fact.digits,
            "minimum": None if fact.minimum is None else dump_scalar(fact.minimum, fact.type),
            "maximum": None if fact.maximum is None else dump_scalar(fact.maximum, fact.type),
            "may_be_none": True if fact.may_be_none else None,
            **_asked(fact.asked),
            "choices": {choice.id: _choice(choice) for choice in fact.choices} or None,
        }
    )


def _choice(choice: Choice) -> Entry | str:
    entry = _said(
        {
            "name": choice.name,
            "name_en": choice.name_en,
            "note": choice.note,
            "clause": _clause(choice.clause),
            "quote": choice.quote,
        }
    )
    return entry if len(entry) > 1 else choice.name


def _reading(reading: Reading) -> Entry:
    official = reading.official
    return _said(
        {
            "question": reading.question,
            "clause": _clause(reading.clause),
            "quote": reading.quote,
            "default": reading.default,
            "alternatives": {
                one.id: _said({"name": one.name, "name_en": one.name_en, "argument": one.argument})
                for one in reading.alternatives
            },
            "official": None
            if official is None
            else {
                "alternative": official.alternative,
                "by": official.by,
                "on": official.on.isoformat(),
                "source": official.source,
            },
        }
    )


# --- articles


def _article(policy: Policy, article: int) -> Entry:
    return {
        "article": article or "notice",
        "norms": [_norm(norm, policy.fact_by_path) for norm in policy.norms if norm.ground.clause.article == article],
        "unchecked": [_unchecked(one) for one in policy.unchecked if one.ground.clause.article == article],
    }


def _quoted(ground: Ground) -> Entry:
    """Words of the article whose file this is."""
    return _said({"paragraph": ground.clause.paragraph, "item": ground.clause.item, "quote": ground.quote})


def _cited(cited: Ground | Clause) -> Entry:
    if isinstance(cited, Clause):
        return _clause(cited) or {}
    return {**_cited(cited.clause), "quote": cited.quote}


def _norm(norm: Norm, facts: Mapping[str, AnyFact]) -> Entry:
    wording, by, period = norm.wording, norm.ground_by, norm.period
    conditions = {
        "who": norm.who,
        "when": norm.when,
        "unless": norm.unless,
        "requires": norm.requires if period is None else None,
    }
    return _said(
        {
            "id": norm.id,
            **_quoted(norm.ground),
            "title": wording.title,
            "title_en": wording.title_en,
            "modality": norm.modality.value,
            "cites": tuple(map(_cited, norm.cites)),
            "quote_by": None
            if by is None
            else {"fact": by.fact, "clauses": {name: _quoted(ground) for name, ground in by.grounds}},
            "for_each": norm.for_each,
            **{key: None if one is None else dump_condition(one, facts) for key, one in conditions.items()},
            "period": None if period is None else _period(period),
            "met": wording.met,
            "unmet": wording.unmet,
            "remedy": wording.remedy,
            "evidence": wording.evidence,
        }
    )


def _period(period: Period) -> Entry:
    days = {name: day.isoformat() for name, day in period.alternatives}
    through = (
        {"reading": period.reading, "alternatives": days} if period.through is None else period.through.isoformat()
    )
    return {"fact": period.fact, "from": period.start.isoformat(), "through": through}


def _unchecked(entry: Unchecked) -> Entry:
    return {**_quoted(entry.ground), "as": entry.kind, "reason": entry.reason}
