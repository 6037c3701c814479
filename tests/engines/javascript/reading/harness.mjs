// Answers questions about the modules that read applications, one JSON value a line. Numbers of an application travel as
// `{"$n": "0.10"}`, as a file holds them, or as JavaScript's own, mappings as `{"$m": [[key, value], …]}`; everything that
// has gone wrong inside comes back as `{"crash": …}`.

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const runtime = process.argv[2];
const load = (name) => import(pathToFileURL(`${runtime}/${name}`).href);
const { parseFile, policyOf, writeFile } = await load("huimin.mjs");
const { Domain, jsonOf, ListDomain } = await load("facts.mjs");
const { nearest } = await load("reading/nearest.mjs");
const { ExactNumber, numberOf } = await load("reading/plain.mjs");
const { show, toldPath, toldProblem } = await load("reading/problems.mjs");
const { registrationWarning } = await load("reading/registration.mjs");
const { readYaml } = await load("reading/strict_yaml.mjs");
const { visible, visibleName } = await load("reading/visible.mjs");

let policy = null;

function received(value) {
  if (Array.isArray(value)) {
    return value.map(received);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (Object.hasOwn(value, "$n")) {
    const special = { nan: NaN, inf: Infinity, "-inf": -Infinity };
    return value.$n in special ? special[value.$n] : numberOf(value.$n);
  }
  const mapping = {};
  for (const [key, one] of value.$m) {
    Object.defineProperty(mapping, key, { value: received(one), enumerable: true, writable: true, configurable: true });
  }
  return mapping;
}

function sent(value) {
  if (typeof value === "number" || value instanceof ExactNumber) {
    return { $n: String(value) };
  }
  if (Array.isArray(value)) {
    return value.map(sent);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, sent(one)]));
}

// An application with its values as a program writes them, and null where a fact is not settled.
function handed(application) {
  const scalar = (value) => (value instanceof Domain ? null : jsonOf(value));
  return (
    application && {
      ...application,
      scalars: application.scalars.map(scalar),
      lists: application.lists.map((each) => (each instanceof ListDomain ? null : each.map((one) => one.map(scalar)))),
    }
  );
}

function outcome({ application, problems }, locate = (problem) => problem) {
  const located = problems.map(locate);
  return { application: handed(application), problems: located, told: located.map(toldProblem) };
}

function given({ text, base64, name }) {
  return parseFile(base64 === undefined ? text : new Uint8Array(Buffer.from(base64, "base64")), name);
}

function spots(spot, path = []) {
  if (spot === null) {
    return [];
  }
  const own = [[path, [spot.value.line, spot.value.column], spot.key ? [spot.key.line, spot.key.column] : null]];
  const items = spot.items.flatMap((item, index) => spots(item, [...path, index]));
  const members = [...spot.members].flatMap(([key, member]) => spots(member, [...path, key]));
  return [...own, ...items, ...members];
}

const answers = {
  use: ({ program }) => {
    policy = policyOf(program);
    return null;
  },
  read: ({ each }) => each.map((facts) => outcome(policy.read(received(facts)))),
  readable: ({ each }) => each.map((facts) => outcome(policy.readable(received(facts)))),
  file: (question) => {
    const { facts, header, problems, locate } = given(question);
    const found = facts === null ? { application: null, problems } : policy.read(facts);
    return { facts: question.wanted ? sent(facts) : null, header, ...outcome(found, facts === null ? undefined : locate) };
  },
  write: ({ facts, readings }) => writeFile(policy.program, received(facts), readings),
  nearest: ({ each }) => each.map(([name, names]) => nearest(name, names)),
  show: ({ each }) => each.map((value) => show(received(value))),
  path: ({ each }) => each.map((steps) => toldPath(steps)),
  visible: ({ texts }) => texts.map((text) => [visible(text), visibleName(text)]),
  registration: ({ codes }) => codes.map(registrationWarning),
  yaml: ({ each }) =>
    each.map((text) => {
      const { data, spot, flaws } = readYaml(text);
      return { data: sent(data), spots: spots(spot), flaws: flaws.map((one) => [one.line, one.column, one.message]) };
    }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { ask, ...question } = JSON.parse(line);
  let answer;
  try {
    answer = answers[ask](question);
  } catch (error) {
    answer = { crash: String(error.stack) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
