// Reading YAML strictly: plain data and the place of every value. Follows loading/strict_yaml.py.
//
// A subset of YAML 1.2's core schema: what a reader takes for text is text. Everything on which YAML processors
// disagree is refused with its place: duplicate keys, anchors, aliases, tags, directives, several documents, tabs, and
// spellings to which YAML 1.1 gives another type. The vendored parser does the syntax; nothing is constructed by it.

import { MAX_DEPTH, placesOf } from "./source_text.mjs";
import { jsYaml } from "./vendor/js-yaml.mjs";
import { YamlBuilder } from "./yaml_builder.mjs";

// The parser goes a little deeper than what is read, so that what is too deep is told like every other flaw.
const _DEEPEST = MAX_DEPTH + 8;
// Tabs, control characters, the line breaks of YAML 1.1 alone, and what is no character at all.
const _REFUSED = /[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/u;

/**
 * Read one YAML document: `{data, spot, flaws}`. A flaw is `{line, column, message}`; where there are any, data and
 * spot are what could be read. `spot` is the place of the whole, null where a file says nothing.
 */
export function readYaml(text) {
  const refused = _REFUSED.exec(text);
  if (refused !== null) {
    const found =
      refused[0] === "\t"
        ? "制表符（Tab），请改用空格"
        : `不允许的字符 U+${refused[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    const place = placesOf(text, "\n")(refused.index);
    return { data: null, spot: null, flaws: [{ ...place, message: `含有${found}` }] };
  }
  const events = [];
  let error = null;
  try {
    jsYaml.parseEvents(text, { events, maxDepth: _DEEPEST });
  } catch (thrown) {
    if (!(thrown instanceof jsYaml.YAMLException)) {
      throw thrown;
    }
    error = thrown;
  }
  return new YamlBuilder(text).build(events, error);
}
