// Protects: sequence diagrams are what Mermaid itself reads, with all who take part and every message.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequire } from 'node:module';
import { launchedBrowser, read, written } from './support.mjs';

const page = await (await launchedBrowser()).newPage();
await page.addScriptTag({ path: createRequire(import.meta.url).resolve('mermaid/dist/mermaid.min.js') });

/** What Mermaid makes of a text: its kind, participants as [name, description], and the lines between them as [from, to, text]. */
const parsed = (text) =>
  page.evaluate(async (source) => {
    const { diagramType } = await mermaid.parse(source);
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(source);
    return {
      diagramType,
      title: db.getDiagramTitle(),
      participants: [...db.getActors().values()].map(({ name, description }) => [name, description]),
      arrows: db
        .getMessages()
        .filter(({ from, to, placement }) => from && to && placement === undefined)
        .map(({ from, to, message }) => [from, to, message]),
    };
  }, text);

const kRuns = {
  'accept-ignores-promise': ['paxos', '--learners', '0', '--loss', 'none', '--variant', 'accept-ignores-promise'],
  'lost messages, and a learner': [
    'paxos',
    '--loss',
    '1',
    '--variant',
    'accept-ignores-promise',
    '--property',
    'learners-agree',
  ],
  'proposer-ignores-votes': ['paxos', '--learners', '0', '--loss', 'none', '--variant', 'proposer-ignores-votes'],
  'a witness': ['paxos', '--property', 'value-learned'],
  'synod, to all': ['synod', '--ballots', '3', '--variant', 'accept-ignores-promise'],
  'sketch, with calls': ['sketch'],
};

for (const [name, scenario] of Object.entries(kRuns)) {
  test(`Mermaid reads ${name}`, async () => {
    const run = JSON.parse(read(written('json', name, ...scenario)));
    const alias = (process) => process.replaceAll(' ', '_');
    const found = await parsed(read(written('mermaid', name, ...scenario)));
    assert.equal(found.diagramType, 'sequence');
    assert.equal(found.title, `A run that ${run.shows === 'witness' ? 'reaches' : 'violates'} ${run.property}`);
    assert.deepEqual(
      found.participants,
      run.processes.map((p) => [alias(p.name), `${p.name}, ${p.role}`]),
    );
    const arrived = run.messages.flatMap((m) => [
      ...m.received.map((receipt) => [alias(m.from), alias(receipt.process), m.text]),
      ...(m.lost === null ? [] : [[alias(m.from), alias(m.to), m.text]]),
    ]);
    assert.ok(arrived.length > 0);
    assert.deepEqual(found.arrows.sort(), arrived.sort());
  });
}

test('Mermaid reads a message that is lost', async () => {
  const found = await parsed('sequenceDiagram\n  participant p1\n  participant a1\n  p1--xa1: prepare 1');
  assert.deepEqual(found.arrows, [['p1', 'a1', 'prepare 1']]);
});

test('Mermaid does not read everything', async () => {
  await assert.rejects(parsed('sequenceDiagram\n  p1->>: prepare 1'), /Parse error/);
});
