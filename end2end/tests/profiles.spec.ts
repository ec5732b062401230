// Profiles: reading, the parts, editing, the first-run path.
import { another, expect, hydrated, logIn, person, post, signUp, test } from "../support";

test("a profile is edited and shows it", { tag: "@phone" }, async ({ page, watch }) => {
  watch.allow(/answer 422/);
  const { handle } = await signUp(page);
  await page.goto("/settings/profile");
  await hydrated(page);
  await page.getByLabel("Display name").fill("Ada Lark");
  await page.getByLabel("Bio").fill("Counts birds near #Lyon");
  await page.getByLabel("Place").fill("Croix-Rousse");
  await page.getByLabel("Website").fill("no address");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Write an address such as")).toBeVisible();
  await expect(page.getByLabel("Bio")).toHaveValue("Counts birds near #Lyon");
  await page.getByLabel("Website").fill("example.org");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Profile saved")).toBeVisible();
  await page.goto(`/@${handle}`);
  await expect(page.getByRole("heading", { name: "Ada Lark" }).first()).toBeVisible();
  await expect(page.locator(".profile")).toContainText("Croix-Rousse");
  await expect(page.locator(".profile").getByRole("link", { name: "example.org" })).toHaveAttribute("rel", /nofollow/);
  await expect(page).toHaveTitle(new RegExp(`Ada Lark \\(@${handle}\\)`));
});

test("the parts change without a full load, and the header stays", { tag: "@both" }, async ({ page, browser }) => {
  const ada = await signUp(page, person("Ada Lark"));
  await post(page, "A post of mine");
  const ben = await another(browser);
  await signUp(ben.page);
  await ben.page.goto(`/@${ada.handle}`);
  await hydrated(ben.page);
  await ben.page.evaluate(() => (document.querySelector(".profile__name")!.id = "the-same"));
  for (const [part, shows] of [
    ["Replies", "No replies yet"],
    ["Media", "No photos yet"],
    ["Likes", "No likes yet"],
    ["Posts", "A post of mine"],
  ]) {
    await ben.page.locator(".tabs").getByRole("link", { name: part }).click();
    await expect(ben.page.getByText(shows).first()).toBeVisible();
    await expect(ben.page.locator(".tabs").getByRole("link", { name: part })).toHaveAttribute("aria-current", "page");
    await expect(ben.page.locator("#the-same")).toHaveText("Ada Lark");
  }
  await ben.page.getByRole("link", { name: /Followers/ }).click();
  await expect(ben.page.getByText("No followers yet")).toBeVisible();
  ben.watch.check();
});

test("nobody is a page of its own, in both themes and widths", async ({ page, watch }) => {
  watch.allow(/answer 404/);
  const answer = await page.goto("/@nobody_at_all");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "Nothing is here" })).toBeVisible();
});

test("a newcomer walks the first-run path", { tag: "@both" }, async ({ page, browser }) => {
  const ben = await another(browser);
  const bens = await signUp(ben.page, person("Ben Wren"));
  const who = person("New Bird");
  await page.goto("/signup");
  await page.getByLabel("Handle").fill(who.handle);
  await page.getByLabel("Display name").fill(who.name);
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(/\/welcome/);
  await hydrated(page);
  await page.getByRole("link", { name: "Skip this step" }).click();
  await expect(page.getByRole("heading", { name: "Say who you are" })).toBeVisible();
  await page.getByLabel("Bio").fill("Just landed");
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByRole("heading", { name: "Follow a few people" })).toBeVisible();
  const row = page.locator(".person-row").first();
  await row.getByRole("button", { name: "Follow", exact: true }).click();
  await expect(row.getByRole("button", { name: "Following" })).toBeVisible();
  // That follows are public is said once; the words may lie over the button.
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByRole("button", { name: "Go to your home" }).click();
  await page.waitForURL(/\/home/);
  await page.goto(`/@${who.handle}`);
  await expect(page.locator(".profile")).toContainText("Just landed");
  await expect(page.locator(".profile__counts")).toContainText("1 Following");
  expect(bens.handle).not.toBe(who.handle);
});

test.describe("in French", () => {
  test.use({ locale: "fr-FR" });

  test("a profile speaks French", { tag: "@phone" }, async ({ page }) => {
    const ada = person("Ada Lark");
    await page.goto("/signup");
    await page.locator("[name=handle]").fill(ada.handle);
    await page.locator("[name=display_name]").fill(ada.name);
    await page.locator("[name=email]").fill(ada.email);
    await page.locator("[name=password]").fill(ada.password);
    await page.locator("main button[type=submit]").click();
    await page.waitForURL(/\/welcome/);
    await expect(page.getByRole("link", { name: "Passer cette étape" })).toBeVisible();
    await page.goto(`/@${ada.handle}`);
    await hydrated(page);
    await expect(page.locator(".tabs").getByRole("link", { name: "Réponses" })).toBeVisible();
    await expect(page.locator(".profile__counts")).toContainText("0 Abonné");
    await expect(page.getByRole("link", { name: "Modifier le profil" })).toBeVisible();
  });
});

test.describe("in the dark", () => {
  test.use({ colorScheme: "dark" });

  test("profile, lists and first-run path are accessible", async ({ page }) => {
    const { handle } = await signUp(page, person("Ada Lark"));
    await post(page, "A post in the dark");
    const { expectAccessible } = await import("../support");
    for (const path of [`/@${handle}`, `/@${handle}/followers`, "/welcome?step=people", "/followers/requests"]) {
      await page.goto(path);
      await hydrated(page);
      await expectAccessible(page);
    }
  });
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a profile reads, and is edited", { tag: "@phone" }, async ({ page, browser }) => {
    const other = await another(browser, { javaScriptEnabled: true });
    const who = await signUp(other.page, person("Ada Lark"));
    await post(other.page, "Readable everywhere");
    await logIn(page, who);
    await page.goto(`/@${who.handle}`);
    await expect(page.getByText("Readable everywhere")).toBeVisible();
    await page.getByRole("link", { name: "Edit profile" }).click();
    await page.getByLabel("Display name").fill("");
    await page.getByLabel("Bio").fill("Kept");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Fill this in.")).toBeVisible();
    await expect(page.getByLabel("Bio")).toHaveValue("Kept");
    await page.getByLabel("Display name").fill("Ada without script");
    await page.getByRole("button", { name: "Save" }).click();
    await page.goto(`/@${who.handle}`);
    await expect(page.getByRole("heading", { name: "Ada without script" }).first()).toBeVisible();
  });
});
