// Enter goes on to the next field while words are typed (Shift+Enter begins a new line), and saves on the rulers and chips.

const NEXT = { goal: ["step", "importance"], step: ["amount"] };

export function watchEnter(root) {
  root.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-path], form[data-quick]");
    if (!form || event.key !== "Enter" || event.shiftKey || event.isComposing || event.ctrlKey || event.metaKey) return;
    const control = event.target;
    if (control.matches("textarea")) {
      const names = NEXT[control.name];
      const next = names?.map((name) => form.querySelector(`[name="${name}"]:not([type=hidden])`)).find(Boolean);
      if (!next) return;
      event.preventDefault();
      (form.querySelector(`[name="${next.name}"]:checked`) ?? next).focus();
    } else if (control.matches("input")) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button.button--primary"));
    }
  });
}
