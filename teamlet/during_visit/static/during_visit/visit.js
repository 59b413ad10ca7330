// What the page of a visit does in the browser; everything works without it, with one more click here and there.
import { watchCues } from "./cues.js";
import { watchEnter } from "./enter.js";
import { watchGate } from "./gate.js";
import { watchPrompts } from "./prompts.js";
import { watchTelling } from "./telling.js";
import { watchTiming } from "./timing.js";

for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;

const path = document.querySelector("form[data-path]");
if (path) {
  const tell = watchTelling(path);
  watchGate(path, tell);
  watchCues(path, tell);
  watchTiming(path);
}
watchEnter(document);
watchPrompts(document);

// "Not today" opens with the focus on its first chip, so that one more key is enough.
const rest = document.querySelector("details[data-not-today]");
if (rest) {
  const chip = () => rest.querySelector("[data-key]")?.focus();
  rest.addEventListener("toggle", () => rest.open && chip());
  // The browser's own access key differs from place to place; here it is Alt and N everywhere.
  rest.querySelector("summary").removeAttribute("accesskey");
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyN") return;
    event.preventDefault();
    if (rest.open) chip();
    rest.open = true;
  });
}

// The path was saved: its clock begins anew next time.
if (!path) {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("teamlet-path-")) sessionStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}
