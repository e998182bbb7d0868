// Protects: the explorer, the program and its page together. Actions, back and forth, addresses that name states, the shortest way to a goal,
// properties that light up; by pointer, keyboard and screen reader, on a phone and in the dark. And that nobody else is answered: other hosts, other
// sites, junk, half a request, and too many of them.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import net from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { folder, launchedBrowser, program, read, unlessStumbling, written } from './support.mjs';

const axe = read(createRequire(import.meta.url).resolve('axe-core/axe.min.js'));
const kScreenshots = process.env.SCREENSHOTS;
if (kScreenshots) mkdirSync(kScreenshots, { recursive: true });

const kSmall = ['paxos', '--learners', '0', '--loss', 'none'];
const kBroken = [...kSmall, '--variant', 'accept-ignores-promise'];
const kPhone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const kDesktop = { viewport: { width: 1280, height: 900 } };

/** A program that serves, from when it says where until the tests of the file are over. */
async function served(...args) {
  const child = spawn(program, ['explore', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.on('close', (status, signal) => resolve({ status, signal, said, complained })));
  let said = '';
  let complained = '';
  child.stderr.on('data', (text) => { complained += text; });
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => {
      said += text;
      if (said.includes('\n')) resolve();
    });
    child.on('close', () => reject(new Error(`ended: ${complained}`)));
    child.on('error', reject);
  });
  after(() => child.kill('SIGKILL'));
  const [, url, port] = /^exploring at (http:\/\/127\.0\.0\.1:(\d+)\/) \(stop with Ctrl-C\)\n$/.exec(said);
  return { child, ended, url, port: Number(port) };
}

const broken = await served(...kBroken, '--port', '0');
const traced = await served('--trace', written('json', 'run', ...kBroken), '--port', '0');
const lossy = await served('paxos', '--port', '0');
const browser = await launchedBrowser();

// ---- The page

/** Tests with a page that is open, and fails if it asks anybody else or stumbles. What the server refuses is in the console: `refused` of it. */
function testPage(name, server, body, { fragment = '', refused = 0, expected = undefined, ...options } = {}) {
  test(name, async () => {
    const context = await browser.newContext({ ...kDesktop, ...options });
    try {
      const wrongs = [];
      let refusals = 0;
      const watch = (page) => {
        page.on('request', (request) => request.url().startsWith(server.url) || request.url().startsWith('data:') || wrongs.push(`asks for ${request.url()}`));
        page.on('console', (message) => {
          if (!['error', 'warning'].includes(message.type())) return;
          if (/status of 400/.test(message.text())) refusals += 1;
          else if (!expected?.test(message.text())) wrongs.push(message.text());
        });
      };
      context.on('page', watch);
      const page = await context.newPage();
      await unlessStumbling(context, async () => {
        await page.goto(server.url + fragment);
        await page.locator('#place').waitFor();
        await body(page, context);
      });
      assert.deepEqual(wrongs, []);
      assert.equal(refusals, refused, 'requests refused');
    } finally {
      await context.close();
    }
  });
}

const choice = (page, name) => page.locator('#choices button').filter({ hasText: name });
const waitForPath = (page, path) => page.waitForFunction((wanted) => location.hash === `#path=${wanted}` && document.getElementById('list').children.length >= (wanted && wanted.split('.').length), path);
const path = (page) => page.evaluate(() => location.hash);
const position = (page) => page.locator('#position').innerText();
const heard = (page, what) => page.waitForFunction((wanted) => document.getElementById('announcer').textContent.includes(wanted), what);
const lit = (page) => page.locator('#lamps .fails, #lamps .reached').evaluateAll((lamps) => lamps.map((lamp) => lamp.textContent));
const run = async (server, of) => (await fetch(`${server.url}api/run?path=${of}`)).json();
async function find(page, goal) {
  await page.locator('#goal').fill(goal);
  await page.locator('#goal').press('Enter');
}

testPage('actions are taken, and the run grows', broken, async (page) => {
  assert.equal(await position(page), 'Initial state');
  const first = await run(broken, '');
  assert.deepEqual(await page.locator('#choices button > span:first-of-type').allInnerTexts(), first.choices[0].map(({ sentence }) => sentence));
  await choice(page, 'p1 starts ballot 1').click();
  await heard(page, 'Step 1: p1 starts ballot 1');
  assert.equal(await position(page), 'After step 1');
  assert.equal(await page.locator('#changes li').first().textContent(), 'p1 ballot: none →  becomes 1');
  const place = Number(/path=(\d+)$/.exec(await path(page))[1]);
  const told = await run(broken, place);
  assert.equal(await page.locator('#sentence').innerText(), `${told.run.steps[0].text}.`);
  assert.equal(await page.locator('#choices button').count(), told.choices[1].length);
  assert.equal(await page.locator('#diagram .step').count(), 1);
  assert.deepEqual(await page.locator('#state tbody th').allInnerTexts(), ['p1', 'p2', 'a1', 'a2', 'a3']);
  // The state is that of the server, cell by cell.
  const cells = await page.locator('#state tbody td').evaluateAll((all) => all.map((cell) => cell.firstChild.textContent));
  assert.deepEqual(cells, told.run.states[1].map(({ value }) => value));
});

testPage('back leaves the run there, and another action branches off', broken, async (page) => {
  for (const name of ['p1 starts', 'a1 promises ballot 1', 'a2 promises ballot 1']) {
    const steps = await page.locator('#list > li').count();
    await choice(page, name).first().click();
    await page.waitForFunction((wanted) => document.getElementById('list').children.length === wanted, steps + 1);
  }
  const end = await path(page);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await heard(page, 'Step 1:');
  assert.match(await position(page), /^After step 1; the run goes on for 2 steps$/);
  assert.equal(await page.locator('#list > li').count(), 3);
  assert.equal(await page.locator('#list > li.later').count(), 2);
  assert.equal(await page.locator('#diagram .step.later').count(), 2);
  await page.keyboard.press('End');
  await page.waitForFunction((wanted) => location.hash === wanted, end);
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await heard(page, 'Step 1:');
  await choice(page, 'a3 promises ballot 1').click();
  await heard(page, 'Step 2: a3 promises');
  assert.equal(await page.locator('#list > li').count(), 2);
  // The browser's own button leads back to the branch that was left, with all of it.
  await page.goBack();
  await heard(page, 'Step 1:');
  await page.waitForFunction(() => document.getElementById('list').children.length === 3);
});

testPage('digits take actions, and ? says so', broken, async (page) => {
  await page.keyboard.press('?');
  assert.ok(await page.locator('#keys').isVisible());
  await page.keyboard.press('Escape');
  await page.locator('#keys').waitFor({ state: 'hidden' });
  const { choices } = await run(broken, '');
  await page.keyboard.press('2');
  await heard(page, `Step 1: ${choices[0][1].sentence}`);
  await page.keyboard.press('Home');
  await heard(page, 'Initial state.');
  await page.keyboard.press('?');
  await page.locator('#letters').uncheck();
  await page.keyboard.press('Escape');
  await page.locator('#keys').waitFor({ state: 'hidden' });
  await page.keyboard.press('1');
  await page.keyboard.press('ArrowRight');
  await heard(page, `Step 1: ${choices[0][1].sentence}`);
});

testPage('with the keyboard alone the focus stays where it is of use', broken, async (page) => {
  await page.locator('#choices button').first().focus();
  await page.keyboard.press('Enter');
  await heard(page, 'Step 1:');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'choices-title');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.closest('#choices') !== null), true);
});

testPage('an address names a state', broken, async (page, context) => {
  await find(page, 'chosen(v2)');
  await page.locator('#goal-answer').filter({ hasText: 'Found' }).waitFor();
  const address = page.url();
  const other = await context.newPage();
  await other.goto(address);
  await other.locator('#place').waitFor();
  assert.equal(await position(other), await position(page));
  assert.equal(await other.locator('#sentence').innerText(), await page.locator('#sentence').innerText());
  assert.deepEqual(await lit(other), await lit(page));
  // Typed into the bar of a page that is open.
  await other.evaluate(() => { location.hash = '#path=0'; });
  await heard(other, 'Step 1:');
});

for (const fragment of ['#path=9', '#path=x', '#path=0..1', '#path=-1', '#path=0.0.0.99999999999999999999999', '#path=%00', '#path=0.']) {
  testPage(`an address that names no state is complained of: ${fragment}`, broken, async (page) => {
    await page.locator('#trouble').filter({ hasText: 'path' }).waitFor();
    assert.equal(await position(page), 'Initial state');
    await choice(page, 'p1 starts').click();
    await heard(page, 'Step 1:');
    assert.ok(await page.locator('#trouble').isHidden());
  }, { fragment, refused: fragment === '#path=9' ? 1 : 0 });
}

testPage('the shortest way is found, and one is at its end', broken, async (page) => {
  await find(page, 'violates p2b');
  await page.locator('#goal-answer').filter({ hasText: 'Found: 12 steps' }).waitFor();
  assert.equal(await position(page), 'After step 12');
  assert.ok((await lit(page)).some((text) => text.includes('p2b') && text.includes('fails since step 12')));
  assert.match((await page.locator('#lamps .new').allInnerTexts()).join(), /p2b @12.*p2c @12/s);
  assert.equal(await page.locator('#diagram .departure').count(), 1);
  assert.ok(await page.locator('#why-section').isVisible());
  await page.keyboard.press('ArrowLeft');
  await heard(page, 'Step 11:');
  assert.equal((await lit(page)).some((text) => text.includes('p2b')), false);
  assert.match((await page.locator('#choices .brings.bad').allTextContents()).join(), /violates p2b.*violates p2c/s);
  // From there it is one step, along another way of asking.
  await find(page, 'violates p2b and v1 chosen');
  await page.locator('#goal-answer').filter({ hasText: 'Found: 1 step,' }).waitFor();
  await find(page, 'violates p2b');
  await page.locator('#goal-answer').filter({ hasText: 'It is so here already.' }).waitFor();
});

testPage('examples can be asked', lossy, async (page) => {
  await page.locator('#examples button').filter({ hasText: 'while' }).click();
  await page.locator('#goal-answer').filter({ hasText: 'Found: 8 steps' }).waitFor();
  assert.ok((await lit(page)).some((text) => text.includes('value-chosen')));
  assert.match(await page.locator('#chosen').innerText(), /v1/);
});

testPage('a goal that cannot be read is told with what would be right', broken, async (page) => {
  await find(page, 'a1.promissed = none');
  await page.locator('#goal-problem').filter({ hasText: "column 4: unknown field of a1 'promissed'; did you mean 'promised'?" }).waitFor();
  assert.equal(await page.locator('#goal').getAttribute('aria-invalid'), 'true');
  assert.equal(await position(page), 'Initial state');
  await find(page, 'a1.promised = ballot 7 and p2.phase = idle');
  await page.locator('#goal-answer').filter({ hasText: 'No way leads there' }).waitFor();
  assert.equal(await page.locator('#goal').getAttribute('aria-invalid'), 'false');
}, { refused: 1 });

testPage('properties light up along a saved run', traced, async (page) => {
  assert.match(await page.locator('#saved-title').innerText(), /violates p2b in 12 steps/);
  assert.equal(await position(page), 'Initial state; the run goes on for 12 steps');
  const seen = [];
  for (let step = 1; step <= 12; ++step) {
    await page.keyboard.press('ArrowRight');
    await heard(page, `Step ${step}:`);
    seen.push((await page.locator('#lamps .new').allInnerTexts()).join());
  }
  assert.match(seen[9], /value-chosen @10/);
  assert.match(seen[11], /p2b @12/);
  assert.deepEqual(seen.filter(Boolean).length, 2);
  // Off the run in the middle of it, and on again.
  await page.locator('#list a').nth(4).click();
  await heard(page, 'Step 5:');
  await page.locator('#choices button:not(.ahead)').first().click();
  await page.waitForFunction(() => document.getElementById('list').children.length === 6);
  await page.locator('#saved-end').click();
  await heard(page, 'At the end of the saved run.');
  assert.equal(await position(page), 'After step 12');
  // A row of the diagram leads to its step.
  await page.locator('#diagram .row[data-step="8"]').click();
  await heard(page, 'Step 8:');
  assert.match(await page.locator('#remarks').innerText(), /as specified/);
});

testPage('many losses are folded', lossy, async (page) => {
  await choice(page, 'p1 starts').click();
  await heard(page, 'Step 1:');
  await choice(page, 'p2 starts').click();
  await heard(page, 'Step 2:');
  const losses = page.locator('#choices details');
  assert.match(await losses.locator('summary').innerText(), /6 things that can happen/);
  assert.equal(await losses.getAttribute('open'), null);
  await losses.locator('summary').click();
  await losses.locator('button').first().click();
  await heard(page, 'Step 3:');
  assert.notEqual(await page.locator('#choices details').getAttribute('open'), null, 'and stay unfolded');
});

testPage('a program that has stopped is said to have', broken, async (page) => {
  await page.route('**/api/**', (route) => route.abort());
  await page.evaluate(() => document.querySelector('#choices button').click());
  await page.locator('#trouble').filter({ hasText: 'Has it been stopped?' }).waitFor();
  await page.unroute('**/api/**');
  await choice(page, 'p1 starts').click();
  await heard(page, 'Step 1:');
}, { expected: /ERR_FAILED/ });

for (const [look, options] of Object.entries({ light: { colorScheme: 'light' }, dark: { colorScheme: 'dark' }, phone: kPhone, 'dark phone': { ...kPhone, colorScheme: 'dark' }, wide: { viewport: { width: 1920, height: 1080 } } })) {
  testPage(`axe finds nothing: ${look}`, traced, async (page) => {
    await page.evaluate(axe);
    const check = async () => {
      const { violations } = await page.evaluate(() => axe.run());
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`)]), []);
    };
    const shoot = (suffix, fullPage = false) => kScreenshots && page.screenshot({ path: join(kScreenshots, `${look.replace(' ', '-')}-${suffix}.png`), fullPage });
    await check();
    await shoot('begin');
    await find(page, 'a1.nothing = 1');
    await page.locator('#goal-problem').filter({ hasText: 'unknown' }).waitFor();
    await check();
    await page.locator('#saved-end').click();
    await heard(page, 'At the end');
    await page.locator('#language summary').click();
    await check();
    await page.locator('#language summary').click();
    await page.evaluate(() => document.activeElement.blur());
    await shoot('end');
    await page.keyboard.press('ArrowLeft');
    await heard(page, 'Step 11:');
    await check();
    await shoot('before-end');
    await shoot('all', true);
    await page.keyboard.press('?');
    await check();
    const { scroll, client } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, client: document.documentElement.clientWidth }));
    assert.ok(scroll <= client, `is ${scroll} wide where ${client} can be seen`);
  }, { ...options, refused: 1 });
}

// ---- Whom it answers

/** What the server says to these bytes, until it closes. With `half` this side says no more. */
function raw(server, bytes, { half = false } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text) => { answer += text; });
    socket.on('end', () => { socket.end(); resolve(answer); });
    socket.on('error', (error) => (answer || ['EPIPE', 'ECONNRESET'].includes(error.code) ? resolve(answer) : reject(error)));
    if (half) socket.end(bytes);
    else socket.write(bytes);
  });
}

/** A request with these headers: {status, headers, body}. */
function request(server, what, { method = 'GET', headers = {}, body = undefined } = {}) {
  return new Promise((resolve, reject) => {
    const asked = http.request({ host: '127.0.0.1', port: server.port, path: what, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => { text += part; });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const isAlive = async (server) => assert.equal((await request(server, '/api/run?path=0')).status, 200);

/** A complaint is JSON, of one line. */
function assertComplains({ status, headers, body }, expected) {
  assert.equal(status, expected, body);
  assert.equal(headers['content-type'], 'application/json');
  const { error } = JSON.parse(body);
  assert.match(error, /^[^\n]{5,}$/);
}

test('other hosts are refused', async () => {
  const { port } = broken;
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', 'localhost', `127.0.0.1:${port + 1}`, `[::1]:${port}`, `127.0.0.1:${port}.evil.example`, `0.0.0.0:${port}`, ' ', `LOCALHOST.:${port}`]) {
    for (const what of ['/', '/api/run', '/explorer.js']) assertComplains(await request(broken, what, { headers: { Host: host } }), 421);
  }
  assert.equal((await request(broken, '/', { headers: { Host: `localhost:${port}` } })).status, 200);
  assert.match(await raw(broken, 'GET / HTTP/1.0\r\n\r\n'), / 421 /);
  assert.match(await raw(broken, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.example\r\n\r\n`), / 421 /);
  await isAlive(broken);
});

test('other sites are refused', async () => {
  const { port } = broken;
  for (const headers of [{ Origin: 'http://evil.example' }, { Origin: 'null' }, { Origin: `https://127.0.0.1:${port}` }, { Origin: 'http://127.0.0.1' }, { Origin: `http://127.0.0.1:${port}.evil.example` },
    { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' }, { 'Sec-Fetch-Site': 'junk' }, { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://evil.example' }]) {
    for (const what of ['/', '/api/seek?goal=chosen']) assertComplains(await request(broken, what, { headers }), 403);
  }
  for (const headers of [{ Origin: `http://127.0.0.1:${port}` }, { Origin: `http://localhost:${port}` }, { 'Sec-Fetch-Site': 'same-origin' }, { 'Sec-Fetch-Site': 'none' }]) {
    assert.equal((await request(broken, '/api/run', { headers })).status, 200);
  }
});

test('a page of another site gets nothing, in a browser', async () => {
  const page = await browser.newPage();
  try {
    await page.route('http://evil.example/', (route) => route.fulfill({ contentType: 'text/html', body: '<title>evil</title>' }));
    await page.goto('http://evil.example/');
    const got = await page.evaluate(async (url) => {
      const tried = [];
      for (const options of [{}, { mode: 'no-cors' }]) {
        try {
          const response = await fetch(`${url}api/run`, options);
          tried.push(`${response.type} ${(await response.text()).length}`);
        } catch (error) {
          tried.push(error.name);
        }
      }
      return tried;
    }, broken.url);
    for (const outcome of got) assert.match(outcome, /^(TypeError|opaque 0)$/);
  } finally {
    await page.close();
  }
});

test('every answer says what it is, and how it may be used', async () => {
  for (const what of ['/', '/explorer.css', '/explorer.js', '/api/scenario', '/api/run', '/nothing', '/api/run?path=x']) {
    const { headers } = await request(broken, what);
    assert.match(headers['content-security-policy'], /^default-src 'none'; script-src 'self'; style-src 'self';.*frame-ancestors 'none'$/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['access-control-allow-origin'], undefined);
  }
});

test('nothing can be changed', async () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const answer = await request(broken, '/api/run', { method, body: method === 'OPTIONS' ? undefined : 'x'.repeat(100_000) });
    assertComplains(answer, 405);
    assert.equal(answer.headers.allow, 'GET, HEAD');
  }
  const head = await request(broken, '/', { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(head.body, '');
  await isAlive(broken);
});

test('addresses that mean nothing are complained of', async () => {
  for (const what of ['/nothing', '/api', '/api/', '/api/run/', '/api/runn', '/../etc/passwd', '/%2e%2e/etc/passwd', '//', '/explorer.js/x', '/%00', '/index.html']) {
    assertComplains(await request(broken, what), 404);
  }
  for (const query of ['path=x', 'path=9', 'path=0..1', 'path=.', 'path=-1', 'path=18446744073709551616', 'path=%00', 'path=%zz', 'path=0&path=1', 'junk=1', 'path=0%2e9', 'PATH=0', 'path=%F0%9F%98%80']) {
    assertComplains(await request(broken, `/api/run?${query}`), 400);
  }
  for (const query of ['', 'goal=', 'goal=x', 'goal=%00', 'goal=%FF%FE', `goal=${'x'.repeat(5000)}`, 'path=x&goal=chosen', 'goal=chosen&goal=chosen(v1)', `goal=${'not%20'.repeat(800)}`]) {
    assertComplains(await request(broken, `/api/seek?${query}`), 400);
  }
  assertComplains(await request(broken, '/api/scenario?x=1'), 400);
  assertComplains(await request(broken, `/api/run?path=${'0.'.repeat(1000)}0`), 400);
  assertComplains(await request(broken, `/api/run?path=${'0.'.repeat(10_000)}0`), 414);
  assertComplains(await request(broken, '/', { headers: { 'X-Long': 'x'.repeat(10_000) } }), 431);
  await isAlive(broken);
});

test('parts are not served', async () => {
  const { port } = broken;
  for (const range of ['bytes=0-1', 'bytes=-1', 'bytes=5-2', 'bytes=99999999999999999999-', `bytes=${'0-1,'.repeat(1500)}0-1`, `bytes=${'9'.repeat(6000)}-`, 'junk']) {
    const answer = await raw(broken, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nRange: ${range}\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 200 /, range.slice(0, 40));
  }
  await isAlive(broken);
});

test('junk is survived', async () => {
  const { port } = broken;
  const head = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`;
  const junk = ['\r\n\r\n', '\0\0\0\0\r\n\r\n', 'GET\r\n\r\n', 'GET /\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', 'BREW / HTTP/1.1\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n',
    `${head}: x\r\n\r\n`, `${head}Content-Length: -1\r\n\r\n`, `${head}Content-Length: 99999999999999999999\r\n\r\n`, `${head}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n`,
    `${head}Expect: 100-continue\r\n\r\n`, `${head}Accept-Encoding: gzip, br, junk;q=9\r\n\r\n`, 'x'.repeat(100_000), `GET /${'%'.repeat(5000)} HTTP/1.1\r\n\r\n`];
  for (const bytes of junk) {
    const answer = await raw(broken, bytes);
    assert.match(answer, /^HTTP\/1\.1 \d\d\d /, JSON.stringify(bytes.slice(0, 60)));
  }
  // Bytes drawn by lot, from a fixed seed.
  let seed = 1;
  const random = () => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed; };
  await Promise.all(Array.from({ length: 100 }, () => raw(broken, Buffer.concat([Buffer.from(Array.from({ length: random() % 500 + 1 }, () => random() >> 8 & 255)), Buffer.from('\r\n\r\n')]))));
  await isAlive(broken);
});

test('half a request is answered, and one that is never begun costs nothing', async () => {
  assert.match(await raw(broken, 'GET / HT', { half: true }), /^HTTP\/1\.1 400 /);
  assert.equal(await raw(broken, '', { half: true }), '');
  const idle = Array.from({ length: 12 }, () => net.connect(broken.port, '127.0.0.1'));
  await Promise.all(idle.map((socket) => new Promise((resolve) => { socket.on('connect', resolve); })));
  await isAlive(broken);
  for (const socket of idle) socket.destroy();
});

test('many ask at the same time, and each is answered right', async () => {
  const answers = await Promise.all(Array.from({ length: 60 }, async (_, i) => {
    const what = i % 2 === 0 ? '/api/run?path=0' : '/api/seek?goal=violates%20p2b';
    return [what, (await request(broken, what)).body];
  }));
  for (const [what, body] of answers) assert.equal(body, answers.find(([other]) => other === what)[1]);
});

// ---- The command

for (const signal of ['SIGINT', 'SIGTERM']) {
  test(`${signal} ends it, with what is in hand answered`, async () => {
    const server = await served(...kBroken, '--port', '0');
    const idle = net.connect(server.port, '127.0.0.1');  // a browser keeps one open
    await new Promise((resolve) => { idle.on('connect', resolve); });
    idle.on('error', () => {});
    assert.equal((await request(server, '/api/scenario')).status, 200);
    server.child.kill(signal);
    const { status, complained } = await server.ended;
    assert.deepEqual([status, complained], [0, '']);
  });
}

test('a search that is under way is answered before it ends', async () => {
  const server = await served('paxos', '--port', '0');
  const searching = request(server, '/api/seek?goal=violates%20agreement');
  assert.equal((await request(server, '/api/scenario')).status, 200);  // by then the search has begun
  server.child.kill('SIGINT');
  const { status, body } = await searching;
  assert.equal(status, 200);
  assert.match(JSON.parse(body).reason, /^Not found among the first 200,000 states/);
  assert.equal((await server.ended).status, 0);
});

/** A command that does not get to serve. */
async function refused(...args) {
  const child = spawn(program, ['explore', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complained = '';
  let said = '';
  child.stderr.on('data', (text) => { complained += text; });
  child.stdout.on('data', (text) => { said += text; });
  const status = await new Promise((resolve) => { child.on('close', resolve); });
  assert.equal(said, '');
  assert.match(complained, /^paxoscope: [^\n]+\n$/);
  return [status, complained];
}

test('a port that is taken is said to be', async () => {
  const [status, complained] = await refused('paxos', '--port', String(broken.port));
  assert.equal(status, 153);
  assert.match(complained, new RegExp(`127\\.0\\.0\\.1:${broken.port} cannot be listened on: Address already in use`));
});

test('what makes no sense is refused', async () => {
  const kUsage = 64;
  const trace = join(folder, 'not-a-trace.json');
  writeFileSync(trace, '{"kind": ');
  for (const [status, says, ...args] of [
    [kUsage, /explore: what\?/], [kUsage, /unknown protocol 'paxo'/, 'paxo'], [kUsage, /--port/, 'paxos', '--port', '70000'], [kUsage, /--port/, 'paxos', '--port', 'x'],
    [kUsage, /leave out paxos/, 'paxos', '--trace', trace], [kUsage, /leave out --loss/, '--loss', 'none', '--trace', trace], [kUsage, /unknown option '--style'/, 'paxos', '--style', 'full'],
    [150, /not JSON/, '--trace', trace], [153, /cannot be read/, '--trace', join(folder, 'nothing.json')], [151, /acceptors/, 'paxos', '--acceptors', '99']]) {
    const [got, complained] = await refused(...args);
    assert.equal(got, status, complained);
    assert.match(complained, says);
  }
});
