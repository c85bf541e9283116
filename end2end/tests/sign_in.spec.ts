// Coming in, and what happens when a session ends.
import { awake, expect, open, signIn, test, withScript } from "./demo";

test("the sign-in page says what it is", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await expect(page).toHaveTitle("Sign in – Linden County Programs");
  await expect(page.getByRole("heading", { name: "Just looking? Use a demo account" })).toBeVisible();
  for (const name of ["Provider 1", "Provider 2", "Provider 3", "Scheduler 1", "Org Admin 1"]) {
    await expect(page.getByRole("button", { name })).toBeVisible();
  }
});

test("a wrong password is one sentence, and the right one comes in", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("textbox", { name: "Email" }).fill("scheduler@demo.example");
  await page.getByLabel("Password", { exact: true }).fill("not-the-password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("That email and password do not match. Check both, or reset the password.");

  await page.getByRole("textbox", { name: "Email" }).fill("scheduler@demo.example");
  await page.getByLabel("Password", { exact: true }).fill("demo-demo");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Schedule" })).toBeVisible();
});

test("whoever is not signed in is led to sign in, and back to where they wanted to go", async ({ page }) => {
  await page.goto("/cases?q=Birch");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await page.getByRole("button", { name: "Scheduler 1" }).click();
  await expect(page).toHaveURL(/\/cases\?q=Birch$/);
  await expect(page.getByRole("link", { name: "LC-2026-1042" })).toBeVisible();
});

test("signing out says so, and closes the door", async ({ page }) => {
  await signIn(page, "Provider 1");
  await awake(page);
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("status")).toHaveText("You are signed out.");
  await page.goto("/classes");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
});

test("a session that is over asks to sign in, and goes on where it was", async ({ person }) => {
  const [here, elsewhere] = [await person("Scheduler 1"), await person("Scheduler 1")];
  await open(here, "/cases?q=Birch");

  await open(elsewhere, "/profile/security");
  await elsewhere.getByRole("button", { name: "Sign out everywhere else" }).click();
  if (withScript()) await expect(elsewhere.getByText("Every other device is signed out.")).toBeVisible();

  await here.getByRole("link", { name: "LC-2026-1042" }).click();
  if (withScript()) {
    // The page that is open says it and leads to where one signs in; without script the server does.
    await expect(here.getByRole("link", { name: "Sign in" }).or(here.getByRole("heading", { name: "Sign in" })).first()).toBeVisible();
    const link = here.getByRole("link", { name: "Sign in" });
    if (await link.isVisible()) await link.click();
  }
  await expect(here.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await expect(here.getByRole("status")).toHaveText("You were signed out. Sign in to go on where you were.");
  await here.getByRole("button", { name: "Scheduler 1" }).click();
  await expect(here.getByRole("heading", { level: 1, name: "Alma Birch" })).toBeVisible();
});

test("a session that ends while something is saved loses nothing of it", async ({ person }) => {
  const [here, elsewhere] = [await person("Scheduler 1"), await person("Scheduler 1")];
  await open(here, "/cases/new");
  await here.getByRole("textbox", { name: "Reference" }).fill("LC-2026-2000");
  await here.getByRole("textbox", { name: "Name", exact: true }).fill("Zoe Quarry");

  await open(elsewhere, "/profile/security");
  await elsewhere.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(elsewhere.getByRole("listitem").filter({ hasText: "This device" })).toHaveCount(1);

  await here.getByRole("button", { name: "Add case" }).click();
  if (withScript()) {
    await expect(here.getByRole("alert")).toContainText("You were signed out. Sign in, and what you typed is still here.");
    await expect(here.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("Zoe Quarry");
  } else {
    await expect(here.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  }
});
