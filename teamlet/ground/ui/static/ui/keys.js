// Single keys choose inside the focused group only (WCAG 2.1.4): 0-10 on a ruler, a letter on a chip.
// A key that begins a longer one ("1" before "10") waits a moment.

export function watchKeys(root) {
  let typed = "";
  let timer = 0;
  let group = null;

  const settle = (stay = true) => {
    clearTimeout(timer);
    const control = group?.querySelector(`[data-key="${CSS.escape(typed)}"]`);
    typed = "";
    group = null;
    if (control && stay) control.focus();
    control?.click();
  };

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const here = event.target.closest?.("[data-keys]");
    const writes = event.target.matches?.("textarea, input:not([type=radio], [type=checkbox])");
    if (!here || writes || event.key.length !== 1) return;
    if (group && here !== group) settle();
    const keys = [...here.querySelectorAll("[data-key]")].map((control) => control.dataset.key);
    const key = event.key.toLowerCase();
    let wanted = typed + key;
    if (!keys.some((each) => each.startsWith(wanted))) {
      if (typed) settle();
      wanted = key;
    }
    if (!keys.some((each) => each.startsWith(wanted))) return;
    event.preventDefault();
    clearTimeout(timer);
    typed = wanted;
    group = here;
    const longer = keys.some((each) => each.length > wanted.length && each.startsWith(wanted));
    if (longer) timer = setTimeout(() => settle(), Number(here.dataset.keys) || 600);
    else settle();
  });

  root.addEventListener("focusout", (event) => {
    if (group && !group.contains(event.relatedTarget)) settle(false);
  });
}
