// How sure below the threshold opens one line in place; one key there rewrites the step and goes back to how sure.

export function watchGate(form, tell) {
  const gate = form.querySelector("[data-gate]");
  const keeping = form.querySelector("[data-keeping]");
  const extra = form.querySelector("[data-extra]");
  const threshold = Number(form.dataset.threshold);
  const chosen = (name) => form.querySelector(`[name="${name}"]:checked`);
  const clear = (name) => form.querySelectorAll(`[name="${name}"]:checked`).forEach((tile) => (tile.checked = false));

  const look = () => {
    const sure = chosen("confidence");
    if (!sure) return;
    gate.hidden = Number(sure.value) >= threshold;
    if (gate.hidden) {
      clear("gate_change");
      clear("keep_reason");
      keeping.hidden = true;
    }
  };

  const goTo = (name) => {
    const control = form.querySelector(`[name="${name}"]:checked`) ?? form.querySelector(`[name="${name}"]:not([type=hidden])`);
    control?.focus();
    if (name !== "confidence") control?.select?.();
  };

  const apply = () => {
    const first = form.elements.confidence_first;
    const sure = chosen("confidence");
    const change = chosen("gate_change").value;
    if (change === "keep") {
      keeping.hidden = false;
      goTo("keep_reason");
      return;
    }
    const before = first.value || sure?.value || "";
    tell({ gate_change: change }, (told) => {
      clear("gate_change");
      clear("confidence");
      const anew = change === "other_goal";
      form.elements.gate_applied.value = anew ? "" : change;
      first.value = anew ? "" : before;
      form.elements.amount.value = told.toldAmount;
      form.elements.days.value = told.toldDays;
      if (told.toldWords) gate.querySelector("[data-gate-words]").textContent = told.toldWords;
      gate.hidden = true;
      if (["helpers", "strategy"].includes(told.toldFocus)) extra.hidden = false;
      goTo(told.toldFocus || "confidence");
    });
  };

  form.addEventListener("change", (event) => {
    if (event.target.name === "confidence") look();
    if (event.target.name === "gate_change") apply();
    if (event.target.name === "follow_up" && event.target.value === "change") {
      const details = form.querySelector("details[data-change]");
      details.open = true;
      details.querySelector("select, input")?.focus();
    }
  });
  if (form.dataset.focusOn) goTo(form.dataset.focusOn);
}
