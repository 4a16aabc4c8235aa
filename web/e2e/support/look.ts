// What is wrong with a page as it stands before somebody: what cannot be read, reached or seen.
import type { Page } from "@playwright/test";
import { accessibilityFaults } from "./test";

/** What scrolls sideways without saying so, what runs out of its box, and what cannot be pressed. */
async function laidOutBadly(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page scrolls sideways: ${scrollWidth} in ${clientWidth}`);
    const shown = (element: Element) => element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true });
    for (const control of document.querySelectorAll("button, select, input, textarea, a[class*=btn], summary")) {
      const box = control.getBoundingClientRect();
      const said = control.getAttribute("aria-label") ?? control.textContent?.trim() ?? "";
      if (!shown(control) || box.width <= 1) continue;
      // WCAG 2.2, 2.5.8: a target is 24 px at least.
      const around = control.closest("label")?.getBoundingClientRect() ?? box;
      if (Math.max(box.height, around.height) < 24)
        found.push(`too small to press: “${said.slice(0, 40)}”, ${box.height} px`);
      if (box.right > clientWidth + 1 && !scrolls(control)) found.push(`out of sight: “${said.slice(0, 40)}”`);
    }
    return found;

    function scrolls(element: Element): boolean {
      for (let around = element.parentElement; around; around = around.parentElement)
        if (["auto", "scroll"].includes(getComputedStyle(around).overflowX)) return true;
      return false;
    }
  });
}

/** `but`: rules that cannot be judged. */
export async function faultsOf(page: Page, but: readonly string[] = []): Promise<string[]> {
  return [...(await laidOutBadly(page)), ...(await accessibilityFaults(page, but))];
}

/** A reader's own text, half as large again and with the spacing of WCAG 1.4.12. The size is the browser's setting; the spacing a sheet that scripts make,
 *  which the page's policy lets stand. To be set before the page is opened. */
export async function withOwnText(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Page.setFontSizes", { fontSizes: { standard: 24, fixed: 20 } });
  await page.addInitScript(() => {
    const own = new CSSStyleSheet();
    own.replaceSync(
      "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }",
    );
    document.adoptedStyleSheets.push(own);
  });
}

/** Whether every control of the page is come to by the Tab key, and shows that it is. */
export async function notReachedByKeys(page: Page): Promise<string[]> {
  const wanted = await page.evaluate(() => {
    const inTurn = "a[href], button:not([disabled]), input:not([disabled]), select, textarea, summary, [tabindex='0']";
    // What lies under a sheet is out of reach as long as it is open.
    const modal = document.querySelector("dialog:modal");
    let number = 0;
    for (const control of document.querySelectorAll<HTMLElement>(inTurn)) {
      if (modal && !modal.contains(control)) continue;
      const aside = control.closest("[popover]:not(:popover-open), details:not([open]) > :not(summary), [inert]");
      const grouped = control instanceof HTMLInputElement && control.type === "radio" && !control.checked;
      if (aside || grouped || control.tabIndex < 0 || !control.checkVisibility({ checkVisibilityCSS: true })) continue;
      control.dataset["turn"] = String(number);
      number += 1;
    }
    (document.activeElement as HTMLElement | null)?.blur();
    // A field for a day or a time is some stops: each of its numbers, and the button that opens the picker, which is marked by itself.
    return number + 4 * document.querySelectorAll("input[type=date], input[type=time]").length;
  });
  const marked = new Set<string>();
  const unmarked = new Map<string, string>();
  const reached = new Set<string>();
  const faults: string[] = [];
  // What scrolls by itself is a stop too, and rows come while one goes on.
  for (let press = 0; press < 2 * wanted + 5; press += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const now = document.activeElement as HTMLElement | null;
      if (!now?.dataset["turn"]) return undefined;
      const style = getComputedStyle(now);
      const marked = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) > 0;
      const box = now.getBoundingClientRect();
      const seen = box.bottom > 0 && box.top < innerHeight;
      return { turn: now.dataset["turn"], marked, seen, said: (now.textContent || now.outerHTML).slice(0, 40) };
    });
    if (!at) continue;
    reached.add(at.turn);
    if (at.marked) marked.add(at.turn);
    else unmarked.set(at.turn, at.said);
    if (!at.seen) faults.push(`is in focus out of sight: ${at.said}`);
  }
  for (const [turn, said] of unmarked) if (!marked.has(turn)) faults.push(`does not show that it is in focus: ${said}`);
  const missed = await page.evaluate(
    (there) =>
      [...document.querySelectorAll<HTMLElement>("[data-turn]")]
        .filter((one) => !there.includes(one.dataset["turn"]!))
        .map((one) => one.outerHTML.slice(0, 120)),
    [...reached],
  );
  return [...faults, ...missed.map((html) => `not reached by Tab: ${html}`)];
}
