// Signing up, logging in and out, several accounts, settings.
import { expect, hydrated, logIn, person, signUp, test } from "../support";

test("signing up checks while one types and signs in at once", { tag: "@phone" }, async ({ page, watch }) => {
  watch.allow(/answer 422/);
  await page.goto("/signup");
  await hydrated(page);
  const who = person("Ada Test");
  await page.getByLabel("Handle").fill("admin");
  await expect(page.getByText("This handle is reserved.")).toBeVisible();
  await page.getByLabel("Handle").fill(who.handle);
  await expect(page.getByText(`@${who.handle} is free.`)).toBeVisible();
  await page.getByLabel("Display name").fill(who.name);
  await page.getByLabel("Email").fill("not an address");
  await page.getByLabel("Password", { exact: true }).fill("12345678");
  await expect(page.getByText("Easy to guess", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("This does not look like an e-mail address.")).toBeVisible();
  await expect(page.getByLabel("Display name")).toHaveValue(who.name);
  await page.getByLabel("Email").fill(who.email);
  await expect(page.getByText("This does not look like an e-mail address.")).toBeHidden();
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(/\/(welcome|home)/);
});

test("a wrong password is refused kindly and the right one leads on", async ({ page, watch }) => {
  watch.allow(/answer 422/);
  const who = await signUp(page);
  await page.context().clearCookies();
  await page.goto("/login?next=/settings");
  await hydrated(page);
  await page.getByLabel("Handle or email").fill(who.email);
  await page.getByLabel("Password", { exact: true }).fill("something else");
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("alert")).toContainText("do not go together");
  await expect(page.getByLabel("Handle or email")).toHaveValue(who.email);
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL(/\/settings$/);
  await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
});

test("two accounts share a browser", { tag: "@phone" }, async ({ page }) => {
  const first = await signUp(page);
  await page.goto("/settings");
  await hydrated(page);
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Add an existing account" }).click();
  await page.waitForURL(/\/login/);
  const second = await signUp(page);
  await page.goto("/settings");
  await hydrated(page);
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: `Switch to @${first.handle}` }).click();
  await page.waitForURL(/\/home/);
  await page.goto("/settings");
  await hydrated(page);
  await expect(page.getByRole("main").getByText(`@${second.handle}`)).toBeVisible();
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Log out" }).click();
  await page.waitForURL(/\/home/);
  await page.goto("/logout");
  await expect(page.getByRole("main").getByText(`@${second.handle}`)).toBeVisible();
});

test("settings change handle, theme, language and password", { tag: "@phone" }, async ({ page }) => {
  const who = await signUp(page);
  const renamed = person().handle;
  await page.goto("/settings/account");
  await hydrated(page);
  await page.getByLabel("Handle").fill(renamed);
  await page.getByRole("button", { name: "Change handle" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();

  await page.locator("#field-password").fill(who.password);
  await page.getByLabel("New password").fill("another quiet meadow 7");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Your password is changed")).toBeVisible();

  await page.goto("/settings/appearance");
  await hydrated(page);
  const kept = page.waitForResponse("**/api/settings/set_theme");
  await page.getByText("Dark", { exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await kept;
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await hydrated(page);
  await page.getByRole("combobox", { name: "Language of the pages" }).selectOption("fr");
  await page.locator("form", { has: page.getByRole("combobox") }).getByRole("button").click();
  await expect(page.getByRole("heading", { level: 1, name: "Apparence" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");

  await page.context().clearCookies();
  await logIn(page, { ...who, handle: renamed, password: "another quiet meadow 7" });
});

test("another device is listed and logged out", async ({ page, browser }) => {
  const who = await signUp(page);
  const other = await browser.newContext();
  const otherPage = await other.newPage();
  await logIn(otherPage, who);
  await page.goto("/settings/sessions");
  await hydrated(page);
  await expect(page.getByText("This device")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "127.0.0.0/24" })).toHaveCount(2);
  await page.getByRole("button", { name: "Log out everywhere else" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "127.0.0.0/24" })).toHaveCount(1);
  await otherPage.goto("/settings");
  await otherPage.waitForURL(/\/login/);
  await other.close();
});

test("an account is deactivated, asked for, and back", async ({ page, watch }) => {
  watch.allow(/answer 422/);
  const who = await signUp(page);
  await page.goto("/settings/account/deactivate");
  await hydrated(page);
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  await page.getByRole("button", { name: "Deactivate account" }).click();
  await page.waitForURL(/\/$/);
  await page.goto("/login");
  await hydrated(page);
  await page.getByLabel("Handle or email").fill(who.handle);
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByLabel("Bring my account back").check();
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL(/\/home/);
});

test.describe("en français", () => {
  test.use({ locale: "fr-FR" });

  test("on s’inscrit et on se déconnecte", { tag: "@phone" }, async ({ page }) => {
    const who = person("Zoé Essai");
    await page.goto("/signup");
    await hydrated(page);
    await page.getByLabel("Identifiant").fill(who.handle);
    await page.getByLabel("Nom affiché").fill(who.name);
    await page.getByLabel("E-mail").fill(who.email);
    await page.getByLabel("Mot de passe", { exact: true }).fill(who.password);
    await page.getByRole("button", { name: "Créer le compte" }).click();
    await page.waitForURL(/\/(welcome|home)/);
    await page.goto("/logout");
    await hydrated(page);
    await page.getByRole("button", { name: "Se déconnecter" }).click();
    await page.waitForURL(/\/$/);
    await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  });
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("signing up, being refused, logging out and in work as plain forms", async ({ page, watch }) => {
    // The browser refuses the script itself where script is switched off.
    watch.allow(/\.js csp$/);
    const who = person("Plain Form");
    await page.goto("/signup");
    await page.getByLabel("Handle").fill("admin");
    await page.getByLabel("Display name").fill(who.name);
    await page.getByLabel("Email").fill(who.email);
    await page.getByLabel("Password", { exact: true }).fill(who.password);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByText("This handle is reserved.")).toBeVisible();
    await expect(page.getByLabel("Display name")).toHaveValue(who.name);
    await page.getByLabel("Handle").fill(who.handle);
    await page.getByLabel("Password", { exact: true }).fill(who.password);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.waitForURL(/\/(welcome|home)/);
    await page.goto("/settings");
    await page.getByRole("link", { name: "Log out" }).click();
    await page.getByRole("button", { name: "Log out" }).click();
    await page.waitForURL(/\/$/);
    await logIn(page, who);
  });
});
