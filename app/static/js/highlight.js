// One demand in view: its passages keep their tint and the rest recedes; from a passage, the demands that it speaks to.

function positionsAt(target) {
  const editor = target.closest(".editor-row");
  const row = editor ? editor.previousElementSibling : target.closest(".demand");
  if (row) return [row.dataset.demand];
  const disc = target.closest("[data-opens]");
  if (disc) return [disc.dataset.opens];
  const passage = target.closest("mark.segment");
  return passage ? passage.dataset.demands.split(" ") : [];
}

function show(root, positions) {
  const isActive = (held) => held.some((position) => positions.includes(position));
  root.classList.toggle("has-active", positions.length > 0);
  for (const row of root.querySelectorAll(".demand")) row.classList.toggle("is-active", isActive([row.dataset.demand]));
  for (const disc of root.querySelectorAll("[data-opens]")) disc.classList.toggle("is-active", isActive([disc.dataset.opens]));
  for (const mark of root.querySelectorAll("mark.segment")) mark.classList.toggle("is-active", isActive(mark.dataset.demands.split(" ")));
}

/** Follow the pointer and the focus inside the comparison; where the pointer is nowhere, the focus decides. */
export function setUpHighlight(root) {
  let shown = "";
  const update = (target) => {
    const positions = target instanceof Element ? positionsAt(target) : [];
    const focused = document.activeElement;
    const wanted = positions.length || !root.contains(focused) ? positions : positionsAt(focused);
    if (wanted.join(" ") === shown) return;
    shown = wanted.join(" ");
    show(root, wanted);
  };
  root.addEventListener("pointerover", (event) => { if (event.pointerType === "mouse") update(event.target); });
  root.addEventListener("pointerleave", () => update(null));
  root.addEventListener("focusin", (event) => update(event.target));
  root.addEventListener("focusout", (event) => update(event.relatedTarget));
}
