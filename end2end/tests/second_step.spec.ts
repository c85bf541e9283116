// A code besides the password. The picture is read as a camera reads it, and the codes are made by
// a program nobody here wrote.
import { type Page } from "@playwright/test";
import jsQR from "jsqr";
import { generate } from "otplib";
import { awake, expect, open, signIn, test, withScript } from "./demo";

// Draws the picture's path as pixels, four to a module.
async function scanned(page: Page): Promise<URL> {
  const picture = page.getByRole("img", { name: "QR code for your authenticator app" });
  await expect(picture).toBeVisible();
  const side = Number((await picture.getAttribute("viewBox"))!.split(" ")[2]);
  const path = (await picture.locator("path").getAttribute("d"))!;
  const scale = 4;
  const width = side * scale;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = 0; row < scale; row++) {
      for (let column = 0; column < scale; column++) {
        const at = ((Number(y) * scale + row) * width + Number(x) * scale + column) * 4;
        pixels.fill(0, at, at + 3);
      }
    }
  }
  return new URL(jsQR(pixels, width, width)!.data);
}

// The sign-in page's button, up to the question for a code.
async function passwordShown(page: Page) {
  await page.goto("/sign-in?return_to=%2Fadmin%2Froles");
  await page.getByRole("button", { name: "Org Admin 1" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Enter your code" })).toBeVisible();
}

async function answer(page: Page, code: string) {
  await page.getByLabel("Code or recovery code").fill(code);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("an administrator signs in with a code, and with a recovery code when the phone is gone", async ({ page, browser, watch }) => {
  await signIn(page, "Org Admin 1");
  await open(page, "/profile/security");
  await page.getByRole("link", { name: "Set up" }).click();
  await expect(page.getByRole("heading", { name: "Second step" })).toBeVisible();
  await page.getByRole("button", { name: "Begin" }).click();

  const address = await scanned(page);
  expect(decodeURIComponent(address.pathname)).toBe("/IMPACT Feedback:admin@demo.example");
  const secret = address.searchParams.get("secret")!;
  await expect(page.getByText(secret.match(/.{4}/g)!.join(" "))).toBeVisible();
  // A code works once; the next one, a moment before its time, is a phone whose clock is ahead.
  const code = (ahead = 0) => generate({ secret, epoch: Math.floor(Date.now() / 1000) + ahead });

  await page.getByRole("textbox", { name: "Code" }).fill("000000");
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("alert")).toContainText("That code does not match, or was used already.");
  await page.getByRole("textbox", { name: "Code" }).fill(await code());
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("heading", { name: "Keep these recovery codes" })).toBeVisible();
  const codes = await page.getByRole("listitem").filter({ hasText: /^[A-Z2-7]{4}-[A-Z2-7]{4}$/ }).allTextContents();
  expect(codes).toHaveLength(10);
  await page.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByText(codes[0])).toHaveCount(0);
  await expect(page.getByText("You sign in with your password and a code. 10 recovery codes are left.")).toBeVisible();

  const other = await browser.newContext();
  watch.context(other);
  const phone = await other.newPage();
  await passwordShown(phone);
  // The password alone opens nothing.
  await phone.goto("/admin/roles");
  await expect(phone.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await passwordShown(phone);
  await answer(phone, "123456");
  await expect(phone.getByRole("alert")).toContainText("That code does not match, or was used already.");
  await answer(phone, await code(30));
  await expect(phone.getByRole("heading", { level: 1, name: "Roles" })).toBeVisible();
  await expect(phone).toHaveURL(/\/admin\/roles$/);
  await other.close();

  await open(page, "/profile");
  if (withScript()) await awake(page);
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await passwordShown(page);
  await answer(page, codes[4].toLowerCase().replace("-", " "));
  await expect(page.getByRole("heading", { level: 1, name: "Roles" })).toBeVisible();
  await open(page, "/profile/security");
  await expect(page.getByText("You sign in with your password and a code.")).toBeVisible();
  await page.getByRole("link", { name: "Manage" }).click();
  await expect(page.getByText("9 recovery codes are left.")).toBeVisible();
  // An administrator looks at who signs in how.
  await open(page, "/admin/audit");
  await expect(page.getByRole("row").filter({ hasText: "Set up the second step" })).toBeVisible();

  await open(page, "/profile/security/second-step");
  await page.locator("form").filter({ has: page.getByRole("button", { name: "Remove the second step" }) }).getByRole("textbox").fill(codes[5]);
  await page.getByRole("button", { name: "Remove the second step" }).click();
  await expect(page.getByRole("button", { name: "Begin" })).toBeVisible();
});
