// Answers requests, one line of JSON each, with one line each: what the runtime makes of them.
//
//   {"program": …}                       policy made; answers null
//   {"decide": …, "readings": {…}}       the canonical text of the verdict
//   {"violated": …}                      the ids of the consistency rules
//   {"call": "name", "with": […]}        a function of `calls`, on scalars as a program writes them
//
// What is refused with a RangeError is answered with {"refused": true}, what fails in another way with {"failed": …}.
// An application comes with its scalars as a program writes them, and null where a fact is not settled.

import { createInterface } from "node:readline";
import { argv, stdin, stdout } from "node:process";
import { pathToFileURL } from "node:url";

const folder = pathToFileURL(`${argv[2]}/`);
const at = (name) => import(new URL(name, folder));
const { canonical, policyOf } = await at("huimin.mjs");
const { canonicalText } = await at("canonical.mjs");
const { domainOf, jsonOf, listDomainOf, scalarOf } = await at("facts.mjs");
const quantity = await at("quantity.mjs");

let policy = null;

function applicationOf(json) {
  const scalars = policy.program.facts.filter((fact) => fact.kind === "Fact");
  const lists = policy.program.facts.filter((fact) => fact.kind === "FactList");
  const value = (fact, given) => (given === null ? domainOf(fact) : scalarOf(given));
  return {
    ...json,
    scalars: json.scalars.map((given, index) => value(scalars[index], given)),
    lists: json.lists.map((elements, index) =>
      elements === null
        ? listDomainOf(lists[index])
        : elements.map((element) => element.map((given, place) => value(lists[index].items[place], given))),
    ),
  };
}

const calls = {
  ...quantity,
  written: (type, value) => canonicalText(quantity.written({ type }, value)),
  canonical: (value) => canonical(value),
  canonicalText: (value) => canonicalText(value),
};

function called({ call, with: given }) {
  const plain = call.startsWith("canonical");
  const found = calls[call](...given.map((one) => (plain || typeof one === "number" ? one : scalarOf(one))));
  return { found: plain || typeof found === "number" ? found : jsonOf(found) };
}

function answer(request) {
  if (request.program) {
    policy = policyOf(request.program);
    return "null";
  }
  if (request.decide) {
    return canonical(policy.decide(applicationOf(request.decide), request.readings));
  }
  if (request.violated) {
    return JSON.stringify(policy.violated(applicationOf(request.violated)).map((rule) => rule.id));
  }
  return JSON.stringify(called(request));
}

function answerOrRefusal(request) {
  try {
    return answer(request);
  } catch (error) {
    return JSON.stringify(error instanceof RangeError ? { refused: true } : { failed: error.stack });
  }
}

for await (const line of createInterface({ input: stdin })) {
  stdout.write(`${answerOrRefusal(JSON.parse(line))}\n`);
}
