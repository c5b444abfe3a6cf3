// From the front desk to the first visit: invited, the mail read, the account made on a phone, a visit booked.
import { axe, PHONE, sideways } from '../support/looks';
import { verdict } from '../support/pdf';
import { BASE, book, daysAhead, keep, openTimes, visit } from '../support/portal';
import { alive, expect, test } from '../support/test';
import type { Page } from '@playwright/test';

const PASSWORD = 'seven lanterns on the quay';

/** Finds a patient by name and chooses them. */
async function choose(page: Page, name: string) {
  await visit(page, '/patients/invitations');
  await page.locator('#name').fill(name);
  await page.locator('main form button[type=submit]').first().click();
  await page.locator('[data-patient] input[type=checkbox]').first().check();
}

test('a patient is invited at the front desk and books the first visit on a phone', async ({ open, stranger }) => {
  test.setTimeout(240_000);
  const desk = await open('frontdesk');
  await visit(desk, '/patients/invitations');
  await desk.getByLabel('Name or record number').fill('brooks dan');
  await desk.getByRole('button', { name: 'Search' }).click();
  await expect(desk.locator('[data-patient]')).toHaveCount(1);
  await expect(desk.locator('[data-patient]')).toContainText('d•••@example.com');
  await axe(desk, 'patients found');
  await desk.locator('[data-patient] input[type=checkbox]').check();
  await desk.getByRole('button', { name: 'Invite by message' }).click();
  await expect(desk.getByRole('alert')).toContainText('1 patient was invited.');
  await alive(desk);
  await axe(desk, 'the list of invitations');

  const phone = await stranger({ viewport: PHONE });
  const message = phone.locator('[data-to="dan.brooks@example.com"]').first();
  await expect(async () => {
    await phone.goto(`${BASE.demo}/outbox`);
    await expect(message).toContainText('Your invitation', { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await expect(message).not.toContainText('Brooks');
  await message.getByRole('link', { name: /\/activate\// }).click();
  await expect(phone).toHaveURL(`${BASE.demo}/activate`);
  await alive(phone);
  await axe(phone, 'who you are');
  await phone.setViewportSize({ width: 320, height: 640 });
  expect(await sideways(phone)).toBeLessThanOrEqual(0);
  await phone.setViewportSize(PHONE);

  const born = async (month: string, day: string, year: string) => {
    await phone.getByLabel('Month').fill(month);
    await phone.getByLabel('Day').fill(day);
    await phone.getByLabel('Year').fill(year);
    await phone.getByRole('button', { name: 'Go on' }).click();
  };
  await born('11', '3', '1984');
  await expect(phone.getByRole('alert')).toContainText('is not right');
  await expect(phone.getByLabel('Year')).toHaveValue('1984');
  await axe(phone, 'a wrong date');
  await born('11', '2', '1984');
  await expect(phone.getByText('This will be the account of')).toBeVisible();
  await expect(phone.locator('#username')).toHaveValue('dan.brooks@example.com');
  await axe(phone, 'name and password');
  await phone.locator('#password').fill('short');
  await phone.getByRole('button', { name: 'Make my account' }).click();
  await expect(phone.locator('#password')).toHaveAttribute('aria-invalid', 'true');
  await phone.locator('#password').fill(PASSWORD);
  await phone.getByRole('button', { name: 'Make my account' }).click();
  await expect(phone).toHaveURL(`${BASE.demo}/`);

  const chips = await openTimes(phone, 'Nurse call', daysAhead(33));
  await keep(phone, chips.nth(1));
  await book(phone);

  await visit(desk, '/patients/invitations?tab=list');
  const line = desk.locator('[data-invitation=activated]').filter({ hasText: 'Daniel' });
  await expect(line).toBeVisible();
  await line.getByRole('link', { name: /^History/ }).click();
  await expect(desk.locator('[data-history]')).toContainText('Account made');

  // Forgotten: a link, another password, and every device is signed out.
  const later = await stranger({ viewport: PHONE });
  await later.goto(`${BASE.demo}/sign-in`);
  await later.getByRole('link', { name: 'Forgotten your password?' }).click();
  await alive(later);
  await axe(later, 'a forgotten password');
  await later.locator('#name').fill('Dan.Brooks@Example.com');
  await later.getByRole('button', { name: 'Send me a link' }).click();
  await expect(later.getByRole('heading', { level: 1 })).toHaveText('Look at your messages');
  await axe(later, 'a link was asked for');
  const link = later.locator('[data-to="dan.brooks@example.com"]').first();
  await expect(async () => {
    await later.goto(`${BASE.demo}/outbox`);
    await expect(link).toContainText('A new password', { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await link.getByRole('link', { name: /\/new-password\// }).click();
  await expect(later).toHaveURL(`${BASE.demo}/new-password`);
  await expect(later.getByText('The user name is dan.brooks@example.com')).toBeVisible();
  await alive(later);
  await axe(later, 'a new password');
  await later.setViewportSize({ width: 320, height: 640 });
  expect(await sideways(later)).toBeLessThanOrEqual(0);
  await later.locator('#password').fill('short');
  await later.getByRole('button', { name: 'Set the password' }).click();
  await expect(later.locator('#password')).toHaveAttribute('aria-invalid', 'true');
  await later.locator('#password').fill(`${PASSWORD} at night`);
  await later.getByRole('button', { name: 'Set the password' }).click();
  await expect(later.getByText('Your new password holds now')).toBeVisible();
  await phone.reload();
  await expect(phone).toHaveURL(/\/sign-in/);
  await later.locator('#username').fill('dan.brooks@example.com');
  await later.locator('#password').fill(`${PASSWORD} at night`);
  await later.locator('main form button[type=submit]').first().click();
  await expect(later).toHaveURL(`${BASE.demo}/`);
  await later.goto(`${BASE.demo}/new-password`);
  await expect(later.getByRole('heading', { level: 1 })).toHaveText('This link is no longer good');
});

test('an invitation is handed over as a letter, and its code works without scripts', async ({ open, stranger }) => {
  test.setTimeout(240_000);
  const desk = await open('recepcion', { facility: 'norte' });
  await choose(desk, 'Fernandez Soto');
  await desk.getByRole('button', { name: 'Entregar en mano' }).click();
  await expect(desk).toHaveURL(/\/letter$/);
  await alive(desk);
  const code = (await desk.locator('[data-code]').textContent()) ?? '';
  await expect(desk.getByRole('img', { name: 'Enlace como código QR' })).toBeVisible();
  const [download] = await Promise.all([
    desk.waitForEvent('download'),
    desk.getByRole('link', { name: 'Descargar en PDF' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('letter.pdf');
  expect(verdict(await download.path())).toEqual({ is_compliant: true, failed: [], pages: 1 });
  await axe(desk, 'the letter');

  const phone = await stranger({ facility: 'norte', javaScriptEnabled: false, viewport: PHONE });
  await phone.goto('/activate');
  await phone.locator('#code').fill(code.toLowerCase());
  await phone.locator('#birth-date-day').fill('25');
  await phone.locator('#birth-date-month').fill('1');
  await phone.locator('#birth-date-year').fill('1958');
  await phone.getByRole('button', { name: 'Seguir' }).click();
  await phone.locator('#address-email').fill('manuel@example.org');
  await phone.getByRole('button', { name: 'Enviar código por correo' }).click();
  await expect(phone.getByText('m•••@example.org')).toBeVisible();
  const mailbox = await stranger({ facility: 'norte' });
  await expect(async () => {
    await mailbox.goto('/outbox');
    await expect(mailbox.locator('[data-to="manuel@example.org"]')).toHaveCount(1, { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  const words = (await mailbox.locator('[data-to="manuel@example.org"]').textContent()) ?? '';
  await phone.locator('#contact-code').fill(/(?<!\d)\d{6}(?!\d)/.exec(words)?.[0] ?? '');
  await phone.getByRole('button', { name: 'Confirmar' }).click();
  await phone.locator('#password').fill(PASSWORD);
  await phone.getByRole('button', { name: 'Crear mi cuenta' }).click();
  await expect(phone).toHaveURL(`${BASE.norte}/`);
});

test('many are looked at before anything goes out', async ({ open }) => {
  const desk = await open('admin');
  await visit(desk, '/patients/invitations?tab=many');
  await desk.getByLabel('Age from').fill('old');
  await desk.getByRole('button', { name: 'Show who is meant' }).click();
  await expect(desk.getByText('Write a whole number of years')).toBeVisible();
  await desk.getByLabel('Age from').fill('50');
  await desk.getByRole('button', { name: 'Show who is meant' }).click();
  const preview = desk.locator('[data-preview]');
  await expect(preview).toContainText('would be invited');
  await expect(preview).toContainText('Has an account');
  await axe(desk, 'many at once');
});
