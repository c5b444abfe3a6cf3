// The clinic's own screens: the calendar is made in the product, patients see it at once, and the day fills while it is open.
import { axe } from '../support/looks';
import { book, daysAhead, keep, openTimes, signIn, visit } from '../support/portal';
import { expect, test } from '../support/test';

/** The Monday of a week ahead, as in 2027-03-15. */
function mondayAhead(weeks: number): string {
  const day = new Date(Date.now() + weeks * 7 * 86_400_000);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}

function after(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

test('hours and an exception show in a patient’s open page', async ({ page, open }) => {
  const saturday = after(mondayAhead(4), 5);
  const patient = await open('elena');
  await openTimes(patient, 'Check-up', mondayAhead(4));
  const free = patient.getByRole('region', { name: /Saturday/ }).locator('.slot');
  await expect(free).toHaveCount(0);

  await signIn(page, 'admin');
  await visit(page, '/settings/calendar?provider=ruiz');
  await page.getByRole('link', { name: 'Add hours' }).first().click();
  const form = page.getByRole('dialog', { name: 'Add hours' });
  await form.getByLabel('Saturday').check();
  await form.getByLabel('From').fill('09:00');
  await form.getByLabel('To', { exact: true }).fill('08:00');
  await form.getByLabel('Check-up').check();
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByRole('alert')).toContainText('The end must come after the beginning.');
  await form.getByLabel('To', { exact: true }).fill('11:00');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('[data-saved]')).toBeFocused();
  await expect(page.locator('[data-saved]')).toContainText('Visits already booked stay');
  await expect(page.locator('[data-hours]', { hasText: '9:00–11:00' })).toContainText('Saturday');
  await expect(free).toHaveCount(4);

  await page.getByRole('link', { name: 'Exceptions' }).click();
  await page.getByRole('link', { name: 'Add exception' }).click();
  const exception = page.getByRole('dialog', { name: 'Add exception' });
  await exception.getByLabel('First day').fill(saturday);
  await exception.getByLabel('Who').selectOption({ label: 'Ana Ruiz, MD' });
  await exception.getByLabel('Note').fill('Inventory');
  await exception.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('[data-exception]', { hasText: 'Inventory' })).toContainText('Closed');
  await expect(free).toHaveCount(0);

  await page.locator('[data-exception]', { hasText: 'Inventory' }).getByRole('link', { name: /^Remove/ }).press('Enter');
  const question = page.getByRole('dialog', { name: 'Remove this exception?' });
  await question.getByRole('button', { name: 'Remove' }).press('Enter');
  await expect(page.locator('[data-exception]', { hasText: 'Inventory' })).toHaveCount(0);
  await expect(free).toHaveCount(4);
  await axe(page, 'the calendar after an exception');
});

test('a provider’s open day gets a booking without a reload', async ({ page, open }) => {
  const monday = mondayAhead(5);
  await signIn(page, 'ruiz');
  await visit(page, `/staff/today?day=${monday}`);
  await expect(page.getByText('No visits booked')).toBeVisible();
  await page.evaluate(() => ((window as unknown as { stays: boolean }).stays = true));
  await page.locator('#with').focus();

  const patient = await open('priya');
  await openTimes(patient, 'New concern', monday);
  // Chips are pressed once the list of this clinician is there, not while the other one goes.
  await Promise.all([
    patient.waitForResponse(/booking\/find_slots/),
    patient.locator('#with').selectOption({ label: 'Ana Ruiz, MD · Family medicine' }),
  ]);
  await expect(patient).toHaveURL(/with=/);
  await expect(patient.locator('.slot', { hasText: 'Pier' })).toHaveCount(0);
  const nine = patient.getByRole('region', { name: /Monday/ }).locator('.slot', { hasText: /^9:00/ });
  await keep(patient, nine);
  await book(patient);

  await expect(page.locator('[data-visit]')).toContainText('Priya Nair');
  await expect(page.getByRole('status').first()).toContainText(/New: \d+:\d\d, Priya Nair, New concern/);
  await expect(page.locator('#with')).toBeFocused();
  expect(await page.evaluate(() => (window as unknown as { stays: boolean }).stays)).toBe(true);
  await axe(page, 'the open day with a booking');
});

test('the front desk changes provider and day with the keyboard', async ({ page }) => {
  await signIn(page, 'frontdesk');
  await visit(page, '/staff/today');
  await page.locator('#with').selectOption({ label: 'Samuel Okafor, MD' });
  await expect(page.locator('header').getByText('Samuel Okafor, MD · Internal medicine')).toBeVisible();
  await expect(page).toHaveURL(/with=/);
  await page.getByRole('link', { name: 'Next day' }).press('Enter');
  await expect(page).toHaveURL(/day=/);
  await page.locator('#day').fill(daysAhead(30));
  await page.getByRole('button', { name: 'Show' }).press('Enter');
  await expect(page).toHaveURL(new RegExp(`day=${daysAhead(30)}`));
  await page.goBack();
  await expect(page).not.toHaveURL(new RegExp(daysAhead(30)));
  await page.goto('/settings/calendar');
  await expect(page.getByRole('heading', { name: 'Not permitted' })).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('an administrator adds a visit type, with what was typed kept', async ({ page }) => {
    await signIn(page, 'admin');
    await page.goto('/settings/calendar?tab=visit_types');
    await page.getByRole('link', { name: 'Add visit type' }).click();
    await page.getByLabel('Name').fill('Travel advice');
    await page.getByLabel('Length (minutes)').fill('32');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert')).toContainText('Use a multiple of 5 minutes.');
    await expect(page.getByLabel('Name')).toHaveValue('Travel advice');
    await page.getByLabel('Length (minutes)').fill('35');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.locator('[data-saved]')).toBeVisible();
    await expect(page.locator('[data-visit-type]', { hasText: 'Travel advice' })).toContainText('35 min');
  });
});

test.describe('at the Spanish clinic', () => {
  test.use({ baseURL: `http://norte.localhost:${process.env.PORTAL_E2E_PORT ?? 3900}`, locale: 'es-ES' });

  test('calendar and day read in Spanish', async ({ page }) => {
    await signIn(page, 'admin', 'norte');
    await visit(page, '/settings/calendar?tab=exceptions');
    await expect(page.getByRole('heading', { name: 'Calendario' })).toBeVisible();
    await expect(page.locator('[data-exception]', { hasText: 'Navidad' })).toContainText('Cerrado');
    await page.context().clearCookies();
    await signIn(page, 'ibanez', 'norte');
    await visit(page, '/staff/today');
    await expect(page.getByText(/\d+ citas?/).first()).toBeVisible();
  });
});
