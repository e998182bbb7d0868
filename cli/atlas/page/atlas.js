// The page of an atlas: what becomes of each combination of alternatives can be looked up by choosing alternatives, by pairs, and in a list that
// can be filtered. Elements are made by parts.js, which stands before this in the same script.
//
// A combination is a number, as in the program: `weight` of a rule times the place of its alternative, summed over the rules.

const atlas = JSON.parse(document.getElementById('atlas').textContent);
const { rules, scenarios } = atlas;
const byId = (id) => document.getElementById(id);

const kVerdicts = ['safe', 'unsafe', 'vacuous', 'unknown'];
const kMarks = { safe: '✓', unsafe: '✗', vacuous: '○', unknown: '?' };
const kVerdictWords = { safe: 'safe', unsafe: 'unsafe', vacuous: 'vacuous', unknown: 'not searched to the end' };
const kRowsAtOnce = 100;
const kSetsShown = 12;

const grouped = (number) => number.toLocaleString('en');
const countOf = (number, noun) => `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;

// ---- Combinations

/** Which of `atlas.outcomes` each combination has: digits of base 64, most significant first. */
function decodedRows() {
  const kDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const values = new Map([...kDigits].map((digit, value) => [digit, value]));
  const rows = new Uint32Array(atlas.rows.length / atlas.digits);
  for (let i = 0; i < atlas.rows.length; ++i) {
    const row = Math.floor(i / atlas.digits);
    rows[row] = rows[row] * 64 + values.get(atlas.rows[i]);
  }
  return rows;
}

const outcomes = atlas.outcomes;
const rows = decodedRows();
const outcomeOf = (combination) => outcomes[rows[combination]];
const placeOf = (combination, rule) => Math.floor(combination / rule.weight) % rule.alternatives.length;
const withPlace = (combination, rule, place) => combination + (place - placeOf(combination, rule)) * rule.weight;
const minimalUnsafe = new Set(atlas.minimal_unsafe);
const maximalSafe = new Set(atlas.maximal_safe);
const repairs = new Set(atlas.smallest_repairs);

/** What is not as specified: [{rule, alternative, text}]. */
const changesOf = (combination) =>
  rules
    .map((rule) => ({ rule, place: placeOf(combination, rule) }))
    .filter(({ place }) => place > 0)
    .map(({ rule, place }) => ({ rule, alternative: rule.alternatives[place], text: `${rule.name}=${rule.alternatives[place].name}` }));

/** Whether all changes of `part` are among those of `whole`. */
const isPart = (part, whole) =>
  rules.every((rule) => placeOf(part, rule) === 0 || placeOf(part, rule) === placeOf(whole, rule));

/** Sets, those with the fewest changes first. */
const bySize = (sets) => sets.toSorted((a, b) => numbersOfChanges[a] - numbersOfChanges[b] || a - b);

const failureText = ({ property, length }) => `${property} in ${countOf(length, 'step')}`;

function outcomeText(outcome) {
  return outcome.verdict === 'unsafe' ? `unsafe: ${failureText(outcome)}` : kVerdictWords[outcome.verdict];
}

const mark = ({ verdict }) => element('span', { class: `mark ${verdict}`, 'aria-hidden': 'true' }, kMarks[verdict]);

/** Changes, in a link that chooses them. */
function pick(combination) {
  const texts = changesOf(combination).map(({ text }) => text);
  const link = element(
    'a',
    { class: 'pick', href: `#${addressOf(combination, filter)}` },
    ...(texts.length === 0 ? ['nothing'] : texts.flatMap((text, i) => [i > 0 && unseen(', '), element('span', { class: 'chip' }, text)])),
  );
  return leadingTo(combination, link);
}

/** A link that chooses a combination and goes to where that is seen; the browser's Back leads back. */
function leadingTo(combination, link) {
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    leaveAddress();
    choose(combination);
    byId('make').scrollIntoView();
    byId('outcome-title').focus({ preventScroll: true });
  });
  return link;
}

/** How many of each verdict, as a bar. */
function fillBar(bar, counts) {
  bar.replaceChildren(
    ...kVerdicts.map((verdict) => {
      const part = element('span', { class: verdict, hidden: !counts[verdict] });
      part.style.setProperty('--share', counts[verdict] ?? 0);
      return part;
    }),
  );
}

/** A command, to be copied. */
function commandElement(command, label) {
  const code = element('code', {}, command);
  const told = element('span', { role: 'status' });
  const copy = element('button', { type: 'button', 'aria-label': `Copy: ${label}` }, 'Copy');
  copy.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(command);
      told.textContent = ' Copied.';
    } catch {
      getSelection().selectAllChildren(code);
      told.textContent = ' Selected: copy it from here.';
    }
  });
  return [element('pre', { tabindex: '0', 'aria-label': label }, code), element('p', {}, copy, told)];
}

// Of quorums that need not meet `check` would only say so.
const commandOf = (combination, scenario) => {
  const rules = changesOf(combination).map(({ text }) => `--rule ${text}`);
  const assumption = rules.some((rule) => rule.includes('-quorum=')) ? ['--assume-quorums'] : [];
  return [`paxoscope check ${scenarios[scenario].words}`, ...rules, ...assumption].join(' ');
};

// ---- Choosing alternatives

let current = 0;

function makeRules() {
  byId('rules').append(
    ...rules.map((rule) =>
      element(
        'fieldset',
        { 'data-rule': rule.name },
        element('legend', {}, rule.name),
        element('p', { class: 'faint' }, rule.question),
        ...rule.alternatives.map((alternative, place) => {
          const input = element('input', { type: 'radio', name: rule.name, value: alternative.name });
          input.addEventListener('change', () => choose(withPlace(current, rule, place)));
          return element(
            'label',
            { class: 'alternative' },
            input,
            element('span', {}, alternative.name, place === 0 && element('span', { class: 'faint' }, ' (as specified)')),
            element('span', { class: 'then' }),
            element('span', { class: 'meaning' }, alternative.meaning),
          );
        }),
      ),
    ),
  );
  byId('rules').addEventListener('submit', (event) => event.preventDefault());
  byId('as-specified').addEventListener('click', () => choose(0));
}

/** What each alternative would lead to. */
function showRules() {
  rules.forEach((rule, i) => {
    const box = byId('rules').children[i];
    box.classList.toggle('changed', placeOf(current, rule) > 0);
    box.querySelectorAll('.alternative').forEach((label, place) => {
      label.querySelector('input').checked = place === placeOf(current, rule);
      const outcome = outcomeOf(withPlace(current, rule, place));
      const then = label.querySelector('.then');
      then.className = `then ${outcome.verdict}`;
      then.replaceChildren(
        unseen(outcomeText(outcome)),
        element('span', { 'aria-hidden': 'true' }, outcome.verdict === 'unsafe' ? `${kMarks.unsafe} ${outcome.length}` : kMarks[outcome.verdict]),
      );
    });
  });
}

const kHeadings = {
  safe: () => 'Safe: nothing fails',
  unsafe: ({ property, length }) => `Unsafe: ${property} fails in ${countOf(length, 'step')}`,
  vacuous: () => 'Vacuous: nothing fails, and no value can be chosen',
  unknown: () => 'Not searched to the end',
};

/** Why the current combination is unsafe, or how much more could be changed. */
function whyElements(outcome) {
  const setsElement = (title, sets) => [element('h4', {}, title), element('ul', {}, ...sets.map((set) => element('li', {}, pick(set))))];
  const suffice = (parts) => setsElement(parts.length === 1 ? 'This part of it suffices' : 'Each of these parts suffices', parts);
  if (outcome.verdict === 'unsafe') {
    // Where the protocol is broken as it is, what is wanted is what more would mend it.
    if (outcomeOf(0).verdict === 'unsafe') {
      const mending = atlas.smallest_repairs.filter((set) => isPart(current, set));
      if (mending.length > 0) return setsElement(mending.length === 1 ? 'With this it is mended' : 'With one of these it is mended', mending);
      return [element('p', {}, 'No smallest repair has all of these changes.')];
    }
    const parts = atlas.minimal_unsafe.filter((set) => isPart(set, current));
    if (parts.includes(current))
      return [element('p', {}, 'A minimal unsafe set: without any one of the changes, or more of them, it is not unsafe.')];
    return suffice(parts);
  }
  if (outcome.verdict === 'safe') {
    if (maximalSafe.has(current)) return [element('p', {}, 'A maximal safe relaxation: nothing can be changed besides.')];
    const wholes = atlas.maximal_safe.filter((set) => isPart(current, set));
    const [nearest] = bySize(wholes);
    return [
      element('p', {}, `More can be changed: it is part of ${countOf(wholes.length, 'maximal safe relaxation')}, of which the smallest is `, pick(nearest), '.'),
    ];
  }
  if (outcome.verdict === 'vacuous') {
    const parts = minimalParts(current, 'vacuous');
    return parts.includes(current)
      ? [element('p', {}, 'No part of it is vacuous: each change is needed for that.')]
      : suffice(parts);
  }
  return [];
}

/** The parts of a combination that have a verdict while none of their own parts has. */
function minimalParts(combination, verdict) {
  const changed = rules.filter((rule) => placeOf(combination, rule) > 0);
  const parts = [];
  // A part of a part has a lower number: when one is met, its own parts have been.
  for (let chosen = 0; chosen < 2 ** changed.length; ++chosen) {
    const part = changed.reduce((sum, rule, i) => sum + (Math.floor(chosen / 2 ** i) % 2) * placeOf(combination, rule) * rule.weight, 0);
    if (outcomeOf(part).verdict === verdict && !parts.some((smaller) => isPart(smaller, part))) parts.push(part);
  }
  return parts;
}

/** What the catalogue calls it, and knows of it. */
const knownAs = (combination) =>
  atlas.variants
    .filter((variant) => variant.combination === combination)
    .map(({ name, meaning, source, remark }) =>
      element('p', {}, 'Known as ', element('b', {}, name), `: ${sentence(meaning)}${remark ? ` ${sentence(remark)}` : ''}`, source && element('span', { class: 'faint' }, ` (${source})`)),
    );

function showOutcome() {
  const outcome = outcomeOf(current);
  const changes = changesOf(current);
  const statement = atlas.properties.find(({ name }) => name === outcome.property)?.statement;
  byId('outcome').className = `callout outcome ${outcome.verdict}`;
  byId('standing').className = `standing-here ${outcome.verdict}`;
  byId('standing').textContent = `${kMarks[outcome.verdict]} ${kHeadings[outcome.verdict](outcome)}`;
  byId('outcome').replaceChildren(
    element('h3', { id: 'outcome-title', tabindex: '-1' }, mark(outcome), ` ${kHeadings[outcome.verdict](outcome)}`),
    ...(statement ? [element('p', {}, element('b', {}, outcome.property), `: ${sentence(statement)}`)] : []),
    changes.length === 0
      ? element('p', {}, atlas.kept.length > 0 ? `Nothing is changed but ${atlas.kept.join(', ')}.` : 'Nothing is changed: the protocol as specified.')
      : element(
          'ul',
          { class: 'changes-of' },
          ...changes.map(({ text, alternative }) => element('li', {}, element('code', {}, text), element('span', { class: 'meaning' }, alternative.meaning))),
        ),
    ...knownAs(current),
    ...whyElements(outcome),
    ...(outcome.verdict === 'unsafe' && outcome.scenario > 0
      ? [
          element('h4', {}, `Smallest scenario: ${scenarios[outcome.scenario].bounds}, ${failureText(outcome.smallest)}`),
          ...commandElement(commandOf(current, outcome.scenario), 'The command that shows it at the smallest scenario'),
        ]
      : []),
    element('h4', {}, outcome.scenario === 0 ? 'Within the bounds of the atlas, and in no smaller scenario' : 'Within the bounds of the atlas'),
    ...commandElement(commandOf(current, 0), 'The command that checks it within the bounds of the atlas'),
  );
}

/** Chooses a combination for the user, and says what becomes of it. */
function choose(combination) {
  current = combination;
  showRules();
  showOutcome();
  showAddress();
  byId('announcer').textContent = `${kHeadings[outcomeOf(current).verdict](outcomeOf(current))}.`;
}

// ---- Sets that stand for all

function makeSets() {
  // Of a minimal set, what contains it; of a maximal one, what it contains.
  const item = (set, isMaximal) => {
    const outcome = outcomeOf(set);
    const show = element('button', { type: 'button' }, isMaximal ? 'Show its parts' : 'Show those with it');
    show.addEventListener('click', () => {
      const places = new Map();
      for (const rule of rules) {
        const place = placeOf(set, rule);
        if (isMaximal) places.set(rule.name, new Set([0, place]));
        else if (place > 0) places.set(rule.name, new Set([place]));
      }
      leaveAddress();
      setFilter({ ...emptyFilter(), places });
      byId('all').scrollIntoView();
      byId('matching').focus({ preventScroll: true });
    });
    return element(
      'li',
      {},
      element('div', {}, pick(set)),
      outcome.verdict === 'unsafe' &&
        element('div', { class: 'how' }, `${failureText(outcome)}; smallest: ${scenarios[outcome.scenario].bounds}, ${failureText(outcome.smallest)}`),
      set !== 0 && show,
    );
  };
  const tell = (id, title, sets, isMaximal) => {
    const items = sets.map((set) => item(set, isMaximal));
    byId(`${id}-title`).textContent = `${title} (${sets.length})`;
    byId(id).append(
      sets.length > 0 ? element('ul', { class: 'sets' }, ...items.slice(0, kSetsShown)) : element('p', {}, 'There is none.'),
      ...(sets.length > kSetsShown
        ? [
            element(
              'details',
              {},
              element('summary', {}, `${grouped(sets.length - kSetsShown)} more`),
              element('ul', { class: 'sets' }, ...items.slice(kSetsShown)),
            ),
          ]
        : []),
    );
    byId(id).hidden = false;
  };
  tell('unsafe-sets', 'Minimal unsafe sets of changes', bySize(atlas.minimal_unsafe), false);
  if (outcomeOf(0).verdict === 'unsafe') tell('repairs', 'Smallest repairs', bySize(atlas.smallest_repairs), false);
  tell('relaxations', 'Maximal safe relaxations', bySize(atlas.maximal_safe), true);
}

// ---- Pairs

function makePairs() {
  const changes = rules.flatMap((rule) =>
    rule.alternatives.slice(1).map((alternative, i) => ({ rule, number: rule.weight * (i + 1), text: `${rule.name}=${alternative.name}` })),
  );
  if (changes.length < 2) return;
  const isUnsafe = (combination) => outcomeOf(combination).verdict === 'unsafe';
  const cell = (row, column) => {
    const isAlone = row === column;
    if (!isAlone && row.rule === column.rule) return element('td', {}, unseen('not together'));
    const combination = isAlone ? row.number : row.number + column.number;
    const outcome = outcomeOf(combination);
    const isMinimal = !isAlone && isUnsafe(combination) && !isUnsafe(row.number) && !isUnsafe(column.number) && !isUnsafe(0);
    const text = isAlone ? `${row.text} alone` : `${row.text}, ${column.text}`;
    const link = element(
      'a',
      { href: `#${addressOf(combination, emptyFilter())}`, class: outcome.verdict, tabindex: '-1', title: `${text}: ${outcomeText(outcome)}` },
      element('span', { 'aria-hidden': 'true' }, outcome.verdict === 'unsafe' ? outcome.length : kMarks[outcome.verdict]),
      unseen(outcomeText(outcome)),
    );
    return element('td', { class: isAlone ? 'alone' : isMinimal && 'minimal' }, leadingTo(combination, link));
  };
  byId('pairs-table').append(
    element('thead', {}, element('tr', {}, element('td', {}), ...changes.map(({ text }) => element('th', { scope: 'col' }, element('span', {}, text))))),
    element('tbody', {}, ...changes.map((row) => element('tr', {}, element('th', { scope: 'row' }, row.text), ...changes.map((column) => cell(row, column))))),
  );
  walkByArrows(byId('pairs-table').tBodies[0]);
  byId('pairs').hidden = false;
}

/** Of the links in a table one at a time is reached by Tab; arrows lead to the next that there is in their direction. */
function walkByArrows(body) {
  const kSteps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const linkAt = (row, column) => body.rows[row]?.cells[column]?.querySelector('a');
  body.querySelector('a').tabIndex = 0;
  body.addEventListener('keydown', (event) => {
    const step = kSteps[event.key];
    const from = event.target.closest('td');
    if (!step || !from) return;
    event.preventDefault();
    let row = from.parentElement.sectionRowIndex;
    let column = from.cellIndex;
    do {
      row += step[0];
      column += step[1];
    } while (body.rows[row]?.cells[column] && !linkAt(row, column));
    linkAt(row, column)?.focus();
  });
  body.addEventListener('focusin', (event) => {
    for (const link of body.querySelectorAll('a[tabindex="0"]')) link.tabIndex = -1;
    event.target.tabIndex = 0;
  });
}

// ---- The list

/** What is shown: of each rule some places (all if it is not there), some verdicts (all if there are none), … */
const emptyFilter = () => ({ places: new Map(), verdicts: new Set(), property: '', most: '', only: '', order: 'fewest' });
let filter = emptyFilter();
let found = [];
let shown = 0;

const kOnly = {
  'minimal-unsafe': ['minimal unsafe sets', minimalUnsafe],
  'maximal-safe': ['maximal safe relaxations', maximalSafe],
  'smallest-repairs': ['smallest repairs', repairs],
};
const kOrders = { fewest: 'fewest changes first', shortest: 'shortest violation first', longest: 'longest violation first' };
const lengthOf = (combination) => (outcomeOf(combination).verdict === 'unsafe' ? outcomeOf(combination).length : null);

/** How many changes each combination has. */
const numbersOfChanges = (() => {
  const numbers = new Uint8Array(rows.length);
  for (let c = 1; c < rows.length; ++c) {
    const rule = rules.findLast(({ weight }) => weight <= c);
    numbers[c] = numbers[c % rule.weight] + 1;
  }
  return numbers;
})();

/** Numbers below `size` sorted by a key that is a small number; those of the same key keep their order. */
function sortedBy(all, keyOf) {
  const buckets = new Map();
  for (const item of all) {
    const key = keyOf(item);
    if (!buckets.has(key)) buckets.set(key, []);
    buckets.get(key).push(item);
  }
  return [...buckets.keys()].sort((a, b) => a - b).flatMap((key) => buckets.get(key));
}

/**
 * The combinations that pass, and for each choice of the form how many would if it were made: for those, whatever else is chosen of the same
 * rule, or of the verdicts, does not count.
 */
function passing() {
  const counts = new Map();
  const count = (key, verdict) => {
    if (!counts.has(key)) counts.set(key, { all: 0 });
    counts.get(key).all += 1;
    counts.get(key)[verdict] = (counts.get(key)[verdict] ?? 0) + 1;
  };
  const wanted = rules.map((rule) => filter.places.get(rule.name));
  const most = filter.most === '' ? Infinity : Number(filter.most);
  const only = filter.only === '' ? null : kOnly[filter.only][1];
  const passed = [];
  const places = new Array(rules.length);
  for (let c = 0; c < rows.length; ++c) {
    if (numbersOfChanges[c] > most || (only && !only.has(c))) continue;
    const { verdict, property } = outcomeOf(c);
    let failures = 0;
    let failed = null; // the one that it fails by
    const fail = (by) => {
      failures += 1;
      failed = by;
    };
    rules.forEach((rule, i) => {
      places[i] = placeOf(c, rule);
      if (wanted[i] && !wanted[i].has(places[i])) fail(i);
    });
    if (filter.verdicts.size > 0 && !filter.verdicts.has(verdict)) fail('verdict');
    if (filter.property !== '' && property !== filter.property) fail('property');
    if (failures > 1) continue;
    if (failures === 0) {
      passed.push(c);
      count('all', verdict);
    }
    if (failures === 0 || failed === 'verdict') count(`verdict ${verdict}`, verdict);
    if ((failures === 0 || failed === 'property') && property) count(`property ${property}`, verdict);
    if (failures === 0) places.forEach((place, i) => count(`${i} ${place}`, verdict));
    else if (typeof failed === 'number') count(`${failed} ${places[failed]}`, verdict);
  }
  return { passed, counts };
}

/** A box to tick, with how many there are. */
function box(key, value, label) {
  const input = element('input', { type: 'checkbox', name: key, value });
  return element('label', { 'data-key': key, 'data-value': value }, input, element('span', {}, ...label), element('span', { class: 'count' }), element('span', { class: 'bar', 'aria-hidden': 'true' }));
}

const choiceBox = (name, label, options) =>
  element('label', { class: 'line' }, label, element('select', { name }, ...options.map(([value, text]) => element('option', { value }, text))));

function makeFilter() {
  const isThere = (verdict) => outcomes.some((outcome) => outcome.verdict === verdict);
  byId('filter').append(
    element(
      'fieldset',
      {},
      element('legend', {}, 'What becomes of it'),
      ...kVerdicts.filter(isThere).map((verdict) => box('verdict', verdict, [mark({ verdict }), ` ${kVerdictWords[verdict]}`])),
      choiceBox('property', 'Fails first', [['', 'any'], ...atlas.properties.map(({ name }) => [name, name])]),
    ),
    element(
      'fieldset',
      {},
      element('legend', {}, 'Which'),
      choiceBox('most', 'Changes, at most', [['', 'any number'], ...rules.slice(1).map((_, i) => [String(i + 1), String(i + 1)])]),
      choiceBox('only', 'Only', [['', 'no matter'], ...Object.entries(kOnly).filter(([, [, sets]]) => sets.size > 0).map(([value, [text]]) => [value, text])]),
      choiceBox('order', 'Order', Object.entries(kOrders)),
    ),
    ...rules.map((rule) =>
      element('fieldset', {}, element('legend', {}, rule.name), ...rule.alternatives.map(({ name }, place) => box(rule.name, name, [name, place === 0 && element('span', { class: 'faint' }, ' (as specified)')]))),
    ),
  );
  byId('filter').addEventListener('change', () => setFilter(filterOfForm()));
  byId('filter').addEventListener('submit', (event) => event.preventDefault());
  byId('clear').addEventListener('click', () => {
    setFilter({ ...emptyFilter(), order: filter.order });
    byId('matching').focus();
  });
  byId('more').addEventListener('click', showMore);
}

function filterOfForm() {
  const form = byId('filter');
  const ticked = (key) => [...form.querySelectorAll('input:checked')].filter(({ name }) => name === key).map(({ value }) => value);
  const places = new Map();
  for (const rule of rules) {
    const names = ticked(rule.name);
    if (names.length > 0) places.set(rule.name, new Set(names.map((wanted) => rule.alternatives.findIndex(({ name }) => name === wanted))));
  }
  const { property, most, only, order } = Object.fromEntries([...form.querySelectorAll('select')].map(({ name, value }) => [name, value]));
  return { places, verdicts: new Set(ticked('verdict')), property, most, only, order };
}

function showFilter(counts) {
  const form = byId('filter');
  for (const select of form.querySelectorAll('select')) select.value = filter[select.name];
  for (const label of form.querySelectorAll('label[data-key]')) {
    const { key, value } = label.dataset;
    const i = rules.findIndex(({ name }) => name === key);
    const place = i < 0 ? -1 : rules[i].alternatives.findIndex(({ name }) => name === value);
    label.querySelector('input').checked = i < 0 ? filter.verdicts.has(value) : (filter.places.get(key)?.has(place) ?? false);
    const counted = counts.get(i < 0 ? `verdict ${value}` : `${i} ${place}`) ?? { all: 0 };
    label.querySelector('.count').textContent = grouped(counted.all);
    label.classList.toggle('none', counted.all === 0);
    fillBar(label.querySelector('.bar'), counted);
  }
  for (const option of form.querySelectorAll('select[name=property] option')) {
    if (option.value) option.textContent = `${option.value} (${grouped(counts.get(`property ${option.value}`)?.all ?? 0)})`;
  }
}

/** Shows what passes. */
function setFilter(wanted) {
  filter = wanted;
  const { passed, counts } = passing();
  const byChanges = sortedBy(passed, (c) => numbersOfChanges[c]);
  const kNever = 1e6;
  const orders = {
    fewest: () => byChanges,
    shortest: () => sortedBy(byChanges, (c) => lengthOf(c) ?? kNever),
    longest: () => sortedBy(byChanges, (c) => -(lengthOf(c) ?? -kNever)),
  };
  found = orders[filter.order]();
  shown = 0;
  showFilter(counts);
  byId('matching').textContent =
    found.length === rows.length ? `All ${countOf(rows.length, 'combination')}` : `${grouped(found.length)} of ${countOf(rows.length, 'combination')}`;
  byId('clear').hidden = found.length === rows.length;
  byId('none-found').hidden = found.length > 0;
  fillBar(byId('matching-bar'), counts.get('all') ?? {});
  byId('rows').replaceChildren();
  showMore();
  showAddress();
}

function showMore() {
  const next = found.slice(shown, shown + kRowsAtOnce);
  const rowElements = next.map((combination) => {
    const outcome = outcomeOf(combination);
    const tags = Object.entries({ 'minimal unsafe set': minimalUnsafe, 'maximal safe relaxation': maximalSafe, 'smallest repair': repairs })
      .filter(([, sets]) => sets.has(combination))
      .map(([tag]) => tag);
    return element(
      'tr',
      {},
      element('td', {}, pick(combination), ...tags.map((tag) => element('div', { class: 'tag' }, tag))),
      element('td', {}, mark(outcome), ` ${outcomeText(outcome)}`),
      element('td', {}, outcome.verdict === 'unsafe' ? `${scenarios[outcome.scenario].bounds}: ${failureText(outcome.smallest)}` : ''),
    );
  });
  byId('rows').append(...rowElements);
  if (shown > 0) rowElements[0]?.querySelector('a').focus();
  shown += next.length;
  byId('more').hidden = shown === found.length;
  byId('more').textContent = `Show ${grouped(Math.min(kRowsAtOnce, found.length - shown))} more`;
  byId('printed').textContent = shown < found.length ? `Printed are the first ${grouped(shown)}.` : '';
}

// ---- The address: what is changed, and "where.…": what is shown

function addressOf(combination, shownFilter) {
  const parameters = new URLSearchParams(changesOf(combination).map(({ rule, alternative }) => [rule.name, alternative.name]));
  for (const rule of rules) {
    const places = shownFilter.places.get(rule.name);
    if (places) parameters.set(`where.${rule.name}`, [...places].sort((a, b) => a - b).map((place) => rule.alternatives[place].name).join('.'));
  }
  if (shownFilter.verdicts.size > 0) parameters.set('where.verdict', kVerdicts.filter((verdict) => shownFilter.verdicts.has(verdict)).join('.'));
  for (const key of ['property', 'most', 'only', 'order']) {
    if (shownFilter[key] !== emptyFilter()[key]) parameters.set(`where.${key}`, shownFilter[key]);
  }
  return parameters.toString();
}

/** What an address says; what there is no such thing of is left out. */
function saidByAddress() {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const said = emptyFilter();
  const several = (key, known) => (parameters.get(`where.${key}`) ?? '').split('.').map((name) => known.indexOf(name)).filter((i) => i >= 0);
  let combination = 0;
  for (const rule of rules) {
    const names = rule.alternatives.map(({ name }) => name);
    combination += Math.max(0, names.indexOf(parameters.get(rule.name))) * rule.weight;
    const places = several(rule.name, names);
    if (places.length > 0) said.places.set(rule.name, new Set(places));
  }
  said.verdicts = new Set(several('verdict', kVerdicts).map((i) => kVerdicts[i]));
  for (const key of ['property', 'most', 'only', 'order']) {
    const options = [...byId('filter').querySelectorAll(`select[name=${key}] option`)].map(({ value }) => value);
    const value = parameters.get(`where.${key}`);
    if (options.includes(value)) said[key] = value;
  }
  return { combination, said };
}

let isReading = false;
let rest;

function writeAddress() {
  clearTimeout(rest);
  const address = addressOf(current, filter);
  history.replaceState(null, '', address === '' ? location.pathname + location.search : `#${address}`);
}

/** Puts it into the address once the user rests: browsers allow few changes of it. */
function showAddress() {
  if (isReading) return;
  clearTimeout(rest);
  rest = setTimeout(writeAddress, 120);
}

/** Keeps the address as it is to come back to. */
function leaveAddress() {
  writeAddress();
  history.pushState(null, '', location.href);
}

function readAddress() {
  clearTimeout(rest);
  const { combination, said } = saidByAddress();
  isReading = true;
  choose(combination);
  setFilter(said);
  isReading = false;
}

// ---- What is said once

function tellOnce() {
  const numbers = {};
  for (const row of rows) numbers[outcomes[row].verdict] = (numbers[outcomes[row].verdict] ?? 0) + 1;
  fillBar(byId('tally-bar'), numbers);
  const fill = (id, ...children) => {
    byId(id).append(...children);
    byId(id).hidden = false;
  };
  if (atlas.warnings.length > 0) fill('warnings', ...atlas.warnings.map((text) => element('li', {}, `⚠ ${text}`)));
  if (atlas.not_varied.length > 0) fill('not-varied', element('dl', {}, ...definitions(atlas.not_varied.map(({ rule, reason }) => [rule, reason]))));
  if (atlas.properties.length > 0) fill('meanings', element('dl', {}, ...definitions(atlas.properties.map(({ name, statement }) => [name, statement]))));
  fill('repeat', ...commandElement(atlas.command, 'The command that repeats the atlas'));
}

tellOnce();
makeRules();
makeFilter();
makeSets();
makePairs();
byId('make').hidden = false;
byId('all').hidden = false;
readAddress();
addEventListener('popstate', readAddress);
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach((folded) => { folded.open = true; }));
