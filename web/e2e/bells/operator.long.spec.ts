// An operator adds a real cluster, closes it to new orders and opens it again, and sees which room is missing before the bell and who can mend it.
import { randomUUID } from "node:crypto";
import { Caller, School } from "../support/api";
import { ControlPlane } from "../support/control-plane";
import { TWO_PERIODS, nextBell, placeOrder } from "../support/orders";
import { PLATFORM } from "../support/place";
import { type Page, expect, expectAccessible, test } from "../support/test";

test.use({ locale: "en" });

/** From the moment at which the API server says so. */
const ON_SCREEN_MS = 2_000;

let plane: ControlPlane;

test.beforeAll(async () => {
  plane = await ControlPlane.start(2);
});

test.afterAll(async () => {
  await plane?.stop();
});

/** Adds the cluster by its form, seeing first what a kubeconfig may do there. */
async function addCluster(page: Page, name: string): Promise<void> {
  await page.goto("/ops/clusters");
  await page.getByRole("link", { name: "Add a cluster" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Region", { exact: true }).fill(name);
  await page.getByLabel("Address of a room").fill("wss://{classroom}.rooms.example.org");
  const kubeconfig = page.getByRole("textbox", { name: "Kubeconfig" });
  await kubeconfig.fill(await plane.kubeconfigToLook());
  await page.getByRole("button", { name: "Check rights" }).click();
  await expect(page.getByText(/^\d+ of \d+ rights are missing\.$/)).toBeVisible();
  await expectAccessible(page);
  await kubeconfig.fill(plane.kubeconfig);
  await expect(page.getByText("The kubeconfig changed since it was checked.")).toBeVisible();
  await page.getByRole("button", { name: "Check rights" }).click();
  await expect(page.getByText(/^All \d+ rights are there\.$/)).toBeVisible();
  await expect(page.getByText("2 of 2 can be used")).toBeVisible();
  await page.getByRole("button", { name: "Add the cluster" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await expect(page.getByRole("main").getByText("Answers", { exact: true })).toBeVisible();
}

/** Closes the cluster to new orders and opens it again, as the region is sold or not. */
async function cordon(page: Page, school: School, region: string): Promise<void> {
  const refused = () =>
    placeOrder(school, { region, name: "Too late", lines: TWO_PERIODS }).then(
      () => "taken",
      (error: Error) => error.message,
    );
  await page.getByRole("button", { name: "Cordon" }).click();
  const sheet = page.getByRole("dialog", { name: `Cordon ${region}` });
  await expect(sheet).toContainText("No new order is placed on it.");
  await expectAccessible(page);
  await sheet.getByRole("button", { name: "Cordon" }).click();
  await expect(page.getByText("Cordoned", { exact: true })).toBeVisible();
  expect(await refused()).not.toBe("taken");
  await page.getByRole("button", { name: "Uncordon" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Uncordon" }).click();
  await expect(page.getByText("Cordoned", { exact: true })).toHaveCount(0);
}

test("a node lost before the bell is on screen with who can mend it", async ({ page, operator, signIn }) => {
  test.setTimeout(240_000);
  const name = `real-${randomUUID().slice(0, 8)}`;
  const school = await School.create(operator, `School of ${name}`);
  await signIn(PLATFORM);
  await addCluster(page, name);
  await page.getByRole("link", { name: "Nodes" }).click();
  await expect(page.getByText("Every node is counted.")).toBeVisible();

  const { at, ...bell } = nextBell();
  const lines = [{ key: "maths", title: "数学", ...bell }];
  const { id } = await placeOrder(school, { region: name, rooms: [{ key: "7-1" }], lines });
  const owner = await Caller.signIn(school.owner);
  const rooms = async () => (await owner.send("GET", `/v1/orders/${id}`)).classrooms;
  await expect.poll(rooms, { timeout: 60_000 }).toMatchObject({ wanted_now: 1, ready_now: 1 });
  const { items } = await owner.send("GET", "/v1/classrooms");
  const node = await plane.nodeOf(items[0].id);
  plane.silence();
  await cordon(page, school, name);

  await page.goto(`/ops?bell=${at.toISOString()}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Next bell ${bell.start}`);
  const missing = page.getByRole("table", { name: "Missing rooms" }).getByRole("row", { name: school.name });
  await expect(missing).toHaveCount(0);
  const told = await plane.lost(node);
  await expect(missing).toBeVisible();
  const late = Date.now() - told;
  await expect(missing).toContainText(/7-1.*node that was lost.*Operator/);
  expect(late, "milliseconds from the API server to the screen").toBeLessThan(ON_SCREEN_MS);
  await expectAccessible(page);

  // The next step is one click away: the order as its institution sees it.
  await missing.getByRole("link").click();
  await expect(page.getByRole("status").first()).toContainText("as support");
  await page.goBack();
  await expect(missing).toBeVisible();
  await plane.recover();
  await expect(missing).toHaveCount(0, { timeout: 60_000 });
});
