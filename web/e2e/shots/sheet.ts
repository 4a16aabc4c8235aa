// Pictures side by side, as one.
import { readFileSync } from "node:fs";
import type { Browser } from "@playwright/test";

export const OUT = "shots";
export const WIDTHS = [1280, 360] as const;
export const LANGUAGES = ["en", "zh-CN"] as const;
export const THEMES = ["light", "dark"] as const;

export async function sheet(browser: Browser, name: string, rows: readonly (readonly string[])[], height: number) {
  const page = await browser.newPage({ viewport: { width: 2060, height: 1000 } });
  const image = (file: string) =>
    `<img alt="" style="max-height:${height}px" src="data:image/png;base64,${readFileSync(file).toString("base64")}">`;
  const drawn = rows.map(
    (row) => `<div style="display:flex;gap:8px;align-items:start">${row.map(image).join("")}</div>`,
  );
  await page.setContent(
    `<body style="margin:8px;display:grid;gap:8px;background:#888;width:max-content">${drawn.join("")}</body>`,
  );
  await page.locator("body").screenshot({ path: `${OUT}/${name}.sheet.png` });
  await page.close();
}
