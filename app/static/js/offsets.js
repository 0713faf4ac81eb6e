// Places in a text. The server counts code points, the browser UTF-16 units: "𝄞" is one of the first, two of the second.
// A run is {start, text, isMarkup}: a piece of the page that knows the code point at which it begins.

/** Count the code points in the first `units` UTF-16 units of `text`. */
export function pointsOf(text, units = text.length) {
  let points = 0;
  for (let unit = 0; unit < units; points += 1) unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
  return points;
}

/** Count the UTF-16 units that the first `points` code points of `text` take. */
export function unitsOf(text, points) {
  let units = 0;
  for (let point = 0; point < points && units < text.length; point += 1) units += text.codePointAt(units) > 0xffff ? 2 : 1;
  return units;
}

/**
 * Lay runs end to end: {base, characters, isMarkup}, one entry per code point from `base` on.
 * What lies between two paragraphs is not on the page; in a text version it is line ends.
 */
export function joinRuns(runs) {
  const base = runs.length ? runs[0].start : 0;
  const characters = [];
  const isMarkup = [];
  for (const run of runs) {
    while (base + characters.length < run.start) {
      characters.push("\n");
      isMarkup.push(false);
    }
    for (const character of run.text) {
      characters.push(character);
      isMarkup.push(Boolean(run.isMarkup));
    }
  }
  return { base, characters, isMarkup };
}

const isBlank = (character) => /\s/u.test(character);
const isWord = (character) => character !== undefined && /[\p{L}\p{N}\p{M}]/u.test(character);
const isNumber = (characters) => /^\p{N}[.,]\p{N}$/u.test(characters.join(""));

// Half of "12,5" is another number: its comma holds it together.
function cutsWord(characters, place) {
  if (isWord(characters[place - 1]) && isWord(characters[place])) return true;
  return isNumber(characters.slice(Math.max(0, place - 1), place + 2)) || isNumber(characters.slice(Math.max(0, place - 2), place + 1));
}

/**
 * Turn a selection into the passage that is meant: no blanks or markup at its ends, no half words.
 * `start` and `end` count code points of the text version; null when nothing but blanks was selected.
 */
export function passageBetween(joined, start, end) {
  const { base, characters, isMarkup } = joined;
  let from = Math.max(0, start - base);
  let to = Math.min(characters.length, end - base);
  const isEdge = (place) => isBlank(characters[place]) || isMarkup[place];
  while (from < to && isEdge(from)) from += 1;
  while (to > from && isEdge(to - 1)) to -= 1;
  if (from === to) return null;
  while (cutsWord(characters, from)) from -= 1;
  while (cutsWord(characters, to)) to += 1;
  return { start: base + from, end: base + to, exact: characters.slice(from, to).join("") };
}

/** Find the run that holds a code point, and the UTF-16 offset in it; an end belongs to the run that it closes. */
export function placeOf(runs, point, { isEnd = false } = {}) {
  for (let index = 0; index < runs.length; index += 1) {
    const { start, text } = runs[index];
    const end = start + pointsOf(text);
    if (isEnd ? point > start && point <= end : point >= start && point < end) {
      return { index, units: unitsOf(text, point - start) };
    }
  }
  return null;
}

/** Cut laid-out runs into sentences of `language`: passages without blanks at their ends. */
export function sentencesOf(joined, language) {
  const text = joined.characters.join("");
  const cut = new Intl.Segmenter(language || undefined, { granularity: "sentence" }).segment(text);
  const sentences = [];
  let point = joined.base;
  for (const { segment } of cut) {
    const end = point + pointsOf(segment);
    const passage = passageBetween(joined, point, end);
    if (passage && /[\p{L}\p{N}]/u.test(passage.exact)) sentences.push(passage);
    point = end;
  }
  return sentences;
}
