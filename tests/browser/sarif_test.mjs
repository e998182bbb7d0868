// Protects: what is written as SARIF is valid by the schema of OASIS: of a directory with violations, expected or not, runs without end, limits and
// bad files, of a scenario on the command line, and of variants.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import Ajv from 'ajv';

const require = createRequire(import.meta.url);
const schema = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');

/** Says why a document is not SARIF; nothing if it is. */
function validator() {
  // Formats that are not built in, such as absolute URIs, are passed over; those of references and times are not.
  const ajv = new Ajv({ schemaId: 'id', unknownFormats: 'ignore', logger: false });
  ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
  const validate = ajv.compile(schema);
  return (document) => (validate(document) ? '' : ajv.errorsText(validate.errors));
}

const mistake = 'protocol = "paxos"\nlearners = 0\nloss = "none"\nvariant = "accept-ignores-promise"\n';
const files = {
  'bad.toml': '=',
  'duel.toml': 'protocol = "paxos"\nnetwork = "synchronous"\nproperty = "termination"\n',
  'expected.toml': `${mistake}expect-length = 12\n`,
  'good.toml': 'protocol = "synod"\nballots = 1\n',
  'short.toml': 'protocol = "paxos"\nmax-states = 9\n',
  'strange "<&>{0}[1] ü\u001b\n.toml': mistake,
};

test('what is written as SARIF is valid by its schema', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paxoscope-sarif-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const problems = validator();
    const written = (...words) => {
      const { status } = spawnSync(process.env.PAXOSCOPE, [...words, '--sarif', 'r.sarif'], { cwd: folder });
      const document = JSON.parse(readFileSync(join(folder, 'r.sarif'), 'utf8'));
      assert.equal(problems(document), '', words);
      assert.equal(document.runs[0].invocations[0].exitCode, status, words);
      return document;
    };
    const document = written('check', './');
    assert.deepEqual(document.runs[0].results.map((result) => result.ruleId), ['termination', 'as-expected', 'p2b', 'p2c']);
    assert.equal(written('check', 'paxos', '--variant', 'accept-ignores-promise', '--loss', 'none').runs[0].results.length, 2);
    assert.equal(written('variants', 'synod').runs[0].results.length, 0);

    for (const spoil of [
      (run) => delete run.tool,
      (run) => delete run.results[0].message,
      (run) => (run.results[0].level = 'alarm'),
      (run) => (run.invocations[0].exitCode = '12'),
      (run) => (run.results[0].surprise = 1),
    ]) {
      const spoilt = structuredClone(document);
      spoil(spoilt.runs[0]);
      assert.notEqual(problems(spoilt), '', `${spoil} is accepted`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
