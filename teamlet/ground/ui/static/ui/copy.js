// One text to copy: the button says that it was copied, by word and not by color.

export function watchCopies(root) {
  root.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    event.preventDefault();
    const source = document.querySelector(button.dataset.copy);
    if (!source) return;
    const text = "value" in source ? source.value : source.innerText;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without the clipboard (plain http): select the text, so that Ctrl+C finishes it.
      getSelection().selectAllChildren(source);
      return;
    }
    const line = (button.dataset.copyDone && document.querySelector(button.dataset.copyDone)) || button;
    if (line !== button) line.setAttribute("role", "status");
    line.textContent = button.dataset.copied ?? "Copied";
  });
}
