// New posts announce themselves wherever one looks at a list, and what is announced is there.
import { type Page, another, expect, foundCommunity, open, person, signUp, test } from "../support";

const card = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text }).first();
const posts = (page: Page) => page.getByRole("feed").getByRole("article");

/** Waits until the server has answered how the page's posts stand: from then on it tells of replies. */
function watched(page: Page) {
  return new Promise<void>((resolve) => {
    page.on("websocket", (socket) => {
      socket.on("framereceived", ({ payload }) => {
        if (JSON.parse(payload.toString()).type === "counts") resolve();
      });
    });
  });
}

/** Publishes through the server function, which is faster than typing; answers the ids. */
async function publish(
  page: Page,
  texts: string[],
  more: Record<string, string> = { audience: "public" },
) {
  const ids: string[] = [];
  for (const text of texts) {
    const answer = await page.request.post("/api/posts/create", {
      form: { text, ...more },
      headers: { accept: "application/json", origin: new URL(page.url()).origin },
    });
    expect(answer.ok()).toBeTruthy();
    ids.push((await answer.json()).id);
  }
  return ids;
}

async function erase(page: Page, post_id: string) {
  const answer = await page.request.post("/api/posts/delete", {
    form: { post_id },
    headers: { accept: "application/json", origin: new URL(page.url()).origin },
  });
  expect(answer.ok()).toBeTruthy();
}

async function follow(page: Page, handle: string) {
  await open(page, `/@${handle}`);
  const kept = page.waitForResponse("**/api/profiles/follow");
  await page.locator(".profile").getByRole("button", { name: "Follow", exact: true }).click();
  await kept;
}

test("new posts announce themselves on a profile and a hashtag, to visitors too", async ({ page, browser }) => {
  const ben = await another(browser);
  const who = await signUp(ben.page, person("Ben Wren"));
  const tag = `song${who.handle}`;
  await publish(ben.page, [`The first #${tag}`]);
  for (const path of [`/@${who.handle}`, `/tags/${tag}`]) {
    await open(page, path);
    const text = `Sung for ${path.replace(/\W/g, "")}`;
    await publish(ben.page, [`${text} #${tag}`]);
    const pill = page.getByRole("button", { name: "Show 1 post" });
    await expect(pill).toBeVisible();
    await expect(page.getByText(text)).toHaveCount(0);
    await pill.click();
    await expect(card(page, text)).toBeVisible();
    await expect(pill).toHaveCount(0);
  }
  ben.watch.check();
});

test("new posts announce themselves in a community, and one that is deleted is announced no more", { tag: "@phone" }, async ({
  page,
  browser,
}) => {
  const ben = await another(browser);
  const who = await signUp(ben.page, person("Ben Wren"));
  const slug = `c${who.handle}`.slice(0, 20);
  const path = await foundCommunity(ben.page, "Roof birds", "Open", slug);
  const community = await ben.page.request
    .get(`/api/communities/show?slug=${slug}`, { headers: { accept: "application/json" } })
    .then((answer) => answer.json());
  const inside = { "audience[community]": community.card.community.id };
  await open(page, path);
  const [first] = await publish(ben.page, ["On the chimney"], inside);
  await expect(page.getByRole("button", { name: "Show 1 post" })).toBeVisible();
  await publish(ben.page, ["On the gutter"], inside);
  await expect(page.getByRole("button", { name: "Show 2 posts" })).toBeVisible();
  await erase(ben.page, first);
  const pill = page.getByRole("button", { name: "Show 1 post" });
  await expect(pill).toBeVisible();
  await pill.click();
  await expect(card(page, "On the gutter")).toBeVisible();
  await expect(page.getByText("On the chimney")).toHaveCount(0);
  ben.watch.check();
});

test("a deleted post is counted no longer by the pill on home", async ({ page, browser }) => {
  const ben = await another(browser);
  const { handle } = await signUp(ben.page, person("Ben Wren"));
  await signUp(page, person("Ada Lark"));
  await follow(page, handle);
  await open(page, "/home");
  const ids = await publish(ben.page, ["Said too soon", "Said in time"]);
  await expect(page.getByRole("button", { name: "Show 2 posts" })).toBeVisible();
  await erase(ben.page, ids[0]);
  await expect(page.getByRole("button", { name: "Show 1 post" })).toBeVisible();
  await erase(ben.page, ids[1]);
  await expect(page.locator(".new-posts-pill")).toHaveCount(0);
  ben.watch.check();
});

test("a feed goes on by itself after many new posts were shown at once", { tag: "@phone" }, async ({ page, browser }) => {
  const ben = await another(browser);
  const { handle } = await signUp(ben.page, person("Ben Wren"));
  await publish(ben.page, ["Before the many"]);
  await signUp(page, person("Ada Lark"));
  await follow(page, handle);
  // The end of the list is in view, before and after.
  await page.setViewportSize({ width: 1280, height: 4000 });
  await open(page, "/home");
  await expect(card(page, "Before the many")).toBeVisible();
  await publish(ben.page, Array.from({ length: 48 }, (_, n) => `One of many, number ${n}.`));
  await page.getByRole("button", { name: "Show 48 posts" }).click();
  await expect(card(page, "One of many, number 47.")).toBeVisible();
  // Without a scroll, as the page does not move.
  await expect(posts(page)).toHaveCount(49);
  await expect(card(page, "Before the many")).toBeVisible();
  ben.watch.check();
});

test("a deleted reply is announced no longer", async ({ page, browser }) => {
  const ben = await another(browser);
  const { handle } = await signUp(ben.page, person("Ben Wren"));
  const [question] = await publish(ben.page, ["Who sings?"]);
  const known = watched(page);
  await open(page, `/@${handle}/${question}`);
  await known;
  const [first] = await publish(ben.page, ["A lark"], { reply_to: question, audience: "public" });
  await expect(page.getByRole("button", { name: "Show 1 new reply" })).toBeVisible();
  await publish(ben.page, ["A wren"], { reply_to: question, audience: "public" });
  await expect(page.getByRole("button", { name: "Show 2 new replies" })).toBeVisible();
  await erase(ben.page, first);
  await page.getByRole("button", { name: "Show 1 new reply" }).click();
  await expect(card(page, "A wren")).toBeVisible();
  await expect(page.getByText("A lark")).toHaveCount(0);
  ben.watch.check();
});
