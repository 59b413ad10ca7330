// Saves an answer while it is given, each question by itself.  An answer that may mean danger shows the crisis lines
// from the page itself, before anything is sent: they stand there even when the network or the server fails.

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
  const savers = [...form.querySelectorAll("fieldset[data-save]")].map((question) => saverOf(form, question));

  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-risk]") && event.target.checked) showCrisis();
  });
  // A browser may bring back what was chosen before the page was loaded again.
  if (form.querySelector("[data-risk]:checked")) showCrisis();
  form.addEventListener("submit", () => savers.forEach((saver) => saver.rest()));
  return () => Promise.all(savers.map((saver) => saver.save()));
}

function saverOf(form, question) {
  const status = form.querySelector("[data-status]");
  const count = question.querySelector('input[type="hidden"]');
  const wrong = question.querySelector(".field__error");
  let timer = 0;
  let running = null;
  let last = signature(question);

  question.addEventListener("change", () => save());
  question.addEventListener("input", (event) => {
    if (event.target.matches("textarea, input[type=text]")) later(TYPING);
  });

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  async function save() {
    clearTimeout(timer);
    if (running) return running.then(save);
    const now = signature(question);
    if (now === last) return;
    running = send(now);
    await running;
    running = null;
  }

  async function send(now) {
    try {
      const body = new URLSearchParams(fieldsOf(question));
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      const answer = await fetch(question.dataset.save, {
        method: "POST",
        body,
        credentials: "same-origin",
        redirect: "manual",
        keepalive: true,
        headers: { "X-Teamlet-Save": "1" },
      });
      if (answer.type === "opaqueredirect" || answer.status === 409) return location.reload();
      const said = await answer.json();
      wrong.hidden = said.saved;
      wrong.querySelector("span").textContent = said.saved ? "" : said.text;
      status.textContent = said.saved ? form.dataset.done : "";
      if (!said.saved) return;
      last = now;
      count.value = said.sequence;
      if (said.crisis) showCrisis();
    } catch {
      status.textContent = form.dataset.failed;
      later(AGAIN);
    }
  }

  return { save, rest: () => clearTimeout(timer) };
}

function fieldsOf(question) {
  const fields = [...question.querySelectorAll("input, textarea, select")];
  return fields
    .filter((field) => field.name && (!/^(radio|checkbox)$/.test(field.type) || field.checked))
    .map((field) => [field.name, field.value]);
}

// What was answered, without the count that the page adds by itself.
function signature(question) {
  return JSON.stringify(fieldsOf(question).filter(([name]) => !/^s\d/.test(name)));
}
