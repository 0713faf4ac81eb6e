// The one door: a file that is dropped anywhere on its page, or pasted, lands in its file input. Its names show in [data-drop-names].

function take(input, files) {
  const accepted = new DataTransfer();
  for (const file of input.multiple ? files : [...files].slice(0, 1)) accepted.items.add(file);
  input.files = accepted.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function showNames(door, input) {
  const list = door.querySelector("[data-drop-names]");
  if (!list) return;
  list.replaceChildren(...[...input.files].map((file) => {
    const line = document.createElement("li");
    line.textContent = file.name;
    return line;
  }));
}

function setUp(door) {
  const input = door.querySelector("input[type=file]");
  const mark = (isOver) => door.classList.toggle("is-over", isOver);
  const carriesFiles = (event) => event.dataTransfer.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault(); // else the browser opens the file in place of the page
    mark(true);
  });
  document.addEventListener("dragleave", (event) => mark(event.relatedTarget !== null));
  document.addEventListener("drop", (event) => {
    mark(false);
    if (!carriesFiles(event)) return;
    event.preventDefault();
    take(input, event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return; // words go where the cursor stands
    event.preventDefault();
    take(input, event.clipboardData.files);
  });
  input.addEventListener("change", () => showNames(door, input));
}

for (const door of document.querySelectorAll("[data-drop]")) setUp(door);
