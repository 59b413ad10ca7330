// A form is sent once: the second click on the same button waits for the answer of the first.

export function watchOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
  });
  const release = (form) => {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  };
  // Back to a page that the browser kept, or an answer that came by htmx: it may be sent again.
  window.addEventListener("pageshow", (event) => event.persisted && root.querySelectorAll("form[data-sent]").forEach(release));
  root.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form[data-sent]");
    if (form) release(form);
  });
}
