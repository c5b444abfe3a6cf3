// Share links: a patient makes one after a proof, a stranger opens it with and without its passcode, a stock library of SMART
// Health Links reads it, the patient sees who did, and ends it.
import { readFileSync } from 'node:fs';
import { request as ask } from 'node:http';
import type { Page } from '@playwright/test';
import { SHLViewer } from 'kill-the-clipboard';
import { PORT } from '../support/browser';
import { doubt } from '../support/database';
import { axe, PHONE, sideways } from '../support/looks';
import { visit } from '../support/portal';
import { alive, expect, test } from '../support/test';

const PASSWORD = 'open the harbor gate';
const PASSCODE = 'harbor 7';

/** A program's request to a clinic, whose name only browsers know. */
const program = (url: string | URL | Request, init?: RequestInit) =>
  new Promise<Response>((resolve, reject) => {
    const { host, pathname } = new URL(String(url));
    const headers = { ...(init?.headers as Record<string, string> | undefined), host };
    const sent = ask({ host: '127.0.0.1', port: PORT, path: pathname, method: init?.method ?? 'GET', headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => resolve(new Response(Buffer.concat(parts), { status: answer.statusCode })));
    });
    sent.on('error', reject);
    sent.end(init?.body as string | undefined);
  });

/** Opens a link in a browser of somebody else. */
async function arrive(page: Page, href: string) {
  await page.goto(href);
  await alive(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A record was shared with you');
}

test('a summary is shared behind a passcode, read by a stranger, and ended by its patient', async ({ open, stranger }) => {
  test.slow();
  const walter = await open('walter');
  await visit(walter, '/records');
  await walter.getByRole('link', { name: /^Share by link/ }).click();
  await expect(walter).toHaveURL(/\/records\/share$/);
  await alive(walter);
  await axe(walter, 'share links');
  const main = walter.getByRole('main');
  await main.getByRole('link', { name: 'New link' }).click();
  await expect(walter.getByRole('heading', { level: 1 })).toHaveText('New link');
  await main.getByLabel('Who is it for').fill('Dr. Bell');
  await main.getByLabel('Passcode').fill('abc');
  await main.getByRole('checkbox', { name: 'Vaccinations' }).uncheck();
  await main.getByRole('button', { name: 'Make the link' }).click();
  await expect(main).toContainText('Use 4 to 64 characters');
  await axe(walter, 'a new share link');
  await main.getByLabel('Passcode').fill(PASSCODE);
  await doubt(walter, 3_600);
  await main.getByRole('button', { name: 'Make the link' }).click();
  const proof = walter.locator('dialog#step-up');
  await proof.locator('#step-up-password').fill(PASSWORD);
  await proof.getByRole('button', { name: 'Go on' }).click();
  await expect(walter).toHaveURL(/\/records\/share\/[0-9a-f-]{36}\?done=made$/);
  await expect(walter.getByRole('heading', { level: 1 })).toHaveText('Link for Dr. Bell');
  await expect(main.getByRole('img', { name: 'The link as a QR code' })).toBeVisible();
  await expect(main).toContainText('Nobody has opened it');
  await axe(walter, 'a share link');
  await walter.setViewportSize(PHONE);
  expect(await sideways(walter)).toBeLessThanOrEqual(0);
  const href = await main.locator('[data-link]').inputValue();
  const here = new URL(walter.url()).pathname;

  // Somebody else, who is nobody here.
  const doctor = await stranger();
  await arrive(doctor, href);
  const page = doctor.getByRole('main');
  const submit = page.getByRole('button', { name: 'Open the summary' });
  await expect(submit).toBeVisible();
  await axe(doctor, 'a shared record, not opened yet');
  // In another language it is the same link.
  await doctor.getByRole('button', { name: 'Español' }).click();
  await expect(doctor.locator('html')).toHaveAttribute('lang', 'es');
  await expect(page.locator('#f-passcode')).toBeVisible();
  expect(doctor.url()).toBe(href);
  await doctor.getByRole('button', { name: 'English' }).click();
  await expect(doctor.locator('html')).toHaveAttribute('lang', 'en');
  await alive(doctor);
  await expect(submit).toBeVisible();
  await page.getByLabel('Your name and practice').fill('Ada Bell, Harbor practice');
  await submit.click();
  await expect(page).toContainText('Fill this in.');
  await page.getByLabel('Passcode', { exact: true }).fill('harbor 8');
  await submit.click();
  await expect(page).toContainText('That is not the passcode. Tries left: 4.');
  await axe(doctor, 'a wrong passcode');
  await page.getByLabel('Passcode', { exact: true }).fill(PASSCODE);
  await submit.click();
  const title = doctor.getByRole('heading', { level: 1 });
  await expect(title).toHaveText(/^Patient summary: .*Hughes$/);
  await expect(title).toBeFocused();
  // In another language it would be another opening.
  await expect(doctor.getByRole('button', { name: 'Español' })).toHaveCount(0);
  for (const section of ['Diagnoses', 'Allergies', 'Medications']) {
    await expect(page.getByRole('heading', { level: 2, name: section })).toBeVisible();
  }
  await expect(page.getByRole('heading', { level: 2, name: 'Vaccinations' })).toHaveCount(0);
  expect(await page.locator('[data-section] li').count()).toBeGreaterThan(5);
  await axe(doctor, 'a shared record');
  await doctor.setViewportSize(PHONE);
  expect(await sideways(doctor)).toBeLessThanOrEqual(0);
  const [file] = await Promise.all([doctor.waitForEvent('download'), page.getByRole('button', { name: /^Save as a file/ }).click()]);
  const saved = JSON.parse(readFileSync(await file.path(), 'utf8')) as { type: string };
  expect(saved.type).toBe('document');
  // What opens the record has never left the browser.
  expect(await doctor.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name).join(' '))).not.toContain('shlink');

  // Another viewer: a library that knows nothing of this portal.
  const viewer = new SHLViewer({ shlinkURI: href, fetch: program as typeof fetch });
  const read = await viewer.resolveSHL({ recipient: 'A stock library', passcode: PASSCODE });
  expect((read.fhirResources[0] as unknown as { type: string }).type).toBe('document');
  const short = await viewer.resolveSHL({ recipient: 'A stock library', passcode: PASSCODE, embeddedLengthMax: 100 });
  expect(short.manifest?.files[0]).toHaveProperty('location');
  expect((short.fhirResources[0] as unknown as { type: string }).type).toBe('document');
  await expect(viewer.resolveSHL({ recipient: 'A stock library', passcode: 'another' })).rejects.toThrow('Invalid or missing passcode');

  // The patient sees who, and ends it.
  await visit(walter, here);
  const receipts = main.locator('[data-receipt]');
  await expect(receipts).toHaveCount(5);
  await expect(main.locator('[data-receipt=opened]').last()).toContainText('Ada Bell, Harbor practice');
  await expect(main.locator('[data-receipt=refused]').last()).toContainText('Wrong passcode');
  await axe(walter, 'a share link that was opened');
  await main.getByRole('link', { name: 'End the link' }).click();
  const question = walter.getByRole('dialog');
  await axe(walter, 'ending a share link');
  await question.getByRole('button', { name: 'End the link' }).click();
  await expect(main).toContainText('The link has ended.');
  await expect(main.locator('[data-share]')).toHaveAttribute('data-share', 'ended');
  await expect(main.locator('[data-link]')).toHaveCount(0);
  await visit(walter, '/records/access');
  const looks = main.getByRole('listitem').filter({ hasText: 'Ada Bell, Harbor practice' });
  await expect(looks.first()).toContainText('With a share link; name not verified');

  // Behind the # alone, no address is a new page.
  await doctor.goto('about:blank');
  await arrive(doctor, href);
  await page.getByLabel('Your name and practice').fill('Ada Bell');
  await page.getByLabel('Passcode', { exact: true }).fill(PASSCODE);
  await submit.click();
  await expect(page.locator('[data-over]')).toContainText('This link cannot be opened, or not any more.');
  await axe(doctor, 'a link that is over');
});

test('without scripts a link is made and ended, and the page of a shared record says what it needs', async ({ open, stranger }) => {
  const page = await open('walter', { javaScriptEnabled: false });
  await page.goto('/records/share/new');
  await page.getByLabel('Who is it for').fill('The pharmacy');
  await page.getByLabel('How often it can be opened').selectOption('once');
  await page.getByRole('button', { name: 'Make the link' }).click();
  await expect(page).toHaveURL(/\/records\/share\/[0-9a-f-]{36}\?done=made$/);
  const href = await page.locator('[data-link]').inputValue();

  // Once is once.
  for (const reads of [true, false]) {
    const clerk = await stranger();
    await arrive(clerk, href);
    await expect(clerk.getByLabel('Passcode')).toHaveCount(0);
    await clerk.getByLabel('Your name and practice').fill('Harbor pharmacy');
    await clerk.getByRole('button', { name: 'Open the summary' }).click();
    if (reads) await expect(clerk.getByRole('heading', { level: 1 })).toHaveText(/^Patient summary/);
    else await expect(clerk.locator('[data-over]')).toContainText('Ask the patient for a new one.');
  }
  const still = await stranger({ javaScriptEnabled: false });
  await still.goto(href);
  await expect(still.getByText('this page needs JavaScript')).toBeVisible();

  await page.goto('/records/share/new');
  await page.getByLabel('Who is it for').fill('My cousin');
  await page.getByRole('button', { name: 'Make the link' }).click();
  await page.getByRole('link', { name: 'End the link' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End the link' }).click();
  await expect(page.getByRole('status').first()).toContainText('The link has ended.');
  await page.goto('/records/share');
  await expect(page.locator('[data-share=used_up]').first()).toContainText('The pharmacy');
  await expect(page.locator('[data-share=ended]').first()).toContainText('My cousin');
});

test('a link that is not whole and a portal that does not answer are told apart', async ({ open, stranger }) => {
  const walter = await open('walter');
  await visit(walter, '/records/share/new');
  await walter.getByLabel('Who is it for').fill('Nobody');
  await walter.getByRole('button', { name: 'Make the link' }).click();
  const href = await walter.locator('[data-link]').inputValue();
  const doctor = await stranger();
  for (const broken of [href.slice(0, -20), `${href.split('#')[0]}#`]) {
    await arrive(doctor, broken);
    await expect(doctor.locator('[data-over]')).toContainText('This link is not complete.');
    await doctor.goto('about:blank');
  }
  await arrive(doctor, href);
  await doctor.getByLabel('Your name and practice').fill('Ada Bell');
  await doctor.context().setOffline(true);
  await doctor.getByRole('button', { name: 'Open the summary' }).click();
  await expect(doctor.getByRole('alert')).toContainText('There is no connection to the portal.');
  await doctor.context().setOffline(false);
  await doctor.getByRole('button', { name: 'Open the summary' }).click();
  await expect(doctor.getByRole('heading', { level: 1 })).toHaveText(/^Patient summary/);

  // Whoever chose another language reads the summary in it.
  const other = await stranger();
  await arrive(other, href);
  await other.getByRole('button', { name: 'Español' }).click();
  await expect(other.locator('html')).toHaveAttribute('lang', 'es');
  await alive(other);
  await other.locator('#f-recipient').fill('Ada Bell');
  await other.getByRole('button', { name: 'Abrir el resumen' }).click();
  await expect(other.getByRole('heading', { level: 1 })).toHaveText(/^Resumen del paciente/);
});
