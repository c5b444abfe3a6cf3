// A patient's record as the clinic reads it: who treats the patient opens it, others say what for or break the glass, administrators
// are told, and the patient sees it.
import { visit } from '../support/portal';
import { expect, test } from '../support/test';

test('a record is opened by care, for a purpose, and in an emergency, and everybody sees what they should', async ({ open }) => {
  // The front desk finds the patient and sees who it is, and nothing clinical.
  const desk = await open('frontdesk');
  await visit(desk, '/patients/invitations');
  await desk.locator('#name').fill('Nair');
  await desk.locator('main form button[type=submit]').first().click();
  const found = desk.locator('[data-patient]').filter({ hasText: 'Priya' }).first();
  await found.getByRole('link', { name: /^Open the record of .*Nair$/ }).click();
  await expect(desk).toHaveURL(/\/patients\/[0-9a-f-]{36}\/record$/);
  const record = new URL(desk.url()).pathname;
  await expect(desk.getByRole('heading', { level: 1 })).toContainText('Nair');
  await expect(desk.locator('[data-not-permitted]')).toBeVisible();
  await visit(desk, `${record}/diagnoses`);
  await expect(desk.getByRole('main')).not.toContainText('Recorded');
  await expect(desk.locator('[data-entry]')).toHaveCount(0);

  // A clinician opens the record from the results that wait.
  const ruiz = await open('ruiz');
  await visit(ruiz, '/staff/results');
  await ruiz.locator('[data-work]').first().getByRole('link', { name: /^Open the record of/ }).click();
  await expect(ruiz.locator('[data-open="TREAT"]')).toBeVisible();
  await ruiz.getByRole('main').getByRole('link', { name: /^Results/ }).click();
  await expect(ruiz.locator('[data-standing="held"]').first()).toContainText('Not released yet');
  await ruiz.locator('[data-standing="held"] a').first().click();
  await expect(ruiz.getByRole('main')).toContainText('Not released yet');

  // Another clinician is asked what for.
  const mori = await open('mori');
  await visit(mori, record);
  await expect(mori.locator('[data-ask]')).toBeVisible();
  await visit(mori, `${record}/diagnoses`);
  await expect(mori.locator('[data-not-open]')).toBeVisible();
  await mori.getByRole('link', { name: 'To the first page' }).click();
  await mori.getByLabel('Purpose').selectOption({ label: 'Quality, complaints, running the clinic' });
  await mori.getByLabel('Reason').fill('A complaint about waiting times');
  await mori.getByRole('button', { name: 'Open for eight hours' }).click();
  await expect(mori.locator('[data-open="HOPERAT"]')).toContainText('Restricted and sensitive entries are held back');
  await mori.getByRole('main').getByRole('link', { name: /^Vaccinations/ }).click();
  // She has almost nothing, which is not that it is not open.
  await expect(mori.getByRole('main')).toContainText('None recorded: vaccinations');
  await mori.getByRole('button', { name: 'Close the record' }).click();
  await expect(mori.getByRole('alert')).toContainText('The record is closed.');

  // In an emergency.
  await mori.getByRole('link', { name: 'Open record' }).click();
  await mori.getByLabel('What is the emergency?').fill('too short');
  await mori.getByRole('button', { name: 'Open in an emergency' }).click();
  await expect(mori.locator('[data-glass]')).toContainText('in 10 characters or more');
  await mori.getByLabel('What is the emergency?').fill('Unconscious in room two');
  await mori.getByRole('button', { name: 'Open in an emergency' }).click();
  await expect(mori.locator('[data-open="BTG"]')).toBeVisible();

  // The administrator sees the alert with the reason, and ends the access.
  const admin = await open('admin');
  await visit(admin, '/settings/access-log/alerts');
  const alert = admin.locator('[data-alert="break_glass"]').first();
  await expect(alert).toContainText('Unconscious in room two');
  await alert.getByRole('link', { name: 'Open records' }).click();
  const opening = admin.locator('[data-opening="BTG"]').first();
  await expect(opening).toContainText('Unconscious in room two');
  await opening.getByRole('button', { name: /^End the access of/ }).click();
  await expect(opening).toContainText('Over');
  await visit(mori, record);
  await expect(mori.locator('[data-ask]')).toBeVisible();

  // The patient sees the emergency, and not the words.
  const priya = await open('priya');
  await visit(priya, '/records/access');
  await expect(priya.locator('[data-look="provider"]').filter({ hasText: 'Emergency access' }).first()).toBeVisible();
  await expect(priya.getByRole('main')).not.toContainText('Unconscious');
});

test('a clinician finds a patient by a few letters, and says what for', async ({ open }) => {
  const mori = await open('mori');
  await visit(mori, '/staff/patients');
  const words = mori.getByLabel('Name, record number or date of birth');
  await words.fill('n');
  await mori.getByRole('button', { name: 'Search' }).click();
  await expect(mori.getByRole('main')).toContainText('Write at least 2 letters or digits.');
  await words.fill('nobody at all');
  await mori.getByRole('button', { name: 'Search' }).click();
  await expect(mori.getByRole('main')).toContainText('No patient found');
  await words.fill('NAIR pri');
  await mori.getByRole('button', { name: 'Search' }).click();
  const found = mori.locator('[data-patient]').first();
  await expect(found).toContainText('Nair');
  // What was typed stands in no address.
  await expect(mori).toHaveURL(/\/staff\/patients$/);
  await found.getByRole('link').click();
  await expect(mori).toHaveURL(/\/patients\/[0-9a-f-]{36}\/record$/);
  await expect(mori.locator('[data-ask]')).toBeVisible();
  await mori.getByLabel('Purpose').selectOption({ label: 'Treatment' });
  await mori.getByLabel('Reason').fill('A second opinion');
  await mori.getByRole('button', { name: 'Open for eight hours' }).click();
  await expect(mori.locator('[data-open="TREAT"]')).toBeVisible();
  await mori.getByRole('button', { name: 'Close the record' }).click();
  await expect(mori.getByRole('alert')).toContainText('The record is closed.');
});
