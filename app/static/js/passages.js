// Picking words of a reply, by mouse, touch or keyboard, and linking them to a demand.
// The form in the page is filled and sent like any other; the server checks the words against its text.

import { shortcutOf } from "./keyboard.js";
import { passageOf, rangeOf, readSheet } from "./sheet.js";
import { stepSentences } from "./stepping.js";

const PAUSE_MS = 150; // a selection by touch or keyboard changes many times before it is done
const GAP_PX = 8;

function place(form, range) {
  form.style.left = "";
  form.style.top = "";
  if (getComputedStyle(form).position === "fixed") return;
  const rects = range.getClientRects();
  const box = range.getBoundingClientRect();
  const last = rects[rects.length - 1] ?? box;
  const { width, height } = form.getBoundingClientRect();
  const fitsBelow = last.bottom + GAP_PX + height < window.innerHeight;
  const top = fitsBelow ? last.bottom + GAP_PX : Math.max(GAP_PX, box.top - GAP_PX - height);
  const left = Math.min(Math.max(GAP_PX, box.left), document.documentElement.clientWidth - width - GAP_PX);
  form.style.left = `${left + window.scrollX}px`;
  form.style.top = `${top + window.scrollY}px`;
}

function fill(form, sheet, passage) {
  form.elements.reply.value = sheet.reply;
  form.elements.start.value = passage.start;
  form.elements.end.value = passage.end;
  form.elements.exact.value = passage.exact;
}

// A digit means the number that is printed; the place in the list only where a letter prints none ("a)", "b)").
function buttonOf(buttons, digit) {
  const printed = (button) => button.textContent.replace(/[^\p{L}\p{N}]/gu, "");
  const isNumbered = buttons.some((button) => /^\p{N}+$/u.test(printed(button)));
  return buttons.find((button) => (isNumbered ? printed(button) : button.dataset.position) === digit);
}

class Picker {
  constructor(form, announcer) {
    this.form = form;
    this.announcer = announcer;
    this.sheets = new Map([...document.querySelectorAll("[data-sheet]")].map((element) => [element, readSheet(element)]));
    this.range = null;
    this.shown = "";
  }

  sheetOf(selection) {
    for (const node of [selection.anchorNode, selection.focusNode]) {
      const element = (node instanceof Element ? node : node?.parentElement)?.closest("[data-sheet]");
      if (element) return this.sheets.get(element);
    }
    return null;
  }

  /** Look at the selection: offer to link it, or take the offer away. */
  look() {
    if (this.form.contains(document.activeElement)) return;
    const selection = document.getSelection();
    const sheet = selection.rangeCount && !selection.isCollapsed ? this.sheetOf(selection) : null;
    const passage = sheet && passageOf(sheet, selection.getRangeAt(0));
    if (!passage) {
      this.hide();
      return;
    }
    const name = `${sheet.reply} ${passage.start}-${passage.end}`;
    if (name === this.shown) return;
    this.shown = name;
    fill(this.form, sheet, passage);
    this.range = rangeOf(sheet, passage);
    this.form.hidden = false;
    place(this.form, this.range);
    this.say(this.form.dataset.selected.replace("{count}", passage.exact.split(/\s+/u).length));
  }

  follow() {
    if (this.range && !this.form.hidden) place(this.form, this.range);
  }

  hide() {
    this.range = null;
    this.shown = "";
    this.form.hidden = true;
    this.want(null);
  }

  leave() {
    document.getSelection().removeAllRanges();
    this.hide();
  }

  /** Show which demand a passage is being looked for; Enter then links to it. */
  want(position) {
    for (const button of this.form.querySelectorAll("[data-position]")) {
      button.classList.toggle("is-wanted", button.dataset.position === position);
    }
  }

  /** Send the selection to the demand of a digit, or to the one that a passage is being looked for. */
  link(digit) {
    const buttons = [...this.form.querySelectorAll("[data-position]")];
    const button = digit ? buttonOf(buttons, digit) : buttons.find((one) => one.classList.contains("is-wanted"));
    if (this.form.hidden || !button) return false;
    this.form.requestSubmit(button);
    return true;
  }

  say(words, language = "") {
    this.announcer.lang = language;
    this.announcer.textContent = words;
  }
}

function followSelection(picker) {
  let timer = 0;
  let isPressed = false;
  const lookSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => isPressed || picker.look(), PAUSE_MS);
  };
  document.addEventListener("pointerdown", (event) => { isPressed = event.pointerType === "mouse" && !picker.form.contains(event.target); });
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, () => { isPressed = false; lookSoon(); });
  }
  document.addEventListener("selectionchange", lookSoon);
  document.addEventListener("scroll", () => picker.follow(), { capture: true, passive: true });
  window.addEventListener("resize", () => picker.follow());
  picker.form.addEventListener("pointerdown", (event) => event.preventDefault()); // a press keeps the selection
}

function linkByKey(picker) {
  document.addEventListener("keydown", (event) => {
    const key = shortcutOf(event);
    const isDigit = /^[1-9]$/u.test(key);
    if (isDigit) picker.look(); // whoever is quicker than the pause means what is selected now
    if (isDigit ? picker.link(key) : key === "Enter" && event.target.closest("[data-sheet]") && picker.link("")) event.preventDefault();
    if (key === "Escape" && !picker.form.hidden) picker.leave();
  });
}

/** Make the replies of the page selectable; return the picker, or null where nothing may be linked. */
export function setUpPassages() {
  const form = document.querySelector("[data-link-form]");
  const announcer = document.querySelector("[data-announce]");
  if (!form) return null;
  for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;
  const picker = new Picker(form, announcer);
  followSelection(picker);
  stepSentences(picker); // before the keys: leaving sentence mode is its own Escape
  linkByKey(picker);
  return picker;
}
