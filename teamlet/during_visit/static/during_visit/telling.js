// Tells the form back as sentences while it is filled: asks the server, swaps the words in place, keeps the focus.

export function watchTelling(form) {
  const place = form.querySelector("#told");
  let timer = 0;
  let asked = 0;

  // `extra` are fields sent beside those of the form; `done` gets what the server says about them.
  const tell = async (extra = {}, done = () => {}) => {
    clearTimeout(timer);
    const mine = ++asked;
    const data = new FormData(form);
    for (const [name, value] of Object.entries(extra)) data.set(name, value);
    let answer;
    try {
      answer = await fetch(form.dataset.told, { method: "POST", body: data, credentials: "same-origin" });
    } catch {
      return;
    }
    if (!answer.ok || mine !== asked) return;
    place.innerHTML = await answer.text();
    done(place.querySelector("[data-told-focus]")?.dataset ?? {});
  };

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => tell(), 250);
  };
  form.addEventListener("input", (event) => event.target.name !== "gate_change" && soon());
  form.addEventListener("change", (event) => event.target.name !== "gate_change" && soon());
  return tell;
}
