// With the focus on a name of a list, j goes to the next name and k to the one before; Enter follows the link by itself.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key !== "j" && event.key !== "k") return;
  const list = event.target.closest?.("[data-rows-keys]");
  if (!list || !event.target.matches("tbody th a")) return;
  const names = [...list.querySelectorAll("tbody th a")];
  const next = names[names.indexOf(event.target) + (event.key === "j" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
});
