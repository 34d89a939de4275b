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

// Figures do not renew themselves under somebody's hands.
document.addEventListener("htmx:beforeRequest", (event) => {
  const renewed = event.detail.elt;
  if (renewed.matches("[data-renews]") && renewed.querySelector("details[open], :focus")) event.preventDefault();
});
