// What comes by mail: the way in for somebody who is new, a new password for somebody who forgot it, and what is done about a letter that was refused.
import { person } from "../support/api";
import { letterTo, refuseLetters } from "../support/mail";
import { PLATFORM } from "../support/place";
import { type Page, expect, expectAccessible, inBothLanguages, test, further } from "../support/test";

const WORDS = {
  en: {
    invited: (place: string) => `${place} invites you to Homeroom`,
    role: "teacher",
    first: "New password",
    set: "Set the password",
    email: "E-mail",
    password: "Password",
    signIn: "Sign in",
    forgotten: "Forgotten your password?",
    send: "Send the link",
    onItsWay: "a mail is on its way",
    reset: "Set a new password for Homeroom",
  },
  "zh-CN": {
    invited: (place: string) => `${place}邀请您使用 Homeroom`,
    role: "教师",
    first: "新密码",
    set: "设置密码",
    email: "电子邮箱",
    password: "密码",
    signIn: "登录",
    forgotten: "忘记密码",
    send: "发送链接",
    onItsWay: "邮件即将送达",
    reset: "设置新的 Homeroom 密码",
  },
};

const CHOSEN = "a password for myself";

/** A letter as a phone shows it. */
async function look(page: Page, html: string, language: string): Promise<void> {
  const shown = await page
    .context()
    .browser()!
    .newPage({ viewport: { width: 360, height: 740 } });
  await shown.setContent(html);
  await expect(shown.locator("html")).toHaveAttribute("lang", language);
  expect(await shown.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await shown.screenshot({ path: test.info().outputPath(`letter.${language}.png`) });
  await shown.close();
}

inBothLanguages("by mail", (language) => {
  const words = WORDS[language];

  const comesIn = async (page: Page, email: string, school: string) => {
    await page.getByLabel(words.email).fill(email);
    await page.getByLabel(words.password).fill(CHOSEN);
    await page.getByRole("button", { name: words.signIn }).click();
    await expect(page.getByRole("banner")).toContainText(school);
  };

  test("an invitation begins with a password of one's own, and works once", async ({ page, school }) => {
    const email = await school.invite("teacher", language);
    const letter = await letterTo(email);
    expect(letter.subject).toBe(words.invited(school.name));
    expect(letter.text).toContain(words.role);
    await look(page, letter.html, language);
    await page.goto(letter.link);
    const first = page.getByLabel(words.first);
    await first.fill("short");
    await page.getByRole("button", { name: words.set }).click();
    await expect(first).toHaveAttribute("aria-invalid", "true");
    await first.fill(CHOSEN);
    await page.getByRole("button", { name: words.set }).click();
    await comesIn(page, email, school.name);
    expect(new URL(page.url()).pathname).toBe("/");

    await page.goto(letter.link);
    await first.fill("a password of somebody else");
    await page.getByRole("button", { name: words.set }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await expectAccessible(page);
  });

  test("a forgotten password is set anew", async ({ page, school }) => {
    const { email, password } = school.owner;
    await page.goto("/");
    await page.getByRole("link", { name: words.forgotten }).click();
    await page.getByLabel(words.email).fill(email);
    await page.getByRole("button", { name: words.send }).click();
    await expect(page.getByRole("status")).toContainText(words.onItsWay);
    await expectAccessible(page);
    const letter = await letterTo(email);
    expect(letter.subject).toBe(words.reset);
    expect(letter.text).toContain(school.name);
    await look(page, letter.html, language);
    await page.goto(letter.link);
    await page.getByLabel(words.first).fill(CHOSEN);
    await page.getByRole("button", { name: words.set }).click();
    await page.getByLabel(words.email).fill(email);
    await page.getByLabel(words.password).fill(password);
    await page.getByRole("button", { name: words.signIn }).click();
    await expect(page.getByLabel(words.password)).toHaveAttribute("aria-invalid", "true");
    await comesIn(page, email, school.name);
  });
});

test.describe("a letter that was refused", () => {
  test.use({ locale: "en" });

  further(
    "waits among the jobs of its institution, and an operator has it sent again",
    async ({ page, school, signIn }) => {
      const teacher = person("teacher");
      await refuseLetters(teacher.email, true);
      await school.invite("teacher", "en", teacher);
      await signIn(PLATFORM);
      await page.goto("/ops/jobs");
      // Whose work it is, is said and one click away: other stories may have left some.
      const job = page.getByRole("row").filter({ has: page.locator(`a[href="/ops/tenants/${school.id}/now"]`) });
      await expect(async () => {
        await page.reload();
        await expect(job).toBeVisible({ timeout: 1_000 });
      }).toPass();
      await expect(job).toContainText("550");
      await expectAccessible(page);
      await refuseLetters(teacher.email, false);
      await job.getByRole("button", { name: /^Run again/ }).click();
      await expect(page.getByText(/is due now and runs with all of its attempts/)).toBeVisible();
      await expect(job).toHaveCount(0);
      expect((await letterTo(teacher.email)).subject).toContain("invites you");
    },
  );
});
