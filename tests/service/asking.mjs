// Answers each line of JSON, `{"program": …}` or `{"verdict": …}`, with a line: the canonical text of what to ask next.

import { createInterface } from "node:readline";
import { argv, stdin, stdout } from "node:process";
import { pathToFileURL } from "node:url";

const { canonical, questions } = await import(new URL("huimin.mjs", pathToFileURL(`${argv[2]}/`)));

let program = null;

for await (const line of createInterface({ input: stdin })) {
  const given = JSON.parse(line);
  program = given.program ?? program;
  stdout.write(`${given.verdict ? canonical(questions(program, given.verdict)) : ""}\n`);
}
