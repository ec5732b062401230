// Following, asking, blocking and muting as people meet them.
import { type Page, another, expect, hydrated, logIn, person, post, signUp, test } from "../support";

const follow = (page: Page) => page.locator(".profile").getByRole("button", { name: "Follow", exact: true });
const following = (page: Page) => page.locator(".profile").getByRole("button", { name: "Following", exact: true });
const counts = (page: Page) => page.locator(".profile__counts");

async function choose(page: Page, item: RegExp) {
  await page.locator(".profile").getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

async function visit(page: Page, handle: string) {
  await page.goto(`/@${handle}`);
  await hydrated(page);
}

test("a follow shows at once, counts, brings posts home and can be undone", { tag: "@phone" }, async ({ page, browser }) => {
  const ben = await another(browser);
  const { handle } = await signUp(ben.page, person("Ben Wren"));
  await post(ben.page, "A song from Ben");
  await signUp(page);
  await visit(page, handle);
  await expect(counts(page)).toContainText("0 Followers");
  await follow(page).click();
  await expect(following(page)).toBeVisible();
  await expect(counts(page)).toContainText("1 Follower");
  await expect(page.getByText("Follows are public")).toBeVisible();
  await page.reload();
  await hydrated(page);
  await expect(following(page)).toBeVisible();
  await page.goto("/home");
  await expect(page.getByRole("article").filter({ hasText: "A song from Ben" })).toBeVisible();
  await visit(page, handle);
  await following(page).click();
  await expect(follow(page)).toBeVisible();
  await expect(counts(page)).toContainText("0 Followers");
  ben.watch.check();
});

test("a refused follow is taken back with a message", async ({ page, browser, watch }) => {
  const ben = await another(browser);
  const { handle } = await signUp(ben.page);
  await signUp(page);
  await visit(page, handle);
  watch.allow(/answer 429/);
  await page.route("**/api/profiles/follow", (route) =>
    route.fulfill({ status: 429, json: { rate_limited: { retry_after: 7200 } }, headers: { serverfnerror: "/api/profiles/follow" } }),
  );
  await follow(page).click();
  await expect(page.getByText("You can follow 400 people a day. Go on in 2 hours.")).toBeVisible();
  await expect(follow(page)).toBeVisible();
});

test("visitors are led to log-in", { tag: "@phone" }, async ({ page, browser }) => {
  const ben = await another(browser);
  const { handle } = await signUp(ben.page);
  await visit(page, handle);
  await follow(page).click();
  await page.getByRole("status").getByRole("button", { name: "Log in" }).click();
  await page.waitForURL(/\/login/);
});

test("a protected account is asked, and answers", async ({ page, browser }) => {
  const ada = await signUp(page, person("Ada Lark"));
  await post(page, "For my followers");
  await page.goto("/settings/privacy");
  await hydrated(page);
  await page.getByRole("switch", { name: /Protect/ }).check();
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect(page.getByText("Saved.").first()).toBeVisible();

  const ben = await another(browser);
  await signUp(ben.page, person("Ben Wren"));
  await visit(ben.page, ada.handle);
  await expect(ben.page.getByText("These posts are protected")).toBeVisible();
  await follow(ben.page).click();
  await expect(ben.page.locator(".profile").getByRole("button", { name: "Requested" })).toBeVisible();

  await page.goto("/notifications");
  await hydrated(page);
  const request = page.getByRole("article").filter({ hasText: "Ben Wren asks to follow you" });
  await request.getByRole("button", { name: "Accept" }).click();
  // From a question it turns into news.
  await expect(page.getByRole("article").filter({ hasText: "Ben Wren followed you" })).toBeVisible();
  await visit(ben.page, ada.handle);
  await expect(following(ben.page)).toBeVisible();
  await expect(ben.page.getByRole("article").filter({ hasText: "For my followers" })).toBeVisible();
  ben.watch.check();
});

test("after a block everything of both is gone for both, also from open pages", { tag: "@phone" }, async ({ page, browser, watch }) => {
  const ada = await signUp(page, person("Ada Lark"));
  const ben = await another(browser);
  const bens = await signUp(ben.page, person("Ben Wren"));
  await post(page, "Ada says hello");
  await post(ben.page, "Ben says hello");
  await visit(ben.page, ada.handle);
  await follow(ben.page).click();
  // Said when the server has answered; the button moves before.
  await expect(ben.page.getByText("Follows are public")).toBeVisible();
  await ben.page.goto("/home");
  await hydrated(ben.page);
  await expect(ben.page.getByRole("article").filter({ hasText: "Ada says hello" })).toBeVisible();

  await visit(page, bens.handle);
  await choose(page, /^Block/);
  const question = page.getByRole("dialog");
  await expect(question).toContainText("You will not see each other");
  await question.getByRole("button", { name: "Block" }).click();
  await expect(page.getByText(`You blocked @${bens.handle}`)).toBeVisible();
  await expect(page.getByText("Ben says hello")).toHaveCount(0);
  // Ben's open page loses it without a reload, and Ada does not exist for him.
  await expect(ben.page.getByText("Ada says hello")).toHaveCount(0);
  ben.watch.allow(/answer 404/);
  const answer = await ben.page.goto(`/@${ada.handle}`);
  expect(answer?.status()).toBe(404);

  await page.locator(".profile").getByRole("button", { name: "Unblock" }).click();
  await expect(page.getByRole("article").filter({ hasText: "Ben says hello" })).toBeVisible();
  ben.watch.check();
  watch.check();
});

test("the muted are gone from home and stay at their profile", async ({ page, browser }) => {
  const ben = await another(browser);
  const { handle } = await signUp(ben.page, person("Ben Wren"));
  await post(ben.page, "Loud as ever");
  await signUp(page);
  await visit(page, handle);
  await follow(page).click();
  await expect(following(page)).toBeVisible();
  await choose(page, /^Mute/);
  await expect(page.getByText("You no longer see posts by")).toBeVisible();
  await expect(page.getByRole("article").filter({ hasText: "Loud as ever" })).toBeVisible();
  await page.goto("/home");
  await hydrated(page);
  await expect(page.getByText("Loud as ever")).toHaveCount(0);
  await page.goto("/settings/privacy");
  await expect(page.getByText(`@${handle}`)).toBeVisible();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("one follows, blocks and unblocks with forms", { tag: "@phone" }, async ({ page, browser }) => {
    const ben = await another(browser, { javaScriptEnabled: true });
    const { handle } = await signUp(ben.page, person("Ben Wren"));
    await post(ben.page, "Plain and simple");
    const mine = await another(browser, { javaScriptEnabled: true });
    const who = await signUp(mine.page);
    await logIn(page, who);
    await page.goto(`/@${handle}`);
    await follow(page).click();
    await expect(page.getByText("Follows are public")).toBeVisible();
    await expect(following(page)).toBeVisible();
    await page.getByText("More", { exact: true }).first().click();
    await page.getByRole("button", { name: "Block" }).click();
    await expect(page.getByText(`You blocked @${handle}`)).toBeVisible();
    await page.getByRole("button", { name: "Unblock" }).click();
    await expect(page.getByText("Plain and simple")).toBeVisible();
  });
});
