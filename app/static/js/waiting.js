// A page on which something waits to be read: looks every two seconds how far it has got. What is shown is replaced in
// place, so that nobody loses the place where they read; when nothing waits any more the page is loaded anew.

const PAUSE = 2000;

async function look() {
  const shown = document.querySelector("[data-waiting]");
  let next = shown;
  try {
    const response = await fetch(location.href, { credentials: "same-origin" });
    if (response.ok) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const isOver = !page.querySelector("script[src*='waiting.js']");
      next = page.querySelector("[data-waiting]");
      if (isOver && isUntouched()) {
        location.reload();
        return;
      }
    }
  } catch {
    // the server is away for a moment: the next look tells
  }
  if (next && shown && next.innerHTML !== shown.innerHTML) shown.replaceChildren(...next.childNodes);
  setTimeout(look, PAUSE);
}

// Whoever has begun to paste the text by hand keeps the page as it is.
function isUntouched() {
  return [...document.querySelectorAll("main textarea")].every((area) => area.value === area.defaultValue);
}

setTimeout(look, PAUSE);
