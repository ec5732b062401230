// Circles: from an empty page to a post that only those inside see, and gone again without a reload.
import { type Page, another, expect, open, person, signUp, test } from "../support";

const card = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text });

/** Makes a circle and leaves its owner on its page. */
async function makeCircle(page: Page, name: string) {
  await open(page, "/circles");
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create circle" }).click();
  await page.waitForURL(/\/circles\/\d+$/);
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
}

async function add(page: Page, handle: string) {
  await page.getByRole("searchbox", { name: "Search people" }).fill(handle);
  await page.getByRole("button", { name: `Add @${handle}` }).click();
  await expect(page.getByRole("region", { name: "In this circle" }).getByText(`@${handle}`)).toBeVisible();
}

async function postFor(page: Page, circle: string, text: string) {
  await open(page, "/home");
  await page.getByRole("textbox", { name: "What is happening?" }).first().fill(text);
  await page.getByRole("combobox", { name: "Audience" }).first().selectOption({ label: circle });
  await expect(page.getByRole("status").filter({ hasText: /will see this/ })).toBeVisible();
  await page.getByRole("button", { name: "Post", exact: true }).first().click();
  await expect(card(page, text)).toBeVisible();
}

test("a post for a circle is seen inside, nowhere else, and gone on removal without a reload", { tag: "@phone" }, async ({ page, browser }) => {
  const ada = await signUp(page, person("Ada Lark"));
  const [ben, eve] = [await another(browser), await another(browser)];
  const bens = await signUp(ben.page, person("Ben Wren"));
  await signUp(eve.page, person("Eve Owl"));
  for (const other of [ben, eve]) {
    await open(other.page, `/@${ada.handle}`);
    await other.page.locator(".profile").getByRole("button", { name: "Follow", exact: true }).click();
    await expect(other.page.locator(".profile").getByRole("button", { name: "Following" })).toBeVisible();
  }

  await open(page, "/circles");
  await expect(page.getByText("Post for a few")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("My circle");
  await makeCircle(page, "Marsh friends");
  await add(page, bens.handle);
  await expect(page.getByText("1 of 150 people")).toBeVisible();
  await postFor(page, "Marsh friends", "Only for the marsh");
  const badge = `Only people in @${ada.handle}'s circle can see this`;
  await expect(card(page, "Only for the marsh").getByText(badge)).toBeVisible();
  await expect(card(page, "Only for the marsh").getByRole("button", { name: "Repost" })).toBeDisabled();

  await open(ben.page, "/home");
  await expect(card(ben.page, "Only for the marsh").getByText(badge)).toBeVisible();
  await expect(ben.page.getByText("Marsh friends")).toHaveCount(0);
  // A member's answer stays inside.
  await card(ben.page, "Only for the marsh").getByRole("button", { name: "Reply" }).click();
  const dialog = ben.page.getByRole("dialog");
  await expect(dialog.getByRole("combobox", { name: "Audience" })).toHaveValue(/^circle-/);
  await dialog.getByRole("textbox", { name: "Post your reply" }).fill("Frogs are back");
  await dialog.getByRole("button", { name: "Reply", exact: true }).click();
  await expect(dialog).toBeHidden();
  const path = await card(page, "Only for the marsh").getAttribute("data-href");

  for (const place of ["/home", `/@${ada.handle}`, "/search?q=marsh&f=latest", `/@${bens.handle}/replies`]) {
    await open(eve.page, place);
    await expect(eve.page.getByText("Only for the marsh")).toHaveCount(0);
    await expect(eve.page.getByText("Frogs are back")).toHaveCount(0);
  }
  eve.watch.allow(/answer 404/);
  expect((await eve.page.goto(path!))?.status()).toBe(404);

  // Ben looks at it when Ada takes him out.
  await open(ben.page, path!);
  await expect(ben.page.getByText("Frogs are back")).toBeVisible();
  await open(page, "/circles");
  await page.getByRole("link", { name: /Marsh friends/ }).click();
  await page.getByRole("button", { name: `Remove @${bens.handle}` }).first().click();
  await expect(page.getByText("0 of 150 people")).toBeVisible();
  await expect(ben.page.getByText("Only for the marsh")).toHaveCount(0);
  await expect(ben.page.getByText("Frogs are back")).toHaveCount(0);
  ben.watch.allow(/answer 404/);
  expect((await ben.page.goto(path!))?.status()).toBe(404);
  ben.watch.check();
  eve.watch.check();
});

test("a member leaves from the badge, silently, and is not added again", async ({ page, browser, watch }) => {
  watch.allow(/answer 422/);
  await signUp(page, person("Ada Lark"));
  const ben = await another(browser);
  const bens = await signUp(ben.page, person("Ben Wren"));
  await makeCircle(page, "Close ones");
  await add(page, bens.handle);
  await postFor(page, "Close ones", "Between us");
  const path = await card(page, "Between us").getAttribute("data-href");
  await open(ben.page, path!);
  await ben.page.getByRole("button", { name: /^Only people in/ }).click();
  await ben.page.getByRole("menuitem", { name: "Leave this circle" }).click();
  await expect(ben.page.getByText("You left the circle. Nobody was told.")).toBeVisible();
  await expect(ben.page.getByText("Between us", { exact: true })).toHaveCount(0);
  ben.watch.check();

  await open(page, "/circles");
  await page.getByRole("link", { name: /Close ones/ }).click();
  await expect(page.getByText("Nobody yet")).toBeVisible();
  await page.getByRole("searchbox", { name: "Search people" }).fill(bens.handle);
  await page.getByRole("button", { name: `Add @${bens.handle}` }).click();
  await expect(page.getByText("This person cannot be added to your circles.")).toBeVisible();
});

test("a circle is renamed, kept in mind by the composer, and given up with its posts", { tag: "@phone" }, async ({ page, watch }) => {
  watch.allow(/answer 422/);
  await signUp(page, person("Ada Lark"));
  await makeCircle(page, "First name");
  await page.getByLabel("Emoji").fill("abc");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Choose an emoji, or leave it empty.")).toBeVisible();
  await page.getByLabel("Emoji").fill("🐸");
  await page.getByLabel("Name").fill("Frogs");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "🐸 Frogs", level: 1 })).toBeVisible();
  await postFor(page, "🐸 Frogs", "A note to myself");
  await expect(page.getByText("Nobody is in this circle yet: only you will see this")).toBeVisible();
  // Without a full load the choice stays; with one it begins at everyone again.
  await page.getByRole("navigation", { name: "Primary" }).getByRole("link", { name: "Explore" }).click();
  await page.waitForURL(/explore/);
  await page.getByRole("navigation", { name: "Primary" }).getByRole("link", { name: "Home" }).click();
  await expect(page.getByRole("combobox", { name: "Audience" }).first()).toHaveValue(/^circle-/);
  await open(page, "/home");
  await expect(page.getByRole("combobox", { name: "Audience" }).first()).toHaveValue("public");

  await open(page, "/circles");
  await page.getByRole("link", { name: /Frogs/ }).click();
  await page.getByRole("radio", { name: /Delete them/ }).check();
  await page.getByRole("button", { name: "Delete circle" }).click();
  await page.waitForURL(/\/circles$/);
  await expect(page.getByText("Post for a few")).toBeVisible();
  await open(page, "/home");
  await expect(page.getByText("A note to myself")).toHaveCount(0);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("circles are made, filled and posted to", async ({ page, browser, watch }) => {
    const ben = await another(browser, { javaScriptEnabled: false });
    // The browser loads the script ahead and then is not allowed to run it.
    for (const one of [watch, ben.watch]) one.allow(/preloaded using link preload/);
    const bens = await signUp(ben.page, person("Ben Wren"));
    await signUp(page, person("Ada Lark"));
    await page.goto("/circles");
    await page.getByRole("button", { name: "Create circle" }).click();
    await page.waitForURL(/\/circles\/\d+$/);
    await page.getByRole("searchbox", { name: "Search people" }).fill(bens.handle);
    await page.getByRole("searchbox", { name: "Search people" }).press("Enter");
    await page.getByRole("button", { name: `Add @${bens.handle}` }).click();
    await expect(page.getByText("1 of 150 people")).toBeVisible();
    await page.goto("/compose");
    await page.getByRole("textbox", { name: "What is happening?" }).fill("Plain and for few");
    await page.getByRole("combobox", { name: "Audience" }).selectOption({ label: "My circle" });
    await page.getByRole("button", { name: "Post", exact: true }).click();
    await expect(card(page, "Plain and for few")).toContainText("circle can see this");
    const path = new URL(page.url()).pathname;
    expect((await ben.page.goto(path))?.status()).toBe(200);
    ben.watch.check();
  });
});

test("in French the pages speak French", { tag: "@phone" }, async ({ browser }) => {
  const { page, watch } = await another(browser, { locale: "fr-FR" });
  await page.goto("/signup");
  const who = person("Ada Lark");
  await page.locator("[name=handle]").fill(who.handle);
  await page.locator("[name=display_name]").fill(who.name);
  await page.locator("[name=email]").fill(who.email);
  await page.locator("[name=password]").fill(who.password);
  await page.locator("form button[type=submit]").last().click();
  await page.waitForURL(/\/(home|welcome)/);
  await open(page, "/circles");
  await expect(page.getByRole("heading", { name: "Cercles", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Créer le cercle" }).click();
  await page.waitForURL(/\/circles\/\d+$/);
  await expect(page.getByRole("heading", { name: "Mon cercle", level: 1 })).toBeVisible();
  await expect(page.getByText("0 personne sur 150")).toBeVisible();
  watch.check();
});
