// What is to be said about a regulation as of today, which no verdict depends on; it follows report/banner.py.

/** Today, where the reader is, as 2022-09-01. This is the page's only look at a clock. */
export function todayHere() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** What is to be said as of today; null while the regulation is in force. */
export function bannerOf(words, inForce, today) {
  if (inForce === null) {
    return null;
  }
  const { start, last_days: days } = inForce;
  const [first, last] = [days.reduce((one, other) => (one < other ? one : other)), days.reduce((one, other) => (one > other ? one : other))];
  const end = days.join(words.days_or);
  if (today < start) {
    return words.fill(words.not_yet, { today, start }) + words.unmoved;
  }
  if (today > last) {
    return words.fill(words.no_longer, { today, end }) + words.unmoved;
  }
  return today > first ? words.fill(words.perhaps, { today, end }) + words.unmoved : null;
}
