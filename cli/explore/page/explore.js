// The explorer: shows a state, what can happen in it, and the run that leads there. A state goes by its path, which stands in the address.
// The run that is shown may go on beyond the state: after a step back, or along a run that was found or saved. Parts are made by parts.js, which
// stands before this in the same script.

const byId = (id) => document.getElementById(id);
const kDigits = 9;
const kManyLosses = 4;

/** What the server said is wrong. */
class Refused extends Error {}

/** Asks the server. */
async function ask(what, parameters = {}, signal = undefined) {
  const fetched = () => fetch(`api/${what}?${new URLSearchParams(parameters)}`, { signal });
  const unlessAborted = (error) => { if (error.name === 'AbortError') throw error; };
  // Once more, as a browser may have used a connection in the moment in which the server gave it up.
  const response = await fetched().catch((error) => unlessAborted(error) ?? fetched()).catch(unlessAborted);
  const answer = await response?.json().catch(unlessAborted);
  if (!answer) throw new Refused('The program does not answer. Has it been stopped?');
  if (!response.ok) throw new Refused(answer.error);
  return answer;
}

const countOf = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;
const textOf = (places) => places.join('.');
const placesOf = (text) => (text === '' ? [] : text.split('.').map(Number));
const isBeginning = (places, whole) => places.length <= whole.length && places.every((place, i) => place === whole[i]);

let scenario;
let statements;
let course;  // the run that is shown, as the server tells it
let at = 0;  // steps of it that have been taken
let showInDiagram;

const here = () => course.places.slice(0, at);

/** The path that the address names; null if it names none. */
function pathInAddress() {
  return location.hash.startsWith('#path=') ? location.hash.slice('#path='.length) : null;
}

function complain(problem) {
  byId('trouble').textContent = problem;
  byId('trouble').hidden = !problem;
}

// ---- Going somewhere

let journey;
let rest;

/** Makes the state after these places the one that is shown; `along` is the run to show it in, if that goes on. True if it came to that. */
async function go(places, { along = places, address = 'push', note = '' } = {}) {
  journey?.abort();
  journey = new AbortController();
  const { signal } = journey;
  try {
    if (!course || !isBeginning(along, course.places)) {
      const told = await ask('run', { path: textOf(along) }, signal);
      if (signal.aborted) return false;
      course = told;
      showCourse();
    }
  } catch (error) {
    if (error.name === 'AbortError') return false;
    if (!(error instanceof Refused)) throw error;
    complain(error.message);
    return false;
  }
  complain('');
  const before = at;
  at = places.length;
  showState(before);
  announce(note);
  keepAddress(address);
  return true;
}

/** A step along the run, or back. Keys that are held down take many: browsers allow few changes of the address, so it waits for the last. */
function stepTo(step, isRepeated = false) {
  const to = Math.max(0, Math.min(course.places.length, step));
  if (to === at) return;
  go(course.places.slice(0, to), { along: course.places, address: isRepeated ? 'soon' : 'push' });
}

function take(place) {
  const places = [...here(), place];
  go(places, { along: isBeginning(places, course.places) ? course.places : places });
}

function keepAddress(how) {
  clearTimeout(rest);
  const state = { along: textOf(course.places) };
  const address = `#path=${textOf(here())}`;
  if (how === 'soon') {
    rest = setTimeout(() => history.replaceState(state, '', address), 150);
  } else if (how === 'push' && location.hash !== address) {
    history.pushState(state, '', address);
  } else {
    history.replaceState(state, '', address);
  }
}

/** Where the browser has gone: back, forward, or to an address that was typed. */
async function follow() {
  const path = pathInAddress();
  if (path === null) return;
  if (!/^(\d{1,9}(\.\d{1,9})*)?$/.test(path)) {
    complain('This address names no state: a path is such as 0.3.2.');
    return;
  }
  const places = placesOf(path);
  // The run that was shown there; of an address that was typed, the one that is shown now, if it comes by.
  const runs = [history.state?.along, course && textOf(course.places)].filter((run) => run !== undefined).map(placesOf);
  await go(places, { along: runs.find((run) => isBeginning(places, run)) ?? places, address: 'keep' });
}

// ---- Showing it

/** What stays the same as long as the run does. */
function showCourse() {
  const { run, svg } = course;
  const old = byId('diagram');
  const box = element('div', { id: 'diagram', class: 'diagram', tabindex: 0, role: 'region', 'aria-label': 'Diagram of the run' });
  const drawing = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
  box.append(document.importNode(drawing, true));
  const hadFocus = old === document.activeElement;
  const [x, y] = [old?.scrollLeft ?? 0, old?.scrollTop ?? 0];
  byId('diagram-place').replaceChildren(box);
  box.scrollTo(x, y);
  if (hadFocus) box.focus({ preventScroll: true });
  showInDiagram = steppedDiagram(box, run.steps.length, (step) => {
    stepTo(step);
    document.activeElement.blur();  // else arrows would scroll the diagram, on which the pointer was just put
  });
  byId('list').replaceChildren(...run.steps.map(runItem));
  byId('list-empty').hidden = run.steps.length > 0;
  showReasons();
}

/** An item of the list of steps: leads to the state after it. */
function runItem({ text, ballot }, i) {
  const step = i + 1;
  const link = element('a', { href: `#path=${textOf(course.places.slice(0, step))}` }, text);
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    stepTo(step);
  });
  return element('li', { class: ballotClass(ballot) }, link, element('ul', { class: 'remarks' }, ...remarkItems(remarksOfStep(step))));
}

/** Of a run that is not over, without what is said of its end. */
function remarksOfStep(step) {
  const { run } = course;
  return run.property ? remarksOf(run, step) : (run.steps[step - 1]?.notes ?? []).map((note) => ['good', `★ ${sentence(note)}`]);
}

/** Why the run goes wrong at its end, if it does. */
function showReasons() {
  const { run } = course;
  byId('why-section').hidden = !run.property;
  if (!run.property) return;
  byId('why-title').textContent = `Why ${run.property} is violated after step ${run.steps.length}`;
  byId('why').replaceChildren(...run.why.map((line) => element('li', {}, line)));
  byId('blame').replaceChildren(...(run.departure?.rules ?? []).flatMap((change) => ruleParagraphs(change, scenario.rules)));
}

function showState(before) {
  const { run } = course;
  const length = run.steps.length;
  const hadFocus = byId('choices').contains(document.activeElement);
  const { text, ballot, changes } = run.steps[at - 1] ?? { text: 'Nothing has happened yet', ballot: 0, changes: [] };
  const ahead = length - at;
  byId('position').textContent = at === 0 ? 'Initial state' : `After step ${at}`;
  if (ahead > 0) byId('position').append(element('span', {}, `; the run goes on for ${countOf(ahead, 'step')}`));
  byId('sentence').textContent = sentence(text);
  byId('place').className = `place ${ballotClass(ballot)}`;
  byId('remarks').replaceChildren(...remarkItems(remarksOfStep(at)));
  for (const id of ['first', 'back']) byId(id).setAttribute('aria-disabled', at === 0);
  for (const id of ['next', 'last']) byId(id).setAttribute('aria-disabled', ahead === 0);
  byId('lamps').replaceChildren(...run.properties.map(lamp));
  showChosen();
  byId('choices').replaceChildren(...choiceGroups());
  byId('changes').replaceChildren(...changeItems(changes));
  byId('state').replaceChildren(...stateTables(run.states[at], run.processes, changes));
  byId('list').children[before - 1]?.firstChild.removeAttribute('aria-current');
  [...byId('list').children].forEach((item, i) => {
    item.classList.toggle('later', i >= at);
    if (i + 1 === at) item.firstChild.setAttribute('aria-current', 'step');
    else item.firstChild.removeAttribute('aria-current');
  });
  showInDiagram(at);
  document.title = `${at === 0 ? 'Initial state' : sentence(text).slice(0, -1)} – Paxoscope explorer`;
  if (hadFocus) byId('choices-title').focus({ preventScroll: true });
}

/** A property: dark as long as there is nothing to see. */
function lamp(property) {
  const { kind, mark, word } = standingOf(property, at);
  const isNew = property.since === at && kind !== 'holds' && kind !== 'waits';
  return element('li', { class: `${kind}${isNew ? ' new' : ''}`, title: `${word}: ${statements.get(property.property)}` },
    element('span', { 'aria-hidden': 'true' }, `${mark} `), property.property,
    kind === 'fails' || kind === 'reached' ? element('span', { 'aria-hidden': 'true' }, ` @${property.since}`) : null, unseen(`: ${word}`));
}

function showChosen() {
  const chosen = course.chosen[at];
  byId('chosen').classList.toggle('faint', chosen.length === 0);
  byId('chosen').textContent = chosen.length === 0 ? 'No value is chosen.' : `★ Chosen: ${chosen.join(' and ')}`;
}

/** What can happen, by who does it: processes in their order, then the network, of which there may be much to say. */
function choiceGroups() {
  const choices = course.choices[at];
  if (choices.length === 0) return [element('p', {}, 'Nothing: no action is enabled here.')];
  const names = course.run.processes.map(({ name }) => name);
  const byProcess = new Map(names.map((name) => [name, []]));
  for (const choice of choices) {
    if (!byProcess.has(choice.process)) byProcess.set(choice.process, []);
    byProcess.get(choice.process).push(choice);
  }
  const shown = [...byProcess].filter(([, of]) => of.length > 0);
  let number = 0;
  return shown.map(([process, of]) => {
    const items = element('ul', {}, ...of.map((choice) => element('li', {}, choiceButton(choice, ++number))));
    if (names.includes(process)) return element('div', {}, element('h3', {}, process), items);
    if (of.length < kManyLosses) return element('section', {}, element('h3', {}, process), items);
    return element('details', { open: isNetworkOpen || of.some(({ place }) => isAhead(place)) },
      element('summary', {}, `${process}: ${countOf(of.length, 'thing')} that can happen`), items);
  });
}

let isNetworkOpen = false;
const isAhead = (place) => course.places[at] === place;

function choiceButton({ place, sentence: text, brings }, number) {
  const kinds = new Map(course.run.properties.map(({ property, to_be: toBe }) => [property, toBe]));
  const button = element('button', { type: 'button', class: isAhead(place) ? 'ahead' : null, 'data-place': place, 'aria-keyshortcuts': number <= kDigits ? number : null },
    number <= kDigits && element('kbd', { 'aria-hidden': 'true' }, number),
    element('span', {}, text, isAhead(place) && unseen(' (as the run goes on)')),
    ...brings.map((name) => (kinds.get(name) === 'kept'
      ? element('span', { class: 'brings bad' }, element('span', { 'aria-hidden': 'true' }, '✗ '), unseen('violates '), name)
      : element('span', { class: 'brings good' }, element('span', { 'aria-hidden': 'true' }, '★ '), unseen('reaches '), name))));
  button.addEventListener('click', () => take(place));
  return button;
}

/** Says where one is, and what has come about. */
function announce(note) {
  const { run, choices } = course;
  const text = at === 0 ? 'Initial state.' : `Step ${at}: ${sentence(run.steps[at - 1].text)}`;
  const lit = run.properties.filter(({ since }) => since === at && at > 0)
    .map(({ property, to_be: toBe }) => (toBe === 'kept' ? `${property} fails!` : `${property} is reached.`));
  const what = choices[at].length === 0 ? 'Nothing can happen next.' : `${countOf(choices[at].length, 'thing')} can happen next.`;
  byId('announcer').textContent = [note, text, ...lit, what].filter(Boolean).join(' ');
}

// ---- Shortest way to …

let search;

function tellOfSearch(answer, problem) {
  byId('goal-answer').textContent = answer;
  byId('goal-problem').textContent = problem;
  byId('goal').setAttribute('aria-invalid', Boolean(problem));
}

async function seek(event) {
  event.preventDefault();
  search?.abort();
  search = new AbortController();
  const { signal } = search;
  const goal = byId('goal').value.trim();
  const from = here();
  tellOfSearch('Searching …', '');
  byId('find').setAttribute('aria-disabled', true);
  try {
    const { found, path, steps, reason, states } = await ask('seek', { path: textOf(from), goal }, signal);
    if (signal.aborted) return;
    if (!found) {
      tellOfSearch(reason, '');
    } else if (steps === 0) {
      tellOfSearch('It is so here already.', '');
    } else if (!await go(placesOf(path), { note: `Found: ${countOf(steps, 'step')}.` })) {
      tellOfSearch('', '');
    } else {
      byId('position').focus({ preventScroll: true });  // where arrows go along the run
      tellOfSearch(`Found: ${countOf(steps, 'step')}, and no way is shorter (${countOf(states.toLocaleString('en'), 'state')} looked at). Back goes along it.`, '');
    }
  } catch (error) {
    if (error.name === 'AbortError') return;
    if (!(error instanceof Refused)) throw error;
    tellOfSearch('', error.message);
  } finally {
    if (!signal.aborted) byId('find').setAttribute('aria-disabled', false);
  }
}

function showLanguage() {
  const { examples, fields } = scenario.goals;
  byId('goal').placeholder = examples[0] ?? '';
  byId('examples').append(...examples.map((example) => {
    const button = element('button', { type: 'button' }, example);
    button.addEventListener('click', () => {
      byId('goal').value = example;
      byId('seek').requestSubmit();
    });
    return button;
  }));
  const byProcess = new Map();
  for (const { process, field, value } of fields) byProcess.set(process, [...(byProcess.get(process) ?? []), `${process}.${field} = ${value}`]);
  for (const [process, of] of byProcess) {
    byId('fields').append(element('dt', {}, process), element('dd', {}, ...of.flatMap((field, i) => [i > 0 && ', ', element('code', {}, field)])));
  }
}

// ---- Once

function showScenario() {
  const [first, ...others] = scenario.scenario;
  byId('title').textContent = `Exploring ${first.slice(0, first.indexOf(':'))}`;
  byId('scenario').append(element('p', {}, first.slice(first.indexOf(':') + 1)), ...others.map((line) => element('p', {}, line)));
  byId('warnings').hidden = scenario.warnings.length === 0;
  byId('warnings').append(...scenario.warnings.map((text) => element('li', {}, `⚠ ${text}`)));
  byId('meanings').append(...scenario.properties.flatMap(({ name, statement, source, to_be: toBe }) => [
    element('dt', {}, name, toBe === 'reached' ? ' (to be reached)' : ''), element('dd', {}, sentence(statement), ' ', element('span', { class: 'faint' }, source))]));
  byId('meanings-section').hidden = scenario.properties.length === 0;
  byId('command').textContent = scenario.command;
  byId('repeat-section').hidden = false;
  byId('seek').hidden = false;
}

function showSaved() {
  if (!scenario.trace) return;
  const { path, shows } = scenario.trace;
  const places = placesOf(path);
  byId('saved-title').textContent = `A saved run ${shows} in ${countOf(places.length, 'step')}`;
  byId('saved-begin').addEventListener('click', () => go([], { along: places, note: 'At the beginning of the saved run.' }));
  byId('saved-end').addEventListener('click', () => go(places, { note: 'At the end of the saved run.' }));
  byId('saved').hidden = false;
}

const keys = {
  ArrowLeft: ({ repeat }) => stepTo(at - 1, repeat),
  ArrowRight: ({ repeat }) => stepTo(at + 1, repeat),
  k: ({ repeat }) => stepTo(at - 1, repeat),
  j: ({ repeat }) => stepTo(at + 1, repeat),
  Home: () => stepTo(0),
  End: () => stepTo(course.places.length),
  '/': () => byId('goal').focus(),
  '?': () => byId('keys').showModal(),
};
for (let number = 1; number <= kDigits; ++number) {
  keys[number] = ({ repeat }) => !repeat && byId('choices').querySelectorAll('button')[number - 1]?.click();
}

function onKey(event) {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && key.length > 1)) return;
  if (!Object.hasOwn(keys, key) || byId('keys').open) return;
  if (target.closest('input, textarea, select, [contenteditable]')) return;
  if (key.length === 1 && !byId('letters').checked) return;
  // What is scrolled by whoever came there with the keyboard has its own use for arrows.
  if (key.length > 1 && target.matches('.diagram:focus-visible, pre')) return;
  event.preventDefault();
  keys[key](event);
}

async function copyAddress() {
  try {
    await navigator.clipboard.writeText(location.href);
    byId('copied').textContent = 'Copied.';
  } catch {
    byId('copied').textContent = 'It is in the address bar: copy it from there.';
  }
}

function listen() {
  document.addEventListener('keydown', onKey);
  for (const [id, key] of [['first', 'Home'], ['back', 'ArrowLeft'], ['next', 'ArrowRight'], ['last', 'End'], ['to-keys', '?']]) {
    byId(id).addEventListener('click', keys[key]);
  }
  byId('close-keys').addEventListener('click', () => byId('keys').close());
  byId('seek').addEventListener('submit', seek);
  byId('goal').addEventListener('input', () => tellOfSearch('', ''));
  byId('copy').addEventListener('click', copyAddress);
  byId('choices').addEventListener('toggle', ({ target }) => { isNetworkOpen = target.open; }, true);
  addEventListener('popstate', follow);
}

/** Where to begin: at the state that the address names, else with the saved run ahead. */
async function begin() {
  try {
    scenario = await ask('scenario');
  } catch (error) {
    complain(error.message);
    return;
  }
  statements = new Map(scenario.properties.map(({ name, statement }) => [name, statement]));
  showScenario();
  showLanguage();
  showSaved();
  await follow();
  const problem = byId('trouble').textContent;
  if (!course) await go([], { along: scenario.trace && pathInAddress() === null ? placesOf(scenario.trace.path) : [], address: 'keep' });
  complain(problem);
  if (!course) return;
  if (course.run.legend.length > 0) {
    byId('legend-section').append(list(course.run.legend));
    byId('legend-section').hidden = false;
  }
  byId('place').hidden = false;
  const measure = () => byId('place').style.setProperty('--above', `${byId('place').offsetTop}px`);
  const watcher = new ResizeObserver(measure);
  for (const above of document.querySelectorAll('header, #seek, #saved')) watcher.observe(above);
  measure();
  showInDiagram(at);  // now that there is something to scroll
  listen();
}

begin();
