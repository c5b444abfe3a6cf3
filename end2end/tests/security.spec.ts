// Password, devices, and the warning before a session ends.
import { visit } from '../support/portal';
import { alive, expect, test } from '../support/test';

test('an owner sees where the account is signed in, and signs the other device out', async ({ open }) => {
  const page = await open('nuria', { facility: 'norte' });
  const other = await open('nuria', { facility: 'norte' });
  await visit(page, '/account/security');
  await expect(page.getByText('Este dispositivo')).toHaveCount(1);
  const rows = page.locator('[aria-labelledby=devices-title] .row');
  const before = await rows.count();
  expect(before).toBeGreaterThan(1);
  await page.getByRole('button', { name: /Cerrar la sesión de/ }).first().click();
  await expect(page.getByRole('status').filter({ hasText: 'Se ha cerrado la sesión del dispositivo' })).toBeVisible();
  await expect(rows).toHaveCount(before - 1);
  const all = page.getByRole('button', { name: 'Cerrar sesión en los demás' });
  if (await all.isVisible()) await all.click();
  await expect(rows).toHaveCount(1);
  await other.goto('/visits');
  await expect(other).toHaveURL(/\/sign-in/);
});

test('a wrong password is told beside its field, and nothing changes', async ({ open }) => {
  const page = await open('priya');
  await visit(page, '/account/security');
  await page.locator('#current').fill('not my password at all');
  await page.locator('#new').fill('several words of my own');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('This is not your password now.')).toBeVisible();
  await expect(page.locator('#current')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#new')).toHaveValue('several words of my own');
});

test('before a session ends the page asks, and staying keeps what was typed', async ({ open }) => {
  const page = await open('priya');
  await page.clock.install();
  await visit(page, '/account/security');
  await page.locator('#new').fill('half a passw');
  await page.route('**/api/account/read_clock', (route) =>
    route.fulfill({ json: { idle_s: 100, left_s: 40_000 } }),
  );
  await page.clock.fastForward(29 * 60_000);
  const dialog = page.locator('dialog#session-end');
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('timer')).toContainText(/1:\d\d/);
  await dialog.getByRole('button', { name: 'Stay signed in' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator('#new')).toHaveValue('half a passw');
});

test('a session that has ended leaves nothing on the screen', async ({ open }) => {
  const page = await open('priya');
  await page.clock.install();
  await visit(page, '/more');
  await page.route('**/api/account/read_clock', (route) =>
    route.fulfill({ status: 401, json: { error: 'signed_out' } }),
  );
  await page.clock.fastForward(31 * 60_000);
  await expect(page).toHaveURL(/\/sign-in\?next=\/more/);
  await alive(page);
});
