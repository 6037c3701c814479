// Follows engines/reference/variables.py: the variables of a finding: every missing fact, every open term that is only
// self-assessed, every reading that nobody fixed.

import { Domain, ListDomain } from "./facts.mjs";

/** What conditions refer to a reading by; a fact goes by its path, in which there is no space. */
export function readingKey(id) {
  return `reading ${id}`;
}

/**
 * One unknown: its kind and name as a blocker shows them, and its place. `fact` is null for a reading, `group` where no
 * consistency rule ties it to others.
 */
export class Variable {
  constructor(kind, name, label, place, fact, key, groups) {
    this.kind = kind;
    this.name = name;
    this.label = label;
    this.place = place;
    this.fact = fact;
    this.key = key;
    this.group = groups.get(key) ?? null;
  }

  /** What stands at the variable's place. */
  read(slots) {
    let here = slots;
    for (const step of this.place) {
      here = here[step];
    }
    return here;
  }

  /** Put a value at the variable's place. */
  write(slots, value) {
    const last = this.place.length - 1;
    let here = slots;
    for (let step = 0; step < last; step += 1) {
      here = here[this.place[step]];
    }
    here[this.place[last]] = value;
  }
}

/** A copy of the slots that can be written to. */
export function openSlots(slots) {
  return slots.map((slot) => (Array.isArray(slot) ? slot.map((element) => [...element]) : slot));
}

/**
 * One element of a list, as the only one that matters, but for the fields in `shared`, which are looked at beyond it.
 */
export class Focus {
  constructor(slot, index, shared) {
    this.slot = slot;
    this.index = index;
    this.shared = shared;
  }

  /** Whether an unknown can matter to the element. */
  sees({ place }) {
    return place.length === 1 || place[0] !== this.slot || place[1] === this.index || this.shared.has(place[2]);
  }

  /** The elements of a list whose field at this position can matter to the element. */
  elements(slot, position, elements) {
    return slot !== this.slot || this.shared.has(position) ? elements : [elements[this.index]];
  }
}

/**
 * The unknowns among what is referred to: facts in the order of the policy, then readings. `groups` numbers the facts
 * that consistency rules tie to one another.
 */
export function unknowns(policy, layout, references, slots, application, groups) {
  const found = [];
  const [facts, lists, readings] = [references.facts, references.lists, references.readings].map((all) => new Set(all));
  for (const [index, fact] of policy.scalars.entries()) {
    if (facts.has(fact.path) && slots[index] instanceof Domain) {
      const kind = application.stated[index] === null ? "missing" : "judgement";
      found.push(new Variable(kind, fact.path, fact.asked.label, [index], fact, fact.path, groups));
    }
  }
  for (const [number, each] of policy.lists.entries()) {
    const slot = layout.lists.get(each.path);
    const elements = slots[slot];
    if (!lists.has(each.path)) {
      continue;
    }
    if (elements instanceof ListDomain) {
      found.push(new Variable("missing", each.path, each.asked.label, [slot], each, each.path, groups));
      continue;
    }
    for (const [place, element] of elements.entries()) {
      for (const [position, item] of each.items.entries()) {
        if (facts.has(item.path) && element[position] instanceof Domain) {
          const kind = application.listed[number][place][position] === null ? "missing" : "judgement";
          const name = `${each.path}[${place}].${item.name}`;
          found.push(new Variable(kind, name, item.asked.label, [slot, place, position], item, item.path, groups));
        }
      }
    }
  }
  for (const reading of policy.readings) {
    const slot = layout.readings.get(reading.id);
    if (readings.has(reading.id) && slots[slot] instanceof Domain) {
      found.push(
        new Variable("reading", reading.id, reading.question, [slot], null, readingKey(reading.id), groups),
      );
    }
  }
  return found;
}
