// Family access: given by a patient in two minutes, taken on a phone, used for the patient, and ended while signed in.
import { axe, PHONE, sideways } from '../support/looks';
import { account, BASE, book, daysAhead, keep, openTimes, signIn, visit, type Facility } from '../support/portal';
import { alive, expect, test } from '../support/test';
import type { Page } from '@playwright/test';

/** Follows the link of the invitation that went to an address last. */
async function follow(page: Page, address: string, facility: Facility = 'demo') {
  const link = page.locator(`[data-to="${address}"]`).first().getByRole('link', { name: /\/activate\// });
  await expect(async () => {
    await page.goto(`${BASE[facility]}/outbox`);
    await expect(link).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await link.click();
  await expect(page).toHaveURL(`${BASE[facility]}/activate`);
  await alive(page);
}

/** A visit in somebody's record: its name, its page, and its id. */
async function visitOf(page: Page) {
  await visit(page, '/records/visits');
  const entry = page.locator('main [data-entry]').first();
  const title = (await entry.getAttribute('data-entry'))!;
  const path = (await entry.getByRole('link').getAttribute('href'))!;
  return { title, path, id: path.split('/').at(-1)! };
}

/** No page, search, file or address of the record shows anything. */
async function seesNothing(page: Page, recorded: Awaited<ReturnType<typeof visitOf>>, ...more: string[]) {
  const words = encodeURIComponent(recorded.title);
  for (const path of [
    ...more,
    '/records/visits',
    '/records/results',
    '/records/results?words=a',
    '/records/measurements',
    '/records/timeline',
    `/records/timeline?words=${words}`,
    '/records/download',
    recorded.path,
  ]) {
    await visit(page, path);
    await expect(page.getByText('You do not have access to this').first(), path).toBeVisible();
    expect(await page.locator('main').innerText(), path).not.toContain(recorded.title);
  }
  for (const path of ['/files/record.json', '/files/summary.json', '/files/card', `/files/records/${recorded.id}/0`]) {
    const [status, body] = await page.evaluate(async (path) => {
      const answer = await fetch(path);
      return [answer.status, await answer.text()] as const;
    }, path);
    expect([403, 404], path).toContain(status);
    expect(body, path).not.toContain(recorded.title);
  }
}

test('a patient invites somebody, who acts on a phone until the access is ended', async ({ open, stranger }) => {
  test.setTimeout(240_000);
  const address = `elena.${Date.now()}@example.org`;
  const priya = await open('priya');
  await visit(priya, '/more');
  await priya.getByRole('link', { name: 'Family and people who help you' }).click();
  await alive(priya);
  await expect(priya.getByText('Nobody but you')).toBeVisible();
  const recorded = await visitOf(priya);
  await visit(priya, '/account/family');
  await axe(priya, 'nobody helps yet');
  await priya.getByRole('link', { name: 'Invite somebody' }).click();
  const sheet = priya.locator('dialog#proxy');
  await expect(sheet).toBeVisible();
  await axe(priya, 'inviting somebody');
  await sheet.getByLabel('Name of the person').fill('Elena Brooks');
  await sheet.getByLabel('E-mail address of the person').fill('elena at example');
  await sheet.getByLabel('What is this person to you?').selectOption({ label: 'Friend, neighbour or somebody else' });
  await sheet.getByRole('button', { name: 'Send invitation' }).click();
  await expect(sheet.locator('#f-email')).toHaveAttribute('aria-invalid', 'true');
  await sheet.getByLabel('E-mail address of the person').fill(address);
  // When it was proven too long ago who is asking, it is asked first, and then sent.
  await priya.route('**/api/family/invite', (route) => route.fulfill({ status: 403, json: { error: 'step_up' } }), { times: 1 });
  await sheet.getByRole('button', { name: 'Send invitation' }).click();
  const proof = priya.locator('dialog#step-up');
  await proof.locator('#step-up-password').fill(account('priya').password);
  await proof.getByRole('button', { name: 'Go on' }).click();
  await expect(priya.locator('[data-done]')).toContainText('on its way');
  await expect(priya.locator('[data-invitee]')).toContainText('e•••@example.org');
  await axe(priya, 'somebody is invited');

  const phone = await stranger({ viewport: PHONE });
  await signIn(phone, 'elena');
  await follow(phone, address);
  await phone.getByLabel('Month').fill('7');
  await phone.getByLabel('Day').fill('30');
  await phone.getByLabel('Year').fill('1999');
  await phone.getByRole('button', { name: 'Go on' }).click();
  await expect(phone.getByText('You are signed in as Elena Brooks')).toBeVisible();
  await phone.getByRole('button', { name: 'Use this account' }).click();
  await expect(phone).toHaveURL(`${BASE.demo}/`);
  await alive(phone);

  // Her own record is still the one that is shown; she chooses the other.
  await expect(phone.getByText('You are looking at the chart of')).toHaveCount(0);
  await phone.locator('details[name=chart] summary').click();
  await phone.getByRole('button', { name: /^Priya Nair/ }).click();
  await alive(phone);
  await expect(phone.getByText('Elena for Priya')).toBeVisible();
  await expect(phone.getByText('You are looking at the chart of Priya Nair')).toBeVisible();
  await phone.setViewportSize({ width: 320, height: 640 });
  expect(await sideways(phone)).toBeLessThanOrEqual(0);
  await phone.setViewportSize(PHONE);
  // Visits alone were given: nothing of the record is there, whichever way it is asked for.
  await seesNothing(phone, recorded, '/records/diagnoses');
  const chips = await openTimes(phone, 'Nurse call', daysAhead(36));
  await keep(phone, chips.nth(2));
  await expect(phone.locator('dialog#hold')).toContainText('For Priya Nair');
  const booked = await book(phone);
  await expect(phone.getByText('Elena for Priya')).toBeVisible();
  await visit(phone, '/account/family');
  await expect(phone.getByText('You are looking at the record of Priya Nair')).toBeVisible();
  await expect(phone.locator('[data-helped]')).toHaveCount(2);
  await axe(phone, 'whom one helps');
  await phone.setViewportSize(PHONE);

  // It is the patient's visit, and the patient sees who helps.
  await visit(priya, booked);
  await visit(priya, '/account/family');
  const proxy = priya.locator('[data-proxy]');
  await expect(proxy).toContainText('Elena Brooks');
  await expect(proxy).toContainText('Given by you');
  await proxy.getByRole('link', { name: 'Change or end the access of Elena Brooks' }).click();
  await expect(sheet).toBeVisible();
  await axe(priya, 'changing what somebody may');
  await sheet.getByRole('checkbox', { name: 'The record' }).check();
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(priya.locator('[data-done]')).toContainText('Saved');
  await visit(phone, '/records/diagnoses');
  await expect(phone.getByText('You do not have access to this')).toHaveCount(0);
  await visit(phone, recorded.path);
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText(recorded.title);
  // Results were not among it.
  await visit(phone, '/records/results');
  await expect(phone.getByText('You do not have access to this')).toBeVisible();

  await proxy.getByRole('link', { name: 'Change or end the access of Elena Brooks' }).click();
  await sheet.getByRole('button', { name: 'End access now' }).click();
  await expect(priya.locator('[data-done]')).toContainText('has ended');
  await expect(proxy).toHaveCount(0);

  // The next click of whoever is signed in is refused, with the reason and the way on.
  await phone.locator('nav a[href="/visits"]').click();
  await expect(phone.getByText('Your access to this record has ended')).toBeVisible();
  await visit(phone, '/');
  await expect(phone.getByText('Your access to this record has ended')).toBeVisible();
  await axe(phone, 'access that has ended');
  await phone.setViewportSize(PHONE);
  await phone.getByText('Choose a chart').click();
  await phone.getByRole('button', { name: /^Elena Rose Brooks/ }).click();
  await alive(phone);
  await expect(phone.getByText('Your next visit')).toBeVisible();
  await visit(priya, booked);
  await priya.getByRole('link', { name: 'Cancel visit' }).click();
  await priya.locator('dialog#cancel').getByRole('button', { name: 'Cancel this visit' }).click();
  await expect(priya.getByRole('heading', { level: 1 })).toHaveText('This visit is cancelled');
});

test('the clinic gives access, sees it, and ends it with a reason', async ({ open, stranger }) => {
  test.setTimeout(240_000);
  const address = `aitor.${Date.now()}@example.org`;
  const desk = await open('recepcion', { facility: 'norte' });
  await visit(desk, '/patients/invitations');
  await desk.locator('#name').fill('nuria vidal');
  await desk.locator('main form button[type=submit]').first().click();
  await desk.getByRole('link', { name: 'Quién tiene acceso: Nuria Vidal' }).click();
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText('Quién tiene acceso al historial de Nuria Vidal');
  await alive(desk);
  await axe(desk, 'who has access');
  await desk.getByRole('link', { name: 'Dar acceso' }).click();
  const sheet = desk.locator('dialog#access');
  await axe(desk, 'giving access');
  await sheet.locator('#f-name').fill('Aitor Vidal');
  await sheet.locator('#f-email').fill(address);
  await sheet.locator('#f-relationship').selectOption({ label: 'Cuidador o cuidadora' });
  await sheet.getByRole('button', { name: 'Enviar por correo' }).click();
  await expect(desk.locator('[data-done]')).toContainText('La invitación está hecha');
  await expect(desk.locator('[data-invitee]')).toContainText('Aitor Vidal');

  const phone = await stranger({ viewport: PHONE, facility: 'norte' });
  await follow(phone, address, 'norte');
  await phone.getByLabel('Día').fill('7');
  await phone.getByLabel('Mes').fill('4');
  await phone.getByLabel('Año').fill('2001');
  await phone.locator('main form button[type=submit]').first().click();
  await phone.locator('#password').fill('siete faroles en el muelle');
  await phone.locator('main form button[type=submit]').first().click();
  await expect(phone).toHaveURL(`${BASE.norte}/`);
  await alive(phone);
  await expect(phone.getByText('Aitor en nombre de Nuria')).toBeVisible();
  await visit(phone, '/account/family');
  await expect(phone.locator('[data-helped]')).toContainText('Nuria Vidal');
  await axe(phone, 'whom a carer helps');

  // The patient sees who has access and who gave it.
  const nuria = await open('nuria', { facility: 'norte' });
  await visit(nuria, '/account/family');
  await expect(nuria.locator('[data-proxy]')).toContainText('Lo dio la clínica');
  await axe(nuria, 'who helps a patient');

  await desk.reload();
  await alive(desk);
  await desk.getByRole('link', { name: 'Terminar el acceso de Aitor Vidal' }).click();
  await sheet.getByRole('button', { name: 'Terminar el acceso ahora' }).click();
  await expect(sheet).toBeVisible();
  await sheet.locator('#f-reason').selectOption({ label: 'Lo pidió el paciente' });
  await axe(desk, 'ending access');
  await sheet.getByRole('button', { name: 'Terminar el acceso ahora' }).click();
  await expect(desk.locator('[data-done]')).toContainText('ha terminado');
  await expect(desk.locator('[data-proxy]')).toHaveCount(0);
  await desk.locator('[data-past] summary').click();
  await expect(desk.locator('[data-past]')).toContainText('El paciente lo pidió a la clínica');
  await phone.setViewportSize(PHONE);
  await visit(phone, '/visits');
  await expect(phone.getByText('Ya no tiene acceso a este historial')).toBeVisible();
});

test('inviting and ending work without JavaScript', async ({ stranger }) => {
  const page = await stranger({ javaScriptEnabled: false });
  await signIn(page, 'priya');
  await page.goto('/account/family?invite=yes');
  const sheet = page.locator('dialog#proxy');
  await sheet.locator('#f-name').fill('Somebody');
  // An address that the browser takes and we do not.
  await sheet.locator('#f-email').fill('somebody@localhost');
  await sheet.locator('#f-relationship').selectOption('relative');
  await sheet.getByRole('button', { name: 'Send invitation' }).click();
  await expect(sheet.locator('#f-email')).toHaveAttribute('aria-invalid', 'true');
  await expect(sheet.locator('#f-name')).toHaveValue('Somebody');
  await sheet.locator('#f-email').fill(`somebody.${Date.now()}@example.org`);
  await sheet.getByRole('button', { name: 'Send invitation' }).click();
  await expect(page.locator('[data-done]')).toContainText('on its way');
  await page.getByRole('button', { name: 'Take back the invitation of Somebody' }).click();
  await expect(page.locator('[data-done]')).toContainText('taken back');
});
