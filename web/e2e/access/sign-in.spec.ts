// Somebody comes to the portal: signs in, mistypes, reads it in the other language.
import { expect, expectAccessible, alwaysInBothLanguages, test } from "../support/test";

const WORDS = {
  en: {
    email: "E-mail",
    password: "Password",
    signIn: "Sign in",
    wrong: "No account matches",
  },
  "zh-CN": {
    email: "电子邮箱",
    password: "密码",
    signIn: "登录",
    wrong: "没有与此邮箱和密码相符的账户",
  },
};

alwaysInBothLanguages("signing in", (language) => {
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
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
  });
});
