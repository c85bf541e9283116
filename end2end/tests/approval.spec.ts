// Somebody whose IT department has to approve first: from Microsoft's "Need admin approval" over the
// page for IT and its administrator's consent to the connected state. Whoever waits is told, once.
import { type Page } from "@playwright/test";
import { awake, comesToShow, expect, open, showsWhenAsked, test } from "./demo";

const MAIL = "ithelp@linden.example";
const TOLD = "Your IT department has approved IMPACT Feedback: connect now";

async function choose(page: Page, account: string) {
  await expect(page.getByRole("heading", { name: "Pick an account" })).toBeVisible();
  await page.getByRole("button", { name: account }).click();
}

async function startConnecting(page: Page, account: string) {
  await page.getByRole("button", { name: "Connect Microsoft 365" }).first().click();
  await choose(page, account);
}

// The row of Microsoft on Admin › Calendar integration › IT approval.
async function microsoftsRow(admin: Page) {
  await open(admin, "/admin/calendar/approval");
  return admin.locator(".provider-row").filter({ hasText: "Microsoft Entra" });
}

async function letters(page: Page, subject: string) {
  await page.goto("/demo/mail");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  return page.getByRole("article").filter({ hasText: subject });
}

test("from “Need admin approval” to connected, over the page for IT", async ({ page: it, person, simulator }) => {
  test.slow();
  const provider = await person("Provider 1");
  const admin = await person("Org Admin 1");

  await test.step("Microsoft asks for an administrator, and the person says so", async () => {
    await open(provider, "/profile/external");
    await startConnecting(provider, "luca@locked.example");
    await expect(provider.getByRole("heading", { name: "Need admin approval" })).toBeVisible();
    await provider.getByRole("button", { name: "Return to the application without granting consent" }).click();
    const note = provider.getByRole("status").filter({ hasText: "Did Microsoft ask for an administrator?" });
    await expect(note.getByRole("button", { name: "I changed my mind" })).toBeVisible();
    await awake(provider);
    await note.getByRole("button", { name: "My IT department must approve" }).click();
    await expect(provider.getByRole("heading", { name: "Your IT department approves this once, for everyone" })).toBeVisible();
  });

  await test.step("the page is sent to IT", async () => {
    await open(provider, "/profile/external");
    await provider.getByLabel("Email address of your IT department").fill(MAIL);
    await provider.getByRole("button", { name: "Send to IT" }).click();
    await expect(provider.getByText(`You sent the approval page to ${MAIL}`)).toBeVisible();
    await expect(provider.getByText("IT opens it")).toBeVisible();
    await expect((await microsoftsRow(admin)).getByText(/^Sent/)).toBeVisible();
  });

  const link = await test.step("a second person waits too", async () => {
    const second = await person("Provider 2");
    await open(second, "/profile/external");
    await second.getByRole("button", { name: "Microsoft 365: My IT department must approve" }).click();
    await expect(second.getByRole("heading", { name: "Your IT department approves this once, for everyone" })).toBeVisible();
    await expect(async () => {
      const letter = await letters(it, "Please approve calendar access for IMPACT Feedback (one page)");
      await expect(letter).toHaveCount(1, { timeout: 500 });
    }).toPass();
    return (await it.getByRole("link", { name: /\/it\// }).getAttribute("href"))!;
  });

  await test.step("IT opens it, reads it, and approves for everybody", async () => {
    await it.goto(link);
    await expect(it.getByRole("heading", { level: 1 })).toHaveText("Approve calendar access for IMPACT Feedback");
    await expect(it.getByRole("cell", { name: /2 are waiting now/ })).toBeVisible();
    await expect(it.getByRole("link", { name: "Download as PDF" })).toBeVisible();
    const pdf = await it.request.get(`${link}/kit.pdf`);
    expect(pdf.headers()["content-type"]).toBe("application/pdf");
    await provider.reload();
    await expect(provider.getByText("IT opened it")).toBeVisible();
    await it.getByRole("button", { name: "Review and approve in Microsoft Entra" }).click();
    await choose(it, "itadmin@locked.example");
    await expect(it.getByRole("heading", { name: "Approve for your organization" })).toBeVisible();
    await it.getByRole("button", { name: "Accept" }).click();
    await expect(it.getByRole("heading", { level: 1 })).toHaveText("Approve calendar access for IMPACT Feedback");
    await expect(it.getByText("Approved, as far as Microsoft told us.")).toBeVisible();
  });

  await test.step("nobody believes a browser: it is not confirmed yet, and nobody was told", async () => {
    await expect((await microsoftsRow(admin)).getByText("Approved, not confirmed")).toBeVisible();
    await expect(await letters(it, TOLD)).toHaveCount(0);
  });

  await test.step("the first connection confirms it", async () => {
    await open(provider, "/profile/external");
    await provider.getByRole("button", { name: "IT has approved: try again" }).click();
    await choose(provider, "luca@locked.example");
    await expect(provider).toHaveURL(/\/profile\/external/);
    await expect(provider.getByRole("status").filter({ hasText: "Connected to Microsoft 365" })).toBeVisible();
    await awake(provider);
    await comesToShow(provider, provider.getByRole("heading", { name: "Your classes are on Microsoft 365" }));
    await expect(provider.getByText("Waiting for IT")).toHaveCount(0);
    expect((await simulator.events("luca@locked.example")).length).toBeGreaterThan(5);
    const row = await microsoftsRow(admin);
    await expect(row.getByText(/^Approved, as a connection showed/)).toBeVisible();
    await expect(row.getByText("1 person is connected now.")).toBeVisible();
  });

  await test.step("the other one is told, once", async () => {
    await it.goto("/demo/mail");
    await showsWhenAsked(it, it.getByRole("heading", { name: TOLD }));
    const told = await letters(it, TOLD);
    await expect(told).toHaveCount(1);
    await expect(told).toContainText("staff2@demo.example");
  });
});

test("an administrator confirms it, and whoever waits is told and sees it", async ({ page: mail, person }) => {
  const provider = await person("Provider 1");
  await open(provider, "/profile/external");
  await provider.getByRole("button", { name: "Google Calendar: My IT department must approve" }).click();
  await expect(provider.getByText("IT approves it in the Google Admin console")).toBeVisible();

  const admin = await person("Org Admin 1");
  await open(admin, "/admin/calendar/approval");
  const row = admin.locator(".provider-row").filter({ hasText: "Google Workspace" });
  await expect(row.getByText(/1 person is waiting/)).toBeVisible();
  await row.getByRole("button", { name: "IT has approved" }).click();
  await expect(row.getByText(/^Approved/).first()).toBeVisible();

  await open(provider, "/profile/external");
  await expect(provider.getByRole("heading", { name: "Your IT department has approved" })).toBeVisible();
  await mail.goto("/demo/mail");
  await showsWhenAsked(mail, mail.getByRole("heading", { name: TOLD }));
  await expect(mail.getByRole("heading", { name: TOLD })).toHaveCount(1);
});
