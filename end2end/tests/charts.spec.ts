// Charts: from a file to an invitation, two of one person made one and two again, and a portal that is closed and opened.
import { readFileSync } from 'node:fs';
import { axe, PHONE, sideways } from '../support/looks';
import { PORT } from '../support/browser';
import { visit } from '../support/portal';
import { alive, expect, test } from '../support/test';
import type { Page } from '@playwright/test';

/** Chooses a file of these lines. */
async function choose(page: Page, lines: string[]) {
  const buffer = Buffer.from(`\u{feff}${lines.join('\r\n')}\r\n`);
  await page.locator('#chart-file').setInputFiles({ name: 'patients.csv', mimeType: 'text/csv', buffer });
  await expect(page.locator('[data-columns]')).toBeVisible();
}

const HEAD = 'Record number;First name;Surname;DOB;E-mail;Notes';

test('patients come from a file: columns are named, rows checked, the good ones added, found and invited', async ({ open }) => {
  test.setTimeout(180_000);
  const page = await open('frontdesk');
  await visit(page, '/patients/new');
  await page.getByRole('link', { name: 'Add from a file' }).click();
  await alive(page);
  await axe(page, 'choosing a file');
  await page.locator('#chart-file').setInputFiles({ name: 'latin.csv', mimeType: 'text/csv', buffer: Buffer.from([97, 10, 0xe9, 10]) });
  await expect(page.getByRole('alert')).toContainText('CSV UTF-8');
  await choose(page, [
    HEAD,
    'E2E-1;Rosalind;Aldous;03/07/1980;rosalind@example.org;tall',
    'E2E-2;=Beatrix;Ockham;31/12/1975;;',
    'E2E-2;Twice;Ockham;31/12/1975;;',
    'E2E-3;;Nameless;31/02/1980;nowhere;',
  ]);
  await expect(page.locator('#column-0')).toHaveValue('number');
  await expect(page.locator('#column-5')).toHaveValue('skip');
  await expect(page.locator('#dates')).toHaveValue('');
  await expect(page.getByRole('button', { name: 'Check the rows' })).toBeDisabled();
  await page.locator('#column-3').selectOption('skip');
  await expect(page.getByText('Still to be named: Date of birth.')).toBeVisible();
  await page.locator('#column-3').selectOption('born');
  await page.locator('#dates').selectOption('day_first');
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await expect(page.locator('[data-count=good]')).toHaveText('2 to add');
  await expect(page.locator('[data-count=refused]')).toHaveText('2 not accepted');
  await expect(page.locator('#file-rows')).toContainText('An earlier row has the same record number.');
  await axe(page, 'rows that were checked');
  await page.setViewportSize(PHONE);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Add 2 patients' }).click();
  await expect(page.locator('[data-imported]')).toContainText('2 patients were added.');
  await axe(page, 'rows that were added');
  const fetched = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the result' }).click();
  const table = readFileSync(await (await fetched).path(), 'utf8');
  expect(table).toContain('"\'=Beatrix Ockham"');
  expect(table.trim().split('\r\n')).toHaveLength(5);
  // The same file adds nothing.
  await choose(page, [HEAD, 'E2E-1;Rosalind;Aldous;03/07/1980;rosalind@example.org;tall']);
  await page.locator('#dates').selectOption('day_first');
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await expect(page.locator('[data-count=there]')).toHaveText('1 already there');
  await expect(page.getByRole('button', { name: 'Add 0 patients' })).toBeDisabled();

  await visit(page, '/patients/invitations');
  await page.locator('#name').fill('aldous ros');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.locator('[data-patient] input[type=checkbox]').check();
  await page.getByRole('button', { name: 'Invite by message' }).click();
  await expect(page.getByRole('alert')).toContainText('1 patient was invited.');
});

test('two charts of one person become one, and two again', async ({ open }) => {
  test.setTimeout(180_000);
  const page = await open('frontdesk');
  await visit(page, '/patients/new/file');
  await choose(page, [HEAD, 'E2E-M1;Ottoline;Marchbanks;07.03.1961;;', ';Otoline;Marchbanks;07.03.1961;ottoline@example.org;']);
  await page.locator('#dates').selectOption('day_first');
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await page.getByRole('button', { name: 'Add 2 patients' }).click();
  await expect(page.locator('[data-count=alike]')).toHaveText('1 perhaps the same person');
  await choose(page, [HEAD, ';Otoline;Marchbanks;07.03.1961;ottoline@example.org;']);
  await page.locator('#dates').selectOption('day_first');
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await expect(page.locator('#file-rows')).toContainText('Like Ottoline Marchbanks');
  await page.getByLabel(/I have looked at each/).check();
  await page.getByRole('button', { name: 'Add 1 patient' }).click();
  await expect(page.locator('[data-imported]')).toContainText('1 patient was added.');

  await visit(page, '/patients/merge');
  await page.locator('#name').fill('marchbanks');
  await page.getByRole('button', { name: 'Search' }).click();
  const found = page.getByRole('list', { name: 'Charts found' }).getByRole('button');
  await expect(found).toHaveCount(2);
  await found.nth(0).click();
  await found.nth(1).click();
  await axe(page, 'two charts that were chosen');
  await page.getByRole('button', { name: 'Look at them side by side' }).click();
  const compared = page.locator('[data-compared]');
  await expect(compared.getByText('Same', { exact: true }).first()).toBeVisible();
  await expect(compared.getByText('Only in one').first()).toBeVisible();
  await axe(page, 'side by side');
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  // A blank gets past the browser's own check, not past ours.
  await page.locator('#f-reason').fill(' ');
  await page.getByRole('button', { name: 'Merge the charts' }).click();
  await expect(page.locator('#f-reason')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel(/E2E-M1/).check();
  await page.locator('#f-reason').fill('Same person, one letter missing');
  await page.locator('#f-is_confirmed').check();
  await page.getByRole('button', { name: 'Merge the charts' }).click();
  await expect(page.locator('[data-merged]')).toBeVisible();
  const line = page.locator('[data-merge]').first();
  await expect(line).toContainText('Otoline Marchbanks into Ottoline Marchbanks · E2E-M1');
  await page.locator('#name').fill('marchbanks');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(found).toHaveCount(1);
  await line.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('[data-undone]')).toBeVisible();
  await expect(page.locator('[data-merge]').first()).toContainText('Undone');
  await page.locator('#name').fill('marchbanks');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(found).toHaveCount(2);
});

test('a portal is closed for patients, says so, and is opened again', async ({ stranger }) => {
  const base = `http://closing.localhost:${PORT}`;
  const admin = await stranger({ facility: 'norte' });
  await admin.goto(`${base}/sign-in`);
  await admin.locator('#username').fill('admin@closing.example');
  await admin.locator('#password').fill('a quiet harbour at dawn');
  await admin.locator('main form button[type=submit]').first().click();
  await admin.waitForURL((url) => url.pathname !== '/sign-in');
  await visit(admin, `${base}/settings/portal`);
  await axe(admin, 'an open portal');
  await admin.getByRole('button', { name: 'Cerrar el portal' }).click();
  await expect(admin.getByRole('alert')).toContainText('Marque que ha visto a quién afecta.');
  await admin.locator('#f-is_confirmed').check();
  await admin.getByRole('button', { name: 'Cerrar el portal' }).click();
  await expect(admin.locator('[data-saved]')).toBeVisible();
  await expect(admin.getByText('Cerrado', { exact: true })).toBeVisible();

  const patient = await stranger({ facility: 'norte' });
  await patient.goto(`${base}/visits`);
  await alive(patient);
  await expect(patient.locator('[data-closed]')).toContainText('El portal del paciente está cerrado');
  await axe(patient, 'a closed portal');
  await visit(admin, `${base}/settings/portal`);
  await admin.getByRole('button', { name: 'Abrir el portal' }).click();
  await expect(admin.getByText('Abierto', { exact: true })).toBeVisible();
  await patient.goto(`${base}/sign-in`);
  await alive(patient);
  await expect(patient.locator('[data-closed]')).toHaveCount(0);
});
