// From what a file holds to an application. Follows loading/application.py, loading/element_reader.py and
// loading/application_problems.py: every fact is read, and everything that is wrong is told at once.

import { MAX_ITEMS, written } from "../quantity.mjs";
import { stated } from "./contradictions.mjs";
import { DETERMINATION_FIELDS, determinationField, expectedOf, isUnknown, valueReader } from "./fact_reader.mjs";
import { nearest } from "./nearest.mjs";
import { get, isMapping } from "./plain.mjs";
import { Problems, UNKNOWN_NAME, pathOf, problemOf, show, toldPath } from "./problems.mjs";
import { registrationWarning } from "./registration.mjs";

const _RECORD = "映射（键: 值）";

/**
 * What reads applications for a policy (policy.mjs): `{read, readable}`.
 *
 * `violated(application)` gives the consistency rules that an application violates however its unknowns turn out, in
 * the order of the policy. Each of the two takes plain data and gives `{application, problems}`:
 *
 * `read`: the application, or null and every problem found.
 * `readable`: always an application, in which what cannot be read is unknown; its problems all the same, and with them
 * the rules that it violates as far as it could be read.
 */
export function readerOf(policy, violated) {
  const root = _recordOf(policy);
  const reading = (facts) => {
    const application = _blank(policy);
    const problems = new Problems();
    if (isMapping(facts)) {
      root.read(facts, [], { application, problems });
    } else {
      problems.add(() => problemOf("", _RECORD, show(facts)));
    }
    application.warnings = _warnings(policy, application);
    return { application, problems };
  };
  const contradictions = (application) =>
    violated(application).map((rule) =>
      problemOf(rule.at, rule.message, stated(policy, application, rule), { sentence: true }),
    );
  return {
    read(facts) {
      const { application, problems } = reading(facts);
      const told = problems.count ? problems.told() : contradictions(application);
      return { application: told.length ? null : application, problems: told };
    },
    readable(facts) {
      const { application, problems } = reading(facts);
      return { application, problems: [...problems.told(), ...contradictions(application)] };
    },
  };
}

// An application that says nothing.
function _blank(policy) {
  return {
    scalars: policy.scalars.map((fact) => fact.domain),
    lists: policy.lists.map((list) => list.domain),
    stated: policy.scalars.map(() => null),
    listed: policy.lists.map(() => []),
    warnings: [],
  };
}

function _warnings(policy, application) {
  const said = [];
  policy.scalars.forEach((fact, index) => {
    if (fact.type === "uscc") {
      said.push([application.scalars[index], application.stated[index]]);
    }
  });
  policy.lists.forEach((list, index) => {
    list.items.forEach((fact, position) => {
      if (fact.type === "uscc") {
        const elements = application.lists[index];
        said.push(...application.listed[index].map((row, at) => [elements[at][position], row[position]]));
      }
    });
  });
  return said.flatMap(([code, statement]) => {
    const message = statement !== null && code ? registrationWarning(code) : null;
    return message === null ? [] : [{ fact: statement.fact, message }];
  });
}

// ------------------------------------------------------------------------------------------------------------ records

// The facts of a policy, nested as their paths are.
function _recordOf(policy) {
  const part = (fact) =>
    fact.kind === "FactList"
      ? new _List(fact, policy.lists.indexOf(fact))
      : new _Single(fact, policy.scalars.indexOf(fact));
  return _nested(policy.facts.map((fact) => [fact.path.split("."), part(fact)]));
}

function _nested(entries) {
  const groups = new Map();
  for (const [[key, ...rest], part] of entries) {
    groups.set(key, [...(groups.get(key) ?? []), [rest, part]]);
  }
  const parts = new Map();
  for (const [key, inner] of groups) {
    parts.set(key, inner[0][0].length ? _nested(inner) : inner[0][1]);
  }
  return new _Record(parts);
}

// Reads a mapping whose keys are known; what an unknown name could have been is looked for among them.
class _Record {
  constructor(parts) {
    this.parts = parts;
  }

  readPart(raw, steps, reading) {
    if (isUnknown(raw)) {
      return;
    }
    if (!isMapping(raw)) {
      reading.problems.add(() => problemOf(toldPath(steps), _RECORD, show(raw)));
      return;
    }
    this.read(raw, steps, reading);
  }

  read(facts, steps, reading) {
    for (const [key, part] of this.parts) {
      part.readPart(get(facts, key), [...steps, key], reading);
    }
    _refuseOthers(facts, steps, this.parts, "本办法的事实", reading.problems);
  }
}

function _refuseOthers(mapping, steps, known, word, problems) {
  const names = [...known.keys()];
  for (const key of Object.keys(mapping)) {
    if (!key.isWellFormed()) {
      problems.add(() => problemOf(toldPath(steps), "能写成 UTF-8 的键", show(key)));
    } else if (!known.has(key)) {
      const expected = `${word}（${names.join("、")}）`;
      const path = [...steps, key];
      problems.add(() => problemOf(toldPath(path), expected, UNKNOWN_NAME, { nearest: nearest(key, names) }));
    }
  }
}

// -------------------------------------------------------------------------------------------------------------- values

class _Single {
  constructor(fact, index) {
    this.index = index;
    this.value = new _Value(fact);
  }

  readPart(raw, steps, { application, problems }) {
    const read = this.value.read(raw, steps, problems);
    if (read !== null) {
      application.scalars[this.index] = read.value;
      application.stated[this.index] = read.statement;
    }
  }
}

// Reads the value of a fact: `{value, statement}`, or null where it is unknown or cannot be read.
class _Value {
  constructor(fact) {
    this.fact = fact;
    this.parse = valueReader(fact);
    this.choices = fact.choices.map((choice) => choice.id);
  }

  read(raw, steps, problems) {
    if (this.fact.judgement && isMapping(raw)) {
      return this.decided(raw, steps, problems);
    }
    const { value, unknown, unfit } = this.parse(raw);
    if (unfit) {
      problems.add(() => {
        const near = typeof raw === "string" ? nearest(raw, this.choices) : null;
        return problemOf(toldPath(steps), expectedOf(this.fact), show(raw), { nearest: near });
      });
    }
    if (unknown || unfit) {
      return null;
    }
    const statement = {
      fact: pathOf(steps),
      value: written(this.fact, value),
      stated_by: "applicant",
      determination: null,
    };
    // A self-assessment settles an open term only where it is false.
    return { value: this.fact.judgement && value ? this.fact.domain : value, statement };
  }

  decided(raw, steps, problems) {
    const before = problems.count;
    const determination = {};
    for (const [name, expected] of DETERMINATION_FIELDS) {
      const given = get(raw, name);
      if (given === undefined && name !== "evidence") {
        const missing = `${expected}，这是认定必须写明的`;
        problems.add(() => problemOf(toldPath([...steps, name]), missing, "没有写"));
        continue;
      }
      const { value, unfit } = determinationField(name, given ?? null);
      if (unfit) {
        problems.add(() => problemOf(toldPath([...steps, name]), expected, show(given)));
      }
      determination[name] = value;
    }
    _refuseOthers(raw, steps, DETERMINATION_FIELDS, "认定的内容", problems);
    if (problems.count > before) {
      return null;
    }
    const { value } = determination;
    return { value, statement: { fact: pathOf(steps), value, stated_by: "determination", determination } };
  }
}

class _List {
  constructor(list, index) {
    this.list = list;
    this.index = index;
    this.items = list.items.map((fact) => [fact.name, new _Value(fact)]);
    this.names = new Map(this.items);
  }

  readPart(raw, steps, { application, problems }) {
    if (isUnknown(raw)) {
      return;
    }
    if (!Array.isArray(raw)) {
      problems.add(() => problemOf(toldPath(steps), "列表（每项一个映射）", show(raw)));
      return;
    }
    if (raw.length > MAX_ITEMS) {
      problems.add(() => problemOf(toldPath(steps), `至多 ${MAX_ITEMS} 项的列表`, "更多"));
      return;
    }
    const before = problems.count;
    const rows = raw.map((element, index) => this.row(element, [...steps, index], problems));
    const least = this.list.at_least ?? 0;
    if (raw.length < least && problems.count === before) {
      problems.add(() => problemOf(toldPath(steps), `至少 ${least} 项的列表`, `${raw.length} 项`));
    }
    // How many elements there are is known only where each can be told to be one.
    if (raw.length >= least && rows.every((row) => row !== null)) {
      application.lists[this.index] = rows.map((row) => row.map(([value]) => value));
      application.listed[this.index] = rows.map((row) => row.map(([, statement]) => statement));
    }
  }

  // The values of an element with their statements; null where it is no mapping.
  row(element, steps, problems) {
    if (!isMapping(element)) {
      problems.add(() => problemOf(toldPath(steps), _RECORD, show(element)));
      return null;
    }
    const row = this.items.map(([name, value]) => {
      const read = value.read(get(element, name), [...steps, name], problems);
      return read === null ? [value.fact.domain, null] : [read.value, read.statement];
    });
    _refuseOthers(element, steps, this.names, "本办法的事实", problems);
    return row;
  }
}
