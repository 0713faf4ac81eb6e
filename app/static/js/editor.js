// Opens the judgement of a demand in place. Without this, the same link loads the page with the editor in it.

import { holdsUnsavedWords } from "./forms.js";

const mayClose = (editor) => !holdsUnsavedWords(editor.querySelector("form")) || window.confirm(document.body.dataset.unsaved);

function close(editor) {
  const row = editor.previousElementSibling;
  const address = editor.querySelector("[data-close-editor]").href;
  editor.remove();
  row.classList.remove("is-open");
  history.replaceState(null, "", address);
  row.querySelector("[data-judge]")?.focus();
}

function enter(editor) {
  const starts = ["[data-error-summary]", "[name=verdict]:checked", "[name=verdict]"];
  starts.map((start) => editor.querySelector(start)).find(Boolean).focus({ preventScroll: true });
}

async function fetchEditor(link) {
  const response = await fetch(link.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.getElementById(`editor-${link.dataset.judge}`);
}

async function open(link) {
  const row = link.closest(".demand");
  const editor = await fetchEditor(link).catch(() => null);
  if (!editor) {
    location.assign(link.href); // signed out, or off line: the whole page says what is the matter
    return;
  }
  row.after(document.adoptNode(editor));
  row.classList.add("is-open");
  history.replaceState(null, "", link.href);
  editor.scrollIntoView({ block: "nearest" });
  enter(editor);
}

function onClick(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const opener = event.target.closest("[data-judge]");
  const closer = event.target.closest("[data-close-editor]");
  if (!opener && !closer) return;
  event.preventDefault();
  const present = document.querySelector("[data-editor-of]");
  if (present && !mayClose(present)) return;
  const isSame = present && opener && present.dataset.editorOf === opener.dataset.judge;
  if (present) close(present);
  if (opener && !isSame) open(opener);
}

/** Let chips open and close their editor; Escape in it goes back to the chip. */
export function setUpEditor(root) {
  const present = root.querySelector("[data-editor-of]");
  // After the load: going to the address's #demand-... moves the focus to the row.
  if (present) window.addEventListener("load", () => setTimeout(enter, 0, present));
  root.addEventListener("click", onClick);
  root.addEventListener("keydown", (event) => {
    const editor = event.key === "Escape" && event.target.closest("[data-editor-of]");
    if (!editor || !mayClose(editor)) return;
    event.stopPropagation();
    close(editor);
  });
}
