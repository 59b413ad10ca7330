// On a form that is keyed in, Enter goes to the next line, and sends from the last one. Without this Enter sends.
for (const form of document.querySelectorAll("form[data-enter-goes-on]")) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.closest(".keying__key")) return;
    const lines = [...form.querySelectorAll(".keying__key input[type=text]")];
    const next = lines[lines.indexOf(event.target) + 1];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  });
}
