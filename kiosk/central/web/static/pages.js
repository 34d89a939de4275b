// What links and forms cannot do by themselves; every page works without it.

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-sends]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-prints]")) print();
  for (const open of document.querySelectorAll(".person[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

// On a telephone the list of pages is longer than the screen: begin where one is.
document.querySelector(".stops [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

// Figures do not renew themselves under somebody's hands.
document.addEventListener("htmx:beforeRequest", (event) => {
  const renewed = event.detail.elt;
  if (renewed.matches("[data-renews]") && renewed.querySelector("details[open], :focus")) event.preventDefault();
});

// Whoever waits for a download sees how far it is: the page makes up a name for the work, and asks for it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const progress = document.getElementById("progress");
  if (!form.matches("[data-works]") || !progress || !window.htmx) return;
  const name = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16)).join("");
  form.elements.work.value = name;
  progress.setAttribute("hx-get", `/exports/progress/${name}`);
  htmx.process(progress);
});
