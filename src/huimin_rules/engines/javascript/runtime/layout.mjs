// Follows engines/reference/layout.py: where the values of an application stand while it is evaluated: first single
// facts, then lists, then readings. A slot holds a known value or the `Domain` of what it may be; a list's slot holds
// its elements, each an array of the fields' values, or a `ListDomain`.

import { Domain } from "./facts.mjs";

/** The places of a policy's facts and readings. */
export class Layout {
  constructor(policy) {
    this.scalars = new Map(policy.scalars.map((fact, index) => [fact.path, index]));
    const firstList = this.scalars.size;
    this.lists = new Map(policy.lists.map((each, index) => [each.path, firstList + index]));
    this.fields = new Map(
      policy.lists.flatMap((each) =>
        each.items.map((item, position) => [item.path, [this.lists.get(each.path), position]]),
      ),
    );
    this.byPath = new Map(policy.lists.map((each) => [each.path, each]));
    const firstReading = firstList + this.lists.size;
    this.readings = new Map(policy.readings.map((reading, index) => [reading.id, firstReading + index]));
    this.openReadings = policy.readings.map(
      (reading) => new Domain("choice", { options: reading.alternatives.map((one) => one.id) }),
    );
    this.openElements = new Map(policy.lists.map((each) => [each.path, each.items.map((item) => item.domain)]));
  }

  /** The slots for an application under fixed readings; a reading that is not fixed is open. */
  slots(application, readings) {
    const fixed = [...this.readings.keys()].map((name, index) => readings.get(name) ?? this.openReadings[index]);
    return [...application.scalars, ...application.lists, ...fixed];
  }
}
