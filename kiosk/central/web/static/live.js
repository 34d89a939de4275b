// Puts what the server sends into the page. The server writes all HTML; nothing is composed here.
const { events, shown } = document.body.dataset;
const entries = document.getElementById("entries");
const board = document.getElementById("board");
const link = document.getElementById("link");
const tryAgainMs = 2000;

let seen = "";

function showLink(state) {
  link.className = state;
  link.textContent = link.dataset[state];
}

function listen() {
  const address = new URL(events, location.href);
  if (seen) address.searchParams.set("after", seen);
  const source = new EventSource(address);
  source.onopen = () => showLink("live");
  source.onerror = () => {
    showLink("paused");
    // After a refusal the browser gives up; after a broken connection it comes back by itself.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, tryAgainMs);
  };
  source.addEventListener("entries", (event) => {
    seen = event.lastEventId;
    entries.insertAdjacentHTML("afterbegin", event.data);
    while (entries.childElementCount > Number(shown)) entries.lastElementChild.remove();
  });
  source.addEventListener("board", (event) => {
    board.innerHTML = event.data;
  });
  source.addEventListener("reload", () => {
    source.close();
    location.reload();
  });
}

listen();
