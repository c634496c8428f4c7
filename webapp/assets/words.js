// Numbers as people say them.

export function ordinal(number) {
  const suffixes = { one: "st", two: "nd", few: "rd", other: "th" };
  return `${number}${suffixes[new Intl.PluralRules("en", { type: "ordinal" }).select(number)]}`;
}

/** Seconds as "about 40 s" or "about 3 min"; empty when nobody knows. */
export function roughly(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 1) return "a moment";
  if (seconds < 90) return `about ${Math.ceil(seconds)} s`;
  return `about ${Math.round(seconds / 60)} min`;
}

/** Seconds as the place on a film: 0:07. */
export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** The same to the hundredth, which is finer than a frame: 0:07.25. */
export function timecode(seconds) {
  const hundredths = Math.round(seconds * 100);
  return `${clock(Math.floor(hundredths / 100))}.${String(hundredths % 100).padStart(2, "0")}`;
}

export const starsInWords = (stars) => `${stars} ${stars === 1 ? "star" : "stars"}`;

export const moment = (iso) =>
  new Date(iso).toLocaleString(undefined, { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
