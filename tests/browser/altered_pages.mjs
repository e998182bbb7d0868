// Pages that no short run makes: the page of a run with other data, and with more steps.

const kData = /(<script type="application\/json" id="run">)(.*?)(<\/script>)/s;

/** A page whose data `change` has changed, written into it as the program does. */
export function withData(html, change) {
  return html.replace(kData, (_, begin, data, end) => {
    const run = JSON.parse(data);
    change(run);
    return begin + JSON.stringify(run).replaceAll('<', '\\u003c') + end;
  });
}

/** The page of a run that goes through the steps of another page's again and again. The diagram goes on below, with its last steps left out. */
export function longPage(html, length) {
  let times;
  let once;
  const long = withData(html, (run) => {
    once = run.steps.length;
    times = Math.ceil(length / once);
    const again = (items, shifted) =>
      Array.from({ length: times }, (_, i) => items.map((item) => shifted(item, i * once))).flat();
    run.steps = again(run.steps, (step, by) => ({ ...step, step: step.step + by })).slice(0, length);
    run.messages = again(run.messages, (m, by) => ({
      ...m,
      sent: m.sent + by,
      received: m.received
        .map((receipt) => ({ ...receipt, step: receipt.step + by }))
        .filter(({ step }) => step <= length),
    })).filter(({ sent }) => sent <= length);
    run.states = [run.states[0], ...again(run.states.slice(1), (state) => state)].slice(0, length + 1);
    run.length = length;
  });
  const [drawing, begin, lines, end] = /(<svg [^>]*>\n)(.*?)(<\/svg>)/s.exec(long);
  const height = Number(/ height="([\d.]+)"/.exec(begin)[1]);
  const drawn = lines.split(/\n(?=<)/);
  const isOfAStep = (line) => /data-(step|sent)=/.test(line);
  const copies = Array.from(
    { length: times },
    (_, i) =>
      `<g transform="translate(0 ${i * (height - 40)})">${stepsOf(lines)
        .filter((part) => !/ violated"/.test(part))
        .map((part) => renumbered(part, i * once, length))
        .join('\n')}</g>`,
  );
  const last = stepsOf(lines)
    .find((part) => / violated"/.test(part))
    .replace(/data-step="\d+"/, `data-step="${length}"`);
  const heads = drawn.filter((line) => !isOfAStep(line) && /class="lane"/.test(line));
  const taller = begin
    .replace(/viewBox="0 0 ([\d.]+) [\d.]+"/, `viewBox="0 0 $1 ${height * times}"`)
    .replace(/ height="[\d.]+"/, ` height="${height * times}"`);
  return long.replace(drawing, () => `${taller}${heads.join('\n')}\n${copies.join('\n')}\n${last}${end}`);
}

/** The parts of a drawing that belong to steps: elements with all that is in them. */
function stepsOf(lines) {
  return lines.match(/^<rect [^>]*data-step=.*$|^<g [^>]*data-(?:step|sent)=[^]*?<\/g>$/gm) ?? [];
}

/** A part with the numbers of its steps shifted; nothing where that is beyond the end, and a message without its end if that is. */
function renumbered(part, by, length) {
  const shifted = part.replace(
    /data-(step|sent)="(\d+)"/g,
    (_, which, number) => `data-${which}="${Number(number) + by}"`,
  );
  const numbers = (which) =>
    [...shifted.matchAll(new RegExp(`data-${which}="(\\d+)"`, 'g'))].map(([, number]) => Number(number));
  if (Math.max(...numbers('sent'), ...numbers('step')) <= length) return shifted;
  return '';
}
