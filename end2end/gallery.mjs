// Shoots every screen at three widths, in light, dark and Spanish, and puts all of it on one sheet to look at.
//   node end2end/gallery.mjs BASE_URL OUT_DIR [ACCOUNTS.json] [SCREEN…]
// ACCOUNTS.json is what `portal seed demo --json` prints; without it only pages without signing in are shot.
// Screens named at the end are shot alone. Says what the console and the layout had to say.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [baseUrl, outArgument, accountsFile, ...only] = process.argv.slice(2);
if (!baseUrl || !outArgument) {
  console.error('usage: node end2end/gallery.mjs BASE_URL OUT_DIR [ACCOUNTS.json] [SCREEN…]');
  process.exit(2);
}
const out = resolve(outArgument);
mkdirSync(out, { recursive: true });

const SIZES = [
  { name: 'phone', width: 360, height: 740, thumb: 200, isMobile: true },
  { name: 'tablet', width: 768, height: 1024, thumb: 300, isMobile: true },
  { name: 'desktop', width: 1440, height: 900, thumb: 480 },
];
const MODES = [
  { name: 'light', colorScheme: 'light', locale: 'en-US' },
  { name: 'dark', colorScheme: 'dark', locale: 'en-US' },
  { name: 'spanish', colorScheme: 'light', locale: 'es-ES' },
];

/** Wrong password: the form comes back with its error. */
const refuse = async (page) => {
  await page.fill('#username', 'nobody@example.org');
  await page.fill('#password', 'not the password');
  await page.click('form[action="/api/account/sign_in"] button[type=submit]');
  await page.waitForSelector('[role=alert]');
};

const unfold = async (page) => {
  const menu = page.locator('summary').first();
  if (await menu.count()) await menu.click();
};

/** Chooses the first visit type, so that its times stand on the page. */
const times = async (page) => {
  await page.locator('a.card-link').first().click();
  await page.waitForSelector('.slot:visible');
};

const hold = async (page) => {
  await times(page);
  await page.locator('.slot:visible').nth(2).click();
  await page.waitForSelector('dialog#hold[open]');
};

/** Says to the page what the stream would say: this time has gone, whoever it was with. */
const takeOne = async (page) => {
  await times(page);
  await page.locator('.slot:visible').nth(1).evaluate((chip) => {
    const channel = new BroadcastChannel('portal-live');
    const from = Number(chip.value);
    for (const option of document.querySelectorAll('select#with option')) {
      if (!option.value) continue;
      const event = { topic: 'slots', resource: option.value, kind: 'taken', from, to: from + 60 };
      channel.postMessage(`0 ${JSON.stringify(event)}`);
    }
  });
  await page.waitForSelector('.slot[data-state=taken]');
};

const emptyWeek = async (page) => {
  await page.route('**/api/booking/find_slots', async (route) => {
    // Node knows no names below localhost; browsers do.
    const { host, hostname } = new URL(route.request().url());
    const url = route.request().url().replace(hostname, '127.0.0.1');
    const response = await route.fetch({ url, headers: { ...route.request().headers(), host } });
    const body = await response.json();
    const next = body.days.map((day) => day.slots[0]?.local).find(Boolean) ?? null;
    await route.fulfill({ response, json: { ...body, next_free: next, days: body.days.map((day) => ({ ...day, slots: [] })) } });
  });
  await page.locator('a.card-link').first().click();
  await page.waitForSelector('.empty-state');
};

/** Goes to the visits in the browser, while the server answers as told. */
const visitsWith = (answer, what) => async (page) => {
  await page.route('**/api/booking/list_appointments', answer);
  await page.locator('nav a[href="/visits"]').click();
  await page.waitForSelector(what);
};

const offline = async (page) => {
  await page.context().setOffline(true);
  await page.locator('nav a[href="/visits"]').click();
  await page.waitForSelector('#error-title');
};

/** The page of a visit booked for this gallery, once: the first free time of a week from today on. */
const booked = (days) => {
  let path;
  return async (page) => {
    if (!path) {
      await page.goto('/visits/book');
      await page.waitForSelector('html[data-alive]');
      await page.locator('a.card-link').first().click();
      await page.waitForURL(/type=/);
      const from = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
      await page.goto(`${page.url()}&week=${from}`);
      await page.waitForSelector('html[data-alive]');
      await page.locator('.slot:visible').first().click();
      await page.locator('dialog#hold button.button-primary').click();
      await page.waitForURL(/\/visits\/[0-9a-f-]{36}$/);
      path = new URL(page.url()).pathname;
    }
    await page.goto(path);
    await page.waitForSelector('html[data-alive]');
  };
};
const confirmation = booked(21);
const soonest = booked(0);

/** A share link, made once: its page, what a stranger is asked, and what the stranger reads. */
const shared = {};
const makeShare = async (page) => {
  if (!shared.page) {
    await page.fill('#f-label', 'Dr. Bell');
    await page.selectOption('#f-times', 'many');
    await page.locator('#make-share button[type=submit]').click();
    await page.waitForURL(/\/records\/share\/[0-9a-f-]{36}/);
    await page.waitForSelector('[data-link]');
    shared.page = new URL(page.url()).pathname;
    shared.href = await page.locator('[data-link]').inputValue();
  }
  await page.goto(shared.page);
  await page.waitForSelector('html[data-alive]');
};
const arriveAtShare = async (page) => {
  await makeShare(page);
  await page.goto(shared.href);
  await page.waitForSelector('#f-recipient');
};
const openShare = async (page) => {
  await arriveAtShare(page);
  await page.fill('#f-recipient', 'Ada Bell, Harbor practice');
  await page.locator('main form button[type=submit]').click();
  await page.waitForSelector('[data-section]');
};

const cancelQuestion = async (page) => {
  await confirmation(page);
  await page.locator('a.button-danger').click();
  await page.waitForSelector('dialog#cancel[open]');
};

/** Begins to set up the way of a button, as far as the dialog. */
const addFactor = (name) => async (page) => {
  await page.getByRole('button', { name }).click();
  await page.waitForSelector('dialog#add-factor[open]');
};

/** The warning before a session ends: the server says that little is left. */
const sessionEnd = async (page) => {
  await page.clock.install();
  await page.reload();
  await page.waitForSelector('html[data-alive]');
  await page.route('**/api/account/read_clock', (route) => route.fulfill({ json: { idle_s: 100, left_s: 40_000 } }));
  await page.clock.fastForward(29 * 60_000);
  await page.waitForSelector('dialog#session-end[open]');
};

/** Whom it would concern if every colleague had to have a second step. */
const concerns = async (page) => {
  await page.selectOption('#f-staff-policy', 'required');
  const warning = page.locator('#f-is_confirmed-warning');
  await warning.waitFor();
  await warning.scrollIntoViewIfNeeded();
};

const refusedSettings = async (page) => {
  await page.fill('#f-staff-idle_minutes', '4');
  await page.fill('#f-patients-grace', 'few');
  await page.locator('#security-settings button.button-primary').click();
  await page.waitForSelector('#security-problems');
};

const colleague = async (page) => {
  await page.locator('#colleagues a.row-action').first().click();
  await page.waitForSelector('dialog#colleague[open]');
};

const failed = { status: 500, json: { error: 'internal', reference: '4TQ7-KM2C' } };

/** A file with rows that are good, and rows that are not, checked. */
const chartFile = async (page) => {
  const rows = ['Record number,Given name,Family name,Date of birth,E-mail', 'G-1,Clara,Whitfield,1980-03-07,clara@example.org', 'G-2,Tom,,1975-13-01,nowhere', 'G-1,Ana,Twice,1990-01-01,'];
  await page.locator('#chart-file').setInputFiles({ name: 'patients.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
  await page.waitForSelector('[data-columns]');
  await page.locator('#dates').selectOption('year_first');
  await page.locator('[data-columns] button.button-primary').click();
  await page.waitForSelector('[data-checked]');
};

/** Two charts side by side. */
const compareCharts = async (page) => {
  await page.locator('#name').fill('brooks');
  await page.locator('main form button[type=submit]').first().click();
  await page.locator('.row-list button').nth(0).click();
  await page.locator('.row-list button').nth(1).click();
  await page.locator('main form').nth(1).locator('button[type=submit]').click();
  await page.waitForSelector('[data-compared]');
};

/** Looks for patients: some can be invited, some not. */
const findPatients = async (page) => {
  await page.fill('#name', 'brooks');
  await page.click('main form button[type=submit]');
  await page.waitForSelector('[data-patient]');
};

/** The first request, beside the charts, where there is one. */
/** The first result of several values. */
const firstResult = async (page) => {
  await page.locator('[data-result] a').filter({ hasText: /\d+ (values|valores)/ }).first().click();
  await page.waitForSelector('[data-test]');
};
/** The first result that was found, with its file. */
const resultFile = async (page) => {
  await page.locator('[data-result] a').first().click();
  await page.waitForSelector('[data-file]');
};
/** The file of a result that waits, as the clinician who decides sees it. */
const waitingFile = async (page) => {
  await page.locator('[data-work="Ultrasound of the kidneys"] a[href*="/results/"]').click();
  await page.waitForSelector('[data-file], [data-door]');
};
const askAboutLook = async (page) => {
  const ask = page.locator('[data-look] a').first();
  if (!(await ask.count())) return;
  await ask.click();
  await page.waitForSelector('#ask-form[open]');
};
/** Opens the first entry of one of these names. */
const entry = (names) => async (page) => {
  await page.locator('[data-entry]').filter({ hasText: new RegExp(names) }).first().locator('a').click();
  await page.waitForSelector('dl');
};
const askForCorrection = async (page) => {
  await page.locator('[data-entry] a').first().click();
  await page.locator('a[href*="/corrections/new"]').click();
  await page.waitForSelector('#f-words');
};
/** The record of the first patient whose results wait, or of the first who is found; and a part of it. */
const openRecord = async (page) => {
  await page.locator('[data-work] a[href$="/record"], [data-patient] a[href$="/record"]').first().click();
  await page.waitForSelector('[data-door]');
};
const recordPart = (part) => async (page) => {
  await openRecord(page);
  await page.goto(`${new URL(page.url()).pathname}/${part}`);
  await page.waitForSelector('html[data-alive]');
};
/** Finds a patient to open the record. */
const findPatient = (words) => async (page) => {
  await page.fill('#f-words', words);
  const answered = page.waitForResponse((response) => response.url().includes('/api/patients/find_patients'));
  await page.click('main form button[type=submit]');
  await answered;
  await page.waitForSelector('[data-patient], .empty-state');
};
const foundRecord = async (page) => {
  await findPatients(page);
  await openRecord(page);
};
const firstCorrection = async (page) => {
  const line = page.locator('[data-correction] a').first();
  if (!(await line.count())) return;
  await line.click();
  await page.waitForSelector('[data-step]');
};
const trend = async (page) => {
  await firstResult(page);
  await page.locator('[data-test] summary').first().click();
};

const firstRequest = async (page) => {
  const row = page.locator('[data-request] a').first();
  if (!(await row.count())) return;
  await row.click();
  await page.waitForSelector('[data-history]');
};

/** Who has access to the first patient that is found. */
const access = (more) => async (page) => {
  await findPatients(page);
  await page.locator('[data-patient] a.row-action').first().click();
  await page.waitForURL(/\/patients\/access/);
  if (more) await page.locator('a.button-primary').last().click();
  await page.waitForSelector(more ? 'dialog#access[open]' : '#people-title');
};

/** The sheet about the first person who helps, if somebody does. */
const proxy = async (page) => {
  await page.locator('[data-proxy] a.button-secondary').first().click();
  await page.waitForSelector('dialog#proxy[open]');
};

const SCREENS = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'sign-in-refused', path: '/sign-in', act: refuse },
  { name: 'activate', path: '/activate' },
  { name: 'register', path: '/register' },
  { name: 'register-sent', path: '/register?sent=yes' },
  { name: 'forgotten-password', path: '/forgotten-password' },
  { name: 'forgotten-password-asked', path: '/forgotten-password?asked=yes' },
  { name: 'new-password-ended', path: '/new-password' },
  { name: 'home', role: 'patient', path: '/' },
  { name: 'home-proxy', role: 'proxy', path: '/', act: unfold },
  { name: 'visits', role: 'patient', path: '/visits' },
  { name: 'visits-loading', role: 'patient', path: '/', act: visitsWith(() => {}, '.skeleton') },
  { name: 'visits-failed', role: 'patient', path: '/', act: visitsWith((route) => route.fulfill(failed), '#error-title') },
  { name: 'visits-offline', role: 'patient', path: '/', act: offline },
  { name: 'visits-book', role: 'patient', path: '/visits/book' },
  { name: 'times', role: 'patient', path: '/visits/book', act: times },
  { name: 'times-taken', role: 'patient', path: '/visits/book', act: takeOne },
  { name: 'times-none', role: 'patient', path: '/visits/book', act: emptyWeek },
  { name: 'hold', role: 'patient', path: '/visits/book', act: hold },
  { name: 'confirmation', role: 'patient', path: '/', act: confirmation },
  { name: 'cancel', role: 'patient', path: '/', act: cancelQuestion },
  { name: 'call-us', role: 'patient', path: '/', act: soonest },
  { name: 'records', role: 'patient', path: '/records' },
  { name: 'diagnoses', role: 'patient', path: '/records/diagnoses' },
  { name: 'medications', role: 'patient', path: '/records/medications' },
  { name: 'allergies', role: 'patient', path: '/records/allergies' },
  { name: 'vaccinations', role: 'patient', path: '/records/vaccinations' },
  { name: 'results', role: 'patient', path: '/records/results' },
  { name: 'result', role: 'patient', path: '/records/results', act: firstResult },
  { name: 'result-file', role: 'patient', path: '/records/results?words=chest', act: resultFile },
  { name: 'result-trend', role: 'patient', path: '/records/results', act: trend },
  { name: 'results-none', role: 'patient', path: '/records/results?words=nothing' },
  { name: 'record-visits', role: 'patient', path: '/records/visits' },
  { name: 'record-visit', role: 'patient', path: '/records/visits', act: entry('Follow-up visit') },
  { name: 'record-note', role: 'patient', path: '/records/documents', act: entry('Progress note') },
  { name: 'record-plan', role: 'patient', path: '/records/plans', act: entry('Living with diabetes') },
  { name: 'record-documents', role: 'patient', path: '/records/documents' },
  { name: 'record-measurements', role: 'patient', path: '/records/measurements' },
  { name: 'record-timeline', role: 'patient', path: '/records/timeline' },
  { name: 'record-search', role: 'patient', path: '/records/timeline?words=wound' },
  { name: 'card', role: 'patient', path: '/records/card' },
  { name: 'record-download', role: 'patient', path: '/records/download' },
  { name: 'share-new', role: 'patient', path: '/records/share/new' },
  { name: 'share-link', role: 'patient', path: '/records/share/new', act: makeShare },
  { name: 'share-ask', role: 'patient', path: '/records/share/new', act: arriveAtShare },
  { name: 'share-view', role: 'patient', path: '/records/share/new', act: openShare },
  { name: 'share-links', role: 'patient', path: '/records/share' },
  { name: 'share-dead', path: '/share' },
  { name: 'corrections-none', role: 'patient', path: '/records/corrections' },
  { name: 'correction-ask', role: 'patient', path: '/records/procedures', act: askForCorrection },
  { name: 'correction', role: 'patient', path: '/records/corrections', act: firstCorrection },
  { name: 'looks', role: 'patient', path: '/records/access' },
  { name: 'looks-ask', role: 'patient', path: '/records/access?own=hidden', act: askAboutLook },
  { name: 'more', role: 'patient', path: '/more' },
  { name: 'security', role: 'patient', path: '/account/security' },
  { name: 'security-app', role: 'patient', path: '/account/security', act: addFactor(/: (Authenticator app|Aplicación de autenticación)$/) },
  { name: 'security-code', role: 'patient', path: '/account/security', act: addFactor(/: .*(e-mail|correo)/i) },
  { name: 'security-passkey', role: 'patient', path: '/account/security', act: addFactor(/: (Passkey|Llave de acceso)$/) },
  { name: 'family', role: 'patient', path: '/account/family' },
  { name: 'family-invite', role: 'patient', path: '/account/family?invite=yes' },
  { name: 'family-change', role: 'patient', path: '/account/family', act: proxy },
  { name: 'family-proxy', role: 'proxy', path: '/account/family' },
  { name: 'session-end', role: 'patient', path: '/more', act: sessionEnd },
  { name: 'outbox', path: '/outbox', isPlain: true },
  { name: 'offline-page', path: '/offline', isPlain: true },
  { name: 'plain-page', path: '/pkg/nothing.js', isPlain: true },
  { name: 'not-found', role: 'patient', path: '/records/nowhere' },
  { name: 'not-permitted', role: 'patient', path: '/staff/today' },
  { name: 'staff-corrections', role: 'provider', path: '/patients/corrections' },
  { name: 'staff-correction', role: 'provider', path: '/patients/corrections', act: firstCorrection },
  { name: 'staff-today', role: 'provider', path: '/staff/today' },
  { name: 'staff-patients', role: 'provider', path: '/staff/patients' },
  { name: 'staff-patients-found', role: 'provider', path: '/staff/patients', act: findPatient('brooks') },
  { name: 'staff-patients-none', role: 'provider', path: '/staff/patients', act: findPatient('nobody at all') },
  { name: 'staff-results', role: 'provider', path: '/staff/results' },
  { name: 'staff-results-released', role: 'provider', path: '/staff/results?shelf=released' },
  { name: 'staff-results-none', role: 'provider', path: '/staff/results?shelf=blocked' },
  { name: 'staff-texts', role: 'provider', path: '/staff/results/texts' },
  { name: 'chart-record', role: 'provider', path: '/staff/results', act: openRecord },
  { name: 'chart-results', role: 'provider', path: '/staff/results', act: recordPart('results') },
  { name: 'chart-result-file', role: 'provider', path: '/staff/results', act: waitingFile },
  { name: 'chart-diagnoses', role: 'provider', path: '/staff/results', act: recordPart('diagnoses') },
  { name: 'chart-measurements', role: 'provider', path: '/staff/results', act: recordPart('measurements') },
  { name: 'chart-closed', role: 'front_desk', path: '/patients/invitations', act: foundRecord },
  { name: 'chart-glass', role: 'administrator', path: '/patients/invitations', act: foundRecord },
  { name: 'chart-openings', role: 'administrator', path: '/settings/access-log/openings' },
  { name: 'invitations-find', role: 'front_desk', path: '/patients/invitations', act: findPatients },
  { name: 'requests', role: 'front_desk', path: '/patients/requests' },
  { name: 'request', role: 'front_desk', path: '/patients/requests', act: firstRequest },
  { name: 'access', role: 'front_desk', path: '/patients/invitations', act: access(false) },
  { name: 'access-give', role: 'front_desk', path: '/patients/invitations', act: access(true) },
  { name: 'patients-new', role: 'front_desk', path: '/patients/new' },
  { name: 'patients-file', role: 'front_desk', path: '/patients/new/file', act: chartFile },
  { name: 'patients-merge', role: 'front_desk', path: '/patients/merge' },
  { name: 'patients-merge-compare', role: 'front_desk', path: '/patients/merge', act: compareCharts },
  { name: 'settings-portal', role: 'administrator', path: '/settings/portal' },
  { name: 'invitations-list', role: 'front_desk', path: '/patients/invitations?tab=list' },
  { name: 'invitations-many', role: 'administrator', path: '/patients/invitations?tab=many&preview=yes' },
  { name: 'settings-calendar', role: 'administrator', path: '/settings/calendar' },
  { name: 'settings-exceptions', role: 'administrator', path: '/settings/calendar?tab=exceptions' },
  { name: 'settings-visit-types', role: 'administrator', path: '/settings/calendar?tab=visit_types' },
  { name: 'settings-places', role: 'administrator', path: '/settings/calendar?tab=places' },
  { name: 'settings-appearance', role: 'administrator', path: '/settings/appearance' },
  { name: 'settings-registration', role: 'administrator', path: '/settings/registration' },
  { name: 'settings-results', role: 'administrator', path: '/settings/results' },
  { name: 'settings-results-class', role: 'administrator', path: '/settings/results?class=new' },
  { name: 'settings-security', role: 'administrator', path: '/settings/security' },
  { name: 'settings-security-concerns', role: 'administrator', path: '/settings/security', act: concerns },
  { name: 'settings-security-refused', role: 'administrator', path: '/settings/security', act: refusedSettings },
  { name: 'access-log', role: 'administrator', path: '/settings/access-log' },
  { name: 'access-log-alerts', role: 'administrator', path: '/settings/access-log/alerts' },
  { name: 'access-log-rules', role: 'administrator', path: '/settings/access-log/rules' },
  { name: 'access-log-questions', role: 'administrator', path: '/settings/access-log/questions' },
  { name: 'settings-connections', role: 'administrator', path: '/settings/connections' },
  { name: 'settings-connections-system', role: 'administrator', path: '/settings/connections?new=system' },
  { name: 'settings-export', role: 'administrator', path: '/settings/export' },
  { name: 'settings-connections-app', role: 'administrator', path: '/settings/connections?new=app' },
  { name: 'settings-staff', role: 'administrator', path: '/settings/staff' },
  { name: 'settings-staff-invite', role: 'administrator', path: '/settings/staff?invite=yes' },
  { name: 'settings-staff-person', role: 'administrator', path: '/settings/staff', act: colleague },
];

const accounts = accountsFile ? JSON.parse(readFileSync(accountsFile, 'utf8')).accounts : [];
const facility = new URL(baseUrl).hostname.split('.')[0];
const accountOf = (role) => accounts.find((one) => one.role === role && one.facility === facility);

const settings = readFileSync(new URL('./support/browser.ts', import.meta.url), 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium-headless-shell',
  args: [...settings.matchAll(/'(--[^']+)'/g)].map((match) => match[1]),
});

const sessions = new Map();
async function sessionOf(role) {
  if (!role) return undefined;
  if (!sessions.has(role)) {
    const account = accountOf(role);
    if (!account) return null;
    const context = await browser.newContext({ baseURL: baseUrl });
    const page = await context.newPage();
    await page.goto('/sign-in');
    await page.fill('#username', account.username);
    await page.fill('#password', account.password);
    await page.click('form[action="/api/account/sign_in"] button[type=submit]');
    await page.waitForURL((url) => url.pathname !== '/sign-in', { timeout: 15_000 });
    sessions.set(role, await context.storageState());
    await context.close();
  }
  return sessions.get(role);
}

const said = [];
const shots = [];
const wanted = SCREENS.filter((screen) => only.length === 0 || only.includes(screen.name));
// First of all: the refused forms below make the portal wary of this address.
for (const screen of wanted) await sessionOf(screen.role);
for (const screen of wanted) {
  const storageState = await sessionOf(screen.role);
  if (storageState === null) continue;
  for (const mode of MODES) {
    for (const size of SIZES) {
      const context = await browser.newContext({
        baseURL: baseUrl,
        storageState,
        colorScheme: mode.colorScheme,
        locale: mode.locale,
        viewport: { width: size.width, height: size.height },
        isMobile: Boolean(size.isMobile),
        hasTouch: Boolean(size.isMobile),
      });
      const page = await context.newPage();
      const where = `${screen.name} ${size.name} ${mode.name}`;
      page.on('console', (message) => {
        const isOwnStatus = /Failed to load resource.*(status of (40[34]|500)|ERR_INTERNET)/.test(message.text());
        if (!isOwnStatus) said.push(`${where}: ${message.type()}: ${message.text().slice(0, 300)}`);
      });
      page.on('pageerror', (error) => said.push(`${where}: ${error.message.slice(0, 300)}`));
      await page.addInitScript(() => {
        globalThis.shift = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shift += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await page.goto(screen.path);
      if (!screen.isPlain) await page.waitForSelector('html[data-alive]', { timeout: 15_000 }).catch(() => said.push(`${where}: never woke up`));
      if (screen.act) await screen.act(page).catch((error) => said.push(`${where}: ${error.message.split('\n')[0]}`));
      await page.waitForTimeout(250);
      await page.evaluate(() => document.fonts.ready);
      const facts = await page.evaluate(() => ({
        shift: globalThis.shift,
        sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        cut: [...document.querySelectorAll('h1,h2,h3,p,a,button,span')]
          .filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX === 'hidden' && !element.closest('.sr-only'))
          .map((element) => element.textContent.trim().slice(0, 40)),
      }));
      if (facts.shift > 0.001) said.push(`${where}: layout shift ${facts.shift.toFixed(4)}`);
      if (facts.sideways > 0) said.push(`${where}: scrolls sideways by ${facts.sideways} px`);
      if (facts.cut.length > 0) said.push(`${where}: cut off: ${facts.cut.join(' | ')}`);
      const file = `${screen.name}-${size.name}-${mode.name}.png`;
      await page.screenshot({ path: join(out, file) });
      shots.push({ screen: screen.name, mode: mode.name, size, file });
      await context.close();
    }
  }
}

const rows = [...new Set(shots.map((shot) => shot.screen))].map((screen) => {
  const figures = shots
    .filter((shot) => shot.screen === screen)
    .map((shot) => `<figure><img src="${shot.file}" width="${shot.size.thumb}"><figcaption>${shot.size.name}, ${shot.mode}</figcaption></figure>`);
  return `<section><h2>${screen}</h2><div>${figures.join('')}</div></section>`;
});
const sheet = `<!DOCTYPE html><meta charset="utf-8"><style>
  body { margin: 24px; background: #777; color: #fff; font: 14px sans-serif; width: 3160px }
  div { display: flex; gap: 16px; align-items: flex-start } figure { margin: 0 } img { display: block }
</style>${rows.join('')}`;
writeFileSync(join(out, 'sheet.html'), sheet);
const page = await browser.newPage({ viewport: { width: 3208, height: 900 } });
await page.goto(pathToFileURL(join(out, 'sheet.html')).href);
await page.screenshot({ path: join(out, 'sheet.png'), fullPage: true });
await browser.close();

console.log(`${shots.length} screens in ${out}, all of them on ${join(out, 'sheet.png')}`);
for (const line of said) console.log(`  ${line}`);
