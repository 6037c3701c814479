// The front of the runtime: a policy made from a program (docs/adr/0008), ready to be used.

import { Engine } from "./engine.mjs";
import { Policy } from "./policy.mjs";
import { readerOf } from "./reading/application.mjs";

export { canonical } from "./canonical.mjs";
export { parseFile } from "./reading/application_file.mjs";
export { ExactNumber } from "./reading/plain.mjs";
export { toldProblem } from "./reading/problems.mjs";
export { writeFile } from "./reading/write.mjs";
export { questions } from "./questions.mjs";

/**
 * The policy of a program. Making it lowers every condition once; each decision then only runs.
 *
 * - `program`: the value it was made of.
 * - `read(facts)`: `{application, problems}`; `application` is null where there are problems.
 * - `readable(facts)`: the same, but what cannot be read counts as unknown, so that there always is an application.
 * - `decide(application, readings)`: the verdict, a plain value equal to that of `Verdict.to_json`; `readings` maps
 *   ids of readings to ids of their alternatives. Throws RangeError for a reading or an alternative that the policy
 *   lacks.
 * - `violated(application)`: the consistency rules that the application violates, as they stand in the program.
 */
export function policyOf(program) {
  const policy = new Policy(program);
  const engine = new Engine(policy);
  const rules = new Map((program.consistency ?? []).map((rule) => [rule.id, rule]));
  const { read, readable } = readerOf(policy, (application) => engine.violated(application));
  return {
    program,
    read,
    readable,
    decide: (application, readings = {}) => engine.decide(application, _fixed(policy, readings)),
    violated: (application) => engine.violated(application).map((rule) => rules.get(rule.id)),
  };
}

function _fixed(policy, readings) {
  const fixed = new Map(Object.entries(readings));
  for (const [name, chosen] of fixed) {
    const reading = policy.readingById.get(name);
    if (reading === undefined || !reading.alternatives.some((one) => one.id === chosen)) {
      throw new RangeError(`no reading of the policy: ${name}: ${chosen}`);
    }
  }
  return fixed;
}
