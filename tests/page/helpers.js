// What the tests ask of the runtime in a blank document.

let policy = null;

function use(program) {
  policy = runtime.policyOf(program);
}

function read(text, name) {
  const { facts, problems } = runtime.parseFile(text, name);
  if (problems.length > 0) {
    throw new Error(JSON.stringify(problems));
  }
  return facts;
}

function decided({ text, readings }, name) {
  const { application, problems } = policy.read(read(text, name));
  return application === null ? JSON.stringify(problems) : runtime.canonical(policy.decide(application, readings));
}

/** Ask what matters, one question at a time, and answer it from the facts; stop when nothing is left to ask. */
function interviewed(text) {
  const full = read(text, "case.json");
  const facts = {};
  const asked = new Set();
  for (;;) {
    const verdict = policy.decide(policy.readable(facts).application);
    const next = runtime.questions(policy.program, verdict).ask.find((question) => !asked.has(question.path));
    if (next === undefined) {
      const statuses = Object.fromEntries(verdict.findings.map((finding) => [finding.norm, finding.status]));
      return { asked: [...asked].map(general), conclusion: verdict.conclusion, statuses };
    }
    asked.add(next.path);
    answer(facts, full, next.path.split(/[.[\]]+/).filter((step) => step !== ""));
  }
}

function general(path) {
  return path.replace(/\[\d+\]/, "[]");
}

/** Copy the answer at some steps; of a list only how many elements it has, for their fields are asked for. */
function answer(facts, full, [step, ...rest]) {
  const value = full?.[step];
  if (value === undefined || value === null) {
    return;
  }
  if (rest.length > 0) {
    facts[step] ??= {};
    answer(facts[step], value, rest);
  } else {
    facts[step] = Array.isArray(value) ? value.map(() => ({})) : value;
  }
}
