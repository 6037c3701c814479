// Answers questions about the modules that read applications, one JSON value a line. Numbers of an application travel as
// `{"$n": "0.10"}` and come back so; everything that has gone wrong inside comes back as `{"crash": …}`.

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const runtime = process.argv[2];
const load = (name) => import(pathToFileURL(`${runtime}/${name}`).href);
const { ExactNumber, numberOf } = await load("reading/plain.mjs");
const { readYaml } = await load("reading/strict_yaml.mjs");

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
  for (const [key, one] of Object.entries(value)) {
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
  yaml: ({ text }) => {
    const { data, spot, flaws } = readYaml(text);
    return { data: sent(data), spots: spots(spot), flaws: flaws.map((one) => [one.line, one.column, one.message]) };
  },
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
