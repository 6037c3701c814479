// The facts of a policy under headings: those that its author gave, else the words of the text or of the facts.

/**
 * The sections of a form, in the order of the facts: `{ id, title, titleEn, facts }`. Where the author names no
 * section, facts with the same first part of their path stand together, and each list stands alone.
 */
export function sectionsOf(program) {
  const authored = program.facts.some((fact) => fact.asked.section);
  const sections = [];
  let group = null;
  for (const fact of program.facts) {
    const own = authored ? (fact.asked.section ?? group) : groupOf(fact);
    if (sections.length === 0 || own !== group) {
      group = own;
      sections.push({ id: `part-${sections.length + 1}`, title: null, titleEn: null, facts: [] });
    }
    sections.at(-1).facts.push(fact);
  }
  for (const section of sections) {
    const { asked } = section.facts[0];
    section.title = asked.section ?? derivedTitle(program, section.facts);
    section.titleEn = asked.section_en ?? (section.facts.length === 1 && !asked.section ? asked.label_en : null);
  }
  return sections;
}

/** What facts that stand together have in common; facts at the top level stand together too. */
function groupOf(fact) {
  if (fact.kind === "FactList") {
    return `list ${fact.path}`;
  }
  const dot = fact.path.indexOf(".");
  return dot < 0 ? "" : fact.path.slice(0, dot);
}

function derivedTitle(program, facts) {
  if (facts.length === 1) {
    return facts[0].asked.label;
  }
  const labels = facts.map((fact) => fact.asked.label);
  return leadIn(program, facts) ?? (labels.length > 2 ? `${labels[0]}、${labels[1]}等` : labels.join("、"));
}

/** How the article begins that most of the facts are asked for; null where they name none, or it has no short beginning. */
function leadIn(program, facts) {
  const counts = new Map();
  for (const { asked } of facts) {
    if (asked.clause) {
      counts.set(asked.clause.article, (counts.get(asked.clause.article) ?? 0) + 1);
    }
  }
  const most = Math.max(...counts.values());
  const article = [...counts].find(([, count]) => count === most)?.[0];
  const passage = program.text.passages.find((one) => one.clause.article === article && one.role === "body");
  const words = passage?.words.split(/[，。；：、]/, 1)[0] ?? "";
  return words.length > 0 && words.length <= 16 ? words : null;
}
