// Feeds as people meet them: endless, going back to where one was, new posts announced, search, without script.
import { type Page, another, expect, hydrated, logIn, person, post, signUp, test } from "../support";

const posts = (page: Page) => page.getByRole("feed").getByRole("article");

/** Publishes through the server function, which is faster than typing. */
async function publish(page: Page, texts: string[]) {
  for (const text of texts) {
    const answer = await page.request.post("/api/posts/create", {
      form: { text, audience: "public" },
      headers: { accept: "application/json", origin: new URL(page.url()).origin },
    });
    expect(answer.ok()).toBeTruthy();
  }
}

const numbered = (word: string, count: number) => Array.from({ length: count }, (_, n) => `${word} number ${n}.`);

test("a feed goes on by itself, and going back finds it as it was left", { tag: "@both" }, async ({ page }) => {
  await signUp(page, person("Marsh Harrier"));
  await publish(page, numbered("Endless", 45));
  await page.goto("/home");
  await hydrated(page);
  const feed = page.getByRole("feed");
  await expect(feed).toHaveAttribute("aria-busy", "false");
  await expect(posts(page).first()).toContainText("Endless number 44.");
  await expect(posts(page).first()).toHaveAttribute("aria-posinset", "1");
  // Reading down to the end.
  await expect(async () => {
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await expect(page.getByText("You have reached the end")).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(posts(page)).toHaveCount(45);
  await expect(posts(page).last()).toHaveAttribute("aria-setsize", "45");

  const target = posts(page).filter({ hasText: "Endless number 12." });
  await target.scrollIntoViewIfNeeded();
  await target.evaluate((element) => element.scrollIntoView({ block: "center" }));
  const before = (await target.boundingBox())!.y;
  await target.getByText("Endless number 12.").click();
  await page.waitForURL(/\/@\w+\/\d+$/);
  await expect(page.locator("article[data-view=focus]")).toContainText("Endless number 12.");
  // What changes meanwhile has changed when one comes back.
  await page.locator("article[data-view=focus]").getByRole("button", { name: "Like", exact: true }).click();
  await page.goBack();
  await page.waitForURL(/\/home$/);
  await expect(posts(page)).toHaveCount(45);
  await expect(async () => {
    const after = (await target.boundingBox())!.y;
    expect(Math.abs(after - before)).toBeLessThan(40);
  }).toPass();
  await expect(target.getByRole("button", { name: "Like", exact: true })).toHaveAttribute("aria-pressed", "true");
  // Any other way to the page begins anew.
  await page.getByRole("navigation", { name: "Primary" }).getByRole("link", { name: "Explore" }).click();
  await page.waitForURL(/\/explore$/);
  await page.getByRole("navigation", { name: "Primary" }).getByRole("link", { name: "Home" }).click();
  await page.waitForURL(/\/home$/);
  await expect(posts(page).first()).toBeInViewport();
  await expect(posts(page).first()).toContainText("Endless number 44.");
});

test("new posts of people one follows announce themselves", { tag: "@phone" }, async ({ page, browser }) => {
  const ada = await signUp(page, person("Ada Lark"));
  const other = await another(browser);
  const ben = await signUp(other.page, person("Ben Finch"));
  await publish(other.page, ["Here before."]);
  await page.goto(`/@${ben.handle}`);
  await hydrated(page);
  const kept = page.waitForResponse("**/api/profiles/follow");
  await page.getByRole("main").getByRole("button", { name: "Follow", exact: true }).click();
  await expect(page.getByRole("main").getByRole("button", { name: "Following" })).toBeVisible();
  await kept;
  await page.goto("/home");
  await hydrated(page);
  await expect(posts(page).first()).toContainText("Here before.");
  await publish(other.page, ["Brand new.", "Newer still."]);
  const pill = page.getByRole("button", { name: "Show 2 posts" });
  await expect(pill).toBeVisible();
  await expect(posts(page)).toHaveCount(1);
  await pill.click();
  await expect(posts(page)).toHaveCount(3);
  await expect(posts(page).first()).toContainText("Newer still.");
  await expect(pill).toBeHidden();
  await publish(other.page, ["With a key."]);
  await expect(page.getByRole("button", { name: "Show 1 post" })).toBeVisible();
  await page.keyboard.press(".");
  await expect(posts(page).first()).toContainText("With a key.");
  expect(ada.handle).not.toBe(ben.handle);
  other.watch.check();
  await other.context.close();
});

test("one's own post stands on top at once, and a deleted one leaves no gap", async ({ page }) => {
  await signUp(page);
  await expect(page.getByText("Your home is quiet")).toBeVisible();
  await hydrated(page);
  await post(page, "The first of mine");
  await expect(posts(page)).toHaveCount(1);
  const mine = posts(page).first();
  await mine.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(posts(page)).toHaveCount(0);
  await expect(page.getByText("Your home is quiet")).toBeVisible();
});

test("search finds words, people and tags, and keeps its place in the address", { tag: "@both" }, async ({ page }) => {
  const who = await signUp(page, person("Reed Warbler"));
  const word = `reedword${who.handle}`;
  await publish(page, [`Found by ${word} #tag${who.handle}`]);
  await page.goto("/explore");
  await hydrated(page);
  await page.getByRole("main").getByRole("searchbox").fill(word);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\?q=/);
  await expect(posts(page).first()).toContainText(word);
  await expect(page).toHaveTitle(new RegExp(word));
  const tabs = page.getByRole("navigation", { name: "Results" });
  await tabs.getByRole("link", { name: "Latest" }).click();
  await expect(tabs.getByRole("link", { name: "Latest" })).toHaveAttribute("aria-current", "page");
  await expect(posts(page).first()).toContainText(word);
  await tabs.getByRole("link", { name: "Media" }).click();
  await expect(page.getByText("Nothing found for")).toBeVisible();
  await page.getByRole("main").getByRole("searchbox").fill(who.handle);
  await page.keyboard.press("Enter");
  await tabs.getByRole("link", { name: "People" }).click();
  await expect(page.getByRole("main").getByRole("link", { name: who.name }).first()).toBeVisible();
  await page.goto(`/tags/tag${who.handle}`);
  await hydrated(page);
  await expect(posts(page).first()).toContainText(word);
  await page.goBack();
  await expect(tabs.getByRole("link", { name: "People" })).toHaveAttribute("aria-current", "page");
});

test("an answer that fails can be asked for again", async ({ page, watch }) => {
  await signUp(page);
  await publish(page, numbered("Retry", 25));
  watch.allow(/answer 503/);
  await page.route("**/api/timelines/list*", (route) => route.fulfill({ status: 503, json: "unavailable" }));
  await page.goto("/home");
  await hydrated(page);
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  const again = page.getByRole("button", { name: "Try again" });
  await expect(again).toBeVisible();
  await page.unroute("**/api/timelines/list*");
  await again.click();
  await expect(posts(page)).toHaveCount(25);
});

test("visitors see what is happening and are invited", { tag: "@both" }, async ({ page, browser }) => {
  const other = await another(browser);
  await signUp(other.page, person("Wood Pigeon"));
  await publish(other.page, ["Seen by everybody #everybody"]);
  await page.goto("/");
  await hydrated(page);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "Sign up" })).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "Log in" })).toBeVisible();
  await expect(posts(page).first()).toBeVisible();
  await page.goto("/home");
  await page.waitForURL(/\/login\?next=/);
  await page.goto("/bookmarks");
  await page.waitForURL(/\/login\?next=/);
  await other.context.close();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("pages lead on by links", { tag: "@phone" }, async ({ page, browser, watch }) => {
    // The browser refuses the script itself where script is switched off.
    watch.allow(/\.js csp$/);
    const scripted = await another(browser);
    const who = await signUp(scripted.page);
    await publish(scripted.page, numbered("Plain", 23));
    await scripted.context.close();
    await logIn(page, who);
    await expect(posts(page)).toHaveCount(20);
    await page.getByRole("link", { name: "Load more" }).click();
    await expect(posts(page)).toHaveCount(3);
    await expect(posts(page).last()).toContainText("Plain number 0.");
    await page.goto("/explore");
    await page.getByRole("main").getByRole("searchbox").fill("plain");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/search\?q=plain/);
    await expect(posts(page).first()).toBeVisible();
  });
});

for (const width of [390, 1280]) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`explore and search stand at ${width} px, ${colorScheme}`, async ({ page, browser }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const other = await another(browser);
      await signUp(other.page, person("A bird with a name so long that it must never break any layout".slice(0, 50)));
      await publish(other.page, [`${"verylongword".repeat(20)} #shape`, "مرحبا بالعالم #shape"]);
      await other.context.close();
      for (const path of ["/explore", "/search?q=%23shape", "/"]) {
        await page.goto(path);
        await hydrated(page);
        await expect(posts(page).first()).toBeVisible();
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
      }
    });
  }
}

test.describe("in French", () => {
  test.use({ locale: "fr-FR" });

  test("the pages speak French", { tag: "@phone" }, async ({ page }) => {
    await page.goto("/explore");
    await hydrated(page);
    await expect(page.getByRole("heading", { name: "Derniers posts" })).toBeVisible();
    await page.goto("/search");
    await expect(page.getByText("Que cherchez-vous ?")).toBeVisible();
  });
});
