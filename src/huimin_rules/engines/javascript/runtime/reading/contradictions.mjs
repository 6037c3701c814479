// What an application states about the facts of a consistency rule that it violates. Follows service/checking.py.

import { references } from "../walk.mjs";
import { printable } from "./problems.mjs";

const _MOST_STATED = 12;

/** What the application states about the facts and lists that a rule mentions, the first of them. */
export function stated(policy, application, rule) {
  const mentioned = references(policy, [rule.requires]);
  const facts = new Set(mentioned.facts);
  const lists = new Set(mentioned.lists);
  const said = [];
  policy.scalars.forEach((fact, index) => {
    const statement = application.stated[index];
    if (statement !== null && facts.has(fact.path)) {
      said.push([statement.fact, _text(statement.value)]);
    }
  });
  policy.lists.forEach((list, index) => {
    const rows = application.listed[index];
    if (lists.has(list.path) && Array.isArray(application.lists[index])) {
      said.push([list.path, `${rows.length} 项`]);
    }
    list.items.forEach((item, position) => {
      if (facts.has(item.path)) {
        const statements = rows.map((row) => row[position]).filter((statement) => statement !== null);
        said.push(...statements.map((statement) => [statement.fact, _text(statement.value)]));
      }
    });
  });
  const shown = said.slice(0, _MOST_STATED).map(([path, value]) => `${path} = ${printable(value)}`);
  return shown.join("、") + (said.length > _MOST_STATED ? " 等" : "");
}

// As Python writes a value.
function _text(value) {
  return typeof value === "boolean" ? (value ? "True" : "False") : String(value);
}
