// Buttons that print, and pages that print themselves when they open.

export function watchPrint(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-print]");
    if (!button) return;
    event.preventDefault();
    window.print();
  });
  if (root.body?.dataset.printNow !== undefined) window.addEventListener("load", () => window.print());
}
