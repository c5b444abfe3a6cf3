// The record, as it came in by FHIR: its sections, a visit with what belongs to it, files, what is measured, and a correction
// followed to its end.
import { readFileSync } from 'node:fs';
import { Fhir } from 'fhir';
import { doubt } from '../support/database';
import { axe, PHONE, sideways } from '../support/looks';
import { signIn, visit } from '../support/portal';
import { alive, expect, test } from '../support/test';

test('a patient reads medications, newest first, current apart from past', async ({ page }) => {
  await signIn(page, 'walter');
  for (const section of ['diagnoses', 'medications', 'allergies', 'vaccinations']) {
    await visit(page, `/records/${section}`);
    await expect(page.locator('main li').first()).toBeVisible();
  }
  // What a diagnosis is, in plain words, and that this is general.
  await visit(page, '/records/diagnoses');
  await page.locator('[data-entry="Gout"]').getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Gout');
  const words = page.getByRole('region', { name: 'In plain words' });
  await expect(words).toContainText('Crystals of uric acid');
  await expect(words).toContainText('It does not replace what your care team tells you.');
  await axe(page, 'an entry in plain words');
});

test('a patient with almost nothing sees that nothing is recorded, not an error', async ({ page }) => {
  await signIn(page, 'priya');
  await visit(page, '/records/medications');
  await expect(page.locator('main')).not.toContainText('Not permitted');
  await expect(page.locator('main li')).toHaveCount(0);
});

test('between home and the record, which have programs of their own, no page is empty', async ({ page }) => {
  await signIn(page, 'walter');
  await visit(page, '/');
  const home = await page.getByRole('heading', { level: 1 }).innerText();
  // What still stands there when the page goes.
  const noteLeft = () =>
    page.evaluate(() => addEventListener('beforeunload', () => sessionStorage.setItem('left', document.querySelector('h1')?.innerText ?? '')));
  const left = () => page.evaluate(() => sessionStorage.getItem('left'));
  await noteLeft();
  await page.getByRole('navigation').getByRole('link', { name: 'Records' }).click();
  await expect(page).toHaveURL(/\/records$/);
  await alive(page);
  expect(await left()).toBe(home);
  const record = await page.getByRole('heading', { level: 1 }).innerText();
  // Within the record the program goes on.
  await page.getByRole('main').getByRole('link', { name: 'Medications' }).click();
  await expect(page.locator('main li').first()).toBeVisible();
  await page.goBack();
  await noteLeft();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(home);
  expect(await left()).toBe(record);
});

test('the Spanish clinic speaks Spanish and wears its own colours', async ({ open }) => {
  const page = await open('inaki', { facility: 'norte' });
  await visit(page, '/records');
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  await expect(page.getByRole('link', { name: 'Alergias' })).toBeVisible();
  await visit(page, '/records/medications');
  await page.locator('[data-entry]').first().getByRole('link').click();
  await expect(page.getByRole('region', { name: 'En palabras sencillas' })).toContainText('Es información general.');
  const primary = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--c-primary').trim());
  expect(primary).toBe('#2a6b3f');
});

test('a visit leads to its note, a file is downloaded, and measurements have their course', async ({ open }) => {
  const walter = await open('walter');
  await visit(walter, '/records');
  await walter.getByRole('main').getByRole('link', { name: /^Visits/ }).click();
  await walter.locator('[data-entry="Follow-up visit"]').first().getByRole('link').click();
  await expect(walter.getByRole('heading', { level: 1 })).toHaveText('Follow-up visit');
  const main = walter.getByRole('main');
  await expect(main).toContainText('Samuel Okafor MD');
  await expect(main.locator('[data-source]')).toContainText("From the demo's example records, here since");
  await expect(main.getByRole('heading', { name: 'Measured' })).toBeVisible();
  await axe(walter, 'a visit');
  await main.getByRole('link', { name: /^Progress note/ }).click();
  await expect(walter.getByRole('heading', { level: 1 })).toHaveText('Progress note');
  await expect(main.getByRole('region', { name: 'Text of Progress note' })).toContainText('Call us about any wound on a foot');
  await axe(walter, 'a note');
  await walter.setViewportSize(PHONE);
  expect(await sideways(walter)).toBeLessThanOrEqual(0);
  const [file] = await Promise.all([walter.waitForEvent('download'), main.getByRole('link', { name: /^Download Progress note/ }).click()]);
  expect(file.suggestedFilename()).toBe('progress-note.txt');
  await main.getByRole('link', { name: /^Follow-up visit/ }).click();
  await expect(walter.getByRole('heading', { level: 1 })).toHaveText('Follow-up visit');
  await main.getByRole('link', { name: /^Referral to the eye clinic/ }).click();
  const [pdf] = await Promise.all([walter.waitForEvent('download'), main.getByRole('link', { name: /^Download Referral/ }).click()]);
  expect(pdf.suggestedFilename()).toBe('referral-to-the-eye-clinic.pdf');

  await visit(walter, '/records/measurements');
  const weight = walter.locator('[data-test]').filter({ hasText: /weight/i }).first();
  await weight.locator('summary').click();
  await expect(weight.getByRole('img').last()).toHaveAccessibleName(/values from/);
  await expect(weight.getByRole('table')).toBeVisible();
});

test('a correction is asked for, answered, disagreed with and agreed to', async ({ open }) => {
  const elena = await open('elena');
  await visit(elena, '/records/procedures');
  await elena.locator('[data-entry="Cervical smear"]').getByRole('link').click();
  await elena.getByRole('link', { name: 'Ask for a correction' }).click();
  const main = elena.getByRole('main');
  await expect(main.getByRole('link', { name: /^Cervical smear/ })).toBeVisible();
  await main.getByRole('button', { name: 'Send request' }).click();
  await main.getByLabel('What is wrong?').fill('This was done a month later.');
  await main.getByRole('button', { name: 'Send request' }).click();
  await expect(main.getByRole('alert')).toContainText('Your request was sent.');
  await expect(main).toContainText('The clinic answers by');
  await axe(elena, 'a request for a correction');

  const ruiz = await open('ruiz');
  await visit(ruiz, '/patients/corrections');
  await ruiz.locator('[data-correction="Cervical smear"]').filter({ hasText: /Elena.* Brooks/ }).getByRole('link').click();
  const desk = ruiz.getByRole('main');
  await expect(desk.locator('[data-step="begin"]')).toBeVisible();
  await axe(ruiz, 'a request for a correction, at the clinic');
  await desk.getByRole('button', { name: 'Decline' }).click();
  await expect(desk.getByText('Fill this in.').first()).toBeVisible();
  await desk.locator('#f-words').fill('Our calendar says November.');
  await desk.getByRole('button', { name: 'Decline' }).click();
  await expect(desk.locator('[data-step="decline"]')).toContainText('Our calendar says November.');
  await expect(desk.getByRole('status').filter({ hasText: 'Done.' })).toHaveCount(1);
  await expect(desk.getByRole('button', { name: 'Decline' })).toHaveCount(0);

  await visit(elena, '/records/corrections');
  const line = elena.locator('[data-correction="Cervical smear"]');
  await expect(line).toContainText('Declined');
  await line.getByRole('link').click();
  await expect(main).toContainText('If you disagree, say why');
  await main.locator('#f-words').fill('I have the letter of December.');
  await main.getByRole('button', { name: 'Send message' }).click();
  await expect(main.locator('[data-step="write"]')).toContainText('I have the letter of December.');

  await visit(ruiz, '/patients/corrections');
  await ruiz.locator('[data-correction="Cervical smear"]').getByRole('link').click();
  await desk.getByRole('button', { name: 'Agree to correct it' }).click();
  await expect(desk.locator('[data-step="agree"]')).toHaveCount(1);
  await visit(elena, '/records/corrections');
  await expect(elena.locator('[data-correction="Cervical smear"]')).toContainText('Agreed');
});

test('without scripts an entry is read and a correction asked for and taken back', async ({ open }) => {
  const page = await open('elena', { javaScriptEnabled: false });
  await page.goto('/records/allergies');
  await page.locator('[data-entry]').first().getByRole('link').click();
  await page.getByRole('link', { name: 'Ask for a correction' }).click();
  await page.getByLabel('What is wrong?').fill('  ');
  await page.getByRole('button', { name: 'Send request' }).click();
  await expect(page.getByLabel('What is wrong?')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('What is wrong?').fill('I eat it every day.');
  await page.getByRole('button', { name: 'Send request' }).click();
  await expect(page.getByRole('alert')).toContainText('Your request was sent.');
  await page.getByRole('button', { name: 'Take request back' }).click();
  await expect(page.locator('[data-step="take_back"]')).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Send message' })).toHaveCount(0);
});

test('the whole record is downloaded after a proof, as FHIR that another library accepts', async ({ open }) => {
  const walter = await open('walter');
  await visit(walter, '/records/download');
  await doubt(walter, 3_600);
  await walter.getByRole('link', { name: 'Download FHIR file' }).click();
  await expect(walter.getByRole('heading', { level: 1 })).toHaveText('Is it you?');
  await walter.locator('#step-up-password').fill('open the harbor gate');
  const [file] = await Promise.all([walter.waitForEvent('download'), walter.getByRole('button', { name: 'Go on' }).click()]);
  expect(file.suggestedFilename()).toMatch(/^record-demo-\d{4}-\d\d-\d\d\.json$/);
  const bundle = JSON.parse(readFileSync(await file.path(), 'utf8'));
  expect(bundle.resourceType).toBe('Bundle');
  const types = new Map<string, number>();
  const fhir = new Fhir();
  const wrong: string[] = [];
  for (const { resource } of bundle.entry) {
    types.set(resource.resourceType, (types.get(resource.resourceType) ?? 0) + 1);
    const { messages } = fhir.validate(resource, { errorOnUnexpected: true });
    for (const { severity, location, message } of messages) {
      if (severity === 'error' || severity === 'fatal') wrong.push(`${resource.resourceType} ${resource.id} ${location}: ${message}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(types.get('Patient')).toBe(1);
  for (const [type, least] of [['Encounter', 25], ['Observation', 100], ['DocumentReference', 3], ['Practitioner', 1], ['Organization', 1]] as const) {
    expect(types.get(type) ?? 0, type).toBeGreaterThanOrEqual(least);
  }
});

test('words are found where the record says them, and days narrow what is shown', async ({ open }) => {
  const walter = await open('walter');
  await visit(walter, '/records/timeline');
  await walter.getByLabel('Find words').fill('wound');
  await walter.getByRole('button', { name: 'Find', exact: true }).click();
  const note = walter.locator('[data-line="Progress note"]').first();
  await expect(note.locator('[data-snippet]')).toContainText('wound');
  await axe(walter, 'a search of the record');
  await walter.setViewportSize(PHONE);
  expect(await sideways(walter)).toBeLessThanOrEqual(0);
  await note.getByRole('link').click();
  await expect(walter.getByRole('main')).toContainText('wound on a foot');
  await visit(walter, '/records/timeline?from=1901-01-01&until=1901-12-31');
  await expect(walter.getByRole('main')).toContainText('Nothing fits');
  await visit(walter, '/records/timeline?from=2024-05-02&until=2024-05-01');
  await expect(walter.getByRole('main')).toContainText('This day is before the first one');
  await expect(walter.locator('#f-until')).toHaveValue('2024-05-01');
});
