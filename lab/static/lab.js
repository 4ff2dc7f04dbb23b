// What pages cannot do without a script; each part looks for what it needs and else does nothing.
"use strict";

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

// Pages of runs: the server sends the parts that have changed, as they would be on a new page.
const toldParts = document.querySelector("[data-events]");

function replacePart(id, html) {
  const part = document.getElementById(id);
  if (!part) return;
  const here = document.activeElement;
  const inside = part.contains(here) && part !== here;
  const key = inside && (here.id || here.getAttribute("aria-labelledby"));
  part.innerHTML = html;
  if (!inside) return;
  // Whoever stood in this part with the keyboard stays there, or at what is said about it.
  const same = key && (document.getElementById(key) ?? part.querySelector(`[aria-labelledby="${CSS.escape(key)}"]`));
  (same || document.getElementById("words") || document.getElementById("main")).focus();
}

if (toldParts) {
  const events = new EventSource(toldParts.dataset.events);
  events.onmessage = message => {
    const told = JSON.parse(message.data);
    for (const [id, html] of Object.entries(told.parts)) replacePart(id, html);
    if (!told.over) return;
    events.close();
    // Told before: what was waited for takes the place of the page.
    if (toldParts.dataset.then) location.replace(toldParts.dataset.then);
  };
}
