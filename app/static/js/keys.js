// Moving through the comparison with single keys.

import { shortcutOf } from "./keyboard.js";

/** Set up j/k, v, Enter, Escape and ?; `root` holds the table and the replies. */
export function setUpKeys(root) {
  const dialog = document.querySelector("[data-keys]");
  const opener = document.querySelector("[data-open-keys]");
  let current = null;
  let origin = null;

  function move(by) {
    const rows = [...root.querySelectorAll(".demand")];
    const held = document.activeElement.closest?.(".demand, .editor-row");
    const place = rows.indexOf(held?.matches(".editor-row") ? held.previousElementSibling : held ?? current);
    current = rows[Math.min(Math.max(place + by, 0), rows.length - 1)];
    current?.focus({ preventScroll: true });
    current?.scrollIntoView({ block: "nearest" });
  }

  function back() {
    if (!origin?.isConnected) return false;
    origin.focus();
    origin = null;
    return true;
  }

  const acts = {
    j: () => { move(1); return true; },
    k: () => { move(-1); return true; },
    v: () => (document.activeElement.closest(".demand") ?? current)?.querySelector("[data-judge]")?.click() ?? true,
    Enter: () => {
      const row = document.activeElement;
      const link = row.matches(".demand") && row.querySelector("[data-to-passage]");
      if (!link) return false;
      link.click();
      origin = row;
      return true;
    },
    Escape: back,
    "?": () => { dialog.showModal(); return true; },
  };

  document.addEventListener("keydown", (event) => {
    const act = acts[shortcutOf(event)];
    if (act?.()) event.preventDefault();
  });
  root.addEventListener("click", (event) => {
    if (event.target.closest("[data-to-passage]")) origin = event.target.closest("[data-to-passage]");
  });
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
}
