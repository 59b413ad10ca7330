// The few things a page does in the browser.  Every page works without this file.
import { watchCopies } from "./copy.js";
import { watchCounters } from "./counter.js";
import { watchIdle } from "./idle.js";
import { watchKeys } from "./keys.js";
import { watchLive } from "./live.js";
import { watchOnce } from "./once.js";
import { watchPrint } from "./print.js";

watchKeys(document);
watchCounters(document);
watchOnce(document);
watchIdle(document);
watchLive(document);
watchPrint(document);
watchCopies(document);

// A summary of what to correct is read first.
const readFirst = (root) => root.querySelector("[data-focus-first]")?.focus();
readFirst(document);

// The same for a part that htmx swapped in; everything else listens at the document.
document.addEventListener("htmx:load", (event) => {
  if (event.target === document.body) return;
  watchLive(event.target);
  readFirst(event.target);
});
