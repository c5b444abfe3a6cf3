// Asking for an account without an invitation: approved by the rules, decided at the front desk, refused; on a phone, without scripts.
import { axe, PHONE, sideways } from '../support/looks';
import { BASE, visit } from '../support/portal';
import { alive, expect, test, type Open, type Stranger } from '../support/test';
import type { Page } from '@playwright/test';

const PASSWORD = 'seven lanterns on the quay';
/** Names nobody else in the demo has, and which differ in each run. */
const RUN = Date.now().toString(36).replace(/[0-9]/g, (digit) => 'abcdefghij'[Number(digit)]);

interface Person {
  given: string;
  family: string;
  born: [day: string, month: string, year: string];
  email: string;
  nationalId?: string;
}

/** A patient who has no account, added at the front desk. */
async function add(open: Open, person: Person): Promise<Page> {
  const desk = await open('frontdesk');
  await visit(desk, '/patients/new');
  await desk.locator('#given').fill(person.given);
  await desk.locator('#family').fill(person.family);
  const [day, month, year] = person.born;
  await desk.locator('#born-day').fill(day);
  await desk.locator('#born-month').fill(month);
  await desk.locator('#born-year').fill(year);
  await desk.locator('#email').fill(person.email);
  if (person.nationalId) {
    await desk.locator('#country').selectOption('us');
    await desk.locator('#national_id').fill(person.nationalId);
  }
  await desk.locator('main form button[type=submit]').click();
  await expect(desk.locator('[data-added]')).toBeVisible();
  return desk;
}

/** Fills the form of somebody who asks. */
async function say(page: Page, name: string, [day, month, year]: Person['born'], email: string, nationalId = '') {
  await page.locator('#name').fill(name);
  await page.locator('#birth_date-day').fill(day);
  await page.locator('#birth_date-month').fill(month);
  await page.locator('#birth_date-year').fill(year);
  await page.locator('#country').selectOption('us');
  await page.locator('#national_id').fill(nationalId);
  await page.locator('#email').fill(email);
  await page.getByRole('button', { name: 'Go on' }).click();
}

/** What a message to an address says, once it is there. */
async function message(stranger: Stranger, to: string, words: RegExp): Promise<Page> {
  const mailbox = await stranger();
  await expect(async () => {
    await mailbox.goto(`${BASE.demo}/outbox`);
    await expect(mailbox.locator(`[data-to="${to}"]`).filter({ hasText: words }).first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  return mailbox;
}

/** The code that was sent to an address, typed. */
async function prove(page: Page, stranger: Stranger, to: string) {
  const mailbox = await message(stranger, to, /registration|request/i);
  const words = (await mailbox.locator(`[data-to="${to}"]`).first().textContent()) ?? '';
  await mailbox.close();
  await page.locator('#code').fill(/(?<!\d)\d{6}(?!\d)/.exec(words)?.[0] ?? '');
  await page.getByRole('button', { name: 'Send the request' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('We have your request');
}

/** From the invitation to the first page. */
async function activate(page: Page, stranger: Stranger, to: string, [day, month, year]: Person['born']) {
  const mailbox = await message(stranger, to, /\/activate\//);
  const link = mailbox.locator(`[data-to="${to}"]`).getByRole('link', { name: /\/activate\// }).first();
  const href = (await link.getAttribute('href')) ?? '';
  await mailbox.close();
  await page.goto(href);
  await page.locator('#birth-date-day').fill(day);
  await page.locator('#birth-date-month').fill(month);
  await page.locator('#birth-date-year').fill(year);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.locator('#username').fill(to);
  await page.locator('#password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Make my account' }).click();
  await expect(page).toHaveURL(`${BASE.demo}/`);
}

test('whoever is surely a patient is invited at once, and signs in, on a phone', async ({ open, stranger }) => {
  test.setTimeout(240_000);
  const vera: Person = {
    given: 'Vera',
    family: `Campos ${RUN}`,
    born: ['9', '4', '1971'],
    email: `old.${RUN}@example.com`,
    nationalId: '219-09-9999',
  };
  await add(open, vera);
  const to = `vera.${RUN}@example.com`;
  const phone = await stranger({ viewport: PHONE });
  await phone.goto('/sign-in');
  await phone.getByRole('link', { name: 'No account yet? Ask for one' }).click();
  await alive(phone);
  await axe(phone, 'asking for an account');
  await phone.setViewportSize({ width: 320, height: 640 });
  expect(await sideways(phone)).toBeLessThanOrEqual(0);
  await phone.setViewportSize(PHONE);
  await say(phone, `Vera Campos ${RUN}`, vera.born, to, '000-09-9999');
  await expect(phone.locator('#national_id')).toHaveAttribute('aria-invalid', 'true');
  await expect(phone.locator('#name')).toHaveValue(`Vera Campos ${RUN}`);
  await expect(phone.locator('#national_id')).toHaveValue('000-09-9999');
  await axe(phone, 'a number that cannot be');
  await phone.locator('#national_id').fill('219 09 9999');
  await phone.getByRole('button', { name: 'Go on' }).click();
  await expect(phone.getByText('v•••@example.com')).toBeVisible();
  await axe(phone, 'the code');
  await phone.locator('#code').fill('000000');
  await phone.getByRole('button', { name: 'Send the request' }).click();
  await expect(phone.getByRole('alert')).toContainText('The code is not right');
  await prove(phone, stranger, to);
  await axe(phone, 'the request is there');
  await activate(phone, stranger, to, vera.born);
  // The address on the chart hears of it.
  await (await message(stranger, vera.email, /account/i)).close();
});

test('a doubtful request is decided at the front desk, beside the record', async ({ open, stranger }) => {
  test.setTimeout(240_000);
  const ines: Person = { given: 'Inés', family: `Prado ${RUN}`, born: ['12', '3', '1984'], email: `ines.${RUN}@example.com` };
  await add(open, ines);
  const asking = await stranger();
  await asking.goto('/register');
  await alive(asking);
  // Day and month exchanged, and another address.
  await say(asking, `Ines Prado ${RUN}`, ['3', '12', '1984'], `new.${RUN}@example.com`);
  await prove(asking, stranger, `new.${RUN}@example.com`);

  const desk = await open('frontdesk');
  const row = desk.locator('[data-request=waiting]', { hasText: `Ines Prado ${RUN}` });
  await expect(async () => {
    await visit(desk, '/patients/requests');
    await expect(row).toHaveCount(1, { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await axe(desk, 'the list of requests');
  await row.getByRole('link').click();
  const chart = desk.locator('[data-chart]').first();
  await expect(chart.locator('[data-match=same]')).toHaveCount(1);
  await expect(chart.locator('[data-match=close]')).toHaveCount(1);
  await expect(chart.locator('[data-match=different]')).toHaveCount(1);
  await alive(desk);
  await axe(desk, 'a request beside the record');
  await desk.setViewportSize(PHONE);
  expect(await sideways(desk)).toBeLessThanOrEqual(0);
  await axe(desk, 'a request on a phone');
  await desk.setViewportSize({ width: 1280, height: 800 });
  await desk.locator('#number').fill('nothing');
  await desk.getByRole('button', { name: 'Compare' }).click();
  await expect(desk.getByText('No record has this number.')).toBeVisible();
  await chart.getByRole('button', { name: 'This is the patient: invite' }).click();
  await expect(desk.getByText('The patient was invited.')).toBeVisible();
  const phone = await stranger({ viewport: PHONE });
  await activate(phone, stranger, ines.email, ines.born);
});

test('strangers get the same answer, without scripts, and no letter today', async ({ stranger }) => {
  test.setTimeout(120_000);
  const to = `nobody.${RUN}@example.com`;
  const plain = await stranger({ javaScriptEnabled: false, viewport: PHONE });
  await plain.goto('/register');
  await say(plain, `Nobody ${RUN}`, ['31', '2', '1990'], to);
  await expect(plain.locator('#register-problems')).toContainText('Write day, month and a year');
  await expect(plain.locator('#name')).toHaveValue(`Nobody ${RUN}`);
  await expect(plain.locator('#birth_date-year')).toHaveValue('1990');
  await say(plain, `Nobody ${RUN}`, ['28', '2', '1990'], to);
  await plain.getByRole('button', { name: 'Correct what I wrote' }).click();
  await expect(plain.locator('#email')).toHaveValue(to);
  await expect(plain.locator('#birth_date-day')).toHaveValue('28');
  await plain.locator('#email').fill(`second.${to}`);
  await plain.getByRole('button', { name: 'Go on' }).click();
  await prove(plain, stranger, `second.${to}`);
  const mailbox = await stranger();
  await mailbox.goto('/outbox');
  await expect(mailbox.locator(`[data-to="second.${to}"]`)).toHaveCount(1);
});

test('a clinic that is not asked gives out invitations only, and its administrator decides', async ({ open, stranger }) => {
  test.setTimeout(120_000);
  const visitor = await stranger({ facility: 'norte' });
  await visitor.goto('/sign-in');
  await expect(visitor.locator('a[href="/register"]')).toHaveCount(0);
  await visitor.goto('/register');
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Hace falta una invitación');

  const admin = await open('admin');
  await visit(admin, '/settings/registration');
  await axe(admin, 'the settings');
  await admin.locator('#f-kept_days').fill('0');
  await admin.getByRole('button', { name: 'Save' }).click();
  await expect(admin.locator('#f-kept_days')).toHaveAttribute('aria-invalid', 'true');
  await admin.locator('#f-kept_days').fill('20');
  await admin.getByRole('button', { name: 'Save' }).click();
  await expect(admin.getByText('It holds from now on.')).toBeVisible();
  await admin.locator('#f-kept_days').fill('30');
  await admin.getByRole('button', { name: 'Save' }).click();
  await expect(admin.locator('#f-kept_days')).toHaveValue('30');
});
