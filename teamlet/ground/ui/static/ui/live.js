// Parts of a page that stay current: asked again every five seconds, swapped only when something changed.

const EVERY = 5000;
const SLOWEST = 60_000;

export function watchLive(root) {
  const fresh = "[data-live]:not([data-live-state])";
  if (root.matches?.(fresh)) start(root);
  root.querySelectorAll(fresh).forEach(start);
}

function start(part) {
  let etag = part.dataset.liveEtag ?? "";
  let wait = EVERY;
  part.dataset.liveState = "current";

  const ask = async () => {
    if (!part.isConnected) return;
    if (document.visibilityState === "hidden") return again();
    try {
      const answer = await fetch(part.dataset.live, {
        credentials: "same-origin",
        redirect: "manual",
        cache: "no-store",
        headers: { "X-Teamlet-Poll": "1", "HX-Request": "true", ...(etag ? { "If-None-Match": etag } : {}) },
      });
      if (answer.status === 200) {
        const next = answer.headers.get("ETag") ?? "";
        if (swap(part, await answer.text())) etag = next;
      } else if (answer.status !== 304) {
        throw new Error(String(answer.status));
      }
      wait = EVERY;
      part.dataset.liveState = "current";
    } catch {
      wait = Math.min(wait * 2, SLOWEST);
      part.dataset.liveState = "stale";
    }
    again();
  };
  const again = () => setTimeout(ask, wait);
  again();
}

// Nothing jumps: a part somebody is working in is left alone (false), and the focus stays on the same control.
function swap(part, markup) {
  const active = part.contains(document.activeElement) ? document.activeElement : null;
  if (active?.matches("input, textarea, select") || active?.closest("details[open]")) return false;
  const mark = active && (active.id ? `#${CSS.escape(active.id)}` : active.getAttribute("href") && `[href="${CSS.escape(active.getAttribute("href"))}"]`);
  part.innerHTML = markup;
  if (mark) part.querySelector(mark)?.focus({ preventScroll: true });
  globalThis.htmx?.process(part);
  return true;
}
