// The first script of the app document. It asks who is signed in and what the first page will ask, says which page it is, and lets the browser paint; then it
// fetches the app and begins it: the largest paint is not kept waiting for React, nor the answers for its code.
import "./ui/tokens.css";
import "./ui/base.css";
import { spokenFor } from "./api/ambient";
import { askEarly } from "./api/early";
import { fetched } from "./api/fetched";
import type { Me } from "./api/schema.gen";
import { askedAtFirst, askedAtOnce, dayHere, dayOf } from "./app/first";
import { pause } from "./ui/pause";

const asked = fetch("/v1/me", { headers: spokenFor() });
const path = location.search ? "" : location.pathname;
const at = Date.now();
const questions = new Set<string>();
ask(askedAtOnce(path, at));
void asked
  .then(async (answer) => {
    if (!answer.ok) return;
    const me = (await answer.clone().json()) as Me;
    // Whoever reads is nearly always where the school is. What that is worth is known when the first date is made, which takes its time and is needed soon.
    ask(askedAtFirst(me, path, dayHere(at)));
    await pause();
    ask(askedAtFirst(me, path, dayOf(me, at)));
  })
  .catch(() => undefined);

function ask(addresses: readonly string[]): void {
  for (const address of addresses) if (!questions.has(address)) askEarly(address);
  for (const address of addresses) questions.add(address);
}

/** The files of the app, and of the page that the address says, are named in the document, each after those that it needs. They are fetched together, and are of
 *  less haste than answers. The scripts among them. */
function fetchFiles(): string[] {
  const pages = document.querySelectorAll<HTMLTemplateElement>("template[data-page]");
  const links = [...pages]
    .filter(({ dataset: { page } }) => !page || page === location.pathname)
    .flatMap(({ dataset: { files } }) => files?.split(" ") ?? [])
    .map((file) => {
      const style = file.endsWith(".css");
      const link = document.createElement("link");
      link.rel = style ? "preload" : "modulepreload";
      if (style) link.as = "style";
      link.crossOrigin = "";
      link.fetchPriority = "low";
      link.href = `/assets/${file}`;
      return link;
    });
  document.head.append(...links);
  return links.filter(({ rel }) => rel === "modulepreload").map(({ href }) => href);
}

/** The page's title where the address alone says it, and the day beside it where the page has that there: its words stand in the document. */
function sayTitle(): void {
  const title = document.getElementById("first-title");
  const [, page = "", further] = location.pathname.split("/");
  if (!title) return;
  const { date = "", weekdays = "", months = "" } = title.dataset;
  const now = new Date(at);
  const said = { w: weekdays.split("|")[now.getDay()], d: now.getDate(), m: months.split("|")[now.getMonth()] };
  const today = date.replace(/\{([wdm])\}/g, (_, part: keyof typeof said) => String(said[part]));
  if (page === "" || (page === "day" && !location.search)) title.textContent = today;
  else if (further === undefined || page === "settings") title.textContent = title.dataset[page] ?? "";
  if (further !== undefined) return;
  if (page === "orders") sayField(title.dataset["find"] ?? "");
  if (page !== "ops") return;
  const beside = document.createElement("span");
  beside.textContent = today;
  title.append(beside);
}

/** The field that a list is searched by, where the first of the bones lies: what it says is the largest text of a list that is short. */
function sayField(hint: string): void {
  const field = document.querySelector(".first-bones i");
  field?.classList.add("first-field");
  field?.append(hint);
}

/** After the next frame has been painted. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, 200); // a hidden tab paints nothing
    requestAnimationFrame(() => setTimeout(() => (clearTimeout(late), resolve()), 0));
  });
}

/** Taking a file up is work: one after the other, none of it long. */
async function takeUp() {
  for (const file of fetchFiles()) {
    await import(/* @vite-ignore */ file);
    await pause();
  }
  return import("./app/start");
}

sayTitle();
await painted();
// While a release goes on this document may be of the build before, and its files gone already.
const { start } = await fetched(takeUp);
await start(asked);
