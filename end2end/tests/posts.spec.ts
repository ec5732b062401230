// Posts as people meet them: writing, reacting, answering, deleting, with keys and without script.
import { type Page, another, expect, hydrated, logIn, person, post, signUp, test } from "../support";

const card = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text }).first();
const field = (page: Page) => page.getByRole("textbox", { name: "What is happening?" }).first();

test("a post is written, counted, shown at once and opened", { tag: "@both" }, async ({ page }) => {
  const who = await signUp(page);
  await hydrated(page);
  const counter = page.locator(".composer__remaining").first();
  await field(page).fill("x".repeat(270));
  await expect(counter).toHaveText("10");
  await field(page).fill("x".repeat(283));
  await expect(counter).toHaveText("-3");
  await expect(page.locator("mark[data-over]").first()).toHaveText("xxx");
  await expect(page.getByRole("button", { name: "Post", exact: true }).first()).toBeDisabled();
  await field(page).fill(`Hello #meadow from @${who.handle}`);
  await expect(page.locator(".composer__highlight mark").first()).toHaveText("#meadow");
  await page.keyboard.press("Control+Enter");
  const mine = card(page, "Hello #meadow");
  await expect(mine).toBeVisible();
  await expect(mine).toHaveAccessibleName(new RegExp(`^${who.name}`));
  await expect(field(page)).toHaveValue("");
  await page.getByRole("button", { name: "View" }).click();
  await page.waitForURL(/\/@\w+\/\d+$/);
  await expect(page.locator("article[data-view=focus]")).toContainText("Hello #meadow");
  await page.reload();
  await expect(page.locator("article[data-view=focus]")).toContainText("Hello #meadow");
});

test("marks show at once, stay, and are taken back when refused", { tag: "@phone" }, async ({ page, watch }) => {
  await signUp(page);
  await post(page, "Press my buttons");
  const mine = card(page, "Press my buttons");
  const like = mine.getByRole("button", { name: "Like", exact: true });
  await like.click();
  await expect(like).toHaveAttribute("aria-pressed", "true");
  await expect(like).toContainText("1");
  await mine.getByRole("button", { name: "Bookmark" }).click();
  await mine.getByRole("button", { name: "Repost", exact: true }).click();
  await page.getByRole("menuitem", { name: "Repost" }).click();
  await expect(mine.getByRole("button", { name: "Repost", exact: true })).toHaveAttribute("aria-pressed", "true");
  await page.reload();
  await hydrated(page);
  await expect(like).toHaveAttribute("aria-pressed", "true");
  await expect(mine.getByRole("button", { name: "Bookmark" })).toHaveAttribute("aria-pressed", "true");

  watch.allow(/answer 503/);
  await page.route("**/api/posts/unlike", (route) => route.fulfill({ status: 503, json: "unavailable" }));
  await like.click();
  await expect(page.getByText("Piaf cannot be reached for a moment").first()).toBeVisible();
  await expect(like).toHaveAttribute("aria-pressed", "true");
  await expect(like).toContainText("1");
  await page.unroute("**/api/posts/unlike");
  await like.click();
  await expect(like).toHaveAttribute("aria-pressed", "false");
});

test("people reply and quote, and a deleted post is gone", async ({ page, browser }) => {
  await signUp(page, person("Ada Lark"));
  await post(page, "Who sings first?");
  await card(page, "Who sings first?").click();
  await page.waitForURL(/\/@\w+\/\d+$/);
  const address = page.url();

  const ben = await another(browser);
  await signUp(ben.page, person("Ben Wren"));
  await ben.page.goto(address);
  await hydrated(ben.page);
  await ben.page.getByRole("textbox", { name: "Post your reply" }).fill("I do, at dawn");
  await ben.page.getByRole("button", { name: "Reply", exact: true }).last().click();
  await expect(card(ben.page, "I do, at dawn")).toBeVisible();
  await ben.page.locator("article[data-view=focus]").getByRole("button", { name: "Repost", exact: true }).click();
  await ben.page.getByRole("menuitem", { name: "Quote" }).click();
  const dialog = ben.page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "What is happening?" }).fill("A good question");
  await dialog.getByRole("button", { name: "Post", exact: true }).click();
  await expect(dialog).toBeHidden();

  await page.reload();
  await hydrated(page);
  await expect(card(page, "I do, at dawn")).toBeVisible();
  const focus = page.locator("article[data-view=focus]");
  await expect(focus.locator(".post__stats")).toContainText("1 Reply");
  await focus.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.waitForURL(/\/home/);
  await expect(page.getByText("Post deleted")).toBeVisible();
  ben.watch.allow(/answer 404/);
  expect((await ben.page.goto(address))?.status()).toBe(404);
  ben.watch.check();
  await ben.context.close();
});

test("a draft is kept when the page is left", { tag: "@phone" }, async ({ page }) => {
  await signUp(page);
  await hydrated(page);
  await field(page).fill("Half a thou");
  await page.goto("/settings");
  await page.goto("/home");
  await hydrated(page);
  await expect(field(page)).toHaveValue("Half a thou");
  await field(page).fill("Half a thought, finished");
  await page.getByRole("button", { name: "Post", exact: true }).first().click();
  await expect(card(page, "Half a thought, finished")).toBeVisible();
  await page.reload();
  await hydrated(page);
  await expect(field(page)).toHaveValue("");
});

test("handles are suggested while one types", { tag: "@both" }, async ({ page, browser }) => {
  const other = await another(browser);
  const ben = await signUp(other.page, person("Ben Wren"));
  await other.context.close();
  await signUp(page);
  await hydrated(page);
  await field(page).click();
  await page.keyboard.type(`Hi @${ben.handle.slice(0, -1)}`);
  const option = page.getByRole("option", { name: new RegExp(ben.handle) });
  await expect(option).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(field(page)).toHaveValue(`Hi @${ben.handle} `);
  await expect(page.getByRole("listbox")).toBeHidden();
});

test("keys move, like and write; they can be listed", async ({ page }) => {
  await signUp(page);
  await post(page, "First");
  await post(page, "Second");
  await page.reload();
  await hydrated(page);
  await page.keyboard.press("j");
  await expect(card(page, "Second")).toBeFocused();
  await page.keyboard.press("l");
  await expect(card(page, "Second").getByRole("button", { name: "Like", exact: true })).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText("Keyboard shortcuts");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.keyboard.press("n");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("textbox", { name: "What is happening?" })).toBeFocused();
  // Letters are letters again while one types.
  await page.keyboard.type("jlr?");
  await expect(dialog.getByRole("textbox", { name: "What is happening?" })).toHaveValue("jlr?");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await page.keyboard.press("n");
  await expect(dialog.getByRole("textbox", { name: "What is happening?" })).toHaveValue("jlr?");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await card(page, "First").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/@\w+\/\d+$/);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  // axe needs script, and so does the watch of hydration: the marks themselves are checked here.
  test("posting, liking, replying and quoting work", { tag: "@phone" }, async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await signUp(page);
    await page.goto("/compose");
    await page.getByRole("textbox", { name: "What is happening?" }).fill("No script was run");
    await page.getByRole("button", { name: "Post", exact: true }).click();
    await page.goto("/home");
    const mine = card(page, "No script was run");
    await mine.getByRole("button", { name: "Like", exact: true }).click();
    await expect(mine.getByRole("button", { name: "Like", exact: true })).toHaveAttribute("aria-pressed", "true");
    await mine.getByRole("button", { name: "Reply", exact: true }).click();
    await page.waitForURL(/\/@\w+\/\d+\??$/);
    await page.getByRole("textbox", { name: "Post your reply" }).fill("Still none");
    await page.locator(".composer").getByRole("button", { name: "Reply", exact: true }).click();
    await expect(card(page, "Still none")).toBeVisible();
    await page.locator("article[data-view=focus]").getByRole("button", { name: "Repost" }).click();
    await expect(page.locator("article[data-view=focus]").getByRole("button", { name: "Repost" })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
    await context.close();
  });
});

test("a post for followers says so and cannot be shared on", async ({ page }) => {
  const who = await signUp(page);
  await hydrated(page);
  await field(page).fill("Between us");
  await page.getByRole("combobox", { name: "Audience" }).first().selectOption("followers");
  await page.getByRole("button", { name: "Post", exact: true }).first().click();
  const mine = card(page, "Between us");
  await expect(mine.getByText("For followers only")).toBeAttached();
  await expect(mine.getByRole("button", { name: "Repost", exact: true })).toBeDisabled();
  await page.reload();
  await logInAgain(page, who);
  await expect(card(page, "Between us")).toBeVisible();
});

async function logInAgain(page: Page, who: Awaited<ReturnType<typeof signUp>>) {
  await page.context().clearCookies();
  await logIn(page, who);
}
