// How long the runtime takes, in milliseconds of this process: the first time, and the median of many more. Reads
// {"runtime": URL, "program": …, "applications": {name: facts}} from its standard input; writes {name: [first, median]}.

import { text } from "node:stream/consumers";
import { stdin, stdout } from "node:process";

const REPEATED = 41;
const { runtime, program, applications } = JSON.parse(await text(stdin));
const { policyOf } = await import(runtime);

function timed(run) {
  const start = performance.now();
  const value = run();
  return [performance.now() - start, value];
}

const [made, policy] = timed(() => policyOf(program));
const found = { "making the policy": [made, made] };
for (const [name, facts] of Object.entries(applications)) {
  const decide = () => policy.decide(policy.readable(facts).application);
  const [first] = timed(decide);
  const more = Array.from({ length: REPEATED }, () => timed(decide)[0]).sort((a, b) => a - b);
  found[name] = [first, more[(REPEATED - 1) / 2]];
}
stdout.write(JSON.stringify(found));
