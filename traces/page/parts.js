// Parts of pages: functions that make elements of what is known of a run, or of a state. They do not know which page they are in, nor keep
// anything. All text is set as text, never as markup.

/** An element; attributes that are false, null or undefined are left out, and so are such children. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== false && child !== null && child !== undefined));
  return made;
}

/** Text for those who do not see the page. */
const unseen = (text) => element('span', { class: 'unseen' }, text);

const list = (items, attributes = {}) => element('ul', attributes, ...items.map((item) => element('li', {}, item)));

/** Terms and what they are; empty descriptions are left out. */
const definitions = (pairs) =>
  pairs
    .filter(([, description]) => description)
    .flatMap(([term, ...description]) => [element('dt', {}, term), element('dd', {}, ...description)]);

const sentence = (text) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** The class that gives what is about a ballot its colour: the same as in diagrams. */
const ballotClass = (ballot) => (ballot > 0 ? `b${((ballot - 1) % 8) + 1}` : 'b0');

/** What a step changes: "a1 promised: none → ballot 1". */
function changeItems(changes) {
  if (changes.length === 0) return [element('li', { class: 'faint' }, 'nothing in any process')];
  return changes.map((change) =>
    element(
      'li',
      {},
      element('b', {}, change.process),
      ` ${change.field}: `,
      change.before,
      element('span', { 'aria-hidden': 'true' }, ' → '),
      unseen(' becomes '),
      element('b', {}, change.after),
    ),
  );
}

/** Processes by the fields that they have, in order: [{fields, role, rows: [{process, values}]}]. */
function groupedState(attributes, processes) {
  const rows = new Map();
  for (const { process, field, value } of attributes) {
    if (!rows.has(process)) rows.set(process, { process, fields: [], values: [] });
    rows.get(process).fields.push(field);
    rows.get(process).values.push(value);
  }
  const roles = new Map(processes.map(({ name, role }) => [name, role]));
  const groups = [];
  for (const row of rows.values()) {
    const role = roles.get(row.process) ?? 'process';
    const last = groups.at(-1);
    if (last && last.role === role && last.fields.join() === row.fields.join()) last.rows.push(row);
    else groups.push({ role, fields: row.fields, rows: [row] });
  }
  return groups;
}

/** A state as tables, one for each kind of process. What `changes` names is marked. */
function stateTables(attributes, processes, changes) {
  const key = (process, field) => JSON.stringify([process, field]);
  const changed = new Set(changes.map(({ process, field }) => key(process, field)));
  return groupedState(attributes, processes).map(({ role, fields, rows }) =>
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { scope: 'col' }, role),
          ...fields.map((field) => element('th', { scope: 'col' }, field)),
        ),
      ),
      element(
        'tbody',
        {},
        ...rows.map(({ process, values }) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, process),
            ...values.map((value, i) =>
              changed.has(key(process, fields[i]))
                ? element('td', { class: 'changed' }, value, unseen(' (changed)'))
                : element('td', { class: value === 'none' || value === '{}' ? 'faint' : null }, value),
            ),
          ),
        ),
      ),
    ),
  );
}

/** How a property stands after `step` steps: {mark, word, kind}. */
function standingOf({ to_be: toBe, since }, step) {
  const isSince = since !== null && step >= since;
  if (toBe === 'kept') {
    return isSince
      ? { kind: 'fails', mark: '✗', word: `fails since step ${since}` }
      : { kind: 'holds', mark: '✓', word: 'holds' };
  }
  return isSince
    ? { kind: 'reached', mark: '★', word: `reached in step ${since}` }
    : { kind: 'waits', mark: '·', word: 'not reached yet' };
}

/** Which properties hold after `step` of `length` steps, and where in the run that changes. */
function propertyTable(properties, step, length, statements) {
  return element(
    'table',
    { class: 'properties' },
    element(
      'thead',
      { class: 'unseen' },
      element(
        'tr',
        {},
        element('th', { scope: 'col' }, 'property'),
        element('th', { scope: 'col' }, 'after this step'),
      ),
    ),
    element(
      'tbody',
      {},
      ...properties.map((property) => {
        const { kind, mark, word } = standingOf(property, step);
        const course = element('span', { class: `course ${property.to_be}`, 'aria-hidden': 'true' });
        course.style.setProperty('--since', (property.since ?? length + 1) / (length + 1));
        course.style.setProperty('--at', (step + 0.5) / (length + 1));
        return element(
          'tr',
          { class: kind },
          element('th', { scope: 'row', title: statements.get(property.property) }, property.property),
          element(
            'td',
            {},
            element(
              'div',
              { class: 'standing' },
              element('span', { 'aria-hidden': 'true' }, mark),
              element('span', {}, word),
              course,
            ),
          ),
        );
      }),
    ),
  );
}

/** Whether a step is one of those that are taken again and again. */
const isRepeated = ({ loop, steps }, step) => loop !== undefined && step > loop.from && step <= steps.length;

/** Whether the run is not over after its last step: it goes on from an earlier one. */
const goesOn = (run) => isRepeated(run, run.steps.length);

const capitalized = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** What a step brings about besides its changes: [kind, text]. */
function remarksOf(run, step) {
  const { notes = [], needed = true } = run.steps[step - 1] ?? {};
  const remarks = notes.map((note) => ['good', `★ ${sentence(note)}`]);
  const { departure } = run;
  if (departure?.step === step) remarks.unshift(['bad', `⚠ ${againstOf(departure)}: ${sentence(departure.specified)}`]);
  if (departure?.again.includes(step)) remarks.unshift(['bad', `⚠ ${againstOf(departure)} would not do this either.`]);
  if (!needed)
    remarks.push(['faint', `Not needed for ${run.shows === 'witness' ? 'what is reached' : 'the violation'}.`]);
  if (isRepeated(run, step) && step === run.loop.from + 1)
    remarks.push(['bad', `↻ ${capitalized(sentence(run.loop.marks.begin))}`]);
  if (step === run.steps.length && run.loop) {
    remarks.push(
      ['bad', `${goesOn(run) ? '↺' : '■'} ${capitalized(sentence(run.loop.marks.end))}`],
      ['bad', `✗ This run violates ${run.property}.`],
    );
  } else if (step === run.steps.length) {
    // Others may fail in the same step.
    const others = run.properties.filter(({ property, to_be: toBe, since }) => toBe === 'kept' && since === step && property !== run.property);
    const violated = [run.property, ...others.map(({ property }) => property)].join(' and ');
    remarks.push(
      run.shows === 'witness'
        ? ['good', `✓ ${run.property} is reached.`]
        : ['bad', `✗ ${violated} ${others.length > 0 ? 'are' : 'is'} violated.`],
    );
  }
  return remarks;
}

const remarkItems = (remarks) => remarks.map(([kind, text]) => element('li', { class: kind }, text));

/** What a departure is held against. */
function againstOf({ held_against: against }) {
  if (against === 'specified') return 'The protocol as specified';
  return against === 'repaired' ? 'The repaired protocol' : 'The protocol without that change';
}

/** A rule that is to blame, as paragraphs: what it is about, and how it is decided here and elsewhere. */
function ruleParagraphs(change, rules) {
  const rule = rules.find((one) => one.change === change);
  if (!rule) return [element('p', {}, element('code', {}, change))];
  return [
    element('p', {}, rule.question),
    element(
      'ul',
      {},
      ...[
        ['here', `${rule.here}, `, element('code', {}, change)],
        ['as specified', rule.specified],
        ['repaired', rule.repaired],
      ]
        .filter(([, meaning]) => meaning)
        .map(([where, ...meaning]) => element('li', {}, element('b', {}, `${where}: `), ...meaning)),
    ),
    element('p', { class: 'faint' }, rule.source),
  ];
}

/** An item of the list of all steps, which leads to the step. */
function stepItem(run, step) {
  const { text, ballot, changes, needed } = run.steps[step - 1];
  const classes = [ballotClass(ballot), !needed && 'not-needed', isRepeated(run, step) && 'repeated', run.departure && [run.departure.step, ...run.departure.again].includes(step) && 'wrong']
    .filter(Boolean)
    .join(' ');
  return element(
    'li',
    { class: classes },
    element('a', { href: `#step=${step}` }, text),
    changes.length > 0 &&
      element(
        'span',
        { class: 'effect' },
        changes.map((c) => `${c.process} ${c.field}: ${c.before} → ${c.after}`).join('; '),
      ),
    element('ul', { class: 'remarks' }, ...remarkItems(remarksOf(run, step))),
  );
}

/**
 * A space-time diagram in a box, to which a step can be shown: what comes later fades, and what is on its way is seen to be.
 * `choose(step)` is called when a step is pointed at. Each call of `show` touches only what lies between the step before and the new one.
 */
function steppedDiagram(box, length, choose) {
  const drawing = box.querySelector('svg');
  const touched = Array.from({ length: length + 2 }, () => []);
  for (const drawn of drawing.querySelectorAll('[data-step], [data-sent]')) {
    const sent = Number(drawn.dataset.sent ?? drawn.dataset.step);
    const done = Number(drawn.dataset.step ?? length + 1);
    touched[sent].push({ drawn, sent, done });
    if (done !== sent) touched[done].push({ drawn, sent, done });
  }
  const heads = stickyHeads(drawing);
  box.prepend(heads);
  box.addEventListener('click', (event) => {
    const step = event.target.closest?.('[data-step]')?.dataset.step;
    if (step) choose(Number(step));
  });

  let shown = length;
  const setCurrent = (step, isCurrent) => {
    for (const { drawn, done } of touched[step]) if (done === step) drawn.classList.toggle('current', isCurrent);
  };
  return (step) => {
    setCurrent(shown, false);
    for (let i = Math.min(shown, step); i <= Math.max(shown, step); ++i) {
      for (const { drawn, sent, done } of touched[i]) {
        drawn.classList.toggle('later', sent > step);
        drawn.classList.toggle('on-its-way', sent <= step && step < done && done <= length);
      }
    }
    setCurrent(step, true);
    shown = step;
    const label = step > 0 && touched[step].find(({ drawn }) => drawn.matches('.step'))?.drawn.querySelector('.label');
    reveal(box, drawing, label, heads.clientHeight);
  };
}

/** The names of the lanes once more, which stay when the box is scrolled. */
function stickyHeads(drawing) {
  const height = 38;
  const heads = drawing.cloneNode(false);
  for (const name of ['role', 'aria-label']) heads.removeAttribute(name);
  heads.setAttribute('aria-hidden', 'true');
  heads.setAttribute('height', height);
  heads.setAttribute('viewBox', `0 0 ${drawing.viewBox.baseVal.width} ${height}`);
  heads.classList.add('heads');
  for (const lane of drawing.querySelectorAll('.lane')) {
    const head = lane.cloneNode(true);
    for (const path of head.querySelectorAll('path')) path.remove();
    heads.append(head);
  }
  return heads;
}

/** Scrolls a box, and nothing else, until a part of the drawing in it is seen below what covers its top; to the top if there is no part. */
function reveal(box, drawing, part, covered) {
  if (!part) {
    box.scrollTo(0, 0);
    return;
  }
  const { left: x, top: y, width, height } = part.getBoundingClientRect();
  const origin = drawing.getBoundingClientRect();
  // As little as possible from where the box is, with some of what is around the part.
  const aside = 30;
  const around = box.clientHeight / 5;
  const scrolled = (now, begin, end, room) => Math.max(Math.min(now, begin), end - room);
  box.scrollTo(
    scrolled(box.scrollLeft, x - origin.x - aside, x - origin.x + width + aside, box.clientWidth),
    scrolled(box.scrollTop, y - origin.y - covered - around, y - origin.y + height + around, box.clientHeight),
  );
}
