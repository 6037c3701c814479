// Follows engines/reference/inquiry.py: one norm and one application, asked what can still happen: for the
// application as a whole, and for each element of the list that the norm goes through. These questions share the
// unknowns, the rules that bind them, and the effort. What they share is made when it is first asked for: most
// findings ask nothing.

import { Search } from "./exact.mjs";
import { ListDomain } from "./facts.mjs";
import { isCertain } from "./outcomes.mjs";
import { TRUE, both } from "./ternary.mjs";
import { Focus, openSlots } from "./variables.mjs";

/** What can happen to a norm, and on which unknowns that depends. */
export class Inquiry {
  constructor(program, slots, application, effort) {
    this.program = program;
    this.slots = slots;
    this.application = application;
    this.effort = effort;
    this._made = new Map();
  }

  /** The same with a reading fixed. */
  under(reading, alternative) {
    const fixed = [...this.slots];
    fixed[reading.place[0]] = alternative;
    return new Inquiry(this.program, fixed, this.application, this.effort);
  }

  /** The outcomes that are really possible (`found`), and the variables on which they depend. */
  outcomes() {
    return this._exact(this.program.possible, null);
  }

  /** The same for one element of the list that the norm goes through. */
  partOutcomes(index) {
    const slot = this.program.listSlot;
    return this._exact(this._part(slot, index), new Focus(slot, index, this._shared));
  }

  _exact(possible, focus) {
    const certain = possible(this.slots);
    if (isCertain(certain)) {
      return { found: certain, variables: [] };
    }
    const sees = (one) => focus === null || focus.sees(one);
    const [own, tied] = [this._unknowns.own.filter(sees), this._unknowns.tied.filter(sees)];
    this.effort.weigh(focus === null || focus.shared.size > 0 ? this._elements : 0);
    if (this.effort.spent) {
      return { found: certain, variables: own };
    }
    const view = { slots: this._openSlots, focus };
    const consistent = (slots) => this._consistent(slots);
    const search = new Search(possible, consistent, this.program.candidates, view, own, tied, this.effort);
    const found = search.outcomes();
    if (isCertain(found)) {
      return { found, variables: [] };
    }
    return { found, variables: own.filter((one) => search.dependsOn(one, this._actsThrough(one))) };
  }

  _part(slot, index) {
    const { partPossible } = this.program;
    return (now) => partPossible(now, now[slot][index]);
  }

  /** The part through which alone a variable can act: that of its element, where no other looks at its field. */
  _actsThrough({ place }) {
    const slot = this.program.listSlot;
    if (place.length === 1 || slot === null || place[0] !== slot || this._shared.has(place[2])) {
      return null;
    }
    return this._part(slot, place[1]);
  }

  _once(name, make) {
    if (!this._made.has(name)) {
      this._made.set(name, make());
    }
    return this._made.get(name);
  }

  /** The consistency rules that some completion could violate; the others bind nothing. */
  get _binding() {
    return this._once("binding", () => {
      const { tests } = this.program.consistency;
      return this.program.connected.rules.filter((rule) => tests[rule](this.slots, []) !== TRUE);
    });
  }

  /** The unknowns that the norm refers to, and further ones that binding rules connect with them. */
  get _unknowns() {
    return this._once("unknowns", () => {
      const { consistency, references, connected } = this.program;
      return consistency.unknowns(references, connected, this._binding, this.slots, this.application);
    });
  }

  /** The fields of the norm's list through which one element can matter to another. */
  get _shared() {
    return this._once("shared", () => {
      const { consistency, compiler, listSlot, lookedAcross } = this.program;
      const shared = new Set(lookedAcross);
      for (const path of this._binding.flatMap((rule) => consistency.references[rule].facts)) {
        const [slot, position] = compiler.layout.fields.get(path) ?? [null, null];
        if (slot !== null && slot === listSlot) {
          shared.add(position);
        }
      }
      return shared;
    });
  }

  /** How many elements one evaluation of the norm and of the rules that bind goes through. */
  get _elements() {
    return this._once("elements", () => {
      const { consistency, compiler, references } = this.program;
      const evaluated = [references, ...this._binding.map((rule) => consistency.references[rule])];
      const stated = evaluated.flatMap((one) => one.lists.map((path) => this.slots[compiler.layout.lists.get(path)]));
      return stated.reduce((sum, elements) => sum + (elements instanceof ListDomain ? 0 : elements.length), 0);
    });
  }

  /** The slots to search in; every search leaves them as it found them. */
  get _openSlots() {
    return this._once("slots", () => openSlots(this.slots));
  }

  _consistent(slots) {
    const { tests } = this.program.consistency;
    return this._binding.reduce((found, rule) => both(found, tests[rule](slots, [])), TRUE);
  }
}
