// People who meet: each in a browser of their own, with a camera that shows a clock and a microphone that beeps.
import { type Browser, type BrowserContext, type BrowserContextOptions, type Page, expect } from "@playwright/test";
import { ORIGIN } from "./place";
import { watch } from "./test";

declare global {
  interface Window {
    /** The page's connections to media servers. */
    lines: RTCPeerConnection[];
  }
}

export class Visitor {
  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
    private readonly faults: string[],
  ) {}

  static async come(
    browser: Browser,
    devices = ["camera", "microphone"],
    screen: BrowserContextOptions = {},
  ): Promise<Visitor> {
    const context = await browser.newContext({ ...screen, baseURL: ORIGIN, permissions: devices });
    const faults = await watch(context);
    await context.addInitScript(() => {
      const lines: RTCPeerConnection[] = [];
      const Plain = window.RTCPeerConnection;
      window.lines = lines;
      window.RTCPeerConnection = class extends Plain {
        constructor(...given: ConstructorParameters<typeof Plain>) {
          super(...given);
          lines.push(this);
        }
      };
    });
    return new Visitor(await context.newPage(), context, faults);
  }

  /** How many others are heard and seen: sound that is not silence, pictures that were decoded. */
  async receives(): Promise<{ heard: number; seen: number }> {
    return this.page.evaluate(async () => {
      let [heard, seen] = [0, 0];
      for (const line of window.lines) {
        if (line.connectionState !== "connected") continue;
        for (const report of (await line.getStats()).values()) {
          if (report.type !== "inbound-rtp") continue;
          if (report.kind === "audio" && report.bytesReceived > 0 && report.totalAudioEnergy > 0) heard += 1;
          if (report.kind === "video" && report.framesDecoded > 0) seen += 1;
        }
      }
      return { heard, seen };
    });
  }

  async meets(others: number): Promise<void> {
    await expect.poll(() => this.receives(), { timeout: 60_000 }).toEqual({ heard: others, seen: others });
  }

  /** Frames and bytes so far. */
  async sum(): Promise<number> {
    return this.page.evaluate(async () => {
      let sum = 0;
      for (const line of window.lines)
        for (const report of (await line.getStats()).values())
          if (report.type === "inbound-rtp") sum += (report.framesDecoded ?? 0) + report.bytesReceived;
      return sum;
    });
  }

  /** `refused`: the room's server was away or let this person in only later, which browsers call a fault. */
  async go({ refused = false } = {}): Promise<void> {
    await this.context.close();
    const faults = this.faults.filter((fault) => !(refused && /\/rtc\/v1|WebSocket is already in CLOSING/.test(fault)));
    expect(faults, "faults that the browser noticed").toEqual([]);
  }
}
