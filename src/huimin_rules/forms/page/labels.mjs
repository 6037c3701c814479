// What people call things: facts, elements of lists, norms, stated values.

import { elementOf, general, indexOf, listOf, valueAt } from "./paths.mjs";

/** The policy's own words, ready to be looked up. */
export class Labels {
  constructor(program) {
    this.program = program;
    this.facts = new Map();
    for (const fact of program.facts) {
      this.facts.set(fact.path, fact);
      for (const item of fact.items ?? []) {
        this.facts.set(item.path, item);
      }
    }
    this.norms = new Map(program.norms.map((norm) => [norm.id, norm]));
    this.readings = new Map((program.readings ?? []).map((reading) => [reading.id, reading]));
  }

  /** The fact at a path of an application; undefined for one that the policy does not know. */
  fact(path) {
    return this.facts.get(general(path));
  }

  /** The label of a fact, by its path in an application. */
  label(path, words) {
    const { asked } = this.fact(path);
    return words.pick(asked.label, asked.label_en);
  }

  /** What people call an element: its list and number, and its name where it has one. */
  element(facts, path, words) {
    const name = this.nameOf(facts, path);
    return name === null ? this.numbered(path, words) : `${this.numbered(path, words)}${words.colon}${name}`;
  }

  /** Its list and number. */
  numbered(path, words) {
    const list = this.fact(listOf(path));
    return words.fill(words.element, { list: words.pick(list.asked.label, list.asked.label_en), number: indexOf(path) + 1 });
  }

  /** The name that the application gives an element; null where it gives none. */
  nameOf(facts, path) {
    const list = this.fact(listOf(path));
    const name = list.titled_by ? valueAt(facts, `${elementOf(path)}.${list.titled_by}`) : null;
    return typeof name === "string" && name !== "" && name !== "不清楚" && name !== "无" ? name : null;
  }

  /** The title of a norm. */
  title(id, words) {
    const { wording } = this.norms.get(id);
    return words.pick(wording.title, wording.title_en);
  }

  /** A stated value as people read it. */
  shown(statement) {
    const fact = this.fact(statement.fact);
    const { value, determination } = statement;
    const choice = (fact.choices ?? []).find((one) => one.id === value);
    const text = typeof value === "boolean" ? (value ? "是" : "否") : (choice?.name ?? String(value));
    if (determination) {
      return `${text}（${determination.by} ${determination.on} 认定：${determination.reason}）`;
    }
    return fact.judgement ? `${text}（申请人自述）` : text;
  }

  /** The values that a reason rests on, in brackets; nothing where nothing was stated. */
  details(statements) {
    const shown = statements.map((one) => `${this.fact(one.fact).asked.label}：${this.shown(one)}`);
    const most = shown.length > 8 ? [...shown.slice(0, 8), "……"] : shown;
    return most.length > 0 ? `（${most.join("；")}）` : "";
  }
}
