// A draft is kept: over a reload, beside another tab, and with names as people give them.
import { Caller } from "../support/api";
import { classes, doc, keepDraft, line } from "../support/drafts";
import { ORIGIN } from "../support/place";
import { expect, expectAccessible, test, further } from "../support/test";

test.use({ locale: "en" });

test("what was typed is there after a reload, with its steps back, and in the list of drafts", async ({
  page,
  school,
  signIn,
}) => {
  const id = await keepDraft(school.owner, doc({ name: "" }), "rooms");
  await signIn(school.owner);
  await page.goto(`/drafts/${id}/rooms`);
  const name = page.getByLabel("Name of the order");
  await name.fill("Typed just now");
  await page.reload();
  await expect(name).toHaveValue("Typed just now");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(name).toHaveValue("");
  await page.getByRole("button", { name: "Redo" }).click();
  await expect(page.getByText(/^Saved \d/)).toBeVisible();
  await page.goto("/drafts");
  await expect(page.getByRole("link", { name: "Typed just now" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Typed just now" }).click();
  await expect(name).toHaveValue("Typed just now");
});

test("another tab's changes are taken, or told of where both have some", async ({ page, context, school, signIn }) => {
  const id = await keepDraft(school.owner, doc(), "rooms");
  await signIn(school.owner);
  const other = await context.newPage();
  for (const one of [page, other]) await one.goto(`/drafts/${id}/rooms`);
  const [mine, theirs] = [page, other].map((one) => one.getByLabel("Name of the order"));
  await theirs?.fill("First");
  await expect(mine!).toHaveValue("First");
  await page.route("**/v1/drafts/*", (route) =>
    route.request().method() === "PUT" ? route.abort() : route.continue(),
  );
  await mine?.fill("Mine");
  await expect(page.getByText("Saved on this device only.")).toBeVisible();
  await theirs?.fill("Theirs");
  await expect(page.getByText("Newer in another tab.").first()).toBeVisible();
  await expect(mine!).toHaveValue("Mine");
  await page.unroute("**/v1/drafts/*");
  await page.getByRole("button", { name: "Keep mine" }).click();
  await expect(theirs!).toHaveValue("Mine");
});

further(
  "a draft that is shared is gone on with by a colleague, who does not remove it",
  async ({ page, browser, school, signIn }) => {
    const id = await keepDraft(school.owner, doc(), "rooms");
    await signIn(school.owner);
    await page.goto(`/drafts/${id}/rooms`);
    const share = page.getByRole("button", { name: "Shared with whoever may order" });
    await expect(share).toHaveAttribute("aria-pressed", "false");
    await share.click();
    await expect(share).toHaveAttribute("aria-pressed", "true");
    await expectAccessible(page);
    const owner = await Caller.signIn(school.owner);
    await expect.poll(async () => (await owner.send("GET", `/v1/drafts/${id}`)).shared).toBe(true);

    const context = await browser.newContext({ baseURL: ORIGIN, locale: "en" });
    await context.request.post("/v1/sessions", { data: await school.add("admin"), headers: { Origin: ORIGIN } });
    const theirs = await context.newPage();
    await theirs.goto("/drafts");
    const link = theirs.getByRole("link", { name: "Spring, grade 8" });
    await expect(link).toBeVisible();
    await expect(theirs.getByRole("button", { name: /^Remove/ })).toHaveCount(0);
    await link.click();
    const name = theirs.getByLabel("Name of the order");
    await expect(name).toHaveValue("Spring, grade 8");
    await expect(theirs.getByRole("button", { name: "Shared with whoever may order" })).toHaveCount(0);
    await name.fill("Spring, grades 8 and 9");
    await expect.poll(async () => (await owner.send("GET", `/v1/drafts/${id}`)).name).toBe("Spring, grades 8 and 9");
    await page.reload();
    await expect(page.getByLabel("Name of the order")).toHaveValue("Spring, grades 8 and 9");
    await context.close();
  },
);

further(
  "names that are long, from right to left, signs or markup are text, and break no step",
  async ({ page, school, signIn }) => {
    const names = [
      "Everything that belongs to it ".repeat(17).slice(0, 500),
      "الصف السابع",
      "👩🏽‍🏫 7 🧪",
      "<script>alert(1)</script>",
    ];
    const lines = names.map((title, index) =>
      line(title, ["MO"], ["08:00", "08:55", "10:00", "10:55"][index]!, { key: `l${index}`, teachers: [title] }),
    );
    const rooms = [...names.map((key) => ({ key, name: key, seats: 50 })), ...classes(1)];
    const id = await keepDraft(school.owner, doc({ name: names.join(" "), rooms, lines, subjects: names }));
    await signIn(school.owner);
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`/drafts/${id}/source`);
      for (const step of ["source", "rooms", "week", "days", "review"]) {
        await page.locator(`nav a[href$="${id}/${step}"]`).click();
        await expect(page.locator("nav a[aria-current=step]")).toHaveAttribute("href", new RegExp(`/${step}$`));
        const over = () => document.documentElement.scrollWidth - window.innerWidth;
        expect(await page.evaluate(over), `${step} at ${width}`).toBeLessThanOrEqual(0);
        if (step === "rooms" || step === "week") await expectAccessible(page);
      }
    }
    expect(await page.locator("main script").count()).toBe(0);
  },
);

further("a draft that does not fit waits on the start page, until it is mended", async ({ page, school, signIn }) => {
  const id = await keepDraft(school.owner, doc({ rooms: classes(120) }), "week");
  await signIn(school.owner);
  await page.goto(`/drafts/${id}/week`);
  const owner = await Caller.signIn(school.owner);
  const verdict = async () => (await owner.send("GET", `/v1/drafts/${id}`)).verdict;
  await expect.poll(verdict).toBe("does_not_fit");
  await page.goto("/");
  const mend = page.getByRole("link", { name: /^Mend ?: Spring, grade 8/ });
  await expect(mend).toBeVisible();
  await expectAccessible(page);
  await mend.click();
  await expect(page).toHaveURL(new RegExp(`/drafts/${id}/week`));
  const kept = await owner.send("GET", `/v1/drafts/${id}`);
  expect(kept.made).toBeUndefined();
});
