// The comparison page: everything here also works, more slowly, without scripts.

import { setUpEditor } from "./editor.js";
import { setUpHighlight } from "./highlight.js";
import { setUpKeys } from "./keys.js";
import { setUpPassages } from "./passages.js";
import { keepPlace } from "./place.js";

const root = document.querySelector("[data-comparison]");
const printer = document.querySelector("[data-print]");

setUpPassages(); // first: Escape belongs to a selection before it belongs to the page
setUpEditor(root);
setUpHighlight(root);
setUpKeys(root);
keepPlace(document.querySelector("[data-sheets]"));
printer.hidden = false;
printer.addEventListener("click", () => window.print());
