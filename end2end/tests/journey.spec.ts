// The way that all the rest serves: from signing up to a block, by two people who never reload to see what the other did.
import { png } from "../pictures";
import { type Page, another, expect, hydrated, logIn, person, post, signUp, test } from "../support";
import { type Words, languages } from "../i18n";

const face = png("face.png", 600, 400, [200, 120, 40]);
const view = png("view.png", 1200, 800, [70, 130, 180]);

const card = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text }).first();
const focus = (page: Page) => page.locator("article[data-view=focus]");
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** Opens an account; ends at the first step of the first-run path. */
async function join(page: Page, name: string, words: Words) {
  const who = person(name);
  await page.goto("/signup");
  await hydrated(page);
  await page.getByLabel(words.handle).fill(who.handle);
  await page.getByLabel(words.displayName).fill(who.name);
  await page.getByLabel(words.email).fill(who.email);
  await page.getByLabel(words.password, { exact: true }).fill(who.password);
  await button(page, words.createAccount).click();
  await page.waitForURL(/\/welcome/);
  await hydrated(page);
  return who;
}

/** Chooses a profile picture, moves the frame a little, takes it. */
async function showFace(page: Page, words: Words) {
  await page.getByLabel(words.choosePicture).setInputFiles(face);
  const dialog = page.getByRole("dialog", { name: words.cutTitle });
  await dialog.getByRole("application").focus();
  await page.keyboard.press("ArrowLeft");
  await button(page, words.usePicture).click();
  await expect(dialog).toBeHidden();
  await expectLoaded(page, ".profile-picture img");
}

/** Blocks from an open profile. */
async function block(profile: Page, handle: string, words: Words) {
  await profile.locator(".profile").getByRole("button", { name: words.more }).click();
  await profile.getByRole("menuitem", { name: words.block(handle) }).click();
  await profile.getByRole("dialog").getByRole("button", { name: words.blockButton, exact: true }).click();
  await expect(profile.getByText(words.youBlocked(handle))).toBeVisible();
}

/** Posts a text and opens the post. */
async function postAndOpen(page: Page, text: string) {
  await post(page, text);
  await card(page, text).getByText(text).click();
  await page.waitForURL(/\/@\w+\/\d+$/);
}

async function expectLoaded(page: Page, selector: string) {
  const image = page.locator(selector).first();
  await expect(image).toBeVisible();
  await expect.poll(() => image.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)).toBe(true);
}

for (const [locale, words] of Object.entries(languages)) {
  test.describe(locale, () => {
    test.use({ locale });

    test("two people meet, and after a block they have never met", { tag: "@both" }, async ({ page, browser, context, watch }) => {
      test.setTimeout(120_000);
      // Ada arrives, shows her face and says who she is.
      const ada = await join(page, "Ada Lark", words);
      await showFace(page, words);
      await page.getByRole("link", { name: words.next, exact: true }).click();
      await page.getByLabel(words.bio).fill("Counts birds");
      await button(page, words.next).click();
      await button(page, words.goHome).click();
      await page.waitForURL(/\/home/);
      await hydrated(page);

      // She posts a photo and opens her post.
      const composer = page.locator("form.composer").first();
      await composer.getByRole("textbox", { name: words.whatIsHappening }).fill(words.text);
      const window = page.waitForEvent("filechooser");
      await composer.getByRole("button", { name: words.addPhotos }).click();
      await (await window).setFiles(view);
      await composer.getByRole("textbox", { name: words.imageDescription }).fill(words.description);
      await expect(composer.getByRole("button", { name: words.post, exact: true })).toBeEnabled();
      await composer.getByRole("button", { name: words.post, exact: true }).click();
      await expect(card(page, words.text).getByRole("img", { name: words.description })).toBeVisible();
      await expectLoaded(page, "article .post__avatar img");
      await card(page, words.text).getByText(words.text).click();
      await page.waitForURL(/\/@\w+\/\d+$/);
      await expect(focus(page)).toContainText(words.text);
      const address = page.url();
      const photo = await focus(page)
        .getByRole("img", { name: words.description })
        .evaluate((image: HTMLImageElement) => image.src);

      // Ben arrives, finds her and follows.
      const other = await another(browser);
      const bens = other.page;
      const ben = await join(bens, "Ben Wren", words);
      await button(bens, words.skipAll).click();
      await bens.waitForURL(/\/home/);
      await bens.goto(`/@${ada.handle}`);
      await hydrated(bens);
      await expectLoaded(bens, ".profile__avatar img");
      await bens.locator(".profile").getByRole("button", { name: words.follow, exact: true }).click();
      await expect(bens.locator(".profile").getByRole("button", { name: words.following, exact: true })).toBeVisible();
      await expect(page).toHaveTitle(/^\(1\) /);
      expect((await bens.request.get(photo)).status()).toBe(200);

      // He likes, replies and quotes; each reaches her open page.
      await card(bens, words.text).getByText(words.text).click();
      await bens.waitForURL(/\/@\w+\/\d+$/);
      await focus(bens).getByRole("button", { name: words.like, exact: true }).click();
      await expect(focus(page).locator(".post__stats")).toContainText(words.oneLike);
      await expect(page).toHaveTitle(/^\(2\) /);

      await bens.getByRole("textbox", { name: words.yourReply }).fill(words.replyText);
      await bens.locator("form.composer[data-kind=reply]").getByRole("button", { name: words.reply, exact: true }).click();
      await expect(card(bens, words.replyText)).toBeVisible();
      await button(page, words.newReply).click();
      await expect(card(page, words.replyText)).toHaveAccessibleName(/^Ben Wren/);
      await expect(focus(page).locator(".post__stats")).toContainText(words.oneReply);
      await expect(page).toHaveTitle(/^\(3\) /);

      await focus(bens).getByRole("button", { name: words.repost, exact: true }).click();
      await bens.getByRole("menuitem", { name: words.quote, exact: true }).click();
      const dialog = bens.getByRole("dialog", { name: words.quote });
      await dialog.getByRole("textbox", { name: words.whatIsHappening }).fill(words.quoteText);
      await dialog.getByRole("button", { name: words.post, exact: true }).click();
      await expect(dialog).toBeHidden();
      await expect(focus(page).locator(".post__stats")).toContainText(words.oneQuote);
      await expect(page).toHaveTitle(/^\(4\) /);
      await expect(page.locator(".nav, .bottom-bar").getByText(words.unread(4)).first()).toBeAttached();
      // She likes his reply, so that he has heard of her too.
      await card(page, words.replyText).getByRole("button", { name: words.like, exact: true }).click();
      await expect(bens).toHaveTitle(/^\(1\) /);

      // In a second window she reads what happened, and blocks him.
      const second = await context.newPage();
      await second.goto("/notifications");
      await hydrated(second);
      await expect(card(second, words.quoteText)).toHaveAccessibleName(/^Ben Wren/);
      await expect(card(second, words.replyText)).toBeVisible();
      await expect(card(second, words.liked)).toContainText("Ben Wren");
      await expect(card(second, words.followed)).toContainText("Ben Wren");
      await expect(page).not.toHaveTitle(/^\(/);
      const bensHome = await other.context.newPage();
      await bensHome.goto("/home");
      await hydrated(bensHome);
      await expect(card(bensHome, words.text)).toBeVisible();

      await second.goto(`/@${ben.handle}`);
      await hydrated(second);
      await expect(card(second, words.quoteText)).toBeVisible();
      // His open page of her post loses what it shows, and asks in vain.
      other.watch.allow(/answer 404/);
      watch.allow(/answer 404/);
      await block(second, ben.handle, words);

      // Gone for her: his profile is closed, and open pages lose him without being loaded anew.
      await expect(second.getByText(words.quoteText)).toHaveCount(0);
      await expect(page.getByText(words.replyText)).toHaveCount(0);
      await expect(focus(page)).toContainText(words.text);
      await page.reload();
      await hydrated(page);
      await expect(focus(page)).toContainText(words.text);
      await expect(page.getByText(words.replyText)).toHaveCount(0);
      await expect(page.getByText(words.oneReply)).toHaveCount(0);
      await expect(page.getByText(words.oneQuote)).toHaveCount(0);
      await second.goto("/notifications");
      await expect(second.getByText(words.nothingYet)).toBeVisible();
      await expect(second.getByText(ben.handle)).toHaveCount(0);
      await second.goto(`/search?q=${encodeURIComponent(words.quoteText)}&f=latest`);
      await hydrated(second);
      await expect(card(second, words.quoteText).filter({ hasText: ben.handle })).toHaveCount(0);

      // Gone for him: open pages first, then every address.
      await expect(bensHome.getByText(words.text)).toHaveCount(0);
      await expect(bens.getByText(words.text)).toHaveCount(0);
      expect((await bens.goto(address))?.status()).toBe(404);
      await expect(bens.getByRole("heading", { name: words.nothingIsHere })).toBeVisible();
      expect((await bens.goto(`/@${ada.handle}`))?.status()).toBe(404);
      expect((await bens.request.get(photo)).status()).toBe(404);
      await bens.goto("/notifications");
      await expect(bens.getByText(words.nothingYet)).toBeVisible();
      await bens.goto(`/search?q=${ada.handle}&f=people`);
      await expect(bens.getByText(words.nothingFound)).toBeVisible();
      await bens.goto(`/@${ben.handle}`);
      await expect(card(bens, words.quoteText)).toContainText(words.quoteUnavailable);
      await expect(bens.getByText(words.text)).toHaveCount(0);
      await bens.goto(`/@${ben.handle}/replies`);
      await expect(card(bens, words.replyText)).toBeVisible();
      await expect(bens.getByText(ada.handle)).toHaveCount(0);

      // For everybody else nothing has changed.
      const guest = await another(browser);
      expect((await guest.page.goto(address))?.status()).toBe(200);
      await expect(focus(guest.page)).toContainText(words.text);
      expect((await guest.page.request.get(photo)).status()).toBe(200);
      expect((await page.request.get(photo)).status()).toBe(200);
      guest.watch.check();
      other.watch.check();
    });
  });
}

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("two people meet on plain pages", { tag: "@both" }, async ({ page, browser, watch }) => {
    // What the script would have needed is loaded ahead all the same.
    const unused = /preloaded using link preload but not used/;
    watch.allow(unused);
    const ada = await signUp(page, person("Ada Lark"));
    await page.goto("/logout");
    await page.getByRole("main").getByRole("button", { name: "Log out" }).click();
    await page.goto("/home");
    await page.waitForURL(/\/login/);
    await logIn(page, ada);

    await page.goto("/compose");
    await page.getByRole("textbox", { name: "What is happening?" }).fill("Plain as bread");
    // By their names: what stands in a noscript has no text for the test's own eyes.
    await page.locator(".plain-photos summary").click();
    await page.locator("input[name=photo]").first().setInputFiles(view);
    await page.locator("input[name=alt]").first().fill("The river at dusk");
    await page.getByRole("button", { name: "Post", exact: true }).click();
    await page.waitForURL(/\/@\w+\/\d+$/);
    const address = page.url();
    await expect(focus(page)).toContainText("Plain as bread");
    await expect(focus(page).getByRole("img", { name: "The river at dusk" })).toBeVisible();

    const other = await another(browser);
    other.watch.allow(unused);
    const bens = other.page;
    await signUp(bens, person("Ben Wren"));
    await bens.goto(`/@${ada.handle}`);
    await bens.locator(".profile").getByRole("button", { name: "Follow", exact: true }).click();
    await expect(bens.locator(".profile").getByRole("button", { name: "Following", exact: true })).toBeVisible();
    await bens.goto("/home");
    const hers = card(bens, "Plain as bread");
    await hers.getByRole("button", { name: "Like", exact: true }).click();
    await expect(hers.getByRole("button", { name: "Like", exact: true })).toHaveAttribute("aria-pressed", "true");
    await hers.getByRole("button", { name: "Reply", exact: true }).click();
    await bens.waitForURL(/\/@\w+\/\d+\??$/);
    await bens.getByRole("textbox", { name: "Post your reply" }).fill("With butter, please");
    await bens.locator("form.composer").getByRole("button", { name: "Reply", exact: true }).click();
    await expect(card(bens, "With butter, please")).toBeVisible();

    await page.goto("/notifications");
    await expect(page.getByText("Ben Wren liked your post")).toBeVisible();
    await expect(page.getByText("Ben Wren followed you")).toBeVisible();
    await expect(card(page, "With butter, please")).toBeVisible();
    await page.goto(address);
    await expect(focus(page).locator(".post__stats")).toContainText("1 Reply");
    await expect(card(page, "With butter, please")).toHaveAccessibleName(/^Ben Wren/);
    other.watch.check();
  });
});

test("a block takes its notifications off the counter", { tag: "@both" }, async ({ page, browser, context }) => {
  const words = languages["en-GB"];
  await signUp(page, person("Ada Lark"));
  await postAndOpen(page, "Count me in");
  const other = await another(browser);
  const ben = await signUp(other.page, person("Ben Wren"));
  await other.page.goto(page.url());
  await hydrated(other.page);
  await focus(other.page).getByRole("button", { name: words.like, exact: true }).click();
  await expect(page).toHaveTitle(/^\(1\) /);
  const profile = await context.newPage();
  await profile.goto(`/@${ben.handle}`);
  await hydrated(profile);
  await block(profile, ben.handle, words);
  await expect.soft(page).not.toHaveTitle(/^\(/);
  await page.reload();
  await expect(page).not.toHaveTitle(/^\(/);
});

test("open pages tell nothing of the blocked", { tag: "@both" }, async ({ page, browser, context }) => {
  const words = languages["en-GB"];
  await signUp(page, person("Ada Lark"));
  await postAndOpen(page, "Who is there?");
  const address = page.url();
  const other = await another(browser);
  const ben = await signUp(other.page, person("Ben Wren"));
  await other.page.goto(address);
  await hydrated(other.page);
  await focus(other.page).getByRole("button", { name: words.like, exact: true }).click();
  await other.page.getByRole("textbox", { name: words.yourReply }).fill("Only me");
  await other.page.locator("form.composer[data-kind=reply]").getByRole("button", { name: words.reply, exact: true }).click();
  await expect(card(other.page, "Only me")).toBeVisible();
  await expect(focus(page).locator(".post__stats")).toContainText(words.oneReply);
  await expect(page).toHaveTitle(/^\(2\) /);

  // Other pages of hers: one where what he did is listed, one where he is blocked.
  const list = await context.newPage();
  await list.goto("/notifications");
  await hydrated(list);
  await expect(card(list, words.liked)).toContainText("Ben Wren");
  await expect(card(list, "Only me")).toBeVisible();
  const profile = await context.newPage();
  await profile.goto(`/@${ben.handle}`);
  await hydrated(profile);
  await block(profile, ben.handle, words);

  await expect(card(list, "Only me")).toHaveCount(0);
  await expect(list.getByRole("article").filter({ hasText: words.liked })).toHaveCount(0);
  await expect.soft(focus(page).getByText(words.oneReply)).toHaveCount(0);
  // There is nothing left to answer.
  await expect(other.page.getByText("Who is there?")).toHaveCount(0);
  await expect.soft(other.page.getByRole("textbox", { name: words.yourReply })).toHaveCount(0);
});
