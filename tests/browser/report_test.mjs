// Protects: the page of a run, in a real browser. What it says of every step, by every way there is to get to the step; that it can be read
// on a phone, in the dark, on paper, with a keyboard and by a screen reader; and that it asks nobody for anything.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { longPage, withData } from './altered_pages.mjs';
import { folder, launchedBrowser, paxoscope, read, unlessStumbling, written } from './support.mjs';

const browser = await launchedBrowser();
const axe = read(createRequire(import.meta.url).resolve('axe-core/axe.min.js'));

const kScenario = ['paxos', '--learners', '0', '--loss', 'none', '--variant', 'accept-ignores-promise'];
const kViolation = written('html', 'violation', ...kScenario);
const kWitness = written('html', 'witness', 'paxos', '--property', 'value-learned');
const kSketch = written('html', 'sketch', 'sketch');
const kSynod = written('html', 'synod', 'synod', '--ballots', '3', '--variant', 'accept-ignores-promise');

const saved = (name, text) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const kLong = saved('long.html', longPage(read(kViolation), 200));

const kPhone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const kDesktop = { viewport: { width: 1280, height: 900 } };

/** Tests with a page that is open, and fails if the page does anything that it should not: ask for something, or stumble. */
function testPage(name, path, body, { fragment = '', ...options } = {}) {
  test(name, async () => {
    const context = await browser.newContext({ ...kDesktop, ...options });
    try {
      const wrongs = [];
      await context.route(/^(?!file:|data:)/, (route) => {
        wrongs.push(`asks for ${route.request().url()}`);
        return route.abort();
      });
      const page = await context.newPage();
      page.setDefaultTimeout(60000);
      page.on(
        'request',
        (request) =>
          request.url().startsWith(pathToFileURL(path).href) ||
          request.url().startsWith('data:') ||
          wrongs.push(`asks for ${request.url()}`),
      );
      page.on('console', (message) => ['error', 'warning'].includes(message.type()) && wrongs.push(message.text()));
      page.on('dialog', (dialog) => wrongs.push(`says ${dialog.message()}`));
      await unlessStumbling(context, async () => {
        await page.goto(pathToFileURL(path).href + fragment);
        await body(page, context);
      });
      assert.deepEqual(wrongs, []);
    } finally {
      await context.close();
    }
  });
}

const text = (page, selector) => page.locator(selector).innerText();
/** The texts of all that is found, each without empty lines. */
const texts = async (page, selector) =>
  (await page.locator(selector).allInnerTexts()).map((one) => one.replaceAll(/\n+/g, '\n'));
const position = (page) => text(page, '#position');

/** Presses keys, one after the other. */
async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/** Waits until the address ends in `fragment`, which it does once the user rests. */
const waitForFragment = (page, fragment) => page.waitForFunction((wanted) => location.hash === wanted, fragment);

/** The state that is shown: [process, value, …] for each row, and which cells are marked, as "process field". */
const shownState = (page) =>
  page.evaluate(() => {
    const rows = [];
    const changed = [];
    for (const table of document.querySelectorAll('#state table')) {
      const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
      for (const row of table.tBodies[0].rows) {
        rows.push([...row.cells].map((cell) => cell.firstChild.textContent));
        [...row.cells].forEach(
          (cell, i) => cell.className === 'changed' && changed.push(`${row.cells[0].textContent} ${heads[i]}`),
        );
      }
    }
    return { rows, changed };
  });

/** The properties as they are shown: "agreement: holds". */
const shownProperties = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('#properties tbody tr')].map(
      (row) => `${row.cells[0].textContent}: ${row.querySelector('.standing :nth-child(2)').textContent}`,
    ),
  );

// What is said once

testPage('a violation: what was found, where it goes wrong, and whom to blame', kViolation, async (page) => {
  assert.equal(await page.title(), 'Counterexample to p2b, in 12 steps');
  assert.equal(await text(page, 'h1'), 'Counterexample to p2b, in 12 steps');
  assert.equal(await text(page, '#verdict'), 'VIOLATED: p2b, p2c in 12 steps');
  assert.equal(await text(page, '#departure-title'), 'Where it goes wrong: step 8');
  assert.equal(
    await text(page, '#departure-sentence'),
    'a1 votes for v1 in ballot 1, although it has promised ballot 2.',
  );
  assert.deepEqual(await texts(page, '#departure-facts > *'), [
    'The protocol as specified',
    'a1 does not vote for v1 in ballot 1: it has promised ballot 2.',
    'Rule to blame',
    'When does an acceptor vote?\nhere: in every ballot it is asked to, whatever it promised, may-vote=always\n' +
      'as specified: unless it has promised a higher ballot\nPaxos Made Simple, section 2.2, phase 2(b)',
    'Again',
    'Step 10: a2 votes for v1 in ballot 1, although it has promised ballot 2.',
  ]);
  assert.equal(await text(page, '#why-title'), 'Why it is a violation of p2b');
  assert.deepEqual(await texts(page, '#why li'), [
    'v1 is chosen in ballot 1: {a1, a2} voted for it.',
    'Ballot 2 proposes v2; every ballot above 1 must propose v1.',
  ]);
  assert.match(
    await text(page, '#why p >> nth=0'),
    /^p2b: once a value is chosen, every proposal in a higher ballot carries it\.$/,
  );
  assert.equal((await texts(page, '#legend li'))[0], 'a1, a2 and a3: acceptors; any 2 are a majority');
});

testPage('a violation: what was searched, and how to repeat it', kViolation, async (page) => {
  assert.deepEqual(await texts(page, '#scenario p'), [
    'paxos: 3 acceptors, 2 proposers, 1 attempt each, 2 values, 0 learners; loss none, duplication none, crashes none',
    'variant accept-ignores-promise: an acceptor votes without looking at its promise (may-vote = always)',
  ]);
  assert.deepEqual((await texts(page, '#verdicts dl > *')).slice(0, 4), [
    'agreement inconclusive (no violation so far)',
    'at most one value is chosen',
    'p2b violated in 12 steps',
    'once a value is chosen, every proposal in a higher ballot carries it',
  ]);
  assert.deepEqual((await texts(page, '#numbers tbody tr')).slice(0, 3), [
    'distinct\t787',
    'generated\t1,651',
    'depth\t12',
  ]);
  assert.ok((await texts(page, '#not-checked li')).includes('liveness (that a value is eventually chosen)'));
  assert.match(
    await text(page, '#command'),
    /^paxoscope check paxos --acceptors 3 .*--variant accept-ignores-promise --reductions auto$/,
  );
});

testPage('a violation: the list of all steps', kViolation, async (page) => {
  const steps = await texts(page, '#list > li');
  assert.equal(steps.length, 12);
  assert.equal(
    steps[0],
    'p1 starts ballot 1 and asks a1, a2 and a3 for promises\np1 ballot: none → 1; p1 phase: idle → prepare',
  );
  assert.equal(
    steps[7],
    'a1 votes for v1 in ballot 1, although it has promised ballot 2\na1 promised: ballot 2 → ballot 1; a1 vote: none → v1 in ballot 1\n' +
      '⚠ The protocol as specified: a1 does not vote for v1 in ballot 1: it has promised ballot 2.',
  );
  assert.match(steps[9], /\n★ v1 is chosen in ballot 1: \{a1, a2\} voted for it\.$/);
  assert.match(steps[11], /\n✗ p2b and p2c are violated\.$/);
});

testPage('keys bring what they change into view', kViolation, async (page) => {
  const isSeen = () => page.locator('#position').evaluate((place) => {
    const { top, bottom } = place.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
  await page.setViewportSize({ width: 1280, height: 600 });
  assert.equal(await isSeen(), false, 'else nothing is to be seen here');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await isSeen(), true);
  await page.evaluate(() => scrollTo(0, 0));
  await page.evaluate(() => { location.hash = '#step=3'; });
  await page.waitForFunction(() => document.getElementById('position').textContent === 'Step 3 of 12');
  assert.equal(await isSeen(), true);
});

testPage('an address leads to where its step is seen', kViolation, async (page) => {
  await page.waitForFunction(() => scrollY > 0);
  assert.equal(await page.locator('#position').innerText(), 'Step 8 of 12');
}, { fragment: '#step=8', viewport: { width: 1280, height: 600 } });

testPage('a witness has nothing to blame', kWitness, async (page) => {
  assert.equal(await text(page, 'h1'), 'Witness of value-learned, in 9 steps');
  assert.equal(await text(page, '#verdict'), 'HOLDS: all that had to be reachable was reached');
  assert.equal(await text(page, '#why-title'), 'How it is reached');
  assert.ok(await page.locator('#departure').isHidden());
  assert.deepEqual(await texts(page, '#remarks li'), ['★ l1 has learned v1.', '✓ value-learned is reached.']);
  await press(page, 'd');
  assert.equal(await position(page), 'Step 9 of 9');
  await press(page, '?');
  assert.deepEqual(await page.locator('#keys tbody tr').evaluateAll((rows) => rows.map((row) => row.hidden)), [
    false,
    false,
    false,
    false,
    true,
    false,
  ]);
});

testPage('the sketch is held against the repaired protocol', kSketch, async (page) => {
  assert.equal(await text(page, '#departure-title'), 'Where it goes wrong: step 5');
  const facts = await texts(page, '#departure-facts > *');
  assert.equal(facts[0], 'The repaired protocol');
  assert.match(
    facts[3],
    /^Who must have promised before a proposer asks for votes\?\nhere: nobody: .*, promises-needed=none\nrepaired: a majority; else it gives up\n/,
  );
});

const kTrace = written('json', 'saved', ...kScenario);
const pageOf = (trace, name) => {
  const path = join(folder, name);
  paxoscope('trace', trace, '--to', 'html', '--out', path);
  return path;
};

testPage('a saved trace says what it knows: no verdict, no numbers', pageOf(kTrace, 'of-saved.html'), async (page) => {
  assert.equal(await text(page, 'h1'), 'Counterexample to p2b, in 12 steps');
  for (const id of ['verdict', 'warnings', 'numbers', 'not-checked'])
    assert.ok(await page.locator(`#${id}`).isHidden(), id);
  assert.equal(await text(page, '#command'), `paxoscope replay ${kTrace}`);
  assert.deepEqual((await texts(page, '#verdicts dl > *')).slice(0, 2), ['agreement', 'at most one value is chosen']);
  assert.equal(await text(page, '#departure-title'), 'Where it goes wrong: step 8');
});

testPage(
  'what a run does not need is said to be so',
  saved(
    'needed.html',
    withData(read(kViolation), (run) => {
      run.steps[5].needed = false;
    }),
  ),
  async (page) => {
    assert.deepEqual(await texts(page, '#remarks li'), ['Not needed for the violation.']);
    assert.deepEqual(
      await page.locator('#list > .not-needed').evaluateAll((items) => items.map((item) => item.innerText)),
      [
        "p1 receives a1's promise of ballot 1 (1 of the 2 it needs)\np1 promises: {} → {a1}\nNot needed for the violation.",
      ],
    );
  },
  { fragment: '#step=6' },
);

// What is said of a step

const kStates = {
  0: [
    ['p1', 'none', 'idle', '{}'],
    ['p2', 'none', 'idle', '{}'],
    ['a1', 'none', 'none'],
    ['a2', 'none', 'none'],
    ['a3', 'none', 'none'],
  ],
  8: [
    ['p1', '1', 'accept', '{}'],
    ['p2', '2', 'prepare', '{}'],
    ['a1', 'ballot 1', 'v1 in ballot 1'],
    ['a2', 'ballot 1', 'none'],
    ['a3', 'none', 'none'],
  ],
  12: [
    ['p1', '1', 'accept', '{}'],
    ['p2', '2', 'accept', '{}'],
    ['a1', 'ballot 1', 'v1 in ballot 1'],
    ['a2', 'ballot 1', 'v1 in ballot 1'],
    ['a3', 'none', 'none'],
  ],
};
const kChanged = { 0: [], 8: ['a1 promised', 'a1 vote'], 12: ['p2 phase', 'p2 promises'] };

testPage('the state of every process after a step, with what changed', kViolation, async (page) => {
  for (const step of [0, 8, 12]) {
    await page.locator('#slider').fill(String(step));
    assert.deepEqual(await shownState(page), { rows: kStates[step], changed: kChanged[step] }, `step ${step}`);
    assert.equal(
      await text(page, '#state-title').then((t) => t.toLowerCase()),
      step === 0 ? 'initial state' : `state after step ${step}`,
    );
  }
  assert.deepEqual(await page.locator('#state table').first().locator('thead th').allTextContents(), [
    'proposer',
    'ballot',
    'phase',
    'promises',
  ]);
});

testPage('the sentence, the changes and the remarks of a step', kViolation, async (page) => {
  const shown = async (step) => {
    await page.locator('#slider').fill(String(step));
    return [
      await position(page),
      await text(page, '#sentence'),
      await page.locator('#changes li').evaluateAll((items) =>
        items.map((item) =>
          [...item.childNodes]
            .filter((node) => node.className !== 'unseen')
            .map((node) => node.textContent)
            .join(''),
        ),
      ),
      await texts(page, '#remarks li'),
    ];
  };
  assert.deepEqual(await shown(0), ['Initial state', 'Nothing has happened yet.', ['nothing in any process'], []]);
  assert.deepEqual(await shown(8), [
    'Step 8 of 12',
    'a1 votes for v1 in ballot 1, although it has promised ballot 2.',
    ['a1 promised: ballot 2 → ballot 1', 'a1 vote: none → v1 in ballot 1'],
    ['⚠ The protocol as specified: a1 does not vote for v1 in ballot 1: it has promised ballot 2.'],
  ]);
  assert.deepEqual(await shown(9), [
    'Step 9 of 12',
    'a2 promises ballot 2 and tells p2 that it has not voted.',
    ['a2 promised: ballot 1 → ballot 2'],
    [],
  ]);
  assert.deepEqual((await shown(10))[3], [
    '⚠ The protocol as specified would not do this either.',
    '★ v1 is chosen in ballot 1: {a1, a2} voted for it.',
  ]);
  assert.deepEqual((await shown(12))[3], ['✗ p2b and p2c are violated.']);
});

testPage('which properties hold after a step', kViolation, async (page) => {
  const kHold = ['one-value-per-ballot: holds', 'validity: holds', 'stability: holds'];
  const expected = {
    9: ['agreement: holds', 'p2b: holds', 'p2c: holds', ...kHold, 'value-chosen: not reached yet'],
    10: ['agreement: holds', 'p2b: holds', 'p2c: holds', ...kHold, 'value-chosen: reached in step 10'],
    11: ['agreement: holds', 'p2b: holds', 'p2c: holds', ...kHold, 'value-chosen: reached in step 10'],
    12: [
      'agreement: holds',
      'p2b: fails since step 12',
      'p2c: fails since step 12',
      ...kHold,
      'value-chosen: reached in step 10',
    ],
  };
  for (const [step, properties] of Object.entries(expected)) {
    await page.locator('#slider').fill(step);
    assert.deepEqual(await shownProperties(page), properties, `step ${step}`);
  }
});

for (const [name, path] of Object.entries({ paxos: kViolation, sketch: kSketch, synod: kSynod, long: kLong })) {
  testPage(`what the diagram fades, and what is on its way: ${name}`, path, async (page) => {
    // As the run says it, not as the diagram does.
    const { steps, expected } = await page.evaluate(() => {
      const run = JSON.parse(document.getElementById('run').textContent);
      const arrows = run.messages.flatMap((m) => [
        ...m.received.map((receipt) => ({ sent: m.sent, done: receipt.step })),
        ...(m.lost ? [{ sent: m.sent, done: m.lost }] : []),
      ]);
      return {
        steps: run.steps.length,
        expected: run.states.map((_, i) => arrows.filter((a) => a.sent <= i && i < a.done).length),
      };
    });
    const shown = () =>
      page.evaluate(() => ({
        later: [...document.querySelectorAll('svg .step.later')].map((drawn) => Number(drawn.dataset.step)),
        current: [...document.querySelectorAll('svg .row.current, svg .step.current')].map((drawn) =>
          Number(drawn.dataset.step),
        ),
        onItsWay: document.querySelectorAll('svg .message.on-its-way').length,
        ends: document.querySelectorAll('svg .violated.later').length,
      }));
    const after = (step) => Array.from({ length: steps - step }, (_, i) => step + i + 1);
    assert.deepEqual(await shown(), { later: [], current: [steps, steps], onItsWay: 0, ends: 0 });
    // Far and near, forth and back.
    for (const step of [0, 3, 2, steps, steps - 1, 1, 7, 0]) {
      await page.locator('#slider').fill(String(step));
      assert.deepEqual(
        await shown(),
        { later: after(step), current: step ? [step, step] : [], onItsWay: expected[step], ends: step < steps ? 1 : 0 },
        `step ${step}`,
      );
    }
  });
}

// Ways to get to a step

testPage('before anything is chosen, the last step is shown and the address is as it was', kViolation, async (page) => {
  assert.equal(await position(page), 'Step 12 of 12');
  assert.equal(await page.evaluate(() => location.hash), '');
  assert.equal(await page.locator('#slider').inputValue(), '12');
  assert.equal(await text(page, '#announcer'), '');
});

testPage('by keys', kViolation, async (page) => {
  const at = async (key) => {
    await press(page, key);
    return position(page);
  };
  assert.equal(await at('ArrowRight'), 'Step 12 of 12');
  assert.equal(await at('ArrowLeft'), 'Step 11 of 12');
  assert.equal(await at('k'), 'Step 10 of 12');
  assert.equal(await at('d'), 'Step 8 of 12');
  assert.equal(await at('j'), 'Step 9 of 12');
  assert.equal(await at('ArrowRight'), 'Step 10 of 12');
  assert.equal(await at('Home'), 'Initial state');
  assert.equal(await at('ArrowLeft'), 'Initial state');
  assert.equal(await at('j'), 'Step 1 of 12');
  assert.equal(await at('End'), 'Step 12 of 12');
  await waitForFragment(page, '#step=12');
  for (const key of ['Control+ArrowLeft', 'Alt+k', 'Shift+ArrowLeft', 'Meta+d', 'x'])
    assert.equal(await at(key), 'Step 12 of 12', key);
});

const withLoop = (name, from) =>
  saved(
    name,
    withData(read(kViolation), (run) => {
      const marks = { begin: 'from here on, for ever', end: 'back where it was' };
      run.loop = { from, but: '', marks };
    }),
  );
const ofList = (page, selector) =>
  page.locator(`#list > ${selector}`).evaluateAll((items) => items.map((item) => [...item.parentNode.children].indexOf(item) + 1));

testPage('after the last step of a loop comes what it goes back to', withLoop('loop.html', 9), async (page) => {
  assert.equal(await position(page), 'Step 12 of 12');
  assert.deepEqual(await texts(page, '#remarks li'), ['↺ Back where it was.', '✗ This run violates p2b.']);
  const next = page.locator('#next');
  assert.equal(await next.innerText(), 'Again ↺');
  assert.equal(await next.getAttribute('aria-disabled'), 'false');
  for (const goOn of [() => next.click(), () => press(page, 'ArrowRight'), () => press(page, 'j')]) {
    await goOn();
    assert.equal(await position(page), 'Step 9 of 12');
    assert.equal(await next.innerText(), 'Next →');
    await press(page, 'ArrowRight');
    assert.equal(await position(page), 'Step 10 of 12');
    assert.equal((await texts(page, '#remarks li')).at(-1), '↻ From here on, for ever.');
    await press(page, 'End');
  }
  assert.deepEqual(await ofList(page, '.repeated'), [10, 11, 12]);
  await page.evaluate(axe);
  await checkAccessibility(page);
});

testPage('a loop may go back to the beginning', withLoop('loop-of-all.html', 0), async (page) => {
  await press(page, 'ArrowRight');
  assert.equal(await position(page), 'Initial state');
  assert.equal((await ofList(page, '.repeated')).length, 12);
});

testPage('where nothing can happen any more, nothing comes next', withLoop('loop-of-none.html', 12), async (page) => {
  assert.deepEqual(await texts(page, '#remarks li'), ['■ Back where it was.', '✗ This run violates p2b.']);
  assert.equal(await page.locator('#next').innerText(), 'Next →');
  assert.equal(await page.locator('#next').getAttribute('aria-disabled'), 'true');
  await press(page, 'ArrowRight');
  assert.equal(await position(page), 'Step 12 of 12');
  assert.deepEqual(await ofList(page, '.repeated'), []);
});

testPage('by the keys of the slider, which are its own', kViolation, async (page) => {
  await page.locator('#slider').focus();
  await press(page, 'ArrowLeft');
  assert.equal(await position(page), 'Step 11 of 12');
  await press(page, 'Home', 'ArrowUp');
  assert.equal(await position(page), 'Step 1 of 12');
  await press(page, 'j', 'j');
  assert.equal(await position(page), 'Step 3 of 12');
  assert.equal(
    await page.locator('#slider').getAttribute('aria-valuetext'),
    'Step 3 of 12: a1 promises ballot 1 and tells p1 that it has not voted.',
  );
});

testPage('by buttons', kViolation, async (page) => {
  const at = async (name) => {
    await page.getByRole('button', { name, exact: true }).click();
    return position(page);
  };
  assert.equal(await page.locator('#next').getAttribute('aria-disabled'), 'true');
  assert.equal(await at('Back'), 'Step 11 of 12');
  assert.equal(await page.locator('#next').getAttribute('aria-disabled'), 'false');
  assert.equal(await at('First'), 'Initial state');
  assert.equal(await page.locator('#back').getAttribute('aria-disabled'), 'true');
  assert.equal(await at('Next'), 'Step 1 of 12');
  assert.equal(await at('Last'), 'Step 12 of 12');
  assert.equal(await at('Step 8, where it goes wrong'), 'Step 8 of 12');
  await at('Next');
  assert.equal(await at('Show step 8'), 'Step 8 of 12');
  await page.waitForFunction(
    () => document.getElementById('run-section').getBoundingClientRect().top < innerHeight / 2,
  );
});

testPage('by pointing at the diagram, after which keys go on from there', kViolation, async (page) => {
  await page.locator('svg .row[data-step="5"]').click({ position: { x: 10, y: 10 } });
  assert.equal(await position(page), 'Step 5 of 12');
  await press(page, 'ArrowRight');
  assert.equal(await position(page), 'Step 6 of 12');
  await page.locator('svg .chosen').click();
  assert.equal(await position(page), 'Step 10 of 12');
  await page.locator('svg .row[data-step="8"]').click({ position: { x: 10, y: 10 } }); // under the mark of the departure
  assert.equal(await position(page), 'Step 8 of 12');
});

testPage('by the list', kViolation, async (page) => {
  const current = () =>
    page
      .locator('#list [aria-current]')
      .evaluateAll((links) => links.map((link) => [link.textContent, link.getAttribute('aria-current')]));
  assert.equal((await current()).length, 1);
  await page.getByRole('link', { name: 'a2 promises ballot 1' }).click();
  await page.waitForFunction(() => document.getElementById('position').textContent === 'Step 5 of 12');
  assert.deepEqual(await current(), [['a2 promises ballot 1 and tells p1 that it has not voted', 'step']]);
  assert.equal(await page.evaluate(() => location.hash), '#step=5');
  await page.getByRole('link', { name: 'p1 starts ballot 1' }).click();
  await page.waitForFunction(() => document.getElementById('position').textContent === 'Step 1 of 12');
  await page.goBack();
  await page.waitForFunction(() => document.getElementById('position').textContent === 'Step 5 of 12');
});

for (const [fragment, expected] of [
  ['#step=8', 'Step 8 of 12'],
  ['#step=0', 'Initial state'],
  ['#step=99', 'Step 12 of 12'],
  ['#step=x', 'Step 12 of 12'],
]) {
  testPage(`by the address: ${fragment}`, kViolation, async (page) => assert.equal(await position(page), expected), {
    fragment,
  });
}

testPage(
  'by a change of the address',
  kViolation,
  async (page) => {
    await page.clock.install();
    await page.evaluate(async () => {
      for (const fragment of ['#step=3', '#elsewhere']) {
        const changed = new Promise((resolve) => {
          addEventListener('hashchange', resolve, { once: true });
        });
        location.hash = fragment;
        await changed;
      }
    });
    assert.equal(await position(page), 'Step 3 of 12');
    await page.clock.runFor(10000); // however long the user rests
    assert.equal(await page.evaluate(() => location.hash), '#elsewhere');
  },
  { fragment: '#step=8' },
);

testPage('the help of keys: opened, closed, and letters switched off', kViolation, async (page) => {
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await press(page, '?');
  assert.ok(await keys.isVisible());
  await press(page, 'k', 'Tab', 'k', 'ArrowLeft');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'close-keys');
  assert.equal(await position(page), 'Step 12 of 12');
  await press(page, 'Escape');
  assert.ok(await keys.isHidden());
  await page.getByRole('button', { name: 'Keys' }).click();
  await keys.getByRole('checkbox').uncheck();
  await keys.getByRole('button', { name: 'Close' }).click();
  await press(page, 'k', 'd', '?');
  assert.ok(await keys.isHidden());
  assert.equal(await position(page), 'Step 12 of 12');
  await press(page, 'ArrowLeft');
  assert.equal(await position(page), 'Step 11 of 12');
});

testPage(
  'a diagram that was reached by keyboard is scrolled with arrows',
  kSketch,
  async (page) => {
    await page.locator('#to-keys').focus();
    await press(page, 'Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'diagram');
    const from = await page.locator('#diagram').evaluate((box) => box.scrollLeft);
    await press(page, 'ArrowLeft');
    await page.waitForFunction((before) => document.getElementById('diagram').scrollLeft < before, from);
    assert.equal(await position(page), 'Step 1 of 8');
    await press(page, 'j');
    assert.equal(await position(page), 'Step 2 of 8');
  },
  { viewport: { width: 500, height: 800 }, fragment: '#step=1' },
);

// Who reads it, and on what

testPage('what is announced: a step that is chosen, but not where the slider says it', kViolation, async (page) => {
  await press(page, 'd');
  assert.equal(
    await text(page, '#announcer'),
    'Step 8 of 12: a1 votes for v1 in ballot 1, although it has promised ballot 2. ' +
      '⚠ The protocol as specified: a1 does not vote for v1 in ballot 1: it has promised ballot 2.',
  );
  await page.locator('#slider').focus();
  await press(page, 'ArrowRight');
  assert.equal(await position(page), 'Step 9 of 12');
  assert.match(await text(page, '#announcer'), /^Step 8 /);
  assert.equal(await page.locator('#announcer').getAttribute('role'), 'status');
});

testPage('copying the command, where there is a clipboard', kViolation, async (page, context) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByText('Copied.').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await text(page, '#command'));
});

testPage('copying the command, where there is no clipboard', kViolation, async (page) => {
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByText('Selected: copy it from here.').waitFor();
  assert.equal(await page.evaluate(() => getSelection().toString()), await text(page, '#command'));
});

const colours = (page) =>
  page.evaluate(() => {
    const of = (selector) => getComputedStyle(document.querySelector(selector));
    return [of('body').backgroundColor, of('body').color, of('#departure').backgroundColor, of('svg .b1 .event').fill];
  });

testPage('light and dark', kViolation, async (page) => {
  await page.emulateMedia({ colorScheme: 'light' });
  assert.deepEqual(await colours(page), [
    'rgb(255, 255, 255)',
    'rgb(28, 32, 38)',
    'rgb(253, 236, 235)',
    'rgb(11, 92, 173)',
  ]);
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.deepEqual(await colours(page), [
    'rgb(20, 23, 27)',
    'rgb(232, 234, 237)',
    'rgb(59, 29, 29)',
    'rgb(116, 182, 255)',
  ]);
});

testPage('motion, where it is wanted', kViolation, async (page) => {
  const duration = () =>
    page
      .locator('svg .step')
      .first()
      .evaluate((drawn) => getComputedStyle(drawn).transitionDuration);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  assert.equal(await duration(), '0.15s');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  assert.equal(await duration(), '0s');
});

testPage(
  'on paper: all of the diagram and the list, and nothing to press',
  kViolation,
  async (page) => {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const seen = (selector) => page.locator(selector).first().isVisible();
    assert.deepEqual(
      [
        await seen('.stepper'),
        await seen('.details'),
        await seen('button'),
        await seen('#list'),
        await seen('#command'),
      ],
      [false, false, false, true, true],
    );
    assert.equal(
      await page
        .locator('svg .later')
        .first()
        .evaluate((drawn) => getComputedStyle(drawn).opacity),
      '1',
    );
    assert.equal((await colours(page))[1], 'rgb(28, 32, 38)');
    const cut = await page
      .locator('#diagram')
      .evaluate((box) => box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight);
    assert.equal(cut, false);
  },
  { fragment: '#step=3', viewport: { width: 700, height: 900 } },
);

for (const [name, path] of Object.entries({
  violation: kViolation,
  witness: kWitness,
  sketch: kSketch,
  synod: kSynod,
  long: kLong,
})) {
  testPage(
    `on a phone: ${name}`,
    path,
    async (page) => {
      for (const width of [320, 390, 844]) {
        await page.setViewportSize({ width, height: 844 });
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      }
      await page.setViewportSize({ width: 390, height: 844 });
      assert.ok(
        await page.locator('#diagram').evaluate((box) => box.scrollWidth > box.clientWidth),
        'the diagram has its own room to scroll',
      );
      const small = await page
        .locator('button, input, #list a')
        .evaluateAll((targets) =>
          targets
            .filter((target) => target.checkVisibility() && target.getBoundingClientRect().height < 40)
            .map((target) => target.outerHTML),
        );
      assert.deepEqual(small, []);
    },
    kPhone,
  );
}

testPage(
  'on a phone: where one is stays in view, beside the diagram and beside the state',
  kViolation,
  async (page) => {
    const isInView = (selector) =>
      page.locator(selector).evaluate((part) => {
        const { top, bottom } = part.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      });
    for (const selector of ['#diagram', '#state', '#properties']) {
      await page.locator(selector).evaluate((part) => part.scrollIntoView({ block: 'center' }));
      assert.deepEqual([await isInView('#sentence'), await isInView('#next')], [true, true], selector);
    }
  },
  kPhone,
);

testPage('200 steps: any of them, with the row in view under the names of the lanes', kLong, async (page) => {
  assert.equal(await position(page), 'Step 200 of 200');
  const check = async (step) => {
    assert.equal(await position(page), `Step ${step} of 200`);
    const seen = await page.evaluate((number) => {
      const box = document.getElementById('diagram').getBoundingClientRect();
      const heads = document.querySelector('.heads').getBoundingClientRect();
      const row = document.querySelector(`svg .row[data-step="${number}"]`).getBoundingClientRect();
      return {
        heads: Math.abs(heads.top - box.top) <= 1,
        row: row.top >= heads.bottom - 1 && row.bottom <= box.bottom + 1,
      };
    }, step);
    assert.deepEqual(seen, { heads: true, row: true }, `step ${step}`);
  };
  for (let step = 199; step > 150; --step) {
    await press(page, 'ArrowLeft');
    await check(step);
  }
  for (const step of [1, 100, 60, 61, 62, 63, 199, 8]) {
    await page.locator('#slider').fill(String(step));
    await check(step);
  }
  assert.deepEqual((await shownState(page)).rows, kStates[8]);
  assert.equal(await page.locator('#list > li').count(), 200);
});

test('without scripts there is the diagram, and word of what is missing', async (t) => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  t.after(() => page.close());
  await page.goto(pathToFileURL(kViolation).href);
  assert.equal(await text(page, 'h1'), 'Counterexample to p2b, in 12 steps');
  assert.ok(await page.locator('svg .violated').isVisible());
  assert.match(await text(page, 'noscript'), /scripts are off/);
  assert.ok(await page.locator('#panel').isHidden());
});

test('the page may ask nobody for anything', async (t) => {
  const page = await browser.newPage();
  t.after(() => page.close());
  await page.goto(pathToFileURL(kViolation).href);
  const refused = await page.evaluate(async () => {
    const violations = [];
    addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
    await fetch('https://paxoscope.invalid/').catch(() => {});
    const image = new Image();
    const failed = new Promise((resolve) => {
      image.onerror = resolve;
    });
    image.src = 'https://paxoscope.invalid/';
    await failed;
    return violations;
  });
  assert.deepEqual(refused, ['connect-src', 'img-src']);
});

const kHostile = '</script><script>alert(1)</script><img src=x onerror=alert(2)> & <b>"\'';
testPage(
  'text that looks like markup stays text',
  saved(
    'hostile.html',
    withData(read(kViolation), (run) => {
      const spoil = (value) => {
        if (typeof value === 'string') return `${value}${kHostile}`;
        if (Array.isArray(value)) return value.map(spoil);
        return value;
      };
      for (const key of ['legend', 'why']) run[key] = spoil(run[key]);
      run.story = [kHostile];
      for (const step of run.steps) for (const key of ['text', 'notes']) step[key] = spoil(step[key]);
      for (const change of run.steps.flatMap((step) => step.changes)) change.after = spoil(change.after);
      for (const attribute of run.states.flat()) attribute.value = spoil(attribute.value);
      run.departure.specified = spoil(run.departure.specified);
      run.facts.warnings = [kHostile];
      for (const key of ['verdict', 'scenario', 'command', 'not_checked']) run.facts[key] = spoil(run.facts[key]);
      for (const rule of run.facts.rules) rule.question = spoil(rule.question);
      for (const number of run.facts.numbers) number.value = spoil(number.value);
    }),
  ),
  async (page) => {
    assert.equal(await page.locator('img, main script, header script').count(), 0);
    for (const id of [
      'verdict',
      'departure-sentence',
      'departure-facts',
      'why',
      'legend',
      'story',
      'warnings',
      'scenario',
      'sentence',
      'changes',
      'state',
      'list',
      'numbers',
      'not-checked',
      'command',
    ]) {
      assert.ok((await page.locator(`#${id}`).textContent()).includes(kHostile), id);
    }
    await press(page, 'Home', 'd');
    assert.equal(await position(page), 'Step 8 of 12');
  },
);

mkdirSync(join(folder, '<'));
const kHostileName = saved('</script><img src=x onerror=alert(3)><!--.json', read(kTrace));
testPage('a file may be called anything', pageOf(kHostileName, 'hostile-name.html'), async (page) => {
  assert.equal(await text(page, '#command'), `paxoscope replay '${kHostileName}'`);
  assert.equal(await page.locator('img').count(), 0);
});

// Accessibility, and a look at it

const kScreenshots = process.env.SCREENSHOTS;
if (kScreenshots) mkdirSync(kScreenshots, { recursive: true });

const kLooks = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { colorScheme: 'light', ...kPhone },
  'dark phone': { colorScheme: 'dark', ...kPhone },
};

/** Fails on anything that axe has against the page as it is. */
async function checkAccessibility(page) {
  const { violations, passes } = await page.evaluate(() => axe.run({ preload: false, resultTypes: ['violations'] }));
  assert.deepEqual(
    violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`)]),
    [],
  );
  assert.ok(
    passes.some(({ id }) => id === 'color-contrast'),
    'contrasts were looked at',
  );
}

for (const [look, options] of Object.entries(kLooks)) {
  for (const [name, path] of Object.entries({ violation: kViolation, witness: kWitness, sketch: kSketch })) {
    testPage(
      `axe finds nothing: ${name}, ${look}`,
      path,
      async (page) => {
        await page.evaluate(axe);
        await page.locator('#slider').fill(name === 'violation' ? '8' : '5');
        await checkAccessibility(page);
        if (!kScreenshots) return;
        await page.evaluate(() => document.activeElement.blur());
        const file = (suffix) => join(kScreenshots, `${name}-${look.replace(' ', '-')}${suffix}.png`);
        await page.screenshot({ path: file('') });
        await page.locator('#run-section').evaluate((section) => section.scrollIntoView());
        await page.screenshot({ path: file('-run') });
        await page.screenshot({ path: file('-all'), fullPage: true });
      },
      options,
    );
  }
}

testPage('axe finds nothing: 200 steps', kLong, async (page) => {
  await page.evaluate(axe);
  await checkAccessibility(page);
});

for (const colorScheme of ['light', 'dark']) {
  testPage(
    `axe finds nothing: the help of keys, ${colorScheme}`,
    kViolation,
    async (page) => {
      await page.evaluate(axe);
      await press(page, '?');
      await checkAccessibility(page);
    },
    { colorScheme },
  );
}

test('axe finds what is wrong', async (t) => {
  const page = await browser.newPage();
  t.after(() => page.close());
  await page.setContent(
    '<html lang="en"><title>x</title><main><h1>x</h1><button></button><p style="color:#ccc">pale</p></main></html>',
  );
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  assert.deepEqual(violations.map(({ id }) => id).sort(), ['button-name', 'color-contrast']);
});
