// A device whose clock is wrong: what is counted down follows the service.
import { nextBell, placeOrder } from "../support/orders";
import { expect, expectAccessible, test } from "../support/test";

test.use({ locale: "en" });

const TEN_MINUTES_MS = 600_000;

for (const [what, off] of [
  ["slow", -TEN_MINUTES_MS],
  ["fast", TEN_MINUTES_MS],
] as const) {
  test(`on a clock that is ten minutes ${what} the bell is as far away as it is`, async ({ page, school, signIn }) => {
    const { at, ...bell } = nextBell();
    await placeOrder(school, { lines: [{ key: "maths", title: "Maths", ...bell }] });
    await signIn(school.owner);
    await page.clock.install({ time: Date.now() + off });
    await page.goto("/");
    const line = page.getByRole("region", { name: "Bell line" });
    await expect(line).toContainText(`${bell.start} bell in`);
    // The same question twice, around the look at the page: between its answers lies what the page may say.
    const before = Math.ceil((at.getTime() - Date.now()) / 1000);
    const said = /bell in (?:(\d+):)?(\d+):(\d+)/.exec((await line.textContent()) ?? "");
    expect(said, "a countdown").not.toBeNull();
    const seconds = Number(said?.[1] ?? 0) * 3600 + Number(said?.[2]) * 60 + Number(said?.[3]);
    expect(Math.abs(before - seconds), "seconds that the page is off").toBeLessThan(10);
    await expect(page.getByText(/^The clock of this device is off by 10 minutes/)).toBeVisible();
    await expectAccessible(page);
  });
}
