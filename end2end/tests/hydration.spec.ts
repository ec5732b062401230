// Pages that something else changed before their program came: extensions, blockers, translation.
import { type Page, expect, hydrated, post, signUp, test } from "../support";

/** What others do once the page is read. */
const changes: Record<string, () => void> = {
  "a node before everything": () => document.body.prepend(document.createElement("div")),
  "a node behind every field": () => {
    for (const field of document.querySelectorAll("input, textarea, select")) {
      field.after(document.createElement("span"));
    }
  },
  "fonts round every text, as translation makes them": () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) {
      const text = walker.currentNode as Text;
      const parent = text.parentElement;
      if (text.data.trim() && parent && !parent.closest("script, noscript, textarea, select")) texts.push(text);
    }
    for (const text of texts) {
      const font = document.createElement("font");
      text.replaceWith(font);
      font.textContent = text.data;
    }
  },
  "parts that are gone and words that are others": () => {
    document.querySelector("aside")?.remove();
    document.querySelector("nav a")?.remove();
    for (const heading of document.querySelectorAll("h1, h2")) {
      if (heading.firstChild instanceof Text) heading.firstChild.data = "Others’ words";
    }
  },
  "a node before ours in the head": () => document.head.prepend(document.createElement("meta")),
};

async function navigatesByItself(page: Page) {
  await page.evaluate(() => Object.assign(window, { same: true }));
  await page.getByRole("link", { name: "Explore" }).filter({ visible: true }).first().click();
  await page.waitForURL(/\/explore/);
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  expect(await page.evaluate(() => "same" in window)).toBe(true);
}

for (const [name, change] of Object.entries(changes)) {
  test(`a page works with ${name}`, { tag: "@both" }, async ({ page }) => {
    await signUp(page);
    await page.addInitScript({ content: `document.addEventListener("DOMContentLoaded", ${change.toString()});` });
    await post(page, "Here all the same");
    await navigatesByItself(page);
  });
}

test("a page that cannot be hydrated is one of plain links and forms, without a word", { tag: "@both" }, async ({ page, watch }) => {
  await signUp(page);
  await post(page, "Plainly liked");
  // Before anything of the page could watch: while it is being read.
  await page.addInitScript(() => {
    const observer = new MutationObserver(() => {
      const first = document.querySelector("#app > *");
      if (!first) return;
      observer.disconnect();
      first.before("Not from here");
    });
    observer.observe(document, { childList: true, subtree: true });
  });
  watch.allow(/not hydrated/);
  const isPlain = () => page.waitForFunction(() => document.documentElement.dataset.plain !== undefined);
  await page.goto("/home");
  await isPlain();
  await page.evaluate(() => Object.assign(window, { same: true }));
  await page.getByRole("link", { name: "Explore" }).filter({ visible: true }).first().click();
  await page.waitForURL(/\/explore/);
  expect(await page.evaluate(() => "same" in window)).toBe(false);
  await page.goto("/home");
  await isPlain();
  const card = page.getByRole("article").filter({ hasText: "Plainly liked" }).first();
  const like = card.getByRole("button", { name: "Like", exact: true });
  await like.click();
  await expect(like).toHaveAttribute("aria-pressed", "true");
  await isPlain();
  // What stands in for script is there.
  await expect(page.locator("details.plain-photos").first()).toBeVisible();
  await page.goto("about:blank");
});

test("a page that is as it was sent is hydrated", { tag: "@both" }, async ({ page }) => {
  await page.goto("/");
  await hydrated(page);
  await expect(page.locator("html")).not.toHaveAttribute("data-plain");
});
