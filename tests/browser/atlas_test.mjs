// Protects: the page of an atlas. What it says of each combination is what the table says that the program writes beside it, and what the program
// says when the page's command is run; filters, counts and pairs follow from that table; an address names what is shown; keyboard, phone, dark.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { folder, launchedBrowser, program, read, unlessStumbling } from './support.mjs';

const axe = read(createRequire(import.meta.url).resolve('axe-core/axe.min.js'));
const kScreenshots = process.env.SCREENSHOTS;
if (kScreenshots) mkdirSync(kScreenshots, { recursive: true });
const kDesktop = { viewport: { width: 1280, height: 900 } };
const kPhone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A page, and the table of the same atlas, read on its own. */
function atlas(name, ...words) {
  const html = join(folder, `${name}.html`);
  const csv = join(folder, `${name}.csv`);
  const json = join(folder, `${name}.json`);
  const { status, stderr } = spawnSync(program, ['atlas', ...words, '--html', html, '--csv', csv, '--json', json], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const [head, ...lines] = read(csv).trimEnd().split('\n').map((line) => line.split(','));
  const summary = JSON.parse(read(json));
  const rows = lines.map((cells) => Object.fromEntries(cells.map((cell, i) => [head[i], cell])));
  return { html, rows, summary, rules: summary.varied };
}

const small = atlas('small', 'paxos', '--vary', 'may-promise', '--vary', 'promise-reports', '--vary', 'may-vote', '--vary', 'vote-promises', '--vary', 'promise-quorum');
const sketch = atlas('sketch', 'sketch', '--proposers', '3', '--loss', '2', '--vary', 'promises-needed', '--vary', 'votes-needed', '--vary', 'vote-promises', '--vary', 'vote-record');
const large = atlas(
  'large', 'paxos',
  ...['may-promise', 'promise-reports', 'may-vote', 'vote-promises', 'vote-record', 'proposal-value', 'promise-record', 'promise-quorum'].flatMap((rule) => ['--vary', rule]),
);
const browser = await launchedBrowser();

function testPage(name, { html }, body, { fragment = '', ...options } = {}) {
  test(name, async () => {
    const context = await browser.newContext({ ...kDesktop, ...options });
    try {
      const wrongs = [];
      const url = pathToFileURL(html).href;
      context.on('request', (request) => request.url().startsWith(url) || request.url().startsWith('data:') || wrongs.push(`asks for ${request.url()}`));
      const page = await context.newPage();
      page.setDefaultTimeout(60000);
      page.on('console', (message) => ['error', 'warning'].includes(message.type()) && wrongs.push(message.text()));
      await unlessStumbling(context, async () => {
        await page.goto(url + fragment);
        await body(page, context);
      });
      assert.deepEqual(wrongs, []);
    } finally {
      await context.close();
    }
  });
}

const grouped = (number) => number.toLocaleString('en');
const steps = (length) => `${length} step${length === '1' ? '' : 's'}`;
const changes = ({ rules }, row) => rules.filter(({ rule, alternatives }) => row[rule] !== alternatives[0]).map(({ rule }) => `${rule}=${row[rule]}`);
const told = (row) => (row.verdict === 'unsafe' ? `unsafe: ${row.property} in ${steps(row.length)}` : row.verdict);
const set = (page, rule, alternative) => page.locator(`#rules input[name="${rule}"][value="${alternative}"]`).check();
const heading = (page) => page.locator('#outcome-title').innerText();
const matching = (page) => page.locator('#matching').innerText();
const tick = (page, key, value, on = true) => page.locator(`#filter label[data-key="${key}"][data-value="${value}"] input`).setChecked(on);
const counted = (page) =>
  page.locator('#filter label[data-key]').evaluateAll((labels) =>
    Object.fromEntries(labels.map((label) => [`${label.dataset.key}=${label.dataset.value}`, Number(label.querySelector('.count').textContent.replaceAll(',', ''))])),
  );
const listed = (page) =>
  page.locator('#rows tr').evaluateAll((rows) =>
    rows.map((row) => [[...row.cells[0].querySelectorAll('.chip')].map((chip) => chip.textContent).join(' '), row.cells[1].textContent.slice(2).trim()]),
  );

testPage('the tally is that of the summary', small, async (page) => {
  const { summary } = small;
  assert.equal(await page.locator('.verdict').innerText(), `${summary.combinations} combinations: ${summary.safe} safe, ${summary.unsafe} unsafe, ${summary.vacuous} vacuous`);
  const shares = await page.locator('#tally-bar span').evaluateAll((parts) => parts.map((part) => [part.className, Number(part.style.getPropertyValue('--share'))]));
  assert.deepEqual(shares, ['safe', 'unsafe', 'vacuous', 'unknown'].map((verdict) => [verdict, summary[verdict]]));
});

for (const [name, of] of Object.entries({ small, sketch })) {
  testPage(`every combination is as the table has it: ${name}`, of, async (page) => {
    const seen = [];
    for (const row of of.rows) {
      const fragment = changes(of, row).map((text) => text).join('&');
      const result = await page.evaluate(async (wanted) => {
        location.hash = wanted;
        await new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
        return {
          heading: document.getElementById('outcome-title').textContent.slice(2),
          smallest: [...document.querySelectorAll('#outcome h4')].map(({ textContent }) => textContent).find((text) => text.startsWith('Smallest')),
          then: Object.fromEntries([...document.querySelectorAll('#rules .alternative')].map((label) => [`${label.querySelector('input').name}=${label.querySelector('input').value}`, label.querySelector('.then .unseen').textContent])),
          checked: [...document.querySelectorAll('#rules input:checked')].map(({ name: rule, value }) => `${rule}=${value}`),
        };
      }, `${fragment}&n=${seen.length}`);
      seen.push(result);
      const expected = { safe: 'Safe: nothing fails', vacuous: 'Vacuous: nothing fails, and no value can be chosen', unsafe: `Unsafe: ${row.property} fails in ${steps(row.length)}` };
      assert.equal(result.heading, expected[row.verdict], fragment);
      if (row.verdict === 'unsafe' && result.smallest) assert.ok(result.smallest.endsWith(`, ${row.smallest_property} in ${steps(row.smallest_length)}`), result.smallest);
      assert.deepEqual(result.checked, of.rules.map(({ rule }) => `${rule}=${row[rule]}`));
      // The mark beside each alternative is the verdict of the combination that it leads to.
      for (const { rule, alternatives } of of.rules) {
        for (const alternative of alternatives) {
          const other = of.rows.find((candidate) => of.rules.every((r) => candidate[r.rule] === (r.rule === rule ? alternative : row[r.rule])));
          assert.equal(result.then[`${rule}=${alternative}`], told(other), `${fragment}, ${rule}=${alternative}`);
        }
      }
    }
  });
}

testPage('commands show what the page says', small, async (page) => {
  for (const row of small.rows.filter((_, i) => i % 9 === 1)) {
    for (const { rule } of small.rules) await set(page, rule, row[rule]);
    const commands = await page.locator('#outcome pre').allInnerTexts();
    const run = (command) => {
      const [name, ...words] = command.split(' ');
      assert.equal(name, 'paxoscope');
      return JSON.parse(spawnSync(program, [...words, '--json', '-'], { encoding: 'utf8' }).stdout);
    };
    const check = (result, property, length) => {
      assert.equal(result.outcome === 'violated', row.verdict === 'unsafe');
      const first = result.properties.find(({ outcome }) => outcome === 'violated');
      if (row.verdict === 'unsafe') assert.deepEqual([first.name, String(first.length)], [property, length]);
    };
    check(run(commands.at(-1)), row.property, row.length);
    const isSmallest = /and in no smaller scenario/.test(await page.locator('#outcome').innerText());
    assert.equal(isSmallest, row.verdict === 'unsafe' && row.smallest_acceptors === '3');
    assert.equal(commands.length, row.verdict === 'unsafe' && !isSmallest ? 2 : 1);
    if (commands.length > 1) check(run(commands[0]), row.smallest_property, row.smallest_length);
  }
});

testPage('minimal and maximal sets are those of the summary, and can be chosen', small, async (page) => {
  const { summary } = small;
  const chips = (id) => page.locator(`#${id} .sets > li`).evaluateAll((items) => items.map((item) => [...item.querySelectorAll('.chip')].map((chip) => chip.textContent)));
  const sorted = (sets) => sets.map((texts) => texts.join(' ')).sort();
  assert.deepEqual(sorted(await chips('unsafe-sets')), sorted(summary.minimal_unsafe.map((item) => item.changes)));
  assert.deepEqual(sorted(await chips('relaxations')), sorted(summary.maximal_safe.map((item) => item.changes)));
  assert.equal(await page.locator('#repairs').isVisible(), false);
  const link = page.locator('#unsafe-sets .pick').first();
  const [text] = await link.locator('.chip').allInnerTexts();
  await link.click();
  assert.match(await heading(page), /Unsafe/);
  assert.deepEqual(await page.locator('#outcome .changes-of code').allInnerTexts(), [text]);
  assert.match(await page.locator('#outcome').innerText(), /A minimal unsafe set/);
  await page.locator('#unsafe-sets button').first().click();
  const [rule, alternative] = text.split('=');
  assert.equal(await matching(page), `${small.rows.filter((row) => row[rule] === alternative).length} of ${small.rows.length} combinations`);
  // The parts of a relaxation: each of its changes, or not.
  const changed = await page.locator('#relaxations .sets > li').last().locator('.chip').count();
  await page.locator('#relaxations button').last().click();
  assert.equal(await matching(page), `${2 ** changed} of ${small.rows.length} combinations`);
});

testPage('of a combination that is unsafe the parts that suffice are named', small, async (page) => {
  await set(page, 'may-promise', 'always');
  await set(page, 'may-vote', 'always');
  await set(page, 'vote-promises', 'no');
  assert.match(await page.locator('#outcome').innerText(), /Each of these parts suffices/);
  assert.deepEqual(await page.locator('#outcome .pick').allInnerTexts(), ['may-promise=always', 'may-vote=always']);
  await page.locator('#as-specified').click();
  assert.match(await page.locator('#outcome').innerText(), /Nothing is changed: the protocol as specified/);
  assert.equal(await page.locator('#outcome-title').getAttribute('id'), 'outcome-title');
});

testPage('of a broken protocol the repairs are told', sketch, async (page) => {
  const repairs = await page.locator('#repairs .sets > li').evaluateAll((items) => items.map((item) => [...item.querySelectorAll('.chip')].map((chip) => chip.textContent)));
  assert.deepEqual(repairs, sketch.summary.smallest_repairs.map((item) => item.changes));
  assert.ok(repairs.length > 0);
});

/** What a filter lets through, worked out of the table. */
function passing(of, { places = {}, verdicts = [], property = '', most = Infinity, only = '' }) {
  return of.rows.filter(
    (row) =>
      Object.entries(places).every(([rule, names]) => names.length === 0 || names.includes(row[rule])) &&
      (verdicts.length === 0 || verdicts.includes(row.verdict)) &&
      (property === '' || row.property === property) &&
      Number(row.changes) <= most &&
      (only === '' || row[`is_${only.replace('-', '_')}`] === 'yes'),
  );
}

/** The address of a filter over the protocol as it is specified. */
function addressOf(of, { places = {}, verdicts = [], property = '', most, only = '' }) {
  const parts = of.rules.filter(({ rule }) => places[rule]).map(({ rule, alternatives }) => `where.${rule}=${alternatives.filter((name) => places[rule].includes(name)).join('.')}`);
  if (verdicts.length > 0) parts.push(`where.verdict=${['safe', 'unsafe', 'vacuous'].filter((verdict) => verdicts.includes(verdict)).join('.')}`);
  if (property) parts.push(`where.property=${property}`);
  if (most !== undefined) parts.push(`where.most=${most}`);
  if (only) parts.push(`where.only=${only}`);
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}

const kFilters = [
  {},
  { verdicts: ['unsafe'] },
  { verdicts: ['safe', 'vacuous'], most: 2 },
  { places: { 'may-vote': ['always'] } },
  { places: { 'may-vote': ['always', 'above-promise'], 'may-promise': ['above-promise'] }, verdicts: ['unsafe'] },
  { property: 'p2b', most: 3 },
  { places: { 'promise-reports': ['nothing'] }, property: 'p2c', verdicts: ['unsafe'] },
  { only: 'minimal-unsafe' },
  { only: 'maximal-safe', places: { 'vote-promises': ['no'] } },
];
for (const wanted of kFilters) {
  testPage(`filters and their counts follow from the table: ${JSON.stringify(wanted)}`, small, async (page) => {
    const { places = {}, verdicts = [], property = '', most, only = '' } = wanted;
    for (const [rule, names] of Object.entries(places)) for (const name of names) await tick(page, rule, name);
    for (const verdict of verdicts) await tick(page, 'verdict', verdict);
    await page.locator('#filter select[name=property]').selectOption(property);
    await page.locator('#filter select[name=only]').selectOption(only);
    if (most !== undefined) await page.locator('#filter select[name=most]').selectOption(String(most));
    const rows = passing(small, wanted);
    assert.equal(await matching(page), rows.length === small.rows.length ? `All ${small.rows.length} combinations` : `${rows.length} of ${small.rows.length} combinations`);
    const counts = await counted(page);
    for (const { rule, alternatives } of small.rules) {
      for (const name of alternatives) {
        assert.equal(counts[`${rule}=${name}`], passing(small, { ...wanted, places: { ...places, [rule]: [name] } }).length, `${rule}=${name}`);
      }
    }
    for (const verdict of ['safe', 'unsafe', 'vacuous']) assert.equal(counts[`verdict=${verdict}`], passing(small, { ...wanted, verdicts: [verdict] }).length, verdict);
    const failing = await page.locator('#filter select[name=property] option').evaluateAll((options) => options.slice(1).map(({ value, textContent }) => [value, textContent]));
    assert.deepEqual(failing.map(([name]) => name).sort(), [...new Set(small.rows.map((row) => row.property).filter(Boolean))].sort());
    for (const [name, text] of failing) assert.equal(text, `${name} (${passing(small, { ...wanted, property: name }).length})`);
    assert.equal(await page.locator('#clear').isVisible(), rows.length < small.rows.length);
    // All of them, those with the fewest changes first.
    while (await page.locator('#more').isVisible()) await page.locator('#more').click();
    const expected = rows
      .map((row, i) => ({ row, i }))
      .sort((a, b) => a.row.changes - b.row.changes || a.i - b.i)
      .map(({ row }) => [changes(small, row).join(' '), told(row)]);
    assert.deepEqual(await listed(page), expected);
    // The address, which is written once the user rests, brings all of it back.
    await page.waitForFunction((address) => location.hash === address, addressOf(small, wanted));
    const again = await page.context().newPage();
    await again.goto(page.url());
    assert.equal(await matching(again), await matching(page));
    assert.deepEqual(await counted(again), counts);
  });
}

testPage('the list is ordered by length', small, async (page) => {
  for (const [order, sign] of [['shortest', 1], ['longest', -1]]) {
    await page.locator('#filter select[name=order]').selectOption(order);
    while (await page.locator('#more').isVisible()) await page.locator('#more').click();
    const lengths = (await listed(page)).map(([, text]) => /in (\d+) step/.exec(text)?.[1]).filter(Boolean).map(Number);
    assert.equal(lengths.length, small.summary.unsafe);
    assert.deepEqual(lengths, [...lengths].sort((a, b) => sign * (a - b)));
  }
});

testPage('pairs are as the table has them, and walked through by arrows', small, async (page) => {
  const cells = await page.locator('#pairs-table tbody tr').evaluateAll((rows) =>
    rows.map((row) => ({ head: row.querySelector('th').textContent, cells: [...row.querySelectorAll('td')].map((cell) => [cell.querySelector('a')?.title ?? '', cell.className]) })),
  );
  const names = cells.map(({ head }) => head);
  assert.equal(names.length, small.rules.reduce((sum, { alternatives }) => sum + alternatives.length - 1, 0));
  const rowOf = (texts) => small.rows.find((row) => changes(small, row).sort().join() === [...texts].sort().join());
  cells.forEach(({ head, cells: of }, i) => {
    of.forEach(([title, kind], j) => {
      if (i !== j && head.split('=')[0] === names[j].split('=')[0]) return assert.equal(title, '');
      const texts = [...new Set([head, names[j]])];
      assert.ok(title.endsWith(`: ${told(rowOf(texts))}`), title);
      const isMinimal = i !== j && rowOf(texts).is_minimal_unsafe === 'yes';
      assert.equal(kind.includes('minimal'), isMinimal, title);
    });
  });
  await page.locator('#pairs-table a[tabindex="0"]').focus();
  const focused = () => page.evaluate(() => document.activeElement.title);
  const first = await focused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  const there = await focused();
  assert.notEqual(there, first);
  assert.equal(await page.locator('#pairs-table a[tabindex="0"]').count(), 1);
  await page.keyboard.press('Enter');
  assert.match(await heading(page), new RegExp(told(rowOf(there.split(':')[0].replace(' alone', '').split(', '))).split(':')[0], 'i'));
});

testPage('an address that names what there is not is taken for what is left of it', small, async (page) => {
  assert.match(await heading(page), /Unsafe/);
  assert.equal(await page.locator('#rules fieldset.changed').count(), 1);
  assert.equal(await matching(page), `All ${small.rows.length} combinations`);
}, { fragment: '#may-vote=always&vote-promises=perhaps&nonsense=1&where.verdict=fine&where.most=99&where.may-vote=never' });

testPage('one more page of rows, and the focus goes there', large, async (page) => {
  assert.equal(await page.locator('#rows tr').count(), 100);
  await page.locator('#more').focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('#rows tr').count(), 200);
  assert.equal(await page.evaluate(() => document.activeElement.closest('tr').rowIndex), 101);
  assert.equal(await matching(page), `All ${grouped(large.rows.length)} combinations`);
});

testPage('Back leads back from where a link led, and the focus goes along', small, async (page) => {
  const focused = () => page.evaluate(() => document.activeElement.id);
  const link = page.locator('#rows .pick').nth(40);
  await set(page, 'vote-promises', 'no');
  await link.scrollIntoViewIfNeeded();
  const scrolled = await page.evaluate(() => scrollY);
  const texts = await link.locator('.chip').allInnerTexts();
  await link.press('Enter');
  assert.equal(await focused(), 'outcome-title');
  assert.ok((await page.evaluate(() => scrollY)) < scrolled);
  assert.deepEqual(await page.locator('#outcome .changes-of code').allInnerTexts(), texts);
  await page.goBack();
  assert.deepEqual(await page.locator('#outcome .changes-of code').allInnerTexts(), ['vote-promises=no']);
  await page.locator('#unsafe-sets button').first().click();
  assert.equal(await focused(), 'matching');
  await page.goBack();
  assert.equal(await matching(page), `All ${small.rows.length} combinations`);
});

testPage('of what is vacuous the parts that suffice are named, and what the catalogue knows of it', small, async (page) => {
  await set(page, 'may-vote', 'above-promise');
  assert.match(await page.locator('#outcome').innerText(), /No part of it is vacuous/);
  assert.match(await page.locator('#outcome').innerText(), /Known as votes-only-above-promise: an acceptor votes only in a ballot above the one that it promised\./);
  await set(page, 'promise-quorum', 'all');
  assert.match(await page.locator('#outcome').innerText(), /This part of it suffices/);
  assert.deepEqual(await page.locator('#outcome .pick').allInnerTexts(), ['may-vote=above-promise']);
  // What is of use is said to be.
  await page.locator('#as-specified').click();
  await set(page, 'may-promise', 'at-or-above-promise');
  assert.match(await page.locator('#outcome').innerText(), /Known as promises-again: .*buys an answer to a prepare that is sent again/);
});

testPage('a broken protocol is told what would mend it', sketch, async (page) => {
  await set(page, 'promises-needed', 'majority');
  assert.match(await page.locator('#outcome').innerText(), /With one of these it is mended/);
  const repairs = await page.locator('#outcome .pick').evaluateAll((links) => links.map((link) => [...link.querySelectorAll('.chip')].map((chip) => chip.textContent)));
  assert.deepEqual(repairs, sketch.summary.smallest_repairs.map((item) => item.changes).filter((texts) => texts.includes('promises-needed=majority')));
});

testPage('on paper it says how much of it is there', large, async (page) => {
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('#printed').innerText(), 'Printed are the first 100.');
  assert.equal(await page.locator('details:not([open])').count(), 0);
  assert.equal(await page.locator('#filter').isVisible(), false);
});

testPage('nothing that is like that is said to be so', small, async (page) => {
  await page.locator('#filter select[name=only]').selectOption('minimal-unsafe');
  await tick(page, 'may-vote', 'above-promise');
  assert.equal(await page.locator('#none-found').isVisible(), true);
  await page.locator('#clear').click();
  assert.equal(await page.locator('#none-found').isVisible(), false);
  assert.equal(await matching(page), `All ${small.rows.length} combinations`);
});

testPage('on a phone what becomes of it stays in view', small, async (page) => {
  await set(page, 'promise-quorum', 'one-short');
  const { top, bottom } = await page.locator('#standing').evaluate((place) => place.getBoundingClientRect().toJSON());
  assert.ok(top >= 0 && bottom < 200, `${top} to ${bottom}`);
  assert.match(await page.locator('#standing').innerText(), /✗ Unsafe/);
}, kPhone);

testPage('what is chosen is said', small, async (page) => {
  await page.locator('#rules input[name="may-vote"][value="always"]').focus();
  await page.keyboard.press('Space');
  assert.match(await page.locator('#announcer').innerText(), /^Unsafe: \S+ fails in \d+ steps\.$/);
});

test('without scripts the tally is there', async () => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await page.goto(pathToFileURL(small.html).href);
  assert.match(await page.locator('body').innerText(), /108 combinations: .* safe[^]*scripts are off/);
  await page.close();
});

for (const [name, options] of Object.entries({ light: {}, dark: { colorScheme: 'dark' }, phone: kPhone, 'dark phone': { ...kPhone, colorScheme: 'dark' } })) {
  for (const [what, of] of Object.entries({ small, sketch })) {
    testPage(
      `axe finds nothing: ${what}, ${name}`,
      of,
      async (page) => {
        const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(width[0] <= width[1], `the page is as wide as the window: ${width}`);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
        if (kScreenshots) await page.screenshot({ path: join(kScreenshots, `atlas-${what}-${name}.png`), fullPage: true });
      },
      { ...options, fragment: what === 'small' ? '#may-vote=always&vote-promises=no' : '' },
    );
  }
}
