// The words one may say open by themselves for the field in hand.

export function watchPrompts(root) {
  const shelves = [...root.querySelectorAll("[data-fields]")];
  root.addEventListener("focusin", (event) => {
    const name = event.target.name;
    const shelf = name && shelves.find((each) => each.dataset.fields.split(" ").includes(name));
    if (shelf) shelf.open = true;
  });
}
