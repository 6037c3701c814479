// Paths of facts: `plan.funding.assured`, `applicants[0].domicile`; in general `applicants[].domicile`.

/** The path of the fact in the policy, for a path in an application. */
export function general(path) {
  return path.replace(/\[\d+\]/, "[]");
}

/** The path of the element that a path leads into, such as `applicants[0]`; null outside lists. */
export function elementOf(path) {
  const end = path.indexOf("]");
  return end < 0 ? null : path.slice(0, end + 1);
}

/** The path of the list that a path leads into; null outside lists. */
export function listOf(path) {
  const start = path.indexOf("[");
  return start < 0 ? null : path.slice(0, start);
}

/** The number of the element that a path leads into, counted from 0. */
export function indexOf(path) {
  return Number(path.slice(path.indexOf("[") + 1, path.indexOf("]")));
}

/** The keys that lead to a value: `["applicants", 0, "domicile"]`. */
export function steps(path) {
  return path
    .split(/[.[\]]+/)
    .filter((step) => step !== "")
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/** The value at a path of the facts; undefined where nothing stands. */
export function valueAt(facts, path) {
  let value = facts;
  for (const step of steps(path)) {
    if (value === null || typeof value !== "object") {
      return undefined;
    }
    value = value[step];
  }
  return value;
}

/**
 * The facts with another value at a path; undefined takes the value away. What is not concerned is shared with the
 * facts before, which stay as they are.
 */
export function withValue(facts, path, value) {
  return changed(facts, steps(path), value);
}

function changed(holder, [step, ...rest], value) {
  const list = typeof step === "number";
  const known = holder !== null && typeof holder === "object" && Array.isArray(holder) === list;
  const copy = known ? (list ? [...holder] : { ...holder }) : list ? [] : {};
  const inner = rest.length === 0 ? value : changed(copy[step], rest, value);
  if (inner === undefined) {
    delete copy[step];
  } else {
    copy[step] = inner;
  }
  return copy;
}

/** The facts without one element of a list. */
export function withoutElement(facts, list, index) {
  const elements = valueAt(facts, list).filter((_, at) => at !== index);
  return withValue(facts, list, elements.length > 0 ? elements : undefined);
}
