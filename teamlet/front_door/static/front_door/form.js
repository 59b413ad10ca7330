// Patient's pages.  Each works without this file: here answers are saved while they are given, the crisis lines
// appear at once, and a tablet that nobody uses covers itself.
import { watchSaving } from "./saving.js";
import { watchTablet } from "./tablet.js";
import "./bubbles.js";

// What the browser kept of a page is never shown again: it is asked for anew.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// A form is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});

// The name of who helps is asked for when somebody helps.
for (const form of document.querySelectorAll("[data-who]")) {
  const helper = form.querySelector("[data-helper]");
  const show = () => {
    helper.hidden = form.querySelector('[name="who"]:checked')?.value !== "caregiver";
  };
  form.addEventListener("change", show);
  show();
}

const save = watchSaving(document.querySelector("form[data-saves]"));
watchTablet(document.body, save);
