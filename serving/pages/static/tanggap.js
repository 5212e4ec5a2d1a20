// Keys of a page: an element with data-key="s" is pressed or followed by that key, unless somebody types.
const TYPED = "input:not([type=radio]):not([type=checkbox]), textarea, select";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest(TYPED)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!target) return;
  event.preventDefault();
  target.focus();
  if (!target.matches(TYPED)) target.click();
});

// A filter that changes is applied at once; without scripts its button does it. What is empty stays out of the address.
document.querySelectorAll("form[data-auto]").forEach((form) => {
  form.addEventListener("change", () => form.requestSubmit());
  form.addEventListener("formdata", (event) => {
    [...event.formData].filter(([, value]) => value === "").forEach(([name]) => event.formData.delete(name));
  });
});

document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => print()));

// On a phone the menu is wider than the screen: show the part where we are.
document.querySelector(".top [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
