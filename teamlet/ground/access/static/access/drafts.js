// What was typed before the lock comes back into its form; switching person keeps what is typed now.
import { draftsOf } from "../ui/idle.js";

const dialog = document.querySelector("dialog[data-idle-drafts]");
const address = dialog?.dataset.idleDrafts;
const skipped = new Set(["csrfmiddlewaretoken", "stamp", "draft"]);

function fill(form, draft) {
  const values = new Map();
  for (const [name, value] of draft.fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name || skipped.has(control.name) || control.type === "hidden") continue;
    const kept = values.get(control.name);
    if (control.matches("[type=radio], [type=checkbox]")) control.checked = kept?.includes(control.value) ?? false;
    else if (kept) control.value = kept[0];
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const mark = document.createElement("input");
  Object.assign(mark, { type: "hidden", name: "draft", value: draft.id });
  form.append(mark);
}

if (address) {
  const answer = await fetch(address, { headers: { Accept: "application/json", "X-Teamlet-Poll": "1" } });
  if (answer.ok) {
    for (const draft of (await answer.json()).drafts) {
      const form = document.querySelector(`form[data-draft="${CSS.escape(draft.form)}"]`);
      if (form) fill(form, draft);
    }
  }
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (new URL(form.action, location.href).pathname !== "/switch/" || form.dataset.kept) return;
    event.preventDefault();
    form.dataset.kept = "yes";
    const token = form.elements.csrfmiddlewaretoken?.value ?? "";
    await Promise.allSettled(
      draftsOf(document).map((draft) =>
        fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams(draft) }),
      ),
    );
    const next = document.createElement("input");
    Object.assign(next, { type: "hidden", name: "next", value: location.pathname });
    form.append(next);
    form.submit();
  });
}
