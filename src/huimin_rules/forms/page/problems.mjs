// What cannot be read, in the words of the library.

/** One problem in one line, without its path: it is told where it belongs. */
export function toldProblem(words, problem) {
  const { expected, found, nearest, sentence } = problem;
  const said = words.fill(sentence ? words.sentence : words.expected, { expected, found });
  return nearest ? `${said}${words.fill(words.near, nearest)}` : said;
}
