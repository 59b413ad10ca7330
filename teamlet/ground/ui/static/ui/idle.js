// Nobody touched the screen for a while: warn, keep what was typed, then lock.
// Polls and other requests of the page itself are not activity; hands are.

const ACTIVITY = ["pointerdown", "keydown", "wheel", "touchstart"];
const PING_EVERY = 60_000;

// What was typed and not saved, as the server takes it: a name and a list of pairs.
export function draftsOf(root) {
  return [...root.querySelectorAll("form[data-draft]")]
    .filter((form) => [...form.elements].some(changed))
    .map((form) => ({
      draft: form.dataset.draft,
      fields: JSON.stringify(
        [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken"),
      ),
    }));
}

function changed(control) {
  if (control.matches("[type=radio], [type=checkbox]")) return control.checked !== control.defaultChecked;
  if (control.matches("select")) return [...control.options].some((option) => option.selected !== option.defaultSelected);
  return "defaultValue" in control && control.type !== "hidden" && control.value !== control.defaultValue;
}

export function watchIdle(root) {
  const dialog = root.querySelector("dialog[data-idle-seconds]");
  if (!dialog) return;
  const limit = Number(dialog.dataset.idleSeconds) * 1000;
  const warning = Number(dialog.dataset.idleWarn) * 1000;
  const keep = dialog.querySelector("form[data-idle-keep]");
  const token = keep.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  let touched = Date.now();
  let pinged = Date.now();
  let locking = false;

  const send = (url, values = {}, headers = {}) =>
    fetch(url, {
      method: "POST",
      credentials: "same-origin",
      redirect: "manual",
      keepalive: true,
      headers: { "X-CSRFToken": token, ...headers },
      body: new URLSearchParams(values),
    });

  const stay = async () => {
    touched = pinged = Date.now();
    if (dialog.open) dialog.close();
    try {
      await send(keep.action, {}, { "X-Teamlet-Keep": "1" });
    } catch {
      pinged = 0; // offline: the next touch tries again
    }
  };

  const lock = async () => {
    if (locking) return;
    locking = true;
    if (dialog.dataset.idleDrafts) {
      await Promise.allSettled(draftsOf(root).map((draft) => send(dialog.dataset.idleDrafts, draft)));
    }
    const next = encodeURIComponent(location.pathname);
    const url = dialog.dataset.idleLock;
    location.assign(url + (url.includes("?") ? "&" : "?") + "next=" + next);
  };

  const touch = () => {
    if (dialog.open || locking) return;
    touched = Date.now();
    if (touched - pinged > PING_EVERY) stay();
  };
  for (const name of ACTIVITY) root.addEventListener(name, touch, { passive: true, capture: true });

  keep.addEventListener("submit", (event) => {
    event.preventDefault();
    stay();
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    stay();
  });

  const look = () => {
    const quiet = Date.now() - touched;
    if (quiet >= limit) lock();
    else if (quiet >= limit - warning && !dialog.open) dialog.showModal();
  };
  setInterval(look, 1000);
  // A computer that slept does not count seconds: look again when the page is seen.
  root.addEventListener("visibilitychange", () => root.visibilityState === "visible" && look());
}
