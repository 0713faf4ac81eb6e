// What a key press means: single keys count only where nothing can be typed and the user has not switched them off.

const FIELDS = "input, textarea, select, [contenteditable], dialog[open]";

/** Tell whether somebody is typing or working in a dialog. */
export function isTyping(event) {
  return Boolean(event.target.closest?.(FIELDS));
}

/** Return the single key that was pressed as a shortcut, or "" when it is none. */
export function shortcutOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return "";
  if (event.key.length === 1 && document.body.dataset.shortcuts === "off") return "";
  return event.key;
}
