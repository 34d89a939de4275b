"use strict";

const GIVE_UP_MS = 3000; // the kiosk answers each request within a second
const TRY_AGAIN_MS = 1000;

const picture = document.getElementById("picture");
const says = document.getElementById("says");
const away = document.getElementById("away");
let seen = "";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const visible = () => new Promise(requestAnimationFrame); // waits while nobody looks at the page

async function show(answer) {
  const url = URL.createObjectURL(await answer.blob());
  const shown = picture.src;
  picture.src = url;
  await picture.decode();
  URL.revokeObjectURL(shown);
  seen = answer.headers.get("ETag");
  say(JSON.parse(decodeURIComponent(answer.headers.get("Kiosk-Says"))));
}

function say(words) {
  for (const line of says.children) {
    const sentence = words[line.lang] ?? "";
    if (line.textContent !== sentence) line.textContent = sentence;
  }
}

/** A picture of which it is not known whether it is still true is not shown. */
function lost(isLost) {
  away.hidden = !isLost;
  picture.hidden = isLost || !seen;
  if (isLost) say({});
}

async function follow() {
  for (;;) {
    await visible();
    try {
      const answer = await fetch("picture", {
        headers: seen ? { "If-None-Match": seen } : {},
        cache: "no-store",
        signal: AbortSignal.timeout(GIVE_UP_MS),
      });
      if (answer.status === 200) await show(answer);
      else if (answer.status >= 400) throw new Error(answer.statusText);
      lost(false);
    } catch {
      lost(true);
      seen = "";
      await pause(TRY_AGAIN_MS);
    }
  }
}

follow();
