// The bubbles remember how many are chosen, and a star goes with its bubble.  Without this file they are checkboxes,
// radio buttons and fields for words; the server holds to the same limit.

class BubbleDiagram extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => this.changed(event.target));
    this.addEventListener("input", () => this.count());
    this.count();
  }

  get most() {
    return Number(this.dataset.most);
  }

  bubbles() {
    return [...this.querySelectorAll(".bubble")];
  }

  isChosen(bubble) {
    const box = bubble.querySelector("input[type=checkbox]");
    return box ? box.checked : bubble.querySelector("textarea").value.trim() !== "";
  }

  changed(target) {
    const bubble = target.closest(".bubble");
    if (target.type === "radio" && !this.isChosen(bubble)) {
      const box = bubble.querySelector("input[type=checkbox]");
      if (box && this.chosen().length < this.most) box.checked = true;
      else if (!box) bubble.querySelector("textarea").focus();
      else target.checked = false;
    }
    if (target.type === "checkbox" && !target.checked) bubble.querySelector("input[type=radio]").checked = false;
    if (target.type === "checkbox" && target.checked && this.chosen().length > this.most) {
      target.checked = false;
      this.count(true);
      return;
    }
    this.count();
  }

  chosen() {
    return this.bubbles().filter((bubble) => this.isChosen(bubble));
  }

  count(isFull = false) {
    const words = isFull ? this.dataset.full : this.dataset.count.replace("#", this.chosen().length);
    this.querySelector("[data-bubble-count]").textContent = words;
  }
}

customElements.define("bubble-diagram", BubbleDiagram);
