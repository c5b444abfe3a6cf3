// The record as a file on request: asked for after a proof, made while one looks on, fetched, deleted.
import { readFileSync } from 'node:fs';
import { Fhir } from 'fhir';
import { doubt } from '../support/database';
import { axe, PHONE, sideways } from '../support/looks';
import { verdict } from '../support/pdf';
import { visit } from '../support/portal';
import { expect, test } from '../support/test';

const PASSWORD = 'open the harbor gate';

test('a PDF of some parts is asked for after a proof, made, and fetched', async ({ open }) => {
  const walter = await open('walter');
  await visit(walter, '/records/download');
  const main = walter.getByRole('main');
  await axe(walter, 'downloads');
  await main.getByRole('checkbox', { name: 'Visits' }).uncheck();
  await main.getByLabel('From').fill('2020-01-01');
  await doubt(walter, 3_600);
  await main.getByRole('button', { name: 'Make the file' }).click();
  const proof = walter.locator('dialog#step-up');
  await proof.locator('#step-up-password').fill(PASSWORD);
  await proof.getByRole('button', { name: 'Go on' }).click();
  await expect(main.getByRole('status').filter({ hasText: 'The file is being made.' })).toHaveCount(1);
  const line = main.locator('[data-download]').first();
  // Nobody asks for the page anew: it looks by itself.
  await expect(line).toHaveAttribute('data-download', 'ready', { timeout: 30_000 });
  await expect(line).toContainText('Can be downloaded until');
  await axe(walter, 'a file that is ready');
  await walter.setViewportSize(PHONE);
  expect(await sideways(walter)).toBeLessThanOrEqual(0);
  const [file] = await Promise.all([walter.waitForEvent('download'), line.getByRole('link', { name: /^Download PDF/ }).click()]);
  expect(file.suggestedFilename()).toMatch(/^record-demo-\d{4}-\d\d-\d\d\.pdf$/);
  const path = await file.path();
  expect(readFileSync(path).subarray(0, 8).toString()).toBe('%PDF-1.7');
  expect(verdict(path)).toMatchObject({ is_compliant: true, failed: [] });
  await line.getByRole('button', { name: 'Delete' }).click();
  await expect(main.locator('[data-download]')).toHaveCount(0);

  await visit(walter, '/records/access');
  await expect(walter.getByRole('main')).toContainText('Downloaded a file of the record');
});

test('without scripts an archive is asked for and fetched', async ({ open }) => {
  const page = await open('walter', { javaScriptEnabled: false });
  await page.goto('/records/download');
  await page.getByRole('radio', { name: /^Everything in one archive/ }).check();
  await page.getByRole('button', { name: 'Make the file' }).click();
  await expect(page.getByRole('status').first()).toContainText('The file is being made.');
  const line = page.locator('[data-download]').first();
  await expect(async () => {
    await page.goto('/records/download');
    await expect(line).toHaveAttribute('data-download', 'ready', { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  const [file] = await Promise.all([page.waitForEvent('download'), line.getByRole('link', { name: /^Download Archive/ }).click()]);
  expect(file.suggestedFilename()).toMatch(/\.zip$/);
  expect(readFileSync(await file.path()).subarray(0, 2).toString()).toBe('PK');
  await line.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('status').first()).toContainText('The file was deleted.');
  await expect(page.locator('[data-download]')).toHaveCount(0);
});

test('the summary for another doctor is downloaded after a proof, as FHIR that another library accepts', async ({ open }) => {
  const walter = await open('walter');
  await visit(walter, '/records/download');
  await doubt(walter, 3_600);
  await walter.getByRole('link', { name: 'Download summary' }).click();
  await expect(walter.getByRole('heading', { level: 1 })).toHaveText('Is it you?');
  await walter.locator('#step-up-password').fill(PASSWORD);
  const [file] = await Promise.all([walter.waitForEvent('download'), walter.getByRole('button', { name: 'Go on' }).click()]);
  expect(file.suggestedFilename()).toMatch(/^summary-demo-\d{4}-\d\d-\d\d\.json$/);
  const bundle = JSON.parse(readFileSync(await file.path(), 'utf8'));
  expect(bundle).toMatchObject({ resourceType: 'Bundle', type: 'document' });
  const [composition] = bundle.entry.map((entry: { resource: object }) => entry.resource);
  expect(composition).toMatchObject({ resourceType: 'Composition', status: 'final' });
  expect(JSON.stringify(composition)).toContain('Penicillin');
  const fhir = new Fhir();
  const wrong: string[] = [];
  for (const { resource } of bundle.entry) {
    const { messages } = fhir.validate(resource, { errorOnUnexpected: true });
    for (const { severity, location, message } of messages) {
      if (severity === 'error' || severity === 'fatal') wrong.push(`${resource.resourceType} ${resource.id} ${location}: ${message}`);
    }
  }
  expect(wrong).toEqual([]);
  await visit(walter, '/records/access');
  await expect(walter.getByRole('main')).toContainText('Made a summary of the record for another doctor');
});

test('an administrator takes all records along, the others hear of it, and patients see it', async ({ open }) => {
  const admin = await open('admin');
  await visit(admin, '/settings/export');
  const main = admin.getByRole('main');
  await expect(main).toContainText(/It holds the records of \d+ patients\./);
  await main.getByLabel('What for').fill('   ');
  await main.getByRole('button', { name: 'Make the file' }).click();
  await expect(main.getByLabel('What for')).toHaveAttribute('aria-invalid', 'true');
  await main.getByLabel('What for').fill('Change of the records system');
  await main.getByRole('button', { name: 'Make the file' }).click();
  const line = main.locator('[data-export]').first();
  await expect(line).toHaveAttribute('data-export', 'ready', { timeout: 60_000 });
  await expect(line).toContainText('Change of the records system');
  await axe(admin, 'all records');
  await admin.setViewportSize(PHONE);
  expect(await sideways(admin)).toBeLessThanOrEqual(0);
  const [file] = await Promise.all([admin.waitForEvent('download'), line.getByRole('link', { name: /^Download All records/ }).click()]);
  expect(file.suggestedFilename()).toMatch(/^clinic-demo-\d{4}-\d\d-\d\d\.zip$/);
  const bytes = readFileSync(await file.path());
  expect(bytes.subarray(0, 2).toString()).toBe('PK');
  for (const name of ['Patient.ndjson', 'Observation.ndjson', 'SHA256SUMS']) expect(bytes.includes(name), name).toBe(true);
  await line.getByRole('button', { name: 'Delete' }).click();
  await expect(main.locator('[data-export]')).toHaveCount(0);
  await visit(admin, '/settings/access-log/alerts');
  await expect(admin.locator('[data-alert="export"]').first()).toContainText('Asked for a file with the records of all patients.');
  const walter = await open('walter');
  await visit(walter, '/records/access');
  await expect(walter.getByRole('main')).toContainText('Put the record into a file with all records');
});
