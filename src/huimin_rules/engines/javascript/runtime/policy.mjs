// Follows norms/policy.py: a policy as the engine goes through it, made from a program. The program itself stays as it
// is: facts, norms and rules are copied, with their scalars as values and with null where a program leaves a key out.

import { domainOf, listDomainOf, nameOf, scalarOf } from "./facts.mjs";

const _WITHOUT_FINDING = new Set(["definition", "institutional"]);
const _DECIDING = new Set(["obligation", "validity"]);

/** Whether the conclusion may depend on norms of this modality. */
export function decides(modality) {
  return _DECIDING.has(modality);
}

/** One regulation in one version. */
export class Policy {
  constructor(program) {
    this.program = program;
    this.identity = program.identity;
    this.digest = program.digest;
    this.textSha256 = program.text.sha256;
    this.facts = program.facts.map(_fact);
    this.scalars = this.facts.filter((fact) => fact.kind === "Fact");
    this.lists = this.facts.filter((fact) => fact.kind === "FactList");
    this.factByPath = new Map(this.facts.flatMap((fact) => [fact, ...fact.items]).map((fact) => [fact.path, fact]));
    this.readings = program.readings ?? [];
    this.readingById = new Map(this.readings.map((reading) => [reading.id, reading]));
    this.consistency = (program.consistency ?? []).map((rule) => ({ ...rule, requires: _node(rule.requires) }));
    this.norms = program.norms.map(_norm);
    this.normById = new Map(this.norms.map((norm) => [norm.id, norm]));
    this.findable = this.norms.filter((norm) => !_WITHOUT_FINDING.has(norm.modality));
  }
}

function _fact(fact) {
  const asked = { ...fact.asked, evidence: fact.asked.evidence ?? [] };
  if (fact.kind === "FactList") {
    const items = fact.items.map(_fact);
    return { ...fact, asked, items, titled_by: fact.titled_by ?? null, domain: listDomainOf(fact) };
  }
  return { ...fact, asked, items: [], name: nameOf(fact), choices: fact.choices ?? [], domain: domainOf(fact) };
}

function _norm(norm) {
  return {
    ...norm,
    requires: _nodeOrNull(norm.requires),
    when: _nodeOrNull(norm.when),
    unless: _nodeOrNull(norm.unless),
    who: _nodeOrNull(norm.who),
    for_each: norm.for_each ?? null,
    period: norm.period ? _period(norm.period) : null,
    cites: norm.cites ?? [],
    ground_by: norm.ground_by ?? null,
  };
}

function _period(period) {
  const alternatives = (period.alternatives ?? []).map(([name, day]) => [name, scalarOf(day)]);
  return {
    fact: period.fact,
    start: scalarOf(period.start),
    reading: period.reading ?? null,
    alternatives: new Map(alternatives),
    lastDays: period.through ? [scalarOf(period.through)] : alternatives.map(([, day]) => day),
  };
}

function _nodeOrNull(node) {
  return node ? _node(node) : null;
}

// A condition or an expression with everything below it. A scalar is the only mapping with a text at `n` or `day`.
function _node(json) {
  if (Array.isArray(json)) {
    return json.map(_node);
  }
  if (json === null || typeof json !== "object") {
    return json;
  }
  if (typeof json.n === "string" || typeof json.day === "string") {
    return scalarOf(json);
  }
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, _node(value)]));
}
