// The one thing that the page offers: to begin.

import { listen } from "./actions.mjs";
import { Page } from "./page.mjs";

/**
 * Begin the self-check in this document. `engine` is `{ program, policy, questions, parseFile, writeFile }`, `phrases`
 * holds the words of the report in Chinese (`zh`) and English (`en`).
 */
export function start(engine, phrases) {
  const page = new Page(engine, phrases);
  listen(page);
  page.follow();
}
