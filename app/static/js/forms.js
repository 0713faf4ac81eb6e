// A form is sent once, and words that were typed are not lost without a question.

const SENT_MS = 8000; // a download answers without a new page: then the button comes back
const WORDS = "textarea, input[type=text], input:not([type])";

const postForms = () => [...document.querySelectorAll("form[method=post i]")];

/** Tell whether a form with room for sentences holds words that the server has not kept. */
export function holdsUnsavedWords(form) {
  if (form.dataset.sent || !form.querySelector("textarea")) return false;
  const cameBack = form.querySelector("[data-error-summary], .conflict") ?? document.querySelector("main > [data-error-summary]");
  return [...form.querySelectorAll(WORDS)].some((field) => field.value !== (cameBack ? "" : field.defaultValue));
}

function setSent(form, isSent) {
  if (isSent) form.dataset.sent = "yes";
  else delete form.dataset.sent;
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    if (isSent) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  setSent(form, true);
  setTimeout(() => setSent(form, false), SENT_MS);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of postForms()) setSent(form, false);
});

window.addEventListener("beforeunload", (event) => {
  // Choosing a language shows the page anew: what was typed in its forms would be gone.
  const isLeaving = !postForms().some((form) => form.dataset.sent && !form.matches(".languages"));
  if (isLeaving && postForms().some(holdsUnsavedWords)) event.preventDefault();
});

document.querySelector("[data-error-summary]")?.focus();
