// A reply on the page: from the browser's selection to code points and back.

import { joinRuns, passageBetween, placeOf, pointsOf, sentencesOf } from "./offsets.js";

/** Read the segments of a sheet as runs; numbers in front of passages stand outside them. */
export function readSheet(element) {
  const segments = [...element.querySelectorAll(".segment")];
  const runs = segments.map((segment) => ({
    start: Number(segment.dataset.start),
    text: segment.textContent,
    isMarkup: segment.classList.contains("is-markup"),
  }));
  return { element, segments, runs, joined: joinRuns(runs), reply: element.dataset.sheet };
}

function unitsBefore(segment, container, offset) {
  const before = document.createRange();
  before.selectNodeContents(segment);
  before.setEnd(container, offset);
  return before.toString().length;
}

/** Return the passage that a DOM range covers in a sheet, or null. */
export function passageOf(sheet, range) {
  const touched = sheet.segments.map((segment, index) => [segment, index]).filter(([segment]) => range.intersectsNode(segment));
  if (!touched.length) return null;
  const [first, firstIndex] = touched[0];
  const [last, lastIndex] = touched[touched.length - 1];
  const from = first.contains(range.startContainer) ? unitsBefore(first, range.startContainer, range.startOffset) : 0;
  const to = last.contains(range.endContainer) ? unitsBefore(last, range.endContainer, range.endOffset) : last.textContent.length;
  const start = sheet.runs[firstIndex].start + pointsOf(sheet.runs[firstIndex].text, from);
  const end = sheet.runs[lastIndex].start + pointsOf(sheet.runs[lastIndex].text, to);
  return passageBetween(sheet.joined, start, end);
}

/** Return the DOM range of a passage of a sheet. */
export function rangeOf(sheet, passage) {
  const from = placeOf(sheet.runs, passage.start);
  const to = placeOf(sheet.runs, passage.end, { isEnd: true });
  const range = document.createRange();
  range.setStart(sheet.segments[from.index].firstChild, from.units);
  range.setEnd(sheet.segments[to.index].firstChild, to.units);
  return range;
}

/** Return the sentences of a sheet, in its own language. */
export function sentencesOfSheet(sheet) {
  return sentencesOf(sheet.joined, sheet.element.lang);
}
