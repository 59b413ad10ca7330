// Buttons that type for you: each stands for a key that may be typed in the field.  They take no stop of the Tab key.

export function watchCues(form, tell) {
  const rows = form.querySelectorAll("[data-cues]");
  form.addEventListener("focusin", (event) => {
    if (event.target.closest(".cues")) return;
    for (const row of rows) row.hidden = row.dataset.cues !== event.target.name;
  });
  const fill = (name, value) => {
    if (value) form.elements[name].value = value;
  };
  form.addEventListener("mousedown", (event) => event.target.closest("[data-fill], [data-fill-step]") && event.preventDefault());
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill], [data-fill-step]");
    if (!button) return;
    if (button.dataset.fill) fill(button.dataset.fill, button.dataset.value);
    else {
      fill("step", button.dataset.fillStep);
      fill("amount", button.dataset.fillAmount);
      fill("when", button.dataset.fillWhen);
    }
    tell();
  });
}
