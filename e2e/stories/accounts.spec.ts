import { Secret, TOTP } from "otpauth";
import { startApp } from "../fixtures/app";
import { signInOnPage, signOutOnPage, signUpOnPage } from "../fixtures/sign-in-on-page";
import { expect, makeMember, test } from "../fixtures/story";

const startTimeoutMs = 150_000;

test("the first account is the administrator, later ones need an invitation, and a wrong password is told", async ({ page, encoder }) => {
  test.setTimeout(startTimeoutMs + 90_000);
  const app = await startApp({ env: { SEARCH_MODEL: encoder, LOG_LEVEL: "warn" } });
  try {
    const first = makeMember();
    await page.goto(`${app.url}/`);
    await expect(page).toHaveURL(/sign-up$/);
    await expect(page.getByRole("heading", { name: "Welcome to your library" })).toBeVisible();
    await signUpOnPage(page, app.url, first);

    await page.getByRole("button", { name: "Add pictures" }).click();
    await expect(page.getByRole("menuitem", { name: "Folder on this machine…" })).toBeVisible();
    await page.keyboard.press("Escape");

    await signOutOnPage(page, first.username);
    await page.goto(`${app.url}/collections`);
    await expect(page).toHaveURL(/sign-in/);

    await signInOnPage(page, app.url, first.username, "not the password at all");
    await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveText(/do not belong together/);
    await expect(page.getByLabel("Username or e-mail address")).toHaveValue(first.username);

    await signInOnPage(page, app.url, first.email, first.password);
    await expect(page.getByRole("heading", { name: "Bring in your first pictures" })).toBeVisible();
    await signOutOnPage(page, first.username);

    await page.goto(`${app.url}/sign-up`);
    await expect(page.getByRole("heading", { name: "By invitation only" })).toBeVisible();
    await expect(page.getByRole("button", { name: /^Create/ })).toHaveCount(0);
  } finally {
    await app.stop();
  }
});

test("somebody who signs in goes on to the page they wanted", async ({ page, app, member }) => {
  await signOutOnPage(page, member.username);
  await page.goto(`${app.url}/trash`);
  await expect(page).toHaveURL(/sign-in/);
  await page.getByLabel("Username or e-mail address").fill(member.username);
  await page.getByLabel("Password", { exact: true }).fill(member.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Trash", exact: true })).toBeVisible();
});

test("a short password is told beside its field, and a name that is taken without saying whose it is", async ({ page, app, member }) => {
  await signOutOnPage(page, member.username);
  await page.goto(`${app.url}/sign-up`);
  await page.getByLabel("Username").fill(member.username);
  await page.getByLabel("E-mail address").fill("somebody-else@example.org");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: /^Create/ }).click();
  await expect(page.getByRole("alert").filter({ hasText: "10 characters" })).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill("a password that is long enough");
  await page.getByRole("button", { name: /^Create/ }).click();
  await expect(page.getByRole("alert").filter({ hasText: "cannot be used" })).toBeVisible();
  await expect(page).toHaveURL(/sign-up/);
});

test("a new password takes the old one, signs other devices out, and is the one that counts", async ({ page, browser, app, member }) => {
  const other = await browser.newContext();
  const phone = await other.newPage();
  await signInOnPage(phone, app.url, member.username, member.password);
  await expect(phone.getByRole("heading", { name: "Bring in your first pictures" })).toBeVisible();

  await page.goto(`${app.url}/settings/security`);
  await page.getByLabel("Present password").first().fill("not the password at all");
  await page.getByLabel("New password").fill("quite another password");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveText("This is not your present password.");
  await page.getByLabel("Present password").first().fill(member.password);
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("The password is changed")).toBeVisible();

  await phone.goto(`${app.url}/trash`);
  await expect(phone).toHaveURL(/sign-in/);
  await signInOnPage(phone, app.url, member.username, member.password);
  await expect(phone.getByRole("alert").filter({ hasText: /\S/ })).toHaveText(/do not belong together/);
  await signInOnPage(phone, app.url, member.username, "quite another password");
  await expect(phone.getByRole("heading", { name: "Bring in your first pictures" })).toBeVisible();
  await other.close();
});

test("a second factor is asked for in place, after the password, and a recovery code stands in for it", async ({ page, app, member }) => {
  await page.goto(`${app.url}/settings/security`);
  await page.getByRole("button", { name: "Set up a second factor" }).click();
  const proof = page.locator("form").filter({ has: page.getByRole("button", { name: "Continue" }) });
  await expect(proof.getByLabel("Present password")).toBeFocused();
  await page.keyboard.type("not the password");
  await page.keyboard.press("Enter");
  await expect(proof.getByRole("alert")).toHaveText("This is not your present password.");
  await proof.getByLabel("Present password").fill(member.password);
  await page.keyboard.press("Enter");
  const secret = await page.getByLabel("Secret for the app").inputValue();
  const codes = new TOTP({ secret: Secret.fromBase32(secret) });
  await page.getByLabel("Code that the app shows").fill(codes.generate());
  await page.getByRole("button", { name: "Switch it on" }).click();
  await expect(page.getByText("Keep these recovery codes")).toBeVisible();
  const recoveryCode = (await page.locator("li code").first().textContent()) ?? "";
  await page.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByText("10 recovery codes are left")).toBeVisible();
  await signOutOnPage(page, member.username);

  await signInOnPage(page, app.url, member.username, member.password);
  await expect(page.getByLabel("Code")).toBeFocused();
  await page.getByLabel("Code").fill("000000");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveText(/This code is wrong/);
  await page.getByLabel("Code").fill(recoveryCode);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Bring in your first pictures" })).toBeVisible();
});
