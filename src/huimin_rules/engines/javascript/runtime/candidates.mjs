// Follows engines/reference/candidates.py: which values to try for an unknown, so that whatever can happen to a norm
// happens for one of them. The order of what is tried is part of what a verdict says where a budget runs out, so it is
// kept to the letter.

import { Domain, ListDomain, isOrdered, isText } from "./facts.mjs";
import { distinct, keyOf, textOf } from "./keys.mjs";
import {
  Day,
  Fraction,
  NONE,
  add,
  ceil,
  compare,
  divide,
  equal,
  floor,
  isWhole,
  multiply,
  plusDays,
  shift,
  subtract,
} from "./quantity.mjs";
import { nodes, parts } from "./walk.mjs";
import { computed, listSizes, toldApart } from "./uses.mjs";

const _WHOLE = new Set(["integer", "money"]);
const _DENSE = new Set(["number", "percent"]);
const _FEW = 64n;
const _SMALLEST = new Fraction(1n, 10n ** 12n);

/**
 * The values worth trying for the unknowns of one norm, given the conditions that it and its consistency rules state.
 */
export class Candidates {
  constructor(layout, roots, references) {
    this.layout = layout;
    this.references = references;
    this._places = references.facts.map((path) => layout.fields.get(path) ?? [layout.scalars.get(path), null]);
    this.everything = roots.flatMap((root) => [...nodes(root)]);
    this._toldApart = new Map();
    const literals = this.everything.filter((node) => node.kind === "Literal");
    const options = distinct(this.everything.flatMap((node) => (node.kind === "Member" ? node.options : [])));
    this.ordered = distinct([
      ...literals.filter((one) => isOrdered(one.type.kind)).map((one) => one.value),
      ...options.filter((option) => typeof option !== "boolean" && typeof option !== "string"),
    ]);
    this.texts = distinct([
      ...literals.filter((one) => isText(one.type.kind)).map((one) => one.value),
      ...options,
    ]).map(textOf);
    this.spans = this.everything.filter((node) => node.kind === "Shift" || node.kind === "Within");
    this.computed = new Set(this.everything.flatMap(computed));
    this.lists = listSizes(this.everything);
    const elements = new Map([...layout.openElements].map(([name, element]) => [layout.lists.get(name), element]));
    this._listed = references.facts
      .filter((path) => layout.fields.has(path))
      .map((path) => layout.fields.get(path))
      .map(([slot, position]) => elements.get(slot)[position])
      .filter(_isOrdered);
    this.onlyPresent = this._onlyPresent();
  }

  /** The facts of which the norm asks nothing but whether they exist. */
  _onlyPresent() {
    const [present, mentioned] = [new Map(), new Map()];
    const count = (counter, path) => counter.set(path, (counter.get(path) ?? 0) + 1);
    for (const node of this.everything) {
      if (node.kind === "Present") {
        count(present, node.fact.path);
      } else if (node.kind === "FactRef") {
        count(mentioned, node.path);
      }
    }
    return new Set([...present.keys()].filter((path) => mentioned.get(path) === present.get(path)));
  }

  /** Whether going through the values of these unknowns shows everything that can happen. */
  decisive(variables, slots) {
    let [ordered, calculated] = [0, 0];
    for (const variable of variables) {
      const [domain, fact] = [variable.read(slots), variable.fact];
      if (domain instanceof ListDomain) {
        const items = fact.items.filter((item) => this.computed.has(item.path));
        if (this.lists.unbounded.has(fact.path) || !items.every((item) => _isSmall(item.domain))) {
          return false;
        }
      } else if (_isOrdered(domain) && !_isSmall(domain)) {
        ordered += 1;
        calculated += this.halves(variable) ? 1 : 0;
      }
    }
    return calculated === 0 || ordered === 1;
  }

  /** Whether the norm computes with a fact, so that its interval has to be halved. */
  halves({ fact }) {
    return fact !== null && fact.kind === "Fact" && this.computed.has(fact.path);
  }

  /** The values to try for a variable, as what can matter beside it now stands: `view` is the slots and the focus. */
  values(variable, view) {
    const domain = variable.read(view.slots);
    return domain instanceof ListDomain
      ? this._lists(variable.fact, domain, view)
      : this._scalars(domain, variable.fact, view);
  }

  _scalars(domain, fact, view) {
    if (domain.options !== null) {
      return this._options(fact, domain.options);
    }
    let found = [];
    if (fact !== null && this.onlyPresent.has(fact.path)) {
      found = [domain.low === null ? "\x01" : domain.low];
    } else if (domain.low === null) {
      const { known, unknown } = this._others(domain.type, view);
      const fresh = Array.from({ length: unknown + 1 }, (_, number) => `\x01${number}`);
      found = [...new Set([...this.texts, ...known]), ...fresh];
    } else {
      found = this._points(domain, view);
    }
    return domain.mayBeNone ? [...found, NONE] : found;
  }

  /** One of each sort of options that the norm can tell apart; all of them for a reading. */
  _options(fact, options) {
    if (fact === null) {
      return options;
    }
    if (!this._toldApart.has(fact.path)) {
      this._toldApart.set(fact.path, toldApart(this.everything, fact.path, options));
    }
    return this._toldApart.get(fact.path);
  }

  /** Enough points of an ordered domain, in order; all of them where they are few. */
  _points(domain, view) {
    const { low, high } = domain;
    if (_isSmall(domain)) {
      return Array.from({ length: Number(high - low) + 1 }, (_, step) => low + BigInt(step));
    }
    const { known, unknown } = this._others(domain.type, view);
    const count = Math.max(unknown, 1);
    const days = low instanceof Day;
    const domains = this._open(view);
    const ends = domains.flatMap((one) => [one.low, one.high]);
    let marks = [low, high, ...[...this.ordered, ...known, ...ends].filter((one) => one instanceof Day === days)];
    if (days) {
      marks = distinct(marks);
      marks = marks.concat(
        this.spans.flatMap((span) =>
          [1, -1].flatMap((sign) => marks.map((day) => shift(day, sign * span.months, sign * span.days))),
        ),
      );
    }
    if (_WHOLE.has(domain.type)) {
      marks = marks.flatMap((mark) => [floor(mark), ceil(mark)]);
    }
    let inside = _sorted(marks.filter((mark) => compare(low, mark) <= 0 && compare(mark, high) <= 0));
    if (_DENSE.has(domain.type) && domains.some((one) => one.type === "integer")) {
      inside = _sorted(
        inside.concat(inside.slice(1).flatMap((following, index) => _wholes(inside[index], following, count))),
      );
    }
    return inside.flatMap((mark, index) => [
      mark,
      ...(index + 1 < inside.length ? _between(domain.type, mark, inside[index + 1], count) : []),
    ]);
  }

  /** The known values of this kind among the facts referred to, and how many are unknown. */
  _others(kind, view) {
    const known = [];
    let unknown = 0;
    const ordered = isOrdered(kind);
    for (const value of this._values(view)) {
      if (value instanceof Domain) {
        const alike = ordered ? value.low !== null : value.options === null && value.low === null;
        unknown += alike ? 1 : 0;
      } else if (typeof value !== "boolean" && value !== NONE && (typeof value === "string") !== ordered) {
        known.push(value);
      }
    }
    return { known, unknown };
  }

  /**
   * The domains of the ordered unknowns, and of the ordered fields of lists, which may be of a list that nobody
   * stated.
   */
  _open(view) {
    return [...this._values(view).filter(_isOrdered), ...this._listed];
  }

  _values({ slots, focus }) {
    const found = [];
    for (const [slot, position] of this._places) {
      const stated = slots[slot];
      if (position === null) {
        found.push(stated);
      } else if (!(stated instanceof ListDomain)) {
        for (const element of focus === null ? stated : focus.elements(slot, position, stated)) {
          found.push(element[position]);
        }
      }
    }
    return found;
  }

  /** Lists of every size and mixture that the norm can tell apart; fields it does not mention stay open. */
  *_lists(each, domain, view) {
    const referred = new Set(this.references.facts);
    const fields = each.items.map((item) =>
      referred.has(item.path) ? this._scalars(item.domain, item, view) : [item.domain],
    );
    const sorts = _product(fields);
    if (domain.atLeast === 0) {
      yield [];
    }
    const several = Math.max(domain.atLeast, this.lists.mixed.get(each.path) ?? 1);
    for (let size = Math.max(domain.atLeast, 1); size <= several; size += 1) {
      yield* _combinations(sorts, size);
    }
    const counted = this.lists.counted.get(each.path) ?? 0;
    for (let size = several + 1; size < counted + 2; size += 1) {
      for (const one of sorts) {
        for (const other of sorts) {
          for (let share = 0; share < size; share += 1) {
            yield Array.from({ length: size }, (_, index) => (index < share ? one : other));
          }
        }
      }
    }
  }
}

function _isOrdered(value) {
  return value instanceof Domain && value.low !== null;
}

/** Whether a domain has so few whole numbers that all are tried. */
function _isSmall(domain) {
  return domain.options !== null || (domain.type === "integer" && domain.high - domain.low < _FEW);
}

/** The values in order, each once. */
function _sorted(values) {
  return distinct(values).sort(compare);
}

/** One value of each field, in every way, the last field changing first. */
function _product(fields) {
  return fields.reduce((rows, values) => rows.flatMap((row) => values.map((value) => [...row, value])), [[]]);
}

/** So many of the values in every way, each as often as one likes, in the order of the values. */
function* _combinations(values, size) {
  const chosen = new Array(size).fill(0);
  while (values.length > 0) {
    yield chosen.map((index) => values[index]);
    const last = chosen.findLastIndex((index) => index < values.length - 1);
    if (last < 0) {
      return;
    }
    chosen.fill(chosen[last] + 1, last);
  }
}

/** Up to `count` values just above `low` and just below `high`. */
function _between(kind, low, high, count) {
  if (low instanceof Day) {
    return _steps(BigInt(high.ordinal - low.ordinal), count).map((step) => plusDays(low, Number(step)));
  }
  if (_WHOLE.has(kind)) {
    return _steps(high - low, count).map((step) => low + step);
  }
  const width = divide(subtract(high, low), BigInt(count + 1));
  return Array.from({ length: count }, (_, step) => add(low, multiply(width, BigInt(step + 1))));
}

/** Up to `count` whole numbers just above `low` and just below `high`. */
function _wholes(low, high, count) {
  const first = floor(low) + 1n;
  return _steps(ceil(high) - first + 1n, count).map((step) => first - 1n + step);
}

/** Up to `count` of the numbers between 0 and `gap` at either end of them, in order. */
function _steps(gap, count) {
  const wanted = BigInt(count);
  const [near, far] = [wanted < gap - 1n ? wanted : gap - 1n, gap - wanted > 1n ? gap - wanted : 1n];
  const found = [];
  for (let step = 1n; step <= near; step += 1n) {
    found.push(step);
  }
  for (let step = far > near ? far : near + 1n; step < gap; step += 1n) {
    found.push(step);
  }
  return found;
}

/**
 * Where to cut an interval in two: the end of the lower half and the beginning of the upper; null where it cannot be
 * cut.
 */
export function middle(kind, low, high) {
  if (equal(low, high)) {
    return null;
  }
  if (low instanceof Day) {
    const half = plusDays(low, Math.floor((high.ordinal - low.ordinal) / 2));
    return [half, plusDays(half, 1)];
  }
  if (_WHOLE.has(kind) || (kind === "number" && isWhole(low) && isWhole(high) && high - low > 1n)) {
    const point = floor(divide(add(low, high), 2n));
    return [point, _WHOLE.has(kind) ? point + 1n : point];
  }
  const width = subtract(high, low);
  if (compare(width, _SMALLEST) < 0) {
    return null;
  }
  const point = add(low, divide(width, 2n));
  return [point, point];
}
