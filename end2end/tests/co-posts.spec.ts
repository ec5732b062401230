// Co-posts: invited while composing, accepted, on both profiles, and left; two people in browsers of their own.
import { type Page, another, expect, expectAccessible, open, person, signUp, test } from "../support";

const card = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text });

async function follow(page: Page, handle: string) {
  await open(page, `/@${handle}`);
  await page.locator(".profile").getByRole("button", { name: "Follow", exact: true }).click();
  await expect(page.locator(".profile").getByRole("button", { name: "Following" })).toBeVisible();
}

/** Writes a post in the composer's dialog and sends it to a co-author to be. */
async function invite(page: Page, handle: string, text: string) {
  await open(page, "/home");
  await page.getByRole("link", { name: "Post", exact: true }).filter({ visible: true }).click();
  const dialog = page.getByRole("dialog", { name: "New post" });
  await dialog.getByRole("textbox", { name: "What is happening?" }).fill(text);
  await dialog.getByRole("button", { name: "Add co-author" }).click();
  await page.getByRole("searchbox", { name: "Search your followers" }).fill(handle);
  await page.getByRole("button", { name: `Choose @${handle}` }).click();
  await expect(dialog.getByRole("group", { name: "Co-author" })).toContainText(handle);
  await dialog.getByRole("button", { name: "Post", exact: true }).click();
  await expect(page.getByText(`Invitation sent to @${handle}`)).toBeVisible();
  await expect(dialog).toBeHidden();
}

test("two write a post together, and one of them leaves it", async ({ page, browser }) => {
  const ada = await signUp(page, person("Ada Lark"));
  const ben = await another(browser);
  const bens = await signUp(ben.page, person("Ben Wren"));
  const eve = await another(browser);
  const eves = await signUp(eve.page, person("Eve Owl"));
  await follow(ben.page, ada.handle);

  // Somebody who cannot be co-author is named with the reason, and a choice can be taken back.
  await open(page, "/home");
  await page.getByRole("link", { name: "Post", exact: true }).filter({ visible: true }).click();
  const dialog = page.getByRole("dialog", { name: "New post" });
  await dialog.getByRole("button", { name: "Add co-author" }).click();
  const chooser = page.getByRole("dialog", { name: "Add co-author" });
  await expect(chooser.getByRole("button", { name: `Choose @${bens.handle}` })).toBeVisible();
  await chooser.getByRole("searchbox").fill(eves.handle);
  await expect(chooser.getByText("Does not follow you")).toBeVisible();
  await expectAccessible(page);
  await chooser.getByRole("searchbox").fill("");
  await chooser.getByRole("button", { name: `Choose @${bens.handle}` }).click();
  await dialog.getByRole("button", { name: `Remove @${bens.handle} as co-author` }).click();
  await expect(dialog.getByRole("group", { name: "Co-author" })).toHaveCount(0);
  await dialog.getByRole("combobox", { name: "Audience" }).selectOption("followers");
  await expect(dialog.getByRole("button", { name: "Add co-author" })).toBeHidden();
  await dialog.getByRole("combobox", { name: "Audience" }).selectOption("public");
  await dialog.getByRole("button", { name: "Close" }).click();

  await open(ben.page, "/notifications");
  await invite(page, bens.handle, "One song by two birds");
  await open(page, "/drafts");
  await expect(page.getByRole("region", { name: "Waiting for others" })).toContainText("One song by two birds");
  await expectAccessible(page);
  await open(page, `/@${ada.handle}`);
  await expect(page.getByText("One song by two birds")).toHaveCount(0);

  // Ben hears of it without a reload.
  await ben.page.getByRole("link", { name: "See the invitation" }).click();
  await ben.page.waitForURL(/\/drafts$/);
  const invitation = ben.page.getByRole("region", { name: "Invitations to you" }).getByRole("article");
  await expect(invitation).toContainText("Ada Lark invites you to write this post together");
  await expectAccessible(ben.page);
  await invitation.getByRole("button", { name: "Accept" }).click();
  await ben.page.waitForURL(new RegExp(`/@${ada.handle}/\\d+$`));
  const path = new URL(ben.page.url()).pathname;
  const name = /^Ada Lark and Ben Wren: One song/;
  await expect(ben.page.getByRole("article", { name })).toBeVisible();

  for (const who of [ada, bens]) {
    await open(page, `/@${who.handle}`);
    const post = page.getByRole("article", { name });
    await expect(post.getByRole("link", { name: /Ada Lark/ })).toHaveAttribute("href", `/@${ada.handle}`);
    await expect(post.getByRole("link", { name: /Ben Wren/ })).toHaveAttribute("href", `/@${bens.handle}`);
  }
  // Both hear of a like.
  await open(eve.page, path);
  await eve.page.getByRole("article", { name }).getByRole("button", { name: "Like" }).click();
  for (const one of [page, ben.page]) {
    await open(one, "/notifications");
    await expect(one.getByText("Eve Owl liked your post")).toBeVisible();
  }
  await expect(page.getByText("Ben Wren accepted your invitation")).toBeVisible();

  // Ben leaves while Ada and Eve look at it.
  await open(page, `/@${bens.handle}`);
  await expect(page.getByRole("article", { name })).toBeVisible();
  await open(ben.page, path);
  await ben.page.getByRole("article", { name }).getByRole("button", { name: "More" }).click();
  await ben.page.getByRole("menuitem", { name: "Leave this co-post" }).click();
  await ben.page.getByRole("dialog").getByRole("button", { name: "Leave this co-post" }).click();
  await expect(ben.page.getByText("You left the co-post")).toBeVisible();
  const alone = /^Ada Lark: One song/;
  await expect(ben.page.getByRole("article", { name: alone })).toBeVisible();
  await expect(eve.page.getByRole("article", { name: alone })).toBeVisible();
  await expect(card(page, "One song by two birds")).toHaveCount(0);
  await open(page, "/notifications");
  await expect(page.getByText("Ben Wren left your co-post")).toBeVisible();
  ben.watch.check();
  eve.watch.check();
});

test("an invitation is declined or withdrawn, and nothing of it stays", { tag: "@phone" }, async ({ page, browser }) => {
  const ada = await signUp(page, person("Ada Lark"));
  const ben = await another(browser);
  const bens = await signUp(ben.page, person("Ben Wren"));
  await follow(ben.page, ada.handle);
  await open(ben.page, "/drafts");
  await expect(ben.page.getByText("Nothing is waiting")).toBeVisible();

  await invite(page, bens.handle, "Not this one");
  await ben.page.getByRole("button", { name: "Decline" }).click();
  await expect(ben.page.getByText("Invitation declined")).toBeVisible();
  await expect(ben.page.getByText("Nothing is waiting")).toBeVisible();
  await open(page, "/notifications");
  await expect(page.getByText("Ben Wren declined to write a post together")).toBeVisible();

  await invite(page, bens.handle, "Nor this one");
  await expect(ben.page.getByText("Nor this one")).toBeVisible();
  await open(page, "/drafts");
  await page.getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByText("Invitation withdrawn")).toBeVisible();
  await expect(ben.page.getByText("Nor this one")).toHaveCount(0);
  await open(page, `/@${ada.handle}`);
  for (const text of ["Not this one", "Nor this one"]) await expect(page.getByText(text)).toHaveCount(0);
  ben.watch.check();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("one invites and the other accepts", async ({ page, browser, watch }) => {
    const ben = await another(browser, { javaScriptEnabled: false });
    // The browser loads the script ahead and then is not allowed to run it.
    for (const one of [watch, ben.watch]) one.allow(/preloaded using link preload/);
    const ada = await signUp(page, person("Ada Lark"));
    const bens = await signUp(ben.page, person("Ben Wren"));
    await ben.page.goto(`/@${ada.handle}`);
    await ben.page.locator(".profile").getByRole("button", { name: "Follow", exact: true }).click();
    await page.goto("/compose");
    await page.getByRole("textbox", { name: "What is happening?" }).fill("Plain and together");
    await page.getByRole("textbox", { name: /^Co-author/ }).fill(bens.handle);
    await page.getByRole("button", { name: "Post", exact: true }).click();
    await page.waitForURL(/\/drafts$/);
    await expect(page.getByText("Plain and together")).toBeVisible();
    await ben.page.goto("/drafts");
    await ben.page.getByRole("button", { name: "Accept" }).click();
    await expect(ben.page.getByRole("article", { name: /^Ada Lark and Ben Wren: Plain and together/ })).toBeVisible();
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
  await open(page, "/drafts");
  await expect(page.getByRole("heading", { name: "Brouillons et invitations", level: 1 })).toBeVisible();
  await expect(page.getByText("Rien n’attend")).toBeVisible();
  watch.check();
});
