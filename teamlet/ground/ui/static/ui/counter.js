// How many characters are left under a text area.  It never stops anybody from typing.

export function watchCounters(root) {
  const update = (area) => {
    const line = area.id && document.querySelector(`[data-counter-for="${CSS.escape(area.id)}"]`);
    if (!line) return;
    const left = Number(area.dataset.counter) - [...area.value].length;
    const words = left < 0 ? line.dataset.over : line.dataset.left;
    line.textContent = words.replace("{n}", Math.abs(left));
    line.classList.toggle("field__counter--over", left < 0);
    clearTimeout(line.pause);
    // Read aloud after a pause, and only near the end.
    line.pause = setTimeout(() => {
      if (left <= 20) line.setAttribute("role", "status");
      else line.removeAttribute("role");
    }, 800);
  };
  root.querySelectorAll("textarea[data-counter]").forEach((area) => area.value && update(area));
  root.addEventListener("input", (event) => event.target.matches("textarea[data-counter]") && update(event.target));
}
