// Somebody comes to the portal: signs in, mistypes, comes by an invitation, reads it in the other language.
import { expect, expectAccessible, inBothLanguages, test } from "../support/test";

const WORDS = {
  en: {
    email: "E-mail",
    password: "Password",
    signIn: "Sign in",
    today: "Today",
    first: "New password",
    set: "Set the password",
    wrong: "No account matches",
  },
  "zh-CN": {
    email: "电子邮箱",
    password: "密码",
    signIn: "登录",
    today: "今天",
    first: "新密码",
    set: "设置密码",
    wrong: "没有与此邮箱和密码相符的账户",
  },
};

inBothLanguages("signing in", (language) => {
  const words = WORDS[language];

  test("leads to the page that was asked for, and a wrong password is said at its field", async ({ page, school }) => {
    await page.goto("/settings/keys");
    const [email, password] = [page.getByLabel(words.email), page.getByLabel(words.password)];
    await email.fill(school.owner.email);
    await expectAccessible(page);
    await password.fill("not the password");
    await page.getByRole("button", { name: words.signIn }).click();
    await expect(password).toHaveAccessibleDescription(new RegExp(words.wrong));
    await expect(password).toBeFocused();
    await expectAccessible(page);

    await password.fill(school.owner.password);
    await page.getByRole("button", { name: words.signIn }).click();
    await expect(page.getByRole("banner")).toContainText(school.name);
    expect(new URL(page.url()).pathname).toBe("/settings/keys");
    await expectAccessible(page);
  });

  test("by an invitation begins with a password of one's own", async ({ page, school }) => {
    const { email, link } = await school.invite("teacher");
    await page.goto(`/invitation#${link}`);
    const first = page.getByLabel(words.first);
    await first.fill("short");
    await page.getByRole("button", { name: words.set }).click();
    await expect(first).toHaveAttribute("aria-invalid", "true");
    await first.fill("a password for myself");
    await page.getByRole("button", { name: words.set }).click();

    await page.getByLabel(words.email).fill(email);
    await page.getByLabel(words.password).fill("a password for myself");
    await page.getByRole("button", { name: words.signIn }).click();
    await expect(page.getByRole("banner")).toContainText(school.name);
    expect(new URL(page.url()).pathname).toBe("/");

    // The link works once.
    await page.goto(`/invitation#${link}`);
    await first.fill("a password of somebody else");
    await page.getByRole("button", { name: words.set }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await expectAccessible(page);
  });
});
