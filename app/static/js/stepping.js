// Sentence mode: linking without a mouse. Arrow keys step, Shift extends, a digit links, Escape leaves.

import { shortcutOf } from "./keyboard.js";
import { rangeOf, sentencesOfSheet } from "./sheet.js";

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function select(range, container) {
  const selection = document.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  const last = range.endContainer.parentElement;
  (container.contains(last) ? last : container).scrollIntoView({ block: "nearest" });
}

/** Add sentence mode to a picker of passages. */
export function stepSentences(picker) {
  let mode = null; // {sheet, sentences, anchor, head, origin}

  function show() {
    const [first, last] = [mode.anchor, mode.head].sort((one, other) => one - other).map((index) => mode.sentences[index]);
    select(rangeOf(mode.sheet, { start: first.start, end: last.end }), mode.sheet.element);
    picker.look();
    picker.say(mode.sentences[mode.head].exact, mode.sheet.element.lang);
  }

  function enter(element, wanted) {
    const sheet = picker.sheets.get(element);
    const sentences = sheet ? sentencesOfSheet(sheet) : [];
    if (!sentences.length) return;
    mode = { sheet, sentences, anchor: 0, head: 0, origin: document.activeElement };
    sheet.element.focus({ preventScroll: true });
    show();
    picker.want(wanted);
    picker.say(picker.form.dataset.stepping);
  }

  function leave() {
    const { origin } = mode;
    mode = null;
    picker.leave();
    origin?.focus();
  }

  function step(by, isExtending) {
    mode.head = Math.min(Math.max(mode.head + by, 0), mode.sentences.length - 1);
    if (!isExtending) mode.anchor = mode.head;
    show();
  }

  document.addEventListener("pointerdown", (event) => { if (!picker.form.contains(event.target)) mode = null; });
  document.addEventListener("keydown", (event) => {
    const key = shortcutOf(event);
    if (key === "s" && !mode) enter(document.querySelector("[data-sheet]"), null);
    else if (mode && key === "Escape") leave();
    else if (mode && STEPS[key] && !picker.form.contains(event.target)) step(STEPS[key], event.shiftKey);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  document.addEventListener("click", (event) => {
    const starter = event.target.closest("[data-step-sentences]");
    const wish = event.target.closest("[data-mark-passage]");
    if (starter) enter(starter.closest(".sheet").querySelector("[data-sheet]"), null);
    // A finger has no arrow keys: it follows the link to the list of sentences.
    if (!wish || event.ctrlKey || event.metaKey || matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    enter(document.querySelector("[data-sheet]"), wish.dataset.markPassage);
  });
}
