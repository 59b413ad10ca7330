// Saves an answer while it is given.  An answer that may mean danger shows the crisis lines from the page itself,
// before anything is sent: they stand there even when the network or the server fails.

const TYPING = 1200;
const AGAIN = 5000;

function showCrisis() {
  const crisis = document.getElementById("crisis");
  if (!crisis || !crisis.hidden) return;
  crisis.hidden = false;
  crisis.scrollIntoView({ block: "start" });
}

export function watchSaving(form) {
  if (!form) return async () => {};
  const status = form.querySelector("[data-status]");
  let timer = 0;
  let running = null;
  let last = signature(form);

  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-risk]") && event.target.checked) showCrisis();
    save();
  });
  form.addEventListener("input", (event) => {
    if (!event.target.matches("textarea, input[type=text]")) return;
    clearTimeout(timer);
    timer = setTimeout(save, TYPING);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  // A browser may bring back what was chosen before the page was loaded again.
  if (form.querySelector("[data-risk]:checked")) showCrisis();

  async function save() {
    clearTimeout(timer);
    if (running) return running.then(save);
    const now = signature(form);
    if (now === last) return;
    running = send(now);
    await running;
    running = null;
  }

  async function send(now) {
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        credentials: "same-origin",
        redirect: "manual",
        keepalive: true,
        headers: { "X-Teamlet-Save": "1" },
      });
      if (answer.type === "opaqueredirect" || answer.status === 409) return location.reload();
      const said = await answer.json();
      const wrong = form.querySelector(".question .field__error");
      wrong.hidden = said.saved;
      wrong.querySelector("span").textContent = said.saved ? "" : said.text;
      if (said.saved) {
        last = now;
        form.querySelector('[name^="s"][type="hidden"]').value = said.sequence;
        if (said.crisis) showCrisis();
      }
      status.textContent = said.saved ? form.dataset.done : "";
    } catch {
      status.textContent = form.dataset.failed;
      timer = setTimeout(save, AGAIN);
    }
  }
  return save;
}

// What was answered, without what the page adds by itself.
function signature(form) {
  const fields = [...new FormData(form)].filter(([name]) => /^(a|star)\d/.test(name));
  return JSON.stringify(fields);
}
