// An Org Admin decides who may connect a calendar, and it holds at once.
import { expect, open, request, test, withScript } from "./demo";
import { row, startConnecting } from "./steps";

test("a clone of Staff with Calendar integration opens the section to whoever gets it", async ({ person }) => {
  const [admin, provider] = [await person("Org Admin 1"), await person("Provider 3")];
  await open(provider, "/profile");
  const tabs = provider.getByRole("navigation", { name: "Profile" });
  const external = tabs.getByRole("link", { name: "External" });
  await expect(tabs.getByRole("link", { name: "Security" })).toBeVisible();
  await expect(external).toHaveCount(0);
  expect((await request(provider, "GET", "/profile/external")).status).toBe(403);

  // Staff, cloned: the list offers it, the new role has what the old one has, and a name is all it takes.
  await open(admin, "/admin/roles");
  await admin.getByRole("link", { name: "Staff", exact: true }).click();
  await admin.getByRole("link", { name: "Clone" }).click();
  await admin.getByLabel("Name").fill("Staff who sync");
  await admin.getByRole("button", { name: "Add role" }).click();
  await expect(admin.getByRole("heading", { level: 1, name: "Staff who sync" })).toBeVisible();
  const calendar = admin.getByRole("checkbox", { name: "Calendar integration", exact: true });
  await expect(calendar).not.toBeChecked();
  await expect(admin.getByRole("checkbox", { name: "Own classes" })).toBeChecked();
  await calendar.check();
  if (withScript()) {
    await expect(admin.getByText("1 change not saved")).toBeVisible();
    await admin.getByRole("button", { name: "Save changes" }).click();
    await expect(admin.getByText("1 change not saved")).toHaveCount(0);
  } else {
    await admin.getByRole("button", { name: "Review changes" }).click();
    await expect(admin.getByRole("heading", { level: 1, name: "Review changes" })).toBeVisible();
    await admin.getByRole("button", { name: "Confirm" }).click();
  }
  await open(admin, "/admin/roles");
  await expect(row(admin, "Staff who sync")).toBeVisible();

  // A role that nobody has changes nothing for anybody.
  await provider.reload();
  await expect(external).toHaveCount(0);

  await open(admin, "/admin/users");
  await admin.getByRole("link", { name: "Provider 3" }).click();
  await admin.getByLabel("Role").selectOption("Staff who sync");
  if (!withScript()) await admin.getByRole("button", { name: "See what it changes" }).click();
  await expect(admin.getByText("If you save", { exact: true })).toBeVisible();
  await admin.getByRole("button", { name: "Change role" }).click();
  await expect(admin.getByRole("listitem").filter({ hasText: "Staff who sync" })).toBeVisible();

  // The same session, the next page.
  await open(provider, "/profile");
  await external.click();
  await expect(provider.getByRole("button", { name: "Connect Google Calendar" })).toBeVisible();
  await startConnecting(provider);
});
