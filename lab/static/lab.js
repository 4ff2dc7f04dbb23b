// What pages cannot do without a script; each part looks for what it needs and else does nothing.
"use strict";

// Sizes and colours of bars: the page allows no style of its own, but a script may set one.
for (const each of document.querySelectorAll("[data-style]")) each.style.cssText = each.dataset.style;

// A form that takes a while says what is being done, once, in words.
for (const form of document.querySelectorAll("form[data-doing]")) {
  form.addEventListener("submit", () => {
    document.getElementById("doing").textContent = form.dataset.doing;
    form.setAttribute("aria-busy", "true");
  });
}
addEventListener("pageshow", () => {
  document.getElementById("doing").textContent = "";
  for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
});

// A button that unfolds everything of a kind; without a script it is not there.
for (const button of document.querySelectorAll("[data-unfold]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const each of document.querySelectorAll(button.dataset.unfold)) each.open = true;
  });
}
