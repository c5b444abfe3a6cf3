// An app and a system that speak FHIR with the portal: an administrator lets them in, a stock SMART library asks, the patient
// decides, the app reads, the patient ends it; a system hands a record in.
import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { Fhir } from 'fhir';
import { PORT } from '../support/browser';
import { axe, PHONE, sideways } from '../support/looks';
import { BASE, visit } from '../support/portal';
import { alive, expect, test } from '../support/test';

const FHIR_BASE = `${BASE.demo}/fhir/R4`;
const LIBRARY = readFileSync(new URL('../node_modules/fhirclient/build/fhir-client.js', import.meta.url));
const PAGE = '<!doctype html><html lang="en"><title>App</title><script src="/fhir-client.js"></script><p id="out"></p>';

/** The app: two pages and its library, at an origin of its own. */
async function serveApp(client: () => string): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/fhir-client.js') {
      response.setHeader('content-type', 'text/javascript');
      response.end(LIBRARY);
      return;
    }
    response.setHeader('content-type', 'text/html');
    const ask = { clientId: client(), scope: 'launch/patient offline_access patient/*.rs', redirectUri: '/callback', iss: FHIR_BASE, pkceMode: 'required' };
    // Parts of the question that the launch page is given stand in the place of the library's.
    const launch = `location.search
      ? FHIR.oauth2.authorize({ ...${JSON.stringify(ask)}, noRedirect: true }).then(address => {
          const question = new URL(address);
          new URLSearchParams(location.search).forEach((value, name) => question.searchParams.set(name, value));
          location.href = question.href;
        })
      : FHIR.oauth2.authorize(${JSON.stringify(ask)})`;
    const callback = `localStorage.setItem('before', JSON.stringify({ ...sessionStorage }));
    FHIR.oauth2.ready().then(async client => {
      window.client = client;
      const patient = await client.patient.read();
      document.getElementById('out').textContent = 'Read ' + patient.name[0].family;
    }).catch(error => { document.getElementById('out').textContent = 'Failed: ' + error.message; })`;
    response.end(`${PAGE}<script>${path === '/launch' ? launch : callback}</script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://localhost:${(server.address() as AddressInfo).port}` };
}

/** A program's request to the demo clinic, whose name only browsers know. */
function send(path: string, { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
  return new Promise<{ status: number; location: string; text: string }>((resolve, reject) => {
    const options = { host: '127.0.0.1', port: PORT, path, method, headers: { ...headers, host: new URL(BASE.demo).host } };
    const sent = ask(options, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, location: answer.headers.location ?? '', text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The id that the page says once an app or a system is saved. */
const savedId = async (page: Page) => (await page.getByRole('alert').locator('code').innerText()).trim();

/** What the app's library answers to a question, or its error. */
const asks = (page: Page, path: string) =>
  page.evaluate(
    async (path) => {
      const { client } = window as unknown as { client: { request: (path: string) => Promise<unknown> } };
      try {
        return JSON.stringify(await client.request(path));
      } catch (error) {
        return `error: ${(error as Error).message}`;
      }
    },
    path,
  );

test('an administrator lets an app in, a patient connects it with a stock library, and ends it', async ({ open }) => {
  test.slow();
  const admin = await open('admin');
  await visit(admin, '/settings/connections');
  await axe(admin, 'apps and systems, none yet');
  await admin.getByRole('link', { name: 'Add an app' }).click();
  const form = admin.getByRole('dialog');
  await form.getByLabel('Name').fill('Harbor Health');
  await form.getByLabel('Where the app is led back to').fill('http://elsewhere.example/callback');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toContainText('Write one address a line');
  await expect(form.getByLabel('Name')).toHaveValue('Harbor Health');
  await form.getByLabel('Where the app is led back to').fill('http://localhost/callback');
  await form.getByRole('checkbox', { name: 'May ask to read when nobody is there' }).check();
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(admin).toHaveURL(/saved=/);
  const id = await savedId(admin);
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  await expect(admin.getByRole('row', { name: /Harbor Health/ })).toContainText('Active');
  await axe(admin, 'apps and systems');

  const { server, origin } = await serveApp(() => id);
  try {
    const walter = await open('walter');
    const launch = () => walter.goto(`${origin}/launch`);
    // Not allowed: the app is told so, and reads nothing.
    await launch();
    await expect(walter.getByRole('heading', { level: 1 })).toHaveText('Harbor Health asks to read the record of Walter Edward Hughes');
    await alive(walter);
    await axe(walter, 'an app asks');
    await walter.setViewportSize(PHONE);
    expect(await sideways(walter)).toBeLessThanOrEqual(0);
    await walter.getByRole('button', { name: 'Do not allow' }).click();
    await walter.waitForURL(`${origin}/callback?**`);
    await expect(walter.locator('#out')).toContainText('access_denied');
    // Allowed, but for documents.
    await launch();
    await walter.getByRole('checkbox', { name: 'Notes, letters and files' }).uncheck();
    await walter.getByRole('button', { name: 'Allow', exact: true }).click();
    await walter.waitForURL(`${origin}/callback?**`);
    await expect(walter.locator('#out')).toHaveText('Read Hughes');
    const everything = JSON.parse(await asks(walter, 'Condition?_count=200')) as { entry: { resource: object; fullUrl: string }[] };
    expect(everything.entry.length).toBeGreaterThan(2);
    const judge = new Fhir();
    for (const { resource, fullUrl } of everything.entry) {
      const { messages } = judge.validate(resource as never);
      const wrong = messages.filter((message: { severity?: string }) => message.severity === 'error');
      expect(wrong, `${fullUrl} ${JSON.stringify(wrong)}`).toEqual([]);
    }
    expect(await asks(walter, 'DocumentReference')).toContain('error');
    const summary = await walter.evaluate(async () => {
      const { client } = window as unknown as { client: { patient: { id: string }; request: (path: string) => Promise<unknown> } };
      return JSON.stringify(await client.request(`Patient/${client.patient.id}/$summary`));
    });
    const document = JSON.parse(summary) as { type: string; entry: { resource: { resourceType: string } }[] };
    expect(document.type).toBe('document');
    for (const { resource } of document.entry) {
      const { messages } = judge.validate(resource as never);
      const wrong = messages.filter((message: { severity?: string }) => message.severity === 'error');
      expect(wrong, `${resource.resourceType} ${JSON.stringify(wrong)}`).toEqual([]);
    }
    // The patient sees it, and who looked, and ends it.
    const home = await open('walter');
    await visit(home, '/more');
    await home.getByRole('link', { name: 'Connected apps' }).click();
    const line = home.getByRole('listitem').filter({ hasText: 'Harbor Health' });
    await expect(line).toContainText('Reads the record of Walter Edward Hughes');
    await expect(line).not.toContainText('Notes, letters and files');
    await axe(home, 'connected apps');
    await line.getByRole('button', { name: 'End the access of Harbor Health' }).click();
    await expect(home.getByText('No app is connected')).toBeVisible();
    expect(await asks(walter, 'Condition')).toContain('error');
    await visit(home, '/records/access');
    await expect(home.getByRole('main')).toContainText('A connected app searched the record');
    // Shut out by the clinic, it cannot even ask.
    await admin.getByRole('link', { name: 'Change Harbor Health' }).click();
    await admin.getByRole('dialog').getByRole('button', { name: 'Shut out' }).click();
    await expect(admin.getByRole('row', { name: /Harbor Health/ })).toContainText('Shut out');
    const answer = await walter.goto(`${origin}/launch`).then(() => walter.waitForURL(/oauth\/authorize/));
    expect(answer).toBeUndefined();
    await expect(walter.getByRole('heading', { level: 1 })).not.toContainText('asks to read');
  } finally {
    server.close();
  }
});

test('a stock library is told what was wrong with its question, and reads nothing by it', async ({ open }) => {
  test.slow();
  const admin = await open('admin');
  await visit(admin, '/settings/connections?new=app');
  const form = admin.getByRole('dialog');
  await form.getByLabel('Name').fill('Stock app');
  await form.getByLabel('Where the app is led back to').fill('http://localhost/callback');
  await form.getByRole('checkbox', { name: 'May ask to read when nobody is there' }).check();
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(admin).toHaveURL(/saved=/);
  const id = await savedId(admin);
  const { server, origin } = await serveApp(() => id);
  try {
    const walter = await open('walter');
    const out = walter.locator('#out');
    const launch = (instead: Record<string, string> = {}) => {
      const query = new URLSearchParams(instead).toString();
      return walter.goto(`${origin}/launch${query ? `?${query}` : ''}`);
    };
    const allow = () => walter.getByRole('button', { name: 'Allow', exact: true }).click();
    // Another clinic's address, and what is no patient's to give: the app is told so before anybody is asked.
    await launch({ aud: `${BASE.norte}/fhir/R4` });
    await expect(out).toContainText('invalid_request');
    await launch({ scope: 'system/*.cruds' });
    await expect(out).toContainText('invalid_scope');
    // A place that the clinic does not know: nobody is led there.
    await launch({ redirect_uri: `${origin}/elsewhere` });
    await walter.waitForURL(/\/oauth\/authorize\?/);
    await expect(walter.getByRole('heading', { level: 1 })).not.toContainText('asks to read');
    // The secret of another question.
    await launch({ code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' });
    await allow();
    await walter.waitForURL(`${origin}/callback**`);
    await expect(out).toContainText('invalid_grant');
    // A code that was used: refused, and what came of it is good no more.
    await launch();
    const led = walter.waitForRequest((request) => request.url().startsWith(`${origin}/callback`) && request.url().includes('code='));
    await allow();
    const address = (await led).url();
    await expect(out).toHaveText('Read Hughes');
    const token = await walter.evaluate(
      () => (window as unknown as { client: { state: { tokenResponse: { access_token: string } } } }).client.state.tokenResponse.access_token,
    );
    const reads = async () => (await send('/fhir/R4/Condition?_count=1', { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await reads()).toBe(200);
    await walter.evaluate(() => {
      const before = JSON.parse(localStorage.getItem('before') ?? '{}') as Record<string, string>;
      for (const [name, value] of Object.entries(before)) sessionStorage.setItem(name, value);
    });
    await walter.goto(address);
    await expect(out).toContainText('invalid_grant');
    expect(await reads()).toBe(401);
    // Renewed while the patient lets it, and not after.
    const renew = () =>
      walter.evaluate(() =>
        (window as unknown as { client: { refresh: () => Promise<unknown> } }).client.refresh().then(
          () => 'renewed',
          (error: Error) => `error: ${error.message}`,
        ),
      );
    await launch();
    await allow();
    await expect(out).toHaveText('Read Hughes');
    expect(await renew()).toBe('renewed');
    expect(await asks(walter, 'Condition?_count=1')).toContain('searchset');
    const home = await open('walter');
    await visit(home, '/account/apps');
    const ends = home.getByRole('button', { name: 'End the access of Stock app' });
    for (let left = await ends.count(); left > 0; left -= 1) {
      await ends.first().click();
      await expect(ends).toHaveCount(left - 1);
    }
    expect(await renew()).toContain('invalid_grant');
    expect(await asks(walter, 'Condition?_count=1')).toContain('error');
  } finally {
    server.close();
  }
});

test('without JavaScript a patient allows an app, and a link leads back', async ({ open, stranger }) => {
  const admin = await open('admin');
  await visit(admin, '/settings/connections?new=app');
  const form = admin.getByRole('dialog');
  await form.getByLabel('Name').fill('Plain app');
  await form.getByLabel('Where the app is led back to').fill('org.example.plain:/callback');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(admin).toHaveURL(/saved=/);
  const id = await savedId(admin);
  const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
  const question = new URLSearchParams({
    response_type: 'code', client_id: id, redirect_uri: 'org.example.plain:/callback', scope: 'launch/patient patient/*.read',
    state: 'kept', aud: FHIR_BASE, code_challenge: challenge, code_challenge_method: 'S256',
  });
  // Whoever is not signed in signs in first, and comes back to the question.
  const nobody = await stranger({ javaScriptEnabled: false });
  await nobody.goto(`${BASE.demo}/oauth/authorize?${question}`);
  await expect(nobody).toHaveURL(/\/sign-in\?next=\/account\/apps\/connect\//);
  const page = await open('walter', { javaScriptEnabled: false });
  await page.goto(`${BASE.demo}/oauth/authorize?${question}`);
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  const back = page.getByRole('link', { name: 'Go back to Plain app' });
  await expect(back).toBeVisible();
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const leads = await send((await back.getAttribute('href')) ?? '', { headers: { cookie } });
  expect(leads.location).toMatch(/^org\.example\.plain:\/callback\?code=[\w-]{43}&state=kept$/);
});

test('a system proves itself with its key and hands a record in', async ({ open }) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  const keys = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS384', use: 'sig' }] });
  const admin = await open('admin');
  await visit(admin, '/settings/connections?new=system');
  const sheet = admin.getByRole('dialog');
  await sheet.getByLabel('Name').fill('Records system');
  await sheet.getByLabel('Public keys (JWKS)').fill(keys);
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(admin).toHaveURL(/saved=/);
  const id = await savedId(admin);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const smart = JSON.parse((await send('/fhir/R4/.well-known/smart-configuration')).text) as { token_endpoint: string };
  const message = `${encode({ alg: 'RS384', typ: 'JWT', kid })}.${encode({
    iss: id, sub: id, aud: smart.token_endpoint, exp: Math.floor(Date.now() / 1000) + 200, jti: randomUUID(),
  })}`;
  const assertion = `${message}.${createSign('RSA-SHA384').update(message).sign(privateKey).toString('base64url')}`;
  const form = new URLSearchParams({
    grant_type: 'client_credentials', scope: 'system/*.cruds', client_assertion: assertion,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  });
  const granted = await send(new URL(smart.token_endpoint).pathname, {
    method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form.toString(),
  });
  expect(granted.status, granted.text).toBe(200);
  const { access_token: token } = JSON.parse(granted.text) as { access_token: string };
  const walter = await open('walter');
  await visit(walter, '/records/allergies');
  await expect(walter.getByRole('main')).not.toContainText('Pollen of the birch');
  const patient = (readFileSync(new URL('../../server/fhir/demo/demo/walter-hughes.json', import.meta.url), 'utf8'));
  const known = (JSON.parse(patient) as { entry: { resource: { resourceType: string; identifier?: { system: string; value: string; type?: object }[] } }[] }).entry
    .map(({ resource }) => resource).find(({ resourceType }) => resourceType === 'Patient')!;
  const number = known.identifier!.find(({ type }) => JSON.stringify(type ?? {}).includes('"MR"')) ?? known.identifier![0];
  const allergy = {
    resourceType: 'AllergyIntolerance', identifier: [{ system: 'urn:e2e', value: kid }],
    clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }] },
    patient: { reference: `Patient?identifier=${number.system}|${number.value}` }, code: { text: 'Pollen of the birch' },
  };
  const taken = await send('/fhir/R4', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry: [{ resource: allergy, request: { method: 'POST', url: 'AllergyIntolerance' } }] }),
  });
  expect(taken.status, taken.text).toBe(200);
  await visit(walter, '/records/allergies');
  await expect(walter.getByRole('main')).toContainText('Pollen of the birch');
});
