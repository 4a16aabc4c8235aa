// Somebody at work: what a job takes of clicks and keys, and how long. A script has no hands, so their time is that of the keystroke-level model (Card, Moran
// and Newell): 1.1 s to point, 0.2 s to press, 0.2 s a key, and 1.35 s to think before each thing that is done; the portal's own time is measured.
import type { Locator, Page } from "@playwright/test";
import { expect } from "../support/test";

const POINT_S = 1.1;
const PRESS_S = 0.2;
const KEY_S = 0.2;
const THINK_S = 1.35;

export class Work {
  private clicks = 0;
  private keys = 0;
  private thoughts = 0;
  private readonly begun = performance.now();

  constructor(readonly page: Page) {}

  async click(on: Locator): Promise<void> {
    this.clicks += 1;
    this.thoughts += 1;
    await on.click();
  }

  /** Into a field that is clicked first. */
  async type(into: Locator, text: string): Promise<void> {
    await this.click(into);
    this.keys += text.length;
    await into.fill(text);
  }

  /** Into what has the focus already. */
  async press(into: Locator, text: string): Promise<void> {
    this.keys += text.length;
    this.thoughts += 1;
    await into.fill(text);
  }

  async pick(from: Locator, option: string): Promise<void> {
    this.clicks += 2;
    this.thoughts += 1;
    await from.selectOption(option);
  }

  /** The field, and the file in what the system shows. */
  async give(to: Locator, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    this.clicks += 3;
    this.thoughts += 2;
    await to.setInputFiles(file);
  }

  async see(what: Locator): Promise<void> {
    this.thoughts += 1;
    await expect(what).toBeVisible();
  }

  /** What it came to, beside what the job may take. */
  taken(job: string, most: { clicks: number; seconds: number }) {
    const portal = (performance.now() - this.begun) / 1000;
    const hands = this.clicks * (POINT_S + PRESS_S) + this.keys * KEY_S + this.thoughts * THINK_S;
    return {
      job,
      clicks: this.clicks,
      "at most": most.clicks,
      "portal s": Number(portal.toFixed(1)),
      "with hands s": Math.round(portal + hands),
      "at most s": most.seconds,
    };
  }
}
