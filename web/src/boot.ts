// The first script of the app document. It asks who is signed in and what the first page will ask, says which page it is, and lets the browser paint; then it
// fetches the app and begins it: the largest paint is not kept waiting for React, nor the answers for its code.
import "./ui/tokens.css";
import "./ui/base.css";
import { spokenFor } from "./api/ambient";
import { askEarly } from "./api/early";
import type { Me } from "./api/schema.gen";
import { askedAtFirst } from "./app/first";
import { pause } from "./ui/pause";

const asked = fetch("/v1/me", { headers: spokenFor() });
void asked
  .then(async (answer) => {
    if (!answer.ok) return;
    const me = (await answer.clone().json()) as Me;
    const addresses = askedAtFirst(me, location.search ? "" : location.pathname, Date.now());
    await pause();
    addresses.forEach(askEarly);
  })
  .catch(() => undefined);

/** The page's title where the address alone says it: its words stand in the document. */
function sayTitle(): void {
  const title = document.getElementById("first-title");
  const [, page = "", further] = location.pathname.split("/");
  if (!title) return;
  const { date = "", weekdays = "", months = "" } = title.dataset;
  const today = new Date();
  const said = { w: weekdays.split("|")[today.getDay()], d: today.getDate(), m: months.split("|")[today.getMonth()] };
  if (page === "" || (page === "day" && !location.search))
    title.textContent = date.replace(/\{([wdm])\}/g, (_, part: keyof typeof said) => String(said[part]));
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
// The files of the app, and of the page that the address says, stand in the document, each after those that it needs, and are fetched together from here on.
// Taking one up is work: one after the other, none of it long.
const links = [...document.querySelectorAll<HTMLTemplateElement>("#next, template[data-page]")]
  .filter(({ id, dataset }) => id === "next" || dataset["page"] === location.pathname)
  .flatMap(({ content }) => [...content.querySelectorAll("link")]);
document.head.append(...links);
for (const { href } of links.filter(({ rel }) => rel === "modulepreload")) {
  await import(/* @vite-ignore */ href);
  await pause();
}
const { start } = await import("./app/start");
await start(asked);
