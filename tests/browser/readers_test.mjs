// Protects: of every counterexample of the catalogue, what is written for others is read by them: ITF by Quint, states of TLA+ by its grammar,
// sequence diagrams by Mermaid. And the specifications beside the models are TLA+.
//
// PAXOSCOPE_FORMATS is the folder that tests/formats_test.py has written.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launchedBrowser } from './support.mjs';

const require = createRequire(import.meta.url);
const { ofItf } = require('@informalsystems/quint/dist/src/itf.js');
const Parser = require('web-tree-sitter');

const formats = process.env.PAXOSCOPE_FORMATS;
const names = readdirSync(formats).filter((file) => file.endsWith('.html')).map((file) => file.slice(0, -'.html'.length));
const read = (name, ending) => readFileSync(join(formats, `${name}.${ending}`), 'utf8');
const run = (name) => JSON.parse(read(name, 'json'));

test('there are counterexamples to read', () => assert.ok(names.length > 30, `${names.length} in ${formats}`));

test('Quint reads the states of each', () => {
  for (const name of names) {
    const states = ofItf(JSON.parse(read(name, 'itf.json')));
    assert.equal(states.length, run(name).length + 1, name);
    // A state is a record of its variables.
    assert.ok(states.every((state) => state.kind === 'app' && state.opcode === 'Rec'), name);
  }
});

/** A parser of TLA+. */
async function parserOfTla() {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Parser.Language.load(require.resolve('@tlaplus/tree-sitter-tlaplus/tree-sitter-tlaplus.wasm')));
  return parser;
}

test('the grammar of TLA+ reads the specification of each protocol', async () => {
  const parser = await parserOfTla();
  const models = fileURLToPath(new URL('../../model/', import.meta.url));
  const protocols = readdirSync(models, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(models, entry.name, 'variants.cpp')))
    .map((entry) => entry.name);
  assert.ok(protocols.length >= 5, `${protocols}`);
  for (const protocol of protocols) {
    const { rootNode } = parser.parse(readFileSync(join(models, `${protocol}.tla`), 'utf8'));
    assert.ok(!rootNode.hasError(), protocol);
    const defined = rootNode.descendantsOfType('operator_definition').map((node) => node.childForFieldName('name').text);
    for (const name of ['Init', 'Next', 'Spec', 'Agreement']) assert.ok(defined.includes(name), `${protocol}: ${name} of ${defined}`);
  }
});

test('the grammar of TLA+ reads the states of each', async () => {
  const parser = await parserOfTla();
  /** The number of operators in a module in which each state is one; throws if it does not parse. */
  const operators = (text) => {
    // Of a run without end the last says where it comes back to.
    const states = text.trim().split('\n\n').filter((state) => state.includes('\n')).map((state) => state.split('\n').slice(1));
    const definitions = states.map((conjuncts, i) => `State${i} ==\n${conjuncts.map((line) => `  ${line}\n`).join('')}`);
    const { rootNode } = parser.parse(`---- MODULE States ----\n${definitions.join('\n')}\n====\n`);
    assert.ok(!rootNode.hasError());
    return rootNode.descendantsOfType('operator_definition').length;
  };
  for (const name of names) assert.equal(operators(read(name, 'tla')), run(name).length + 1, name);
  assert.throws(() => operators('State 1: <x>\n/\\ a = (a1 :> <<-1, none> @@ a2 :> 3)'), 'it reads anything');
});

test('Mermaid reads the diagram of each', async () => {
  const page = await (await launchedBrowser()).newPage();
  await page.addScriptTag({ path: require.resolve('mermaid/dist/mermaid.min.js') });
  for (const name of names) {
    const parsed = await page.evaluate((text) => mermaid.parse(text), read(name, 'mmd'));
    assert.equal(parsed.diagramType, 'sequence', name);
  }
});
