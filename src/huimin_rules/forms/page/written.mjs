// Between what stands in a field and what stands in a file: an amount gets its unit, a day its dashes. Nothing is
// guessed: what is not understood stays as it was typed, for the reader of applications to say what is wrong with it.

import { NONE, UNCLEAR } from "./desk.mjs";

const PLAIN = /^\d+(\.\d+)?$/;
const DAY = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/;

/** What is written behind the field of a fact: the unit of an amount, the sign of a percentage. */
export function suffixOf(fact) {
  return fact.type === "percent" ? "%" : (fact.unit ?? null);
}

/** The value of a fact as its field shows it. */
export function shownText(fact, value) {
  if (value === undefined || value === null || value === UNCLEAR || (value === NONE && mayBeNone(fact))) {
    return "";
  }
  if (Array.isArray(value) || isDetermination(value)) {
    return JSON.stringify(value);
  }
  const text = String(value);
  const suffix = fact.type === "percent" || fact.type === "money" ? suffixOf(fact) : null;
  const bare = suffix !== null && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
  return PLAIN.test(bare) ? bare : text;
}

/** What was typed, as a file would write it; undefined for nothing. */
export function typedValue(fact, typed) {
  const text = fact.type === "text" ? typed : typed.normalize("NFKC").trim();
  if (text.trim() === "") {
    return undefined;
  }
  switch (fact.type) {
    case "integer":
      return /^\d{1,15}$/.test(text) ? Number(text) : text;
    case "percent":
    case "money":
      return PLAIN.test(text) ? `${text}${suffixOf(fact)}` : text;
    case "date": {
      const [, year, month, day] = DAY.exec(text) ?? [];
      return year === undefined ? text : `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    }
    case "uscc":
      return text.toUpperCase();
    default:
      return text;
  }
}

/** The value that choosing an answer gives: 是, 否, an id, 不清楚, or a determination that is still to be written. */
export function chosenValue(fact, chosen) {
  if (chosen === "" || chosen === UNCLEAR) {
    return chosen === "" ? undefined : UNCLEAR;
  }
  if (fact.type !== "boolean") {
    return chosen;
  }
  return chosen === "determined" ? {} : chosen === "true";
}

/** Which answer of a choice or a yes-or-no question a value is; null for none of them. */
export function chosenOf(fact, value) {
  if (value === UNCLEAR) {
    return UNCLEAR;
  }
  if (fact.type !== "boolean") {
    return (fact.choices ?? []).some((choice) => choice.id === value) ? value : null;
  }
  if (typeof value === "boolean") {
    return String(value);
  }
  return fact.judgement && isDetermination(value) ? "determined" : null;
}

/** Whether a value is a determination, perhaps not yet complete. */
export function isDetermination(value) {
  return value !== null && typeof value === "object" && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

/** Whether 无 is an answer to a question. */
export function mayBeNone(fact) {
  return fact.type === "text" || fact.may_be_none === true;
}
