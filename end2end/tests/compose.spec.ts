// What is written arrives once, for those for whom it was written, and nothing of it is lost.
import { type Page, another, expect, hydrated, open, person, signUp, test } from "../support";

const CREATE = "**/api/posts/create";
const card = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text });
const field = (page: Page) => page.getByRole("textbox", { name: "What is happening?" }).first();
const postButton = (page: Page) => page.getByRole("button", { name: "Post", exact: true }).first();
const audience = (page: Page) => page.getByRole("combobox", { name: "Audience" }).first();

async function begin(page: Page) {
  const who = await signUp(page);
  await open(page, "/home");
  return who;
}

for (const reload of [false, true]) {
  const how = reload ? "after a reload" : "at once";
  test(`a post whose answer was lost is there once when it is sent again ${how}`, async ({ page, watch }) => {
    await begin(page);
    watch.allow(/failed request: .*posts\/create/);
    await page.route(CREATE, async (route) => {
      await route.fetch();
      await route.abort("connectionreset");
    });
    await field(page).fill("Sent through a tunnel");
    await postButton(page).click();
    await expect(page.getByText("Piaf cannot be reached for a moment").first()).toBeVisible();
    await expect(field(page)).toHaveValue("Sent through a tunnel");
    await page.unroute(CREATE);
    if (reload) {
      await page.reload();
      await hydrated(page);
      await expect(field(page)).toHaveValue("Sent through a tunnel");
    }
    await postButton(page).click();
    await expect(field(page)).toHaveValue("");
    await page.reload();
    await expect(card(page, "Sent through a tunnel")).toHaveCount(1);
    // Written once more, it is another post.
    await hydrated(page);
    await field(page).fill("Sent through a tunnel");
    await postButton(page).click();
    await expect(card(page, "Sent through a tunnel")).toHaveCount(2);
  });
}

test("what is written while a post is on its way stays", { tag: "@phone" }, async ({ page }) => {
  await begin(page);
  let go = () => {};
  const gate = new Promise<void>((resolve) => (go = resolve));
  await page.route(CREATE, async (route) => {
    await gate;
    await route.continue();
  });
  await field(page).fill("The first");
  await postButton(page).click();
  await field(page).press("End");
  await field(page).pressSequentially(" and then the second");
  go();
  await expect(card(page, "The first")).toBeVisible();
  await expect(field(page)).toHaveValue("and then the second");
});

test("whoever sends by the keyboard writes on", async ({ page }) => {
  await begin(page);
  await field(page).fill("By the keyboard");
  await postButton(page).focus();
  await page.keyboard.press("Enter");
  await expect(card(page, "By the keyboard")).toBeVisible();
  await expect(field(page)).toBeFocused();
});

test("after a dialog the focus is where it was opened", { tag: "@both" }, async ({ page }) => {
  await begin(page);
  await field(page).fill("To be quoted");
  await postButton(page).click();
  const mine = card(page, "To be quoted").first();
  const reply = mine.getByRole("button", { name: "Reply", exact: true });
  await reply.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Post your reply" }).fill("By the keyboard, too");
  await page.keyboard.press("Control+Enter");
  await expect(dialog).toBeHidden();
  await expect(reply).toBeFocused();
});

/** Whether the page kept the browser from doing with these what it does by itself. */
function give(page: Page, selector: string, type: "paste" | "drop" | "dragover", text: string, file: string, kind: string) {
  return page.locator(selector).first().evaluate(
    (target, { type, text, file, kind }) => {
      const data = new DataTransfer();
      if (text) data.setData("text/plain", text);
      data.items.add(new File(["x"], file, { type: kind }));
      const options = { bubbles: true, cancelable: true };
      const event =
        type === "paste"
          ? new ClipboardEvent(type, { ...options, clipboardData: data })
          : new DragEvent(type, { ...options, dataTransfer: data });
      return !target.dispatchEvent(event);
    },
    { type, text, file, kind },
  );
}

test("a paste of text with a picture of it is a paste of text", async ({ page }) => {
  await begin(page);
  expect(await give(page, ".composer__input", "paste", "Quarter\t42", "table.png", "image/png")).toBe(false);
  await expect(page.locator(".attachment")).toHaveCount(0);
});

test("a file that is no picture does not open in the page’s place", { tag: "@phone" }, async ({ page }) => {
  await begin(page);
  expect(await give(page, ".composer", "dragover", "", "form.pdf", "application/pdf")).toBe(true);
  expect(await give(page, ".composer", "drop", "", "form.pdf", "application/pdf")).toBe(true);
  await expect(page.getByText("Choose a JPEG, PNG, WebP or AVIF photo.").first()).toBeVisible();
  for (const type of ["dragover", "drop"] as const) {
    expect(await give(page, "main", type, "", "form.pdf", "application/pdf")).toBe(true);
    expect(await give(page, "body", type, "", "form.pdf", "application/pdf")).toBe(true);
  }
});

test("a draft comes back for those for whom it was written", { tag: "@both" }, async ({ page }) => {
  await signUp(page);
  await open(page, "/circles");
  await page.getByLabel("Name").fill("Marsh friends");
  await page.getByRole("button", { name: "Create circle" }).click();
  await page.waitForURL(/\/circles\/\d+$/);
  const circle = page.url().split("/").pop() ?? "";
  await open(page, "/home");
  await field(page).fill("Only for the marsh");
  await audience(page).selectOption({ label: "Marsh friends" });
  const rule = page.getByRole("combobox", { name: "Who can reply" }).first();
  await rule.selectOption("nobody");
  await page.reload();
  await hydrated(page);
  await expect(field(page)).toHaveValue("Only for the marsh");
  await expect(audience(page)).toHaveValue(`circle-${circle}`);
  await expect(rule).toHaveValue("nobody");

  // Where they are gone, the text is for nobody until one chooses.
  const done = await page.evaluate(async (circle_id) => {
    const body = new URLSearchParams({ circle_id });
    return (await fetch("/api/circles/delete", { method: "POST", body })).ok;
  }, circle);
  expect(done).toBe(true);
  await page.reload();
  await hydrated(page);
  await expect(field(page)).toHaveValue("Only for the marsh");
  await expect(audience(page)).toHaveValue("");
  await expect(page.getByText("is not available any more")).toBeVisible();
  await expect(postButton(page)).toBeDisabled();
  await audience(page).selectOption("followers");
  await expect(page.getByText("is not available any more")).toBeHidden();
  await postButton(page).click();
  await expect(card(page, "Only for the marsh").getByText("For followers only")).toBeAttached();
});

test("nothing moves under a press on Post while handles are offered", { tag: "@both" }, async ({ page, browser }) => {
  const other = await another(browser);
  const ben = await signUp(other.page, person("Ben Wren"));
  await other.context.close();
  await begin(page);
  await field(page).click();
  await page.keyboard.type(`Hello @${ben.handle}`);
  await expect(page.getByRole("option", { name: new RegExp(ben.handle) })).toBeVisible();
  // A pressed button is drawn a little smaller; its middle stays.
  const middle = async () => {
    const box = await postButton(page).boundingBox();
    if (!box) throw new Error("no button");
    return { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
  };
  const before = await middle();
  await page.mouse.move(before.x, before.y);
  await page.mouse.down();
  await expect(page.getByRole("listbox")).toBeHidden();
  expect(await middle()).toEqual(before);
  await page.mouse.up();
  await expect(card(page, "Hello @")).toBeVisible();
});
