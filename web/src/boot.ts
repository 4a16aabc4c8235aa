// The first script of the app document. It asks who is signed in and what the first page will ask, says which page it is, and lets the browser paint; the
// app is on its way meanwhile and begins after: the largest paint is not kept waiting for React, nor the answers for its code.
import "./ui/tokens.css";
import "./ui/base.css";
import { language, spokenFor } from "./api/ambient";
import { askEarly } from "./api/early";
import type { Me } from "./api/schema.gen";
import { askedAtFirst } from "./app/first";

const asked = fetch("/v1/me", { headers: spokenFor() });
void asked
  .then(async (answer) => {
    if (!answer.ok) return;
    const me = (await answer.clone().json()) as Me;
    for (const address of askedAtFirst(me, location.pathname, Date.now())) askEarly(address);
  })
  .catch(() => undefined);

/** The page's title where the address alone says it: the words stand in the document. */
function sayTitle(): void {
  const title = document.getElementById("first-title");
  const [, page = "", further] = location.pathname.split("/");
  const dated = { weekday: "long", day: "numeric", month: "long" } as const;
  if (!title) return;
  if (page === "") title.textContent = new Intl.DateTimeFormat(language() === "en" ? "en-GB" : "zh-CN", dated).format();
  else if (further === undefined || page === "settings") title.textContent = title.dataset[page] ?? "";
}

/** After the next frame has been painted. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, 200); // a hidden tab paints nothing
    requestAnimationFrame(() => setTimeout(() => (clearTimeout(late), resolve()), 0));
  });
}

sayTitle();
await painted();
const { start } = await import("./app/start");
await start(asked);
