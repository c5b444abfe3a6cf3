// Booking, moving and cancelling: every test has patients and a week of its own.
import { pass } from '../support/database';
import { axe } from '../support/looks';
import { book, daysAhead, giveBack, keep, openTimes, sameChip, sheet, visit } from '../support/portal';
import { expect, test } from '../support/test';

test('a patient books while a second browser watches the time go, without reload and within a second', async ({ open }) => {
  const [walter, priya] = [await open('walter'), await open('priya')];
  const chips = await openTimes(walter, 'Nurse call', daysAhead(8));
  await openTimes(priya, 'Nurse call', daysAhead(8));
  const chip = chips.nth(2);
  const watched = await sameChip(chip, priya);
  await watched.focus();
  const gone = watched.evaluate(
    (element) =>
      new Promise<number>((resolve) => {
        new MutationObserver(() => {
          if (element.getAttribute('data-state') === 'taken') resolve(Date.now());
        }).observe(element, { attributes: true });
      }),
  );
  const committed = walter.waitForResponse(/hold_slot/).then(() => Date.now());
  await keep(walter, chip);
  const lateBy = (await gone) - (await committed);
  expect(lateBy).toBeLessThanOrEqual(1_000);
  await expect(watched).toHaveAttribute('aria-disabled', 'true');
  await expect(watched).toContainText('just taken');
  await expect(watched).toBeFocused();
  await expect(priya.getByRole('status').filter({ hasText: 'has just been taken' })).toHaveCount(1);
  await book(walter);
  await expect(walter.getByRole('heading', { level: 1 })).toHaveText('Your visit is booked');
});

test('the confirmation says what to bring, until when it can be changed, and gives a calendar file', async ({ open }) => {
  const page = await open('walter');
  const chips = await openTimes(page, 'New concern', daysAhead(10));
  await keep(page, chips.first());
  await sheet(page).getByLabel(/Anything we should know/).fill('My knee <hurts> & clicks');
  await book(page);
  await expect(page.getByText('Your note: My knee <hurts> & clicks')).toBeVisible();
  await expect(page.getByText(/You can move or cancel this visit until/)).toBeVisible();
  await expect(page.getByText(/Bring your identity card/)).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Add to your calendar' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.ics$/);
  await page.getByRole('link', { name: 'Go to home' }).click();
  await expect(page.getByRole('heading', { name: 'Your next visit' })).toBeVisible();
});

test('moving keeps the old time when the new one is lost', async ({ open }) => {
  const [elena, other] = [await open('elena'), await open('walter')];
  const chips = await openTimes(elena, 'Check-up', daysAhead(15));
  await keep(elena, chips.nth(4));
  const path = await book(elena);
  const before = await elena.locator('dl').first().innerText();
  await elena.getByRole('link', { name: 'Move', exact: true }).click();
  await expect(elena.getByText(/stays as it is until you book a new time/)).toBeVisible();
  await elena.goto(`${elena.url()}&week=${daysAhead(15)}`);
  await elena.waitForFunction(() => 'alive' in document.documentElement.dataset);
  const wanted = elena.locator('.slot:visible').nth(8);
  await keep(elena, wanted);
  // A browser keeps one time at once: its second tab takes it from the first.
  const tab = await elena.context().newPage();
  const elsewhere = await openTimes(tab, 'New concern', daysAhead(17));
  await keep(tab, elsewhere.nth(3));
  await giveBack(tab);
  await tab.close();
  // The time is free again, and somebody else takes it.
  await openTimes(other, 'Check-up', daysAhead(15));
  await keep(other, await sameChip(wanted, other));
  await book(other);
  await elena.bringToFront();
  await sheet(elena).getByRole('button', { name: 'Move to this time' }).click();
  await expect(sheet(elena).getByRole('alert')).toContainText('Choose a time again');
  await expect(sheet(elena).locator('[data-part=alternatives] .slot')).toHaveCount(3);
  await visit(elena, path);
  expect(await elena.locator('dl').first().innerText()).toBe(before);
});

test('a visit is moved in one step', async ({ open }) => {
  const page = await open('priya');
  const chips = await openTimes(page, 'Video visit', daysAhead(15));
  await keep(page, chips.first());
  const path = await book(page);
  const before = await page.locator('dl').first().innerText();
  await page.getByRole('link', { name: 'Move', exact: true }).click();
  await page.waitForURL(/moving=/);
  await visit(page, `${page.url()}&week=${daysAhead(22)}`);
  await keep(page, page.locator('.slot:visible').nth(1));
  expect(await book(page)).toBe(path);
  expect(await page.locator('dl').first().innerText()).not.toBe(before);
});

test('a visit is cancelled after one question, and its time is free again', async ({ open }) => {
  const page = await open('walter');
  const chips = await openTimes(page, 'Vaccination', daysAhead(22));
  const start = await chips.nth(6).getAttribute('value');
  await keep(page, chips.nth(6));
  await book(page);
  await page.getByRole('link', { name: 'Cancel visit' }).click();
  const question = page.locator('dialog#cancel');
  await expect(question).toContainText('will be cancelled');
  await question.getByRole('link', { name: 'Keep this visit' }).click();
  await expect(question).toBeHidden();
  await page.getByRole('link', { name: 'Cancel visit' }).click();
  await question.getByRole('button', { name: 'Cancel this visit' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This visit is cancelled');
  await openTimes(page, 'Vaccination', daysAhead(22));
  await expect(page.locator(`.slot[value="${start}"]`).first()).toBeVisible();
});

test('inside the notice period the page gives the number to call, and the server refuses too', async ({ open }) => {
  const page = await open('priya');
  const chips = await openTimes(page, 'Nurse call');
  await keep(page, chips.nth(1));
  const path = await book(page);
  await expect(page.getByText('Changes by phone only')).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: '+1 212 555 0142' })).toHaveAttribute('href', 'tel:+12125550142');
  await expect(page.getByRole('link', { name: 'Cancel visit' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Move', exact: true })).toHaveCount(0);
  const answer = await page.evaluate(async (id) => {
    const response = await fetch('/api/booking/cancel_appointment', {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ 'request[appointment]': id ?? '' }),
    });
    return { status: response.status, body: await response.json() };
  }, path.split('/').pop());
  expect(answer).toMatchObject({ status: 422, body: { rule: 'booking.call_us', next: 'call_us' } });
});

test('a visit that is over stands among the past ones, says so, and an old link to move it says why not', async ({ open }) => {
  const page = await open('priya');
  const chips = await openTimes(page, 'Nurse call', daysAhead(40));
  await keep(page, chips.nth(2));
  const path = await book(page);
  const toMove = (await page.getByRole('link', { name: 'Move', exact: true }).getAttribute('href')) ?? '';
  expect(toMove).toContain('moving=');
  pass(path.split('/').pop() ?? '', 60);
  await visit(page, '/visits');
  await expect(page.getByRole('region', { name: 'Coming up' }).locator(`a[href="${path}"]`)).toHaveCount(0);
  await page.getByRole('region', { name: 'Past and cancelled' }).locator(`a[href="${path}"]`).click();
  await page.waitForURL(`**${path}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^This visit was on \d/);
  const main = page.getByRole('main');
  await expect(main.getByText('Nurse call', { exact: true })).toBeVisible();
  for (const words of ['Move', 'Cancel visit', 'Add to your calendar']) {
    await expect(main.getByRole('link', { name: words, exact: true })).toHaveCount(0);
  }
  await expect(main.getByText(/Keep your phone near you|Changes by phone only/)).toHaveCount(0);
  await expect(main.getByRole('link', { name: 'Book a new visit' })).toBeVisible();
  await axe(page, 'past visit');

  await visit(page, toMove);
  await expect(main.getByText('This visit can no longer be changed.')).toBeVisible();
  await expect(page.locator('.slot')).toHaveCount(0);
  await expect(main.getByRole('link', { name: 'Your visit', exact: true })).toHaveAttribute('href', path);
  await axe(page, 'an old link to move');
  await main.getByRole('link', { name: 'Book a new visit' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Book a visit');
});

test('the kept time counts down, and leaving gives it back', async ({ open }) => {
  const [priya, walter] = [await open('priya'), await open('walter')];
  const chips = await openTimes(priya, 'Vaccination', daysAhead(29));
  const chip = chips.nth(3);
  await keep(priya, chip);
  const clock = priya.locator('.countdown');
  await expect(clock).toContainText(/4:5\d/);
  const first = await clock.innerText();
  await expect(clock).not.toHaveText(first);
  const longer = sheet(priya).getByRole('button', { name: /longer/i });
  if (await longer.count()) {
    await longer.click();
    await expect(clock).toContainText(/[45]:\d\d/);
    await expect(longer).toBeHidden();
  }
  await openTimes(walter, 'Vaccination', daysAhead(29));
  const seen = await sameChip(chip, walter);
  await giveBack(priya);
  await expect(seen).toBeVisible();
  await expect(seen).not.toHaveAttribute('aria-disabled', 'true');
  await expect(chip).toBeFocused();
});

test('of two who press the same time one gets it, the other three times close by', async ({ open }) => {
  const [priya, elena] = [await open('priya'), await open('elena')];
  for (const page of [priya, elena]) {
    // Neither page hears of the other, as on a bad connection: else the slower
    // one's time is gone before it is pressed.
    await page.route(/\/events\//, () => undefined);
    // With one provider, so that nobody else can take the second one.
    await openTimes(page, 'Vaccination', daysAhead(36));
    await page.locator('select#with').selectOption({ index: 1 });
    await expect(page).toHaveURL(/with=/);
    await expect(page.locator('.slot:visible').first()).toBeVisible();
  }
  const first = priya.locator('.slot:visible').first();
  const same = await sameChip(first, elena);
  const answers = Promise.all([
    priya.waitForResponse(/hold_slot/).then((response) => response.status()),
    elena.waitForResponse(/hold_slot/).then((response) => response.status()),
  ]);
  await Promise.all([first.click(), same.click()]);
  expect((await answers).sort()).toEqual([200, 409]);
  // The sheet follows its answer.
  await expect(sheet(priya).or(priya.getByRole('alert')).first()).toBeVisible();
  const [winner, loser] = (await sheet(priya).isVisible()) ? [priya, elena] : [elena, priya];
  await expect(sheet(winner)).toBeVisible();
  await expect(loser.getByRole('alert')).toContainText('Someone else has just taken this time');
  const others = loser.locator('[data-part=alternatives] .slot');
  await expect(others).toHaveCount(3);
  await keep(loser, others.first());
  await giveBack(loser);
  await giveBack(winner);
});

test('a patient books with the keyboard alone, and always sees where it is', async ({ open }) => {
  const page = await open('walter');
  await visit(page, '/visits/book');
  const tabTo = async (what: string) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate((selector) => {
        const element = document.activeElement;
        const outline = element ? getComputedStyle(element).outlineStyle : 'none';
        return { isThere: element?.matches(selector) ?? false, outline, tag: element?.tagName };
      }, what);
      if (at.tag !== 'BODY') expect(at.outline, `focus must be seen on ${at.tag}`).not.toBe('none');
      if (at.isThere) return;
    }
    throw new Error(`the keyboard does not reach ${what}`);
  };
  await tabTo('a.card-link');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/type=/);
  await visit(page, `${page.url()}&week=${daysAhead(43)}`);
  await tabTo('.slot');
  const start = await page.evaluate(() => document.activeElement?.getAttribute('value'));
  await page.keyboard.press('Enter');
  await expect(sheet(page)).toBeVisible();
  expect(await page.evaluate(() => document.activeElement?.closest('dialog')?.id)).toBe('hold');
  const released = page.waitForResponse(/release_hold/);
  await page.keyboard.press('Escape');
  await released;
  await expect(sheet(page)).toBeHidden();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('value'))).toBe(start);
  // The time was given back a moment ago; the page has to have heard of it.
  await expect(page.locator('.slot:focus')).not.toHaveAttribute('data-state', 'taken');
  await page.keyboard.press('Enter');
  await expect(sheet(page)).toBeVisible();
  await tabTo('dialog#hold button[type=submit].button-primary');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/visits\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your visit is booked');
});

test.describe('on a small phone', () => {
  test('a patient books by touch, and every target is large enough', async ({ open }) => {
    const page = await open('elena', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    const chips = await openTimes(page, 'New concern', daysAhead(50));
    const small = await page.locator('main a:visible, main button:visible, main select:visible, nav a:visible').evaluateAll((elements) =>
      elements
        .map((element) => ({ box: element.getBoundingClientRect(), text: element.textContent?.trim().slice(0, 30), isInline: getComputedStyle(element).display === 'inline' }))
        .filter(({ box, isInline }) => !isInline && (box.height < 44 || box.width < 44))
        .map(({ box, text }) => `${text} ${box.width}×${box.height}`),
    );
    expect(small).toEqual([]);
    await page.locator('.day-link').filter({ hasNot: page.locator('[data-empty]') }).nth(1).tap();
    await expect(page).toHaveURL(/day=/);
    if (!(await chips.count())) await page.getByRole('link', { name: /Next free day/ }).tap();
    await chips.last().scrollIntoViewIfNeeded();
    const before = await page.evaluate(() => scrollY);
    await chips.last().tap();
    await expect(sheet(page)).toBeVisible();
    expect(Math.abs((await page.evaluate(() => scrollY)) - before), 'the page stays where it was').toBeLessThan(4);
    await sheet(page).getByRole('button', { name: 'Book this time' }).tap();
    await page.waitForURL(/\/visits\/[0-9a-f-]{36}$/);
  });
});

test('at the Spanish clinic the times name Madrid', async ({ open }) => {
  const page = await open('nuria', { facility: 'norte' });
  const chips = await openTimes(page, /Revisión/, daysAhead(8));
  await expect(page.getByText('Hora de Europe/Madrid')).toBeVisible();
  await keep(page, chips.first());
  await expect(sheet(page).getByText('Hora de Europe/Madrid')).toBeVisible();
  await sheet(page).getByRole('button', { name: 'Reservar esta hora' }).click();
  await page.waitForURL(/\/visits\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Su cita está confirmada');
});

test('a mother switches to her child, books for it, and every page says for whom', async ({ open }) => {
  const page = await open('elena');
  await visit(page, '/');
  const menu = page.locator('details[name=chart]');
  await menu.locator('summary').click();
  await menu.getByRole('button', { name: /Maya/ }).click();
  await expect(page.getByText(/You are looking at the chart of Maya/)).toBeVisible();
  const chips = await openTimes(page, 'Vaccination', daysAhead(43));
  await expect(page.getByText('Elena for Maya').first()).toBeVisible();
  await keep(page, chips.last());
  await expect(sheet(page).getByText(/For Maya/)).toBeVisible();
  await book(page);
  await visit(page, '/visits');
  await expect(page.locator('main li')).not.toHaveCount(0);
  await page.locator('details[name=chart] summary').click();
  await page.locator('details[name=chart]').getByRole('button', { name: /Elena/ }).click();
  await expect(page.getByText(/You are looking at the chart/)).toHaveCount(0);
});

test.describe('without JavaScript', () => {
  test('a patient books with links and forms alone', async ({ open }) => {
    const page = await open('priya', { javaScriptEnabled: false });
    await page.goto('/visits/book');
    await page.getByRole('link', { name: 'New concern' }).click();
    await page.goto(`${page.url()}&week=${daysAhead(22)}`);
    await page.locator('.slot:visible').first().click();
    await expect(page).toHaveURL(new RegExp(`week=${daysAhead(22)}.*hold=`));
    await expect(sheet(page).getByRole('heading', { name: 'Your visit' })).toBeVisible();
    await sheet(page).getByRole('button', { name: 'Book this time' }).click();
    await expect(page.getByRole('heading', { name: 'Your visit is booked' })).toBeVisible();
  });

  test('who is too late is told so and offered three times close by', async ({ open }) => {
    const [priya, elena] = [await open('priya', { javaScriptEnabled: false }), await open('elena', { javaScriptEnabled: false })];
    for (const page of [priya, elena]) {
      await page.goto('/visits/book');
      await page.getByRole('link', { name: 'Nurse call' }).click();
      await page.goto(`${page.url()}&week=${daysAhead(30)}`);
    }
    const chip = priya.locator('.slot:visible').nth(30);
    const same = await sameChip(chip, elena);
    await chip.click();
    await same.click();
    await expect(elena.getByRole('alert')).toContainText('Someone else has just taken this time');
    await expect(elena.locator('[data-part=alternatives] .slot')).toHaveCount(3);
    await elena.locator('[data-part=alternatives] .slot').first().click();
    await sheet(elena).getByRole('button', { name: 'Book this time' }).click();
    await expect(elena.getByRole('heading', { name: 'Your visit is booked' })).toBeVisible();
    await sheet(priya).getByRole('button', { name: 'Book this time' }).click();
    await expect(priya.getByRole('heading', { name: 'Your visit is booked' })).toBeVisible();
  });
});
