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
document.querySelector("[data-focus-first]")?.focus();
