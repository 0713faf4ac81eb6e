// Linking loads the page again; the reply then stays where it was being read.

/** Keep how far the replies are scrolled over the sending of a form on this page. */
export function keepPlace(sheets) {
  const name = `reply-place ${location.pathname}`;
  const kept = sessionStorage.getItem(name);
  sessionStorage.removeItem(name);
  if (kept !== null) sheets.scrollTo({ top: Number(kept), behavior: "instant" });
  document.addEventListener("submit", () => sessionStorage.setItem(name, String(sheets.scrollTop)));
}
