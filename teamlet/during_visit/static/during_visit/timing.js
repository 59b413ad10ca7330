// Counts how long the path takes and how many keys and taps; sent with the form, shown only to whoever did it.

const PAUSE = 30_000;

export function watchTiming(form) {
  const key = `teamlet-path-${form.dataset.draft}`;
  let kept = {};
  try {
    kept = JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    // A browser that keeps nothing counts from here.
  }
  const began = kept.began ?? Date.now();
  let active = kept.active ?? 0;
  let count = kept.count ?? 0;
  let last = Date.now();
  let writing = null;

  const keep = () => {
    try {
      sessionStorage.setItem(key, JSON.stringify({ began, active, count }));
    } catch {
      // Nothing is lost but the count.
    }
  };
  const act = (event) => {
    const now = Date.now();
    if (now - last < PAUSE) active += now - last;
    last = now;
    if (event.type === "keydown" && ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
    // Words typed into one field are one interaction.
    const typing = event.type === "keydown" && event.key.length === 1 && event.target.matches("textarea, input[type=text]");
    if (!typing || writing !== event.target) count += 1;
    writing = typing ? event.target : null;
    keep();
  };
  document.addEventListener("keydown", act, true);
  document.addEventListener("pointerdown", act, true);
  form.addEventListener("submit", () => {
    form.elements.timing_active.value = Math.round(active / 1000);
    form.elements.timing_wall.value = Math.max(1, Math.round((Date.now() - began) / 1000));
    form.elements.timing_interactions.value = count;
  });
}
