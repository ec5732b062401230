// The live connection: what happens elsewhere reaches the open page, also after a pause.
import { type Page, another, expect, hydrated, logIn, person, post, signUp, test } from "../support";

const card = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text }).first();

async function followed(page: Page, handle: string) {
  await page.goto(`/@${handle}`);
  await hydrated(page);
  // The button shows it at once; the home wants it to have happened.
  const answered = page.waitForResponse(/\/api\/profiles\/follow/);
  await page.locator(".profile").getByRole("button", { name: "Follow", exact: true }).click();
  await answered;
  await expect(page.locator(".profile").getByRole("button", { name: "Following" })).toBeVisible();
  await page.goto("/home");
  await hydrated(page);
}

test("new posts announce themselves, counts move, and what is deleted goes", async ({ page, browser }) => {
  const ben = await another(browser);
  const { handle } = await signUp(ben.page, person("Ben Wren"));
  await post(ben.page, "The first song");
  await signUp(page, person("Ada Lark"));
  await followed(page, handle);
  await expect(card(page, "The first song")).toBeVisible();
  await post(ben.page, "The second song");
  const pill = page.locator(".new-posts-pill");
  await expect(pill).toContainText("1");
  await expect(page.getByText("The second song")).toHaveCount(0);
  await pill.click();
  await expect(card(page, "The second song")).toBeVisible();

  const like = card(page, "The second song").getByRole("button", { name: "Like", exact: true });
  await card(ben.page, "The second song").getByRole("button", { name: "Like", exact: true }).click();
  await expect(like).toContainText("1");

  await card(ben.page, "The second song").getByRole("button", { name: "More" }).click();
  await ben.page.getByRole("menuitem", { name: "Delete" }).click();
  await ben.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("The second song")).toHaveCount(0);
  await expect(card(page, "The first song")).toBeVisible();
  ben.watch.check();
});

test("a reply announces itself on the open conversation, to visitors too", { tag: "@phone" }, async ({ page, browser }) => {
  const ada = await another(browser);
  await signUp(ada.page, person("Ada Lark"));
  await post(ada.page, "Ask me anything");
  await card(ada.page, "Ask me anything").click();
  await ada.page.waitForURL(/\/@\w+\/\d+$/);
  await page.goto(ada.page.url());
  await hydrated(page);
  await ada.page.getByRole("textbox", { name: "Post your reply" }).fill("Why do swifts scream?");
  await ada.page.getByRole("button", { name: "Reply", exact: true }).last().click();
  await page.getByRole("button", { name: "Show 1 new reply" }).click();
  await expect(card(page, "Why do swifts scream?")).toBeVisible();
  ada.watch.check();
});

test("after a lost connection nothing is missed", { tag: "@phone" }, async ({ page, browser }) => {
  const ben = await another(browser);
  const { handle } = await signUp(ben.page, person("Ben Wren"));
  await signUp(page, person("Ada Lark"));
  const greetings: (string | null)[] = [];
  let open = true;
  let greeted = false;
  let cut = async () => {};
  await page.routeWebSocket(/\/live$/, (socket) => {
    if (!open) {
      void socket.close({ code: 1012 });
      return;
    }
    const server = socket.connectToServer();
    greeted = false;
    socket.onMessage((message) => {
      const said = JSON.parse(message.toString());
      if (said.type === "hello") {
        greetings.push(said.cursor);
        greeted = true;
      }
      server.send(message);
    });
    cut = () => socket.close({ code: 1012 });
  });
  await followed(page, handle);
  // The connection of the page that stands now, not of the one that was left: Chromium warns of a socket that is closed
  // while it is being opened.
  await expect.poll(() => greeted).toBe(true);
  const before = greetings.length;
  open = false;
  await cut();
  await post(ben.page, "Sung while you were away");
  await expect(page.locator(".live-state")).toBeVisible({ timeout: 20_000 });
  open = true;
  await expect(page.locator(".new-posts-pill")).toContainText("1", { timeout: 45_000 });
  await expect(page.locator(".live-state")).toHaveCount(0);
  expect(greetings.length).toBeGreaterThan(before);
  expect(greetings.at(-1)).toMatch(/^\d+$/);
});

test("a session that is ended elsewhere ends here", async ({ page, browser }) => {
  const who = await signUp(page);
  await page.goto("/home");
  await hydrated(page);
  const other = await another(browser);
  await logIn(other.page, who);
  await other.page.goto("/settings/sessions");
  await hydrated(other.page);
  await other.page.locator(".sessions-list__item:not([data-current])").getByRole("button").first().click();
  await page.waitForURL(/\/login\?ended=true/, { timeout: 15_000 });
  await expect(page.getByText("You were signed out here")).toBeVisible();
  other.watch.check();
});
