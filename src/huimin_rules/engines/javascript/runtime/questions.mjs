// Follows service/questions.py, which says what a question is and when its answer can move the conclusion: what to ask
// next, from a program and a verdict. The value is the same as that of `Questions.to_json` there.

import { scalarOf } from "./facts.mjs";
import { decides } from "./policy.mjs";
import { written } from "./quantity.mjs";

/**
 * What to ask next: `{ notice, policy, conclusion, ask, clarify }`.
 *
 * - `ask`: the facts that some finding waits for, in the order of the policy's facts, an element of a list after the one
 *   before it; each with what it takes to draw the input and with the norms that ask (`asked_by`).
 * - `clarify`: the readings that findings depend on, in the order of the policy's readings.
 */
export function questions(program, verdict) {
  const moving = _moving(verdict);
  const asked = new Map();
  const clarified = new Map();
  for (const finding of verdict.findings) {
    for (const blocker of finding.blockers) {
      const found = blocker.kind === "reading" ? clarified : asked;
      if (!found.has(blocker.name)) {
        found.set(blocker.name, { blocker, waiting: [] });
      }
      found.get(blocker.name).waiting.push(finding);
    }
  }
  const places = _places(program);
  const ask = [...asked.values()].map(({ blocker, waiting }) => {
    const [path, element] = _factOf(blocker.name);
    const { fact, number, position } = places.get(path);
    return { order: [number, element, position], question: _question(fact, blocker, waiting, moving) };
  });
  ask.sort((a, b) => a.order[0] - b.order[0] || a.order[1] - b.order[1] || a.order[2] - b.order[2]);
  return {
    notice: verdict.notice,
    policy: verdict.policy,
    conclusion: verdict.conclusion,
    ask: ask.map((one) => one.question),
    clarify: (program.readings ?? [])
      .filter((reading) => clarified.has(reading.id))
      .map((reading) => _clarification(reading, clarified.get(reading.id).waiting, moving)),
  };
}

// The norms through which the conclusion can still move.
function _moving(verdict) {
  const counted = {
    not_in_force: () => false,
    ineligible: (finding) => finding.modality === "validity",
  }[verdict.conclusion] ?? ((finding) => decides(finding.modality));
  return new Set(verdict.findings.filter(counted).map((finding) => finding.norm));
}

// Where each fact stands: the number of the fact or list, and of a list the number of the field.
function _places(program) {
  const places = new Map();
  program.facts.forEach((fact, number) => {
    places.set(fact.path, { fact, number, position: 0 });
    (fact.items ?? []).forEach((item, position) => places.set(item.path, { fact: item, number, position }));
  });
  return places;
}

// The path of the fact that a blocker names, and its element: `applicants[2].role` is `applicants[].role`, 2.
function _factOf(name) {
  const start = name.indexOf("[");
  if (start < 0) {
    return [name, 0];
  }
  const end = name.indexOf("]");
  return [`${name.slice(0, start)}[]${name.slice(end + 1)}`, Number(name.slice(start + 1, end))];
}

function _question(fact, blocker, waiting, moving) {
  const isList = fact.kind === "FactList";
  return {
    ..._entry(fact),
    path: blocker.name,
    kind: blocker.kind,
    at_least: isList ? (fact.at_least ?? 0) : 0,
    titled_by: isList ? (fact.titled_by ?? null) : null,
    items: isList ? fact.items.map(_entry) : [],
    asked_by: waiting.map(_waiting),
    moves_conclusion: _moves(waiting, moving),
  };
}

function _entry(fact) {
  const { asked } = fact;
  return {
    fact: fact.path,
    type: fact.kind === "FactList" ? "list" : fact.type,
    label: asked.label,
    label_en: asked.label_en ?? null,
    question: asked.question,
    help: asked.help ?? null,
    judgement: fact.judgement === true,
    unit: fact.unit ?? null,
    choices: (fact.choices ?? []).map(_option),
    minimum: _bound(fact, fact.minimum ?? { n: "0" }),
    maximum: _bound(fact, fact.maximum),
    digits: fact.digits ?? null,
    may_be_none: fact.may_be_none === true || fact.type === "text",
    evidence: asked.evidence ?? [],
    informative: asked.informative ?? null,
    citation: _citation(asked.clause),
  };
}

// A bound as an application writes it; only numbers have some.
function _bound(fact, bound) {
  const ranged = fact.type === "integer" || fact.type === "number" || fact.type === "percent";
  return ranged && bound ? String(written(fact, scalarOf(bound))) : null;
}

function _option(choice) {
  return {
    id: choice.id,
    name: choice.name,
    name_en: choice.name_en ?? null,
    note: choice.note ?? null,
    citation: _citation(choice.clause),
    quote: choice.quote ?? null,
  };
}

function _clarification(reading, waiting, moving) {
  return {
    reading: reading.id,
    question: reading.question,
    citation: _citation(reading.clause),
    quote: reading.quote ?? null,
    alternatives: reading.alternatives.map((one) => ({
      id: one.id,
      name: one.name,
      name_en: one.name_en ?? null,
      argument: one.argument,
    })),
    asked_by: waiting.map(_waiting),
    moves_conclusion: _moves(waiting, moving),
  };
}

function _waiting({ norm, title, modality, citation, quote }) {
  return { norm, title, modality, citation, quote };
}

function _moves(waiting, moving) {
  return waiting.some((finding) => moving.has(finding.norm));
}

function _citation(clause) {
  if (!clause) {
    return null;
  }
  return { label: clause.label, article: clause.article, paragraph: clause.paragraph ?? null, item: clause.item ?? null };
}
