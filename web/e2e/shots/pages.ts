// Which pages are pictured, as whom, of a school that has an order.
import { resolve } from "node:path";
import type { Page } from "@playwright/test";
import { weekOf } from "../../src/api/days";
import { paths } from "../../src/app/paths";
import { day } from "../support/orders";

/** What the pictured school has. Of the drafts one is empty, one fits, one does not, one amends the order. */
export interface Ids {
  order: string;
  tenant: string;
  cluster: string;
  /** One with steps, of two. */
  plan: string;
  /** Paid, and refunded in part. */
  invoice: string;
  /** Nothing of it is paid. */
  owed: string;
  empty: string;
  draft: string;
  refused: string;
  amendment: string;
  /** A room that opens later, and links to it: one as it is, one with a passcode. */
  room: string;
  /** A room that closes while people are inside. */
  closing: string;
  link: string;
  locked: string;
}

export interface Pictured {
  name: string;
  as: "nobody" | "owner" | "platform";
  path: (ids: Ids) => string;
  /** What is done there before it is pictured. */
  then?: (page: Page) => Promise<void>;
}

async function goIn(page: Page): Promise<void> {
  await page.locator("input").first().fill("小明");
  await page.locator("button[type=submit]").click();
  await page.locator("input").first().waitFor({ state: "detached" });
}

async function hold(page: Page): Promise<void> {
  await page.locator("main button:not([aria-pressed])").first().click();
  await page.getByRole("dialog").locator("input[name='/title']").waitFor();
  await page.getByRole("dialog").locator("button[aria-pressed=false]").click();
}

async function closeDay(page: Page): Promise<void> {
  await page.locator("main section button").first().click();
  await page.getByRole("dialog").locator("input[type=date]").first().fill(day(18));
  await page.getByRole("dialog").getByRole("listitem").first().waitFor();
}

const HOLIDAYS = resolve(import.meta.dirname, "../../../tests/data/timetables/holidays-cn.ics");

/** Days off of a file, with a make-up day that is asked about and what was not taken. `button`: the first is for a new calendar, a later one for one that is there. */
async function takeFile(page: Page, button: number): Promise<void> {
  await page
    .getByRole("main")
    .getByRole("button", { name: /^(From a file|从文件导入)/ })
    .nth(button)
    .click();
  const sheet = page.getByRole("dialog");
  await sheet.locator("input[type=file]").setInputFiles(HOLIDAYS);
  await sheet.getByRole("checkbox").first().waitFor();
  await sheet.locator("summary").click();
}

async function addFile(page: Page): Promise<void> {
  await takeFile(page, 1);
  const sheet = page.getByRole("dialog");
  await sheet.locator("fieldset input[type=checkbox]").last().check();
  await sheet.locator("[aria-live=polite] *").first().waitFor();
}

const nextWeek = () => paths.week({ room: "7-1", week: weekOf(day(7)) });

async function openLesson(page: Page): Promise<void> {
  await page.locator("main table a").first().click();
  await page.getByRole("dialog").getByRole("definition").first().waitFor();
}

async function moveLesson(page: Page): Promise<void> {
  await openLesson(page);
  await page.getByRole("dialog").getByRole("group").getByRole("button").first().click();
  await page.getByRole("grid").waitFor();
}

async function cancelLesson(page: Page): Promise<void> {
  await openLesson(page);
  await page.getByRole("dialog").getByRole("group").getByRole("button").last().click();
}

async function subscribe(page: Page): Promise<void> {
  const button = page.getByRole("main").getByRole("button", { name: /^(Subscribe|订阅日历)$/ });
  await button.click();
  await page.getByRole("dialog").getByRole("button").last().waitFor();
}

async function search(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("7-1");
  await page.getByRole("dialog").getByRole("option").first().waitFor();
}

async function thirtyfold(page: Page): Promise<void> {
  await page.locator("main form input").first().fill("3000");
  await page.locator("main form button[type=submit]").click();
  await page.locator("main [aria-live]").waitFor();
}

async function choosePlan(page: Page): Promise<void> {
  await page.locator("main section section button").first().click();
  await page.getByRole("dialog").getByRole("table").waitFor();
}

/** Money that came in for an invoice. */
async function settle(page: Page): Promise<void> {
  await page
    .getByRole("region", { name: /^(By hand|人工处理)$/ })
    .getByRole("button")
    .first()
    .click();
  await page.getByRole("dialog").locator("select").waitFor();
}

/** Of what can still go back of the invoice. */
async function refund(page: Page): Promise<void> {
  await page
    .getByRole("region", { name: /^(Refunds|退款)$/ })
    .getByRole("button")
    .click();
  await page.getByRole("dialog").locator("textarea").waitFor();
}

/** The one that somebody else asked for. */
async function approve(page: Page): Promise<void> {
  await page
    .getByRole("button", { name: /^(Approve|批准)/ })
    .and(page.locator(":visible"))
    .first()
    .click();
  await page.getByRole("dialog").getByRole("definition").first().waitFor();
}

/** What the page's own first button opens, a download aside. */
async function openFirst(page: Page): Promise<void> {
  await page.locator("main button[class*=btn]").filter({ hasNotText: "CSV" }).first().click();
  await page.getByRole("dialog").locator("input, textarea").first().waitFor();
}

/** As long as those of links are, and of none. */
const SECRET = "x".repeat(43);

export const PAGES: readonly Pictured[] = [
  { name: "sign-in", as: "nobody", path: paths.today },
  { name: "forgotten", as: "nobody", path: paths.forgotten },
  { name: "invitation", as: "nobody", path: () => `${paths.invitation()}#${SECRET}` },
  { name: "new-password", as: "nobody", path: () => `${paths.newPassword()}#${SECRET}` },
  { name: "new-password-dead", as: "nobody", path: paths.newPassword },
  { name: "enter-name", as: "nobody", path: ({ link }) => link },
  { name: "enter-passcode", as: "nobody", path: ({ locked }) => locked },
  { name: "enter-waiting", as: "nobody", path: ({ link }) => link, then: goIn },
  { name: "enter-dead", as: "nobody", path: () => `/enter#${SECRET}` },
  { name: "enter-member", as: "owner", path: ({ room }) => paths.enter(room) },
  { name: "today", as: "owner", path: paths.today },
  { name: "day", as: "owner", path: () => paths.day() },
  { name: "day-teacher", as: "owner", path: () => paths.day({ by: "teacher" }) },
  { name: "week", as: "owner", path: () => paths.week() },
  { name: "lesson", as: "owner", path: nextWeek, then: openLesson },
  { name: "lesson-move", as: "owner", path: nextWeek, then: moveLesson },
  { name: "lesson-cancel", as: "owner", path: nextWeek, then: cancelLesson },
  { name: "week-class", as: "owner", path: nextWeek },
  { name: "week-teacher", as: "owner", path: () => paths.week({ teacher: "数学老师", week: weekOf(day(7)) }) },
  { name: "subscribe", as: "owner", path: nextWeek, then: subscribe },
  { name: "search", as: "owner", path: paths.today, then: search },
  { name: "orders", as: "owner", path: () => paths.orders() },
  { name: "order", as: "owner", path: ({ order }) => paths.order(order) },
  { name: "order-week", as: "owner", path: ({ order }) => paths.order(order, "week") },
  { name: "order-rooms", as: "owner", path: ({ order }) => paths.order(order, "rooms") },
  { name: "order-lessons", as: "owner", path: ({ order }) => paths.order(order, "lessons") },
  { name: "order-history", as: "owner", path: ({ order }) => paths.order(order, "history") },
  { name: "drafts", as: "owner", path: () => paths.drafts() },
  { name: "editor-source", as: "owner", path: ({ empty }) => `${paths.draft(empty)}?door=paste` },
  { name: "editor-empty", as: "owner", path: ({ empty }) => paths.draft(empty) },
  { name: "editor-rooms", as: "owner", path: ({ draft }) => paths.draft(draft, "rooms") },
  { name: "editor-week", as: "owner", path: ({ draft }) => paths.draft(draft, "week") },
  { name: "editor-days", as: "owner", path: ({ draft }) => paths.draft(draft, "days") },
  { name: "editor-review", as: "owner", path: ({ draft }) => paths.draft(draft, "review") },
  { name: "editor-refused", as: "owner", path: ({ refused }) => paths.draft(refused, "week") },
  { name: "editor-amend", as: "owner", path: ({ amendment }) => paths.draft(amendment, "review") },
  { name: "classrooms", as: "owner", path: () => paths.classrooms() },
  { name: "classroom", as: "owner", path: ({ room }) => paths.classroom(room) },
  { name: "classroom-closing", as: "owner", path: ({ closing }) => paths.classroom(closing) },
  { name: "hold", as: "owner", path: () => paths.week({ room: "7-1" }), then: hold },
  { name: "usage", as: "owner", path: () => paths.usage() },
  { name: "usage-ran", as: "owner", path: () => paths.usageRan() },
  { name: "usage-ran-empty", as: "owner", path: () => paths.usageRan({ from: "2026-01-01", to: "2026-01-31" }) },
  { name: "usage-promises", as: "owner", path: () => paths.usagePromises() },
  { name: "spending", as: "owner", path: () => paths.usageSpending() },
  { name: "print-week", as: "owner", path: ({ order }) => paths.printWeek({ order, week: weekOf(day(7)) }) },
  { name: "print-links", as: "owner", path: ({ order }) => paths.printLinks({ order }) },
  { name: "institution", as: "owner", path: () => paths.settings("institution") },
  { name: "plan", as: "owner", path: () => paths.settings("plan") },
  { name: "plan-move", as: "owner", path: () => paths.settings("plan"), then: choosePlan },
  { name: "invoices", as: "owner", path: () => paths.settings("invoices") },
  { name: "invoice", as: "owner", path: ({ invoice }) => paths.invoice(invoice) },
  { name: "billing", as: "owner", path: () => paths.settings("billing") },
  { name: "members", as: "owner", path: () => paths.settings("members") },
  { name: "members-add", as: "owner", path: () => paths.settings("members"), then: openFirst },
  { name: "calendar", as: "owner", path: () => paths.settings("calendar") },
  {
    name: "calendar-file",
    as: "owner",
    path: () => paths.settings("calendar"),
    then: (page) => takeFile(page, 0),
  },
  { name: "calendar-file-add", as: "owner", path: () => paths.settings("calendar"), then: addFile },
  { name: "calendar-close", as: "owner", path: () => paths.settings("calendar"), then: closeDay },
  { name: "keys", as: "owner", path: () => paths.settings("keys") },
  { name: "audit", as: "owner", path: () => paths.settings("audit") },
  { name: "profile", as: "owner", path: () => paths.me("profile") },
  { name: "password", as: "owner", path: () => paths.me("password") },
  { name: "sessions", as: "owner", path: () => paths.me("sessions") },
  { name: "missing", as: "owner", path: () => "/nothing/here" },
  { name: "ops", as: "platform", path: () => paths.ops() },
  { name: "ops-orders", as: "platform", path: () => paths.opsOrders() },
  { name: "ops-promises", as: "platform", path: () => paths.opsPromises() },
  { name: "ops-capacity", as: "platform", path: () => paths.opsCapacity() },
  { name: "ops-node-plan", as: "platform", path: () => paths.opsNodePlan() },
  { name: "ops-what-if", as: "platform", path: () => paths.opsWhatIf(), then: thirtyfold },
  { name: "ops-clusters", as: "platform", path: () => paths.opsClusters() },
  { name: "ops-tenants", as: "platform", path: () => paths.opsTenants() },
  { name: "ops-tenant", as: "platform", path: ({ tenant }) => paths.opsTenant(tenant) },
  { name: "ops-tenant-standing", as: "platform", path: ({ tenant }) => paths.opsTenant(tenant, "standing") },
  { name: "ops-tenant-quota", as: "platform", path: ({ tenant }) => paths.opsTenant(tenant, "quota") },
  { name: "ops-tenant-plan", as: "platform", path: ({ tenant }) => paths.opsTenant(tenant, "plan") },
  { name: "ops-tenant-members", as: "platform", path: ({ tenant }) => paths.opsTenant(tenant, "members") },
  { name: "ops-tenant-orders", as: "platform", path: ({ tenant }) => paths.opsTenant(tenant, "orders") },
  { name: "ops-new-tenant", as: "platform", path: () => paths.opsNewTenant() },
  { name: "ops-cluster", as: "platform", path: ({ cluster }) => paths.opsCluster(cluster) },
  { name: "ops-cluster-orders", as: "platform", path: ({ cluster }) => paths.opsCluster(cluster, "orders") },
  { name: "ops-cluster-nodes", as: "platform", path: ({ cluster }) => paths.opsCluster(cluster, "nodes") },
  { name: "ops-cluster-images", as: "platform", path: ({ cluster }) => paths.opsCluster(cluster, "images") },
  { name: "ops-cluster-moves", as: "platform", path: ({ cluster }) => paths.opsCluster(cluster, "moves") },
  { name: "ops-receivables", as: "platform", path: () => paths.opsReceivables() },
  { name: "ops-refunds", as: "platform", path: () => paths.opsRefunds() },
  { name: "ops-refunds-all", as: "platform", path: () => paths.opsRefunds("all") },
  { name: "ops-refunds-failed", as: "platform", path: () => paths.opsRefunds("failed") },
  { name: "ops-refunds-approve", as: "platform", path: () => paths.opsRefunds(), then: approve },
  {
    name: "invoice-refund",
    as: "platform",
    path: ({ invoice, tenant }) => `${paths.invoice(invoice)}?as=${tenant}`,
    then: refund,
  },
  {
    name: "invoice-settle",
    as: "platform",
    path: ({ owed, tenant }) => `${paths.invoice(owed)}?as=${tenant}`,
  },
  {
    name: "invoice-payment",
    as: "platform",
    path: ({ owed, tenant }) => `${paths.invoice(owed)}?as=${tenant}`,
    then: settle,
  },
  { name: "ops-seller", as: "platform", path: () => paths.opsSeller() },
  { name: "ops-plans", as: "platform", path: () => paths.opsPlans() },
  { name: "ops-plan", as: "platform", path: ({ plan }) => paths.opsPlan(plan) },
  { name: "ops-new-plan", as: "platform", path: () => paths.opsNewPlan() },
  { name: "ops-new-version", as: "platform", path: ({ plan }) => paths.opsNewVersion(plan) },
  { name: "ops-partners", as: "platform", path: () => paths.opsPartners() },
  { name: "ops-new-cluster", as: "platform", path: () => paths.opsNewCluster() },
  { name: "ops-events", as: "platform", path: () => paths.opsEvents() },
  { name: "ops-members", as: "platform", path: () => paths.opsMembers() },
  { name: "ops-keys", as: "platform", path: () => paths.opsKeys() },
  { name: "ops-jobs", as: "platform", path: () => paths.opsJobs() },
  { name: "acting", as: "platform", path: ({ tenant }) => paths.asTenant(tenant) },
];
