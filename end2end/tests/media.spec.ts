// Photos: chosen, pasted, dropped, described, refused; then in the feed and over the whole window.
import { jpegFromPhone, png, type Picture } from "../pictures";
import { type Page, expect, hydrated, person, signUp, test } from "../support";

const red = png("red.png", 640, 400, [190, 60, 50]);
const green = png("green.png", 400, 640, [50, 140, 70]);
const blue = png("blue.png", 480, 480, [60, 80, 180]);
const grey = png("grey.png", 800, 300, [120, 120, 120]);

const composer = (page: Page) => page.locator("form.composer").first();
const field = (page: Page) => page.getByRole("textbox", { name: "What is happening?" }).first();
const send = (page: Page) => composer(page).getByRole("button", { name: "Post", exact: true });
const addPhotos = (page: Page) => composer(page).getByRole("button", { name: "Add photos or video" });
const attachments = (page: Page) => composer(page).getByRole("figure");
const descriptions = (page: Page) => composer(page).getByRole("textbox", { name: "Image description" });
const card = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text }).first();

/** Chooses files as a person does: the button, then the window that it opens. */
async function choose(page: Page, ...files: Picture[]) {
  const window = page.waitForEvent("filechooser");
  await addPhotos(page).click();
  await (await window).setFiles(files);
}

/** Writes a post with described photos and waits until it stands in the feed. */
async function postPhotos(page: Page, text: string, photos: [Picture, string][]) {
  await field(page).fill(text);
  await choose(page, ...photos.map(([file]) => file));
  for (const [at, [, description]] of photos.entries()) await descriptions(page).nth(at).fill(description);
  await expect(send(page)).toBeEnabled();
  await send(page).click();
  await expect(card(page, text)).toBeVisible();
}

/** Files in the browser, as another program would hand them over. */
function transfer(page: Page, ...files: Picture[]) {
  const plain = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, text: buffer.toString("base64") }));
  return page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, mimeType, text } of files) {
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: mimeType }));
    }
    return transfer;
  }, plain);
}

async function begin(page: Page) {
  await signUp(page, person("Ada Lark"));
  await hydrated(page);
}

test("a photo is chosen, described and posted", { tag: "@both" }, async ({ page }) => {
  await begin(page);
  await choose(page, red);
  await expect(attachments(page)).toHaveCount(1);
  await expect(composer(page).getByText("Describe your photos")).toBeVisible();
  await descriptions(page).fill("A red field");
  await expect(composer(page).getByText("Describe your photos")).toBeHidden();
  await field(page).fill("Look at this");
  await expect(send(page)).toBeEnabled();
  await send(page).click();
  const photo = card(page, "Look at this").getByRole("img", { name: "A red field" });
  await expect(photo).toBeVisible();
  await expect(attachments(page)).toHaveCount(0);
  await page.reload();
  await expect(photo).toBeVisible();
  // As large as it is, and loaded.
  await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await expect(photo).toHaveAttribute("width", "640");
  await expect(photo).toHaveAttribute("height", "400");
});

test("a photo needs no words", { tag: "@phone" }, async ({ page }) => {
  await begin(page);
  await expect(send(page)).toBeDisabled();
  await choose(page, blue);
  await descriptions(page).fill("Nothing but blue");
  await expect(send(page)).toBeEnabled();
  await send(page).click();
  await expect(page.getByRole("article").getByRole("img", { name: "Nothing but blue" })).toBeVisible();
});

test("four photos go along, a fifth does not", async ({ page }) => {
  await begin(page);
  await field(page).fill("Four of them");
  await choose(page, red, green, blue);
  await expect(attachments(page)).toHaveCount(3);
  await choose(page, grey, red);
  await expect(composer(page).getByText("At most 4 photos in one post.")).toBeVisible();
  await expect(attachments(page)).toHaveCount(4);
  await expect(addPhotos(page)).toBeDisabled();
  await expect(field(page)).toHaveValue("Four of them");
  // One less, and there is room again.
  await attachments(page).first().getByRole("button", { name: "Remove" }).click();
  await expect(attachments(page)).toHaveCount(3);
  await expect(composer(page).getByText("At most 4 photos in one post.")).toBeHidden();
  await choose(page, red);
  await expect(attachments(page)).toHaveCount(4);
  for (let at = 0; at < 4; at += 1) await descriptions(page).nth(at).fill(`Photo ${at + 1}`);
  await expect(send(page)).toBeEnabled();
  await send(page).click();
  await expect(card(page, "Four of them").locator(".media").getByRole("img")).toHaveCount(4);
});

test("what is no photo is refused at its place, and the text stays", { tag: "@phone" }, async ({ page, watch }) => {
  // The test's recorder reads the preview that cannot be drawn; pages may not.
  watch.allow(/answer 422: \/media\/upload/, /Connecting to 'blob:/);
  await begin(page);
  await field(page).fill("My notes");
  await choose(page, { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("Milk, bread, seed") });
  const kind = composer(page).getByText("Choose a JPEG, PNG, WebP or AVIF photo.");
  await expect(kind).toBeVisible();
  await expect(attachments(page)).toHaveCount(0);
  await expect(field(page)).toHaveValue("My notes");
  // A photo by name only: its own place says so, and the post waits for it to go.
  await choose(page, { name: "photo.png", mimeType: "image/png", buffer: Buffer.from("Milk, bread, seed") });
  await expect(attachments(page).getByRole("alert")).toHaveText(/could not be read as a photo|Choose a JPEG, PNG, WebP or AVIF photo/);
  await expect(field(page)).toHaveValue("My notes");
  await expect(send(page)).toBeDisabled();
  await attachments(page).getByRole("button", { name: "Remove" }).click();
  await expect(send(page)).toBeEnabled();
  await send(page).click();
  await expect(card(page, "My notes")).toBeVisible();
});

test("a picture is pasted into the text", async ({ page }) => {
  await begin(page);
  await field(page).fill("From the clipboard");
  const clipboardData = await transfer(page, green);
  // Whether the page took it: then nothing else is pasted.
  const taken = await field(page).evaluate(
    (element, clipboardData) =>
      !element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true })),
    clipboardData,
  );
  expect(taken).toBe(true);
  await expect(attachments(page)).toHaveCount(1);
  await expect(field(page)).toHaveValue("From the clipboard");
  await descriptions(page).fill("Pasted green");
  await expect(send(page)).toBeEnabled();
  await send(page).click();
  await expect(card(page, "From the clipboard").getByRole("img", { name: "Pasted green" })).toBeVisible();
});

test("files are dropped onto the composer", async ({ page }) => {
  await begin(page);
  const dataTransfer = await transfer(page, red, blue);
  await field(page).dispatchEvent("dragover", { dataTransfer });
  await expect(composer(page)).toHaveAttribute("data-dragging", "");
  await field(page).dispatchEvent("drop", { dataTransfer });
  await expect(composer(page)).not.toHaveAttribute("data-dragging", "");
  await expect(attachments(page)).toHaveCount(2);
});

test("nothing moves while photos load", { tag: "@both" }, async ({ page }) => {
  await begin(page);
  await postPhotos(page, "Lies flat", [[red, "A red field"]]);
  await postPhotos(page, "Stands upright", [[green, "A green tree"]]);
  await postPhotos(page, "Two at once", [[blue, "The sea"], [grey, "The sky"]]);
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  // The photos wait until the page stands.
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/media/*/*", async (route) => {
    await released;
    await route.continue();
  });
  await page.reload({ waitUntil: "commit" });
  await hydrated(page);
  const photos = page.locator(".media__photo");
  await expect(photos).toHaveCount(4);
  const places = () => page.getByRole("article").evaluateAll((all) => all.map((one) => JSON.stringify(one.getBoundingClientRect())));
  const before = await places();
  for (const box of await photos.evaluateAll((all) => all.map((one) => one.getBoundingClientRect()))) {
    expect(box.height).toBeGreaterThan(100);
  }
  const shifts = () => page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
  const sum = (all: number[]) => all.reduce((sum, shift) => sum + shift, 0);
  const until = (await shifts()).length;
  release();
  for (const photo of await photos.all()) {
    await photo.scrollIntoViewIfNeeded();
    await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)).toBe(true);
  }
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect.poll(places).toEqual(before);
  // Two frames later what moved is known.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(sum((await shifts()).slice(until))).toBe(0);
  // The page itself, from its first byte on.
  expect(sum(await shifts())).toBeLessThan(0.01);
});

test("the ALT badge shows the description and opens nothing else", { tag: "@phone" }, async ({ page }) => {
  await begin(page);
  await postPhotos(page, "With a badge", [[red, "A red field in the evening"]]);
  const mine = card(page, "With a badge");
  const badge = mine.getByRole("button", { name: "Image description" });
  await expect(badge).toHaveText("ALT");
  await expect(mine.getByText("A red field in the evening")).toHaveCount(0);
  await badge.click();
  await expect(badge).toHaveAttribute("aria-expanded", "true");
  await expect(mine.getByText("A red field in the evening")).toBeVisible();
  await expect(page).toHaveURL(/\/home$/);
  await expect(page.getByRole("dialog")).toBeHidden();
  await badge.click();
  await expect(mine.getByText("A red field in the evening")).toHaveCount(0);
});

test("a photo without description says that it is one", async ({ page }) => {
  await begin(page);
  await field(page).fill("In a hurry");
  await choose(page, red);
  await expect(send(page)).toBeEnabled();
  await send(page).click();
  const mine = card(page, "In a hurry");
  await expect(mine.getByRole("img", { name: "Photo", exact: true })).toBeVisible();
  await expect(mine.getByRole("button", { name: "Image description" })).toHaveCount(0);
});

test("the viewer opens, turns with keys and buttons, and leads back", { tag: "@both" }, async ({ page }) => {
  await begin(page);
  await postPhotos(page, "Three views", [
    [red, "First"],
    [green, "Second"],
    [blue, "Third"],
  ]);
  const second = card(page, "Three views").getByRole("link", { name: "Second" });
  await second.click();
  const viewer = page.getByRole("dialog", { name: "Photo viewer" });
  await expect(viewer.getByRole("img", { name: "Second" })).toBeVisible();
  await expect(viewer.getByRole("status")).toHaveText("2 / 3");
  await page.keyboard.press("ArrowRight");
  await expect(viewer.getByRole("img", { name: "Third" })).toBeVisible();
  await expect(viewer.getByRole("button", { name: "Next photo" })).toHaveCount(0);
  // The end is the end.
  await page.keyboard.press("ArrowRight");
  await expect(viewer.getByRole("status")).toHaveText("3 / 3");
  await page.keyboard.press("Home");
  await expect(viewer.getByRole("img", { name: "First" })).toBeVisible();
  await expect(viewer.getByRole("button", { name: "Previous photo" })).toHaveCount(0);
  await viewer.getByRole("button", { name: "Next photo" }).click();
  await expect(viewer.getByRole("img", { name: "Second" })).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect(viewer.getByRole("status")).toHaveText("1 / 3");
  await page.keyboard.press("Escape");
  await expect(viewer).toBeHidden();
  await expect(second).toBeFocused();
  await expect(page).toHaveURL(/\/home$/);
  // By keyboard alone, and away with the button.
  await page.keyboard.press("Enter");
  await expect(viewer.getByRole("img", { name: "Second" })).toBeVisible();
  await viewer.getByRole("button", { name: "Close" }).click();
  await expect(viewer).toBeHidden();
  await expect(second).toBeFocused();
});

test("a finger turns the viewer's photos", { tag: "@phone" }, async ({ page }) => {
  await begin(page);
  await postPhotos(page, "Swipe me", [
    [red, "First"],
    [green, "Second"],
  ]);
  await card(page, "Swipe me").getByRole("link", { name: "First" }).tap();
  const viewer = page.getByRole("dialog", { name: "Photo viewer" });
  await expect(viewer.getByRole("img", { name: "First" })).toBeVisible();
  const session = await page.context().newCDPSession(page);
  const swipe = async (from: number, to: number) => {
    const point = (x: number) => [{ x, y: 400 }];
    await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: point(from) });
    for (const part of [0.25, 0.5, 0.75, 1]) {
      await session.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: point(from + (to - from) * part) });
    }
    await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  };
  await swipe(300, 80);
  await expect(viewer.getByRole("img", { name: "Second" })).toBeVisible();
  await swipe(80, 300);
  await expect(viewer.getByRole("img", { name: "First" })).toBeVisible();
  // Too short to mean it.
  await swipe(200, 180);
  await expect(viewer.getByRole("status")).toHaveText("1 / 2");
});

test("where and how a photo was taken stays with its author", async ({ page }) => {
  await begin(page);
  const taken = await jpegFromPhone(page, "phone.jpg", 600, 300);
  expect(taken.buffer.includes("Exif")).toBe(true);
  await postPhotos(page, "From my phone", [[taken, "A meadow"]]);
  const photo = card(page, "From my phone").getByRole("img", { name: "A meadow" });
  // Upright: the file lay on its side and said so.
  await expect(photo).toHaveAttribute("width", "300");
  await expect(photo).toHaveAttribute("height", "600");
  const addresses = await photo.evaluate((image: HTMLImageElement) => [
    image.src,
    ...image.srcset.split(", ").map((source) => source.split(" ")[0]),
    image.closest("a")!.href,
  ]);
  expect(addresses.length).toBeGreaterThanOrEqual(4);
  for (const address of new Set(addresses)) {
    const answer = await page.request.get(address);
    expect(answer.status()).toBe(200);
    expect(answer.headers()["content-type"]).toMatch(/^image\//);
    const bytes = await answer.body();
    expect(bytes.length).toBeGreaterThan(50);
    expect(bytes.includes("Exif"), address).toBe(false);
    expect(bytes.includes("GPS"), address).toBe(false);
  }
});
