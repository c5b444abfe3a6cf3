// The access log: a person is found without their name in any address, and the log is shown, filtered and taken along.
import { readFileSync } from 'node:fs';
import { axe, sideways, PHONE } from '../support/looks';
import { visit } from '../support/portal';
import { expect, test } from '../support/test';

test('an administrator sees who opened a record and takes the log along', async ({ open }) => {
  const patient = await open('walter');
  await visit(patient, '/records/diagnoses');
  const page = await open('admin');
  await visit(page, '/settings/access-log');
  await expect(page.getByRole('row').filter({ hasText: 'Looked at the access log' }).first()).toBeVisible();
  await axe(page, 'access log');
  await page.setViewportSize(PHONE);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  await page.locator('#find-name').fill('hughes');
  await page.getByRole('button', { name: 'Find' }).click();
  const found = page.getByRole('heading', { name: 'Who opened the record' }).locator('..');
  await found.getByRole('link', { name: 'Walter Edward Hughes' }).click();
  await expect(page).toHaveURL(/record=[0-9a-f-]{36}$/);
  await expect(page.getByText('On the record of Walter Edward Hughes')).toBeVisible();
  await page.locator('#action').selectOption('records.read');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page).toHaveURL(/action=records.read/);
  const rows = page.locator('#access-log tbody tr');
  await expect(rows.first()).toContainText('Read the record');
  for (const text of await rows.allInnerTexts()) expect(text).toContain('Walter Edward Hughes');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download as CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('access-log.csv');
  const lines = readFileSync(await download.path(), 'utf8').trim().split('\r\n');
  expect(lines[0]).toContain('"When"');
  expect(lines.length).toBeGreaterThan(1);
});

test('a new device is an alert, which one person looks at', async ({ open }) => {
  test.setTimeout(240_000);
  // Another browser of the administrator's; the log is looked through once a minute.
  await open('admin');
  const page = await open('admin');
  const alert = page.locator('[data-alert=new_device]');
  await expect(async () => {
    await visit(page, '/settings/access-log/alerts');
    await expect(alert.first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 120_000, intervals: [5_000] });
  await axe(page, 'alerts');
  const open_ = page.getByRole('button', { name: /^I have looked at it: / });
  const before = await open_.count();
  await page.getByLabel('What you found').first().fill('It was me.');
  await open_.first().click();
  await expect(open_).toHaveCount(before - 1);
  await expect(page.getByText('It was me.').first()).toBeVisible();
});

test('rules that cannot be are told beside their field', async ({ open }) => {
  const page = await open('admin');
  await visit(page, '/settings/access-log/rules');
  await axe(page, 'rules for alerts');
  await page.locator('#f-mass_charts').fill('1');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('#f-mass_charts')).toHaveAttribute('aria-invalid', 'true');
  await page.locator('#f-mass_charts').fill('25');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('[data-saved]')).toBeVisible();
  await expect(page.locator('#f-mass_charts')).toHaveValue('25');
});
