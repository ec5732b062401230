// Every page in every theme: nothing that axe finds, on pages as they are in use.
import { png } from "../pictures";
import { type Page, another, expect, expectAccessible, hydrated, person, signUp, test } from "../support";

const view = png("view.png", 900, 600, [90, 140, 90]);

/** What the pages below are about, and who looks at them. */
interface Square {
  cookies: Awaited<ReturnType<ReturnType<Page["context"]>["cookies"]>>;
  handle: string;
  conversation: string;
}

/** Asks the server directly, which is faster than typing. */
async function ask(page: Page, path: string, form: Record<string, string>) {
  const headers = { accept: "application/json", origin: new URL(page.url()).origin };
  const answer = await page.request.post(path, { form, headers });
  expect(answer.ok(), path).toBeTruthy();
  return answer.json();
}

/** Two people who have something to say to each other. */
async function prepare(browser: Parameters<typeof another>[0]): Promise<Square> {
  const ada = await another(browser, { locale: "en-GB" });
  const who = await signUp(ada.page, person("Ada Lark"));
  const ben = await another(browser, { locale: "en-GB" });
  await signUp(ben.page, person("Ben Wren"));
  const headers = { accept: "application/json", origin: new URL(ada.page.url()).origin };
  const sent = await ada.page.request.post("/media/post", {
    headers,
    multipart: { text: "A #photo of the meadow", audience: "public", photo: view, alt: "A meadow" },
  });
  expect(sent.ok()).toBeTruthy();
  const photo = await sent.json();
  const audience = "public";
  const exclamation = `What a view, @${who.handle}!`;
  const reply = await ask(ben.page, "/api/posts/create", { text: exclamation, reply_to: photo.id, audience });
  const look = "Look at this https://example.org/meadow";
  await ask(ben.page, "/api/posts/create", { text: look, quote_of: photo.id, audience });
  await ask(ben.page, "/api/posts/like", { post_id: photo.id });
  await ask(ben.page, "/api/posts/repost", { post_id: photo.id });
  await ask(ben.page, "/api/profiles/follow", { account_id: photo.author.id });
  await ask(ada.page, "/api/profiles/follow", { account_id: reply.author.id });
  await ask(ada.page, "/api/posts/create", { text: "Between us", audience: "followers" });
  await ask(ada.page, "/api/posts/like", { post_id: photo.id });
  await ask(ada.page, "/api/posts/bookmark", { post_id: photo.id });
  const cookies = await ada.context.cookies();
  await ada.context.close();
  await ben.context.close();
  return { cookies, handle: who.handle, conversation: `/@${who.handle}/${photo.id}` };
}

/** Waits until nothing fades or slides any more: half-seen colours are nobody's fault. */
async function atRest(page: Page) {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every((one) => one.playState !== "running" || one.effect?.getComputedTiming().endTime === Infinity),
  );
}

async function show(page: Page, theme: string) {
  await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
  await atRest(page);
}

/**
 * Checks the page as it stands: all rules in the first theme, then only the contrast in the others, because nothing but
 * colours differs between themes.
 */
async function expectAccessibleIn(page: Page, [first, ...others]: readonly string[]) {
  await atRest(page);
  await expectAccessible(page);
  for (const theme of others) {
    await show(page, theme);
    await test.step(theme, () => expectAccessible(page, ["color-contrast"]));
  }
  if (others.length > 0) await show(page, first!);
}

async function expectPage(page: Page, themes: readonly string[], path: string) {
  await test.step(path, async () => {
    await page.goto(path);
    await hydrated(page);
    await expect(page.locator("html")).toHaveAttribute("data-theme", themes[0]!);
    await expect(page.getByRole("heading").first()).toBeVisible();
    await expectAccessibleIn(page, themes);
  });
}

// The words of the other language are checked once: colours and widths are the same.
for (const { themes, locale, tag } of [
  { themes: ["dim", "light", "dark"], locale: "en-GB", tag: "@both" },
  { themes: ["dark"], locale: "fr-FR", tag: "@phone" },
]) {
  test.describe(locale, { tag }, () => {
    // One after the other, on what was prepared once.
    test.describe.configure({ mode: "default" });
    test.use({ locale });

    let square: Square;
    test.beforeAll(async ({ browser }) => {
      square = await prepare(browser);
    });
    test.beforeEach(async ({ context, baseURL }) => {
      await context.addCookies([{ name: "theme", value: themes[0]!, url: baseURL! }]);
    });

    test("visitors", async ({ page, watch }) => {
      watch.allow(/answer 404/);
      for (const path of ["/", "/login", "/signup", "/explore", "/about", `/@${square.handle}`, "/@nobody_at_all"]) {
        await expectPage(page, themes, path);
      }
    });

    test("reading", async ({ page, context }) => {
      await context.addCookies(square.cookies);
      const paths = [
        "/home",
        square.conversation,
        `/@${square.handle}`,
        "/explore",
        "/search?q=meadow",
        "/search?q=Wren&f=people",
        "/notifications",
        "/bookmarks",
      ];
      for (const path of paths) await expectPage(page, themes, path);
      // What there is to see was there.
      await page.goto("/home");
      await expect(page.getByRole("img", { name: "A meadow" }).first()).toBeVisible();
      await expect(page.locator(".quote-card").first()).toBeVisible();
      await expect(page.getByRole("article").filter({ hasText: "Between us" }).first()).toBeVisible();
    });

    test("settings and the first-run path", async ({ page, context }) => {
      await context.addCookies(square.cookies);
      const paths = [
        "/settings",
        "/settings/profile",
        "/settings/account",
        "/settings/privacy",
        "/settings/appearance",
        "/settings/sessions",
        "/settings/account/deactivate",
        "/followers/requests",
        "/welcome",
        "/welcome?step=bio",
        "/welcome?step=people",
      ];
      for (const path of paths) await expectPage(page, themes, path);
    });

    test("menus and dialogs", async ({ page, context }) => {
      await context.addCookies(square.cookies);
      await page.goto(square.conversation);
      await hydrated(page);
      // Buttons by their kind: the words are another language's.
      const open = async (name: string, act: () => Promise<void>, role: "menu" | "dialog") => {
        await test.step(name, async () => {
          await act();
          const opened = page.getByRole(role);
          await expect(opened).toBeVisible();
          await expectAccessibleIn(page, themes);
          await page.keyboard.press("Escape");
          await expect(opened).toBeHidden();
        });
      };
      const mine = page.locator("article[data-view=focus]");
      const reply = page.locator("article[data-view=reply]").first();
      await open("the menu of one’s own post", () => mine.locator(".post__more button").first().click(), "menu");
      await open("the menu of another’s post", () => reply.locator(".post__more button").first().click(), "menu");
      await open("the repost menu", () => mine.locator("button[data-kind=repost]").click(), "menu");
      await open("the photo viewer", () => mine.locator(".media__open").click(), "dialog");
      await open("the composer", () => page.keyboard.press("n"), "dialog");
      await open("the composer of a reply", () => reply.locator("button[data-kind=reply]").click(), "dialog");
      await open("the list of keys", () => page.keyboard.press("?"), "dialog");
    });
  });
}
