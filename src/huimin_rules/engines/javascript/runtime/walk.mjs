// Follows norms/walk.py: going through conditions and expressions, and what they refer to.

/** The conditions and expressions that a node is directly made of. */
export function parts(node) {
  switch (node.kind) {
    case "Constant":
    case "Holds":
    case "Literal":
    case "FactRef":
      return [];
    case "All":
    case "AnyOf":
    case "Arithmetic":
      return node.parts;
    case "Not":
      return [node.part];
    case "Compare":
      return [node.left, node.right];
    case "Member":
      return [node.subject];
    case "Present":
      return [node.fact];
    case "Within":
      return [node.day, node.before];
    case "Quantified":
      return [node.satisfies];
    case "ConditionByReading":
    case "ExpressionByReading":
      return node.alternatives.map(([, part]) => part);
    case "Count":
      return node.where ? [node.where] : [];
    case "Total":
      return node.where ? [node.of, node.where] : [node.of];
    case "Bracket": {
      const limits = node.rows.filter((row) => row.limit).map((row) => row.limit);
      return [node.subject, ...limits, ...node.rows.map((row) => row.gives)];
    }
    case "Points":
      return node.awards.flatMap((award) => [award.when, award.gives]);
    case "MonthsBetween":
      return [node.start, node.through];
    case "Shift":
      return [node.day];
    default:
      throw new TypeError(`no condition and no expression: ${node.kind}`);
  }
}

/** The node and everything below it. */
export function* nodes(node) {
  yield node;
  for (const part of parts(node)) {
    yield* nodes(part);
  }
}

/** The conditions that a norm states, in the order in which they are looked at. */
export function conditions(norm) {
  return [norm.who, norm.when, norm.unless, norm.requires].filter((part) => part !== null);
}

/**
 * Everything that the conditions refer to, directly or through definitions, each in order of first mention; facts of
 * elements are written with their list (`applicants[].role`).
 */
export function references(policy, roots, forEach = null) {
  const [facts, readings, definitions] = [new Set(), new Set(), new Set()];
  const lists = new Set(forEach === null ? [] : [forEach]);
  const waiting = [...roots].reverse();
  while (waiting.length > 0) {
    const node = waiting.pop();
    switch (node.kind) {
      case "FactRef":
        facts.add(node.path);
        if (node.path.includes("[].")) {
          lists.add(node.path.slice(0, node.path.indexOf("[].")));
        }
        break;
      case "Quantified":
      case "Count":
      case "Total":
        lists.add(node.over);
        break;
      case "ConditionByReading":
      case "ExpressionByReading":
        readings.add(node.reading);
        break;
      case "Holds":
        if (!definitions.has(node.definition)) {
          definitions.add(node.definition);
          waiting.push(...conditions(policy.normById.get(node.definition)).reverse());
        }
        break;
      default:
        break;
    }
    waiting.push(...[...parts(node)].reverse());
  }
  return { facts: [...facts], lists: [...lists], readings: [...readings], definitions: [...definitions] };
}

/** Everything that a norm refers to. */
export function normReferences(policy, norm) {
  return references(policy, conditions(norm), norm.for_each);
}
