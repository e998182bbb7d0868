// The page of one run, from its JSON: fills in what is said once, then shows a step of it. The parts are made by parts.js, which stands
// before this in the same script.

const run = JSON.parse(document.getElementById('run').textContent);
const { facts, departure } = run;
const length = run.steps.length;
const isWitness = run.shows === 'witness';
const statements = new Map(facts.meanings.map(({ name, statement }) => [name, statement]));
const byId = (id) => document.getElementById(id);

/** Adds to a section, and shows it. Sections of which nothing is known stay hidden. */
function fill(id, ...children) {
  byId(id).append(...children);
  byId(id).hidden = false;
}

function tellVerdict() {
  if (facts.verdict) fill('verdict', facts.verdict);
  byId('verdict').classList.add(isWitness ? 'good' : 'bad');
  if (facts.warnings.length > 0) fill('warnings', ...facts.warnings.map((text) => element('li', {}, `⚠ ${text}`)));
  byId('scenario').append(...facts.scenario.map((line) => element('p', {}, line)));
}

function tellDeparture() {
  if (!departure) {
    byId('departure-key').hidden = true;
    return;
  }
  byId('departure-title').textContent = `Where it goes wrong: step ${departure.step}`;
  byId('departure-sentence').textContent = sentence(run.steps[departure.step - 1].text);
  byId('departure-facts').append(
    ...definitions([
      [againstOf(departure), sentence(departure.specified)],
      [
        departure.rules.length > 1 ? 'Rules to blame' : 'Rule to blame',
        ...departure.rules.flatMap((change) => ruleParagraphs(change, facts.rules)),
      ],
      [
        'Again',
        ...(departure.again.length === 0
          ? [null]
          : departure.again.map((step) => element('p', {}, `Step ${step}: ${sentence(run.steps[step - 1].text)}`))),
      ],
    ]),
  );
  byId('to-departure').textContent = `Show step ${departure.step}`;
  byId('wrong').setAttribute('aria-label', `Step ${departure.step}, where it goes wrong`);
  byId('wrong').hidden = false;
  byId('departure').hidden = false;
}

function tellWhy() {
  const meaning = facts.meanings.find(({ name }) => name === run.property);
  byId('why-title').textContent = isWitness ? 'How it is reached' : `Why it is a violation of ${run.property}`;
  fill(
    'why',
    ...(meaning
      ? [
          element('p', {}, element('b', {}, run.property), ': ', sentence(meaning.statement)),
          element('p', { class: 'faint' }, meaning.source),
        ]
      : []),
    list(run.why, { class: 'why' }),
  );
  if (run.story.length > 0) fill('story', ...run.story.map((paragraph) => element('p', {}, paragraph)));
}

function tellFacts() {
  if (run.legend.length > 0) fill('legend', list(run.legend));
  const table = (pairs, ...heads) =>
    element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head)))),
      element(
        'tbody',
        {},
        ...pairs.map(({ name, value }) =>
          element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, value)),
        ),
      ),
    );
  const verdicts = new Map(facts.properties.map(({ name, value }) => [name, value]));
  fill(
    'verdicts',
    element(
      'dl',
      {},
      ...facts.meanings.flatMap(({ name, statement }) => [
        element('dt', {}, element('b', {}, name), verdicts.has(name) && ` ${verdicts.get(name)}`),
        element('dd', {}, statement),
      ]),
    ),
  );
  if (facts.numbers.length > 0) fill('numbers', table(facts.numbers, 'what', 'how many'));
  if (facts.not_checked.length > 0) fill('not-checked', list(facts.not_checked));
  if (facts.command) fill('repeat');
  byId('command').textContent = facts.command;
  byId('copy').addEventListener('click', copyCommand);
}

/** To the clipboard; where there is none, the command is selected, to be copied by hand. */
async function copyCommand() {
  try {
    await navigator.clipboard.writeText(facts.command);
    byId('copied').textContent = 'Copied.';
  } catch {
    getSelection().selectAllChildren(byId('command'));
    byId('copied').textContent = 'Selected: copy it from here.';
  }
}

function listSteps() {
  byId('list').append(...run.steps.map((_, i) => stepItem(run, i + 1)));
  byId('list-section').hidden = length === 0;
}

/** Where on the slider something happens: a departure, a value chosen, the end. */
function markSlider() {
  byId('slider').max = length;
  const mark = (step, kind, text) => {
    const made = element('span', { class: kind }, text);
    made.style.setProperty('--at', step / length);
    byId('marks').append(made);
  };
  run.steps.forEach(({ milestones }, i) => {
    const isLast = i + 1 === length;  // there stands how the run ends
    if (!isLast && milestones.some(({ kind }) => kind === 'chosen')) mark(i + 1, 'good', '★');
  });
  if (departure) mark(departure.step, 'bad', '⚠');
  mark(length, isWitness ? 'good' : 'bad', isWitness ? '✓' : '✗');
}

const showInDiagram = steppedDiagram(byId('diagram'), length, (step) => {
  choose(step);
  document.activeElement.blur(); // else arrows would scroll the diagram, on which the pointer was just put
});

let current = length;

/** Shows the state after `step` steps. */
function show(step) {
  const { text, ballot, changes } = run.steps[step - 1] ?? { text: 'Nothing has happened yet', ballot: 0, changes: [] };
  const remarks = remarksOf(run, step);
  const position = step === 0 ? 'Initial state' : `Step ${step} of ${length}`;
  byId('position').textContent = position;
  byId('sentence').textContent = sentence(text);
  byId('panel').className = `panel ${ballotClass(ballot)}`;
  byId('slider').value = step;
  byId('slider').setAttribute(
    'aria-valuetext',
    [`${position}: ${sentence(text)}`, ...remarks.map(([, remark]) => remark)].join(' '),
  );
  for (const id of ['first', 'back']) byId(id).setAttribute('aria-disabled', step === 0);
  for (const id of ['next', 'last']) byId(id).setAttribute('aria-disabled', step === length);
  if (goesOn(run)) {
    const [word, arrow] = step === length ? ['Again', ' ↺'] : ['Next', ' →'];
    byId('next').setAttribute('aria-disabled', false);
    byId('next').replaceChildren(word, element('span', { 'aria-hidden': 'true' }, arrow));
  }
  byId('remarks').replaceChildren(...remarkItems(remarks));
  byId('changes').replaceChildren(...changeItems(changes));
  byId('state-title').textContent = step === 0 ? 'Initial state' : `State after step ${step}`;
  byId('state').replaceChildren(...stateTables(run.states[step], run.processes, changes));
  byId('properties-title').textContent = step === 0 ? 'Properties of it' : `Properties after step ${step}`;
  byId('properties').replaceChildren(propertyTable(run.properties, step, length, statements));
  byId('list').children[current - 1]?.firstChild.removeAttribute('aria-current');
  byId('list').children[step - 1]?.firstChild.setAttribute('aria-current', 'step');
  showInDiagram(step);
  current = step;
}

/** Scrolls to where steps are shown, if nothing of that is seen: keys and addresses work from anywhere on the page. */
function bringIntoView() {
  const { top } = byId('position').getBoundingClientRect();
  if (top < 0 || top > innerHeight - 60) byId('run-section').scrollIntoView();
}

let rest;

/** Shows a step that the user asked for, says so, and puts it into the address once the user rests: browsers allow few changes of it. */
function choose(step) {
  const next = Math.max(0, Math.min(length, step));
  if (next === current && location.hash === `#step=${next}`) return;
  show(next);
  bringIntoView();
  // Of a slider that has the focus, readers say the value themselves.
  if (document.activeElement !== byId('slider'))
    byId('announcer').textContent = byId('slider').getAttribute('aria-valuetext');
  clearTimeout(rest);
  rest = setTimeout(() => history.replaceState(null, '', `#step=${next}`), 120);
}

/** The step that the address names, if it does. */
function stepInAddress() {
  const found = /^#step=(\d+)$/.exec(location.hash);
  return found ? Math.min(length, Number(found[1])) : null;
}

/** What comes next: after the last step of a run that goes on for ever, the state that it comes back to. */
const chooseNext = () => choose(current === length && goesOn(run) ? run.loop.from : current + 1);

const keys = {
  ArrowRight: chooseNext,
  ArrowLeft: () => choose(current - 1),
  Home: () => choose(0),
  End: () => choose(length),
  j: chooseNext,
  k: () => choose(current - 1),
  d: () => departure && choose(departure.step),
  '?': () => byId('keys').showModal(),
};

function onKey(event) {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && key !== '?'))
    return;
  if (!Object.hasOwn(keys, key) || byId('keys').open) return;
  if (target.closest('input:not([type=range]), textarea, select, [contenteditable]')) return;
  const isLetter = key.length === 1;
  if (isLetter && !byId('letters').checked) return;
  // What is scrolled by whoever came there with the keyboard has its own use for the other keys. On the slider they mean the same.
  if (!isLetter && target.matches('[tabindex]:focus-visible')) return;
  event.preventDefault();
  keys[key]();
}

function listen() {
  document.addEventListener('keydown', onKey);
  byId('slider').addEventListener('input', () => choose(Number(byId('slider').value)));
  byId('first').addEventListener('click', keys.Home);
  byId('back').addEventListener('click', keys.ArrowLeft);
  byId('next').addEventListener('click', keys.ArrowRight);
  byId('last').addEventListener('click', keys.End);
  byId('wrong').addEventListener('click', keys.d);
  byId('to-departure').addEventListener('click', () => {
    keys.d();
    byId('run-section').scrollIntoView();
  });
  byId('to-keys').addEventListener('click', keys['?']);
  byId('close-keys').addEventListener('click', () => byId('keys').close());
  addEventListener('hashchange', () => {
    clearTimeout(rest);
    const step = stepInAddress();
    if (step !== null && step !== current) choose(step);
  });
}

tellVerdict();
tellDeparture();
tellWhy();
byId('key-of-crashes').hidden = document.querySelector('.space-time .crash') === null;
tellFacts();
listSteps();
markSlider();
byId('panel').hidden = false;
byId('to-keys').hidden = false;
show(stepInAddress() ?? length);
if (stepInAddress() !== null) bringIntoView();
listen();
