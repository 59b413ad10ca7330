// A tablet that nobody uses covers itself after two minutes and forgets the form after ten.  The server holds to the
// same times by itself; this only shows it, and says that somebody is still reading.

const TELL = 30_000;

export function watchTablet(body, save) {
  const { curtain, here, wipe, closed } = body.dataset;
  if (wipe) setTimeout(() => location.replace(closed), Number(wipe) * 1000);
  if (!curtain) return;
  let used = Date.now();
  let told = Date.now();
  let covered = false;
  const token = document.querySelector('[name="csrfmiddlewaretoken"]')?.value ?? "";

  const use = () => {
    used = Date.now();
    if (used - told < TELL) return;
    told = used;
    fetch(here, {
      method: "POST",
      body: new URLSearchParams({ csrfmiddlewaretoken: token }),
      credentials: "same-origin",
    }).catch(() => {});
  };
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, use, { passive: true });

  setInterval(async () => {
    if (covered || Date.now() - used < Number(curtain) * 1000) return;
    covered = true;
    await save();
    document.getElementById("main").hidden = true;
    const cover = document.querySelector("form[data-cover]");
    if (cover) cover.submit();
    else location.reload();
  }, 1000);
}
