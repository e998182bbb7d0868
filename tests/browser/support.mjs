// What both tests need: the program that is tested, and a browser.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const here = dirname(fileURLToPath(import.meta.url));
export const program = resolve(process.env.PAXOSCOPE ?? join(here, '../../build/release/cli/paxoscope'));

/** A folder that is gone after the tests of the file. */
export const folder = mkdtempSync(join(tmpdir(), 'paxoscope-browser-'));
after(() => rmSync(folder, { recursive: true }));

const kWitnessReached = 0;
const kViolated = 12;

/** Runs the program, which must find what it is asked for, and have it written. */
export function paxoscope(...args) {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  assert.equal(error, undefined, `${program} does not run; PAXOSCOPE says where it is`);
  assert.ok([kWitnessReached, kViolated].includes(status), `paxoscope ${args.join(' ')}: exit ${status}\n${stderr}`);
}

/** The file that `check` writes in a format for the run that it finds. */
export function written(format, name, ...scenario) {
  const path = join(folder, `${name}.${format}`);
  paxoscope('check', ...scenario, '--trace-out', `${format}=${path}`);
  return path;
}

export const read = (path) => readFileSync(path, 'utf8');

/** A browser that is closed after the tests of the file. */
export async function launchedBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  after(() => browser.close());
  return browser;
}

/** What is done with the pages of a context, or the first error of a script of theirs, for which nobody need wait until what it prevents is late. */
export function unlessStumbling(context, done) {
  const stumbled = new Promise((_, reject) => context.on('weberror', (error) => reject(error.error())));
  return Promise.race([stumbled, done()]);
}
