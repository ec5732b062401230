// For whom one writes: what cannot be chosen any more does not become something else.
import { expect, open, person, signUp, test } from "../support";

test("an audience that is gone meanwhile is refused where it was chosen, and the text stays", async ({ page, watch }) => {
  await signUp(page, person("Ada Lark"));
  await open(page, "/circles");
  await page.getByLabel("Name").fill("Marsh friends");
  await page.getByRole("button", { name: "Create circle" }).click();
  await page.waitForURL(/\/circles\/\d+$/);
  const circle = new URL(page.url()).pathname.split("/").pop()!;

  await open(page, "/compose");
  const composer = page.locator("form.composer").first();
  const text = composer.getByRole("textbox", { name: "What is happening?" });
  const audience = composer.getByRole("combobox", { name: "Audience" });
  await text.fill("For a few");
  await audience.selectOption(`circle-${circle}`);
  // Given up in another tab; the page may ask for its members once more.
  watch.allow(/answer 4\d\d/);
  const headers = { accept: "application/json", origin: new URL(page.url()).origin };
  const gone = await page.request.post("/api/circles/delete", { form: { circle_id: circle }, headers });
  expect(gone.ok()).toBeTruthy();

  const post = composer.getByRole("button", { name: "Post", exact: true });
  await post.click();
  await expect(composer.getByText("This circle cannot be chosen any more")).toBeVisible();
  await expect(text).toHaveValue("For a few");
  await expect(audience).toHaveValue(`circle-${circle}`);

  await audience.selectOption("followers");
  await post.click();
  await page.waitForURL(/\/@\w+\/\d+$/);
  await expect(page.getByRole("article").filter({ hasText: "For a few" })).toBeVisible();
});
