/**
 * Tells when code under test deceives the runner: when what tests check with was replaced while they ran, which makes every test
 * green, and when a process leaves by a back door. It looks when the process ends; code that puts everything back before that,
 * and knows of the marks, is not seen. Text: it runs inside the project's process.
 */
export const testWatchSource = `
/** The functions of an object by name, as they are now. Accessors are left alone: reading one can change something. */
function functionsOf(object) {
  return Object.entries(Object.getOwnPropertyDescriptors(object)).flatMap(([name, { value }]) =>
    typeof value === 'function' ? [[name, value]] : [],
  );
}

function watchAssertions(where) {
  const describe = Object.getOwnPropertyDescriptor;
  const assert = require('node:assert');
  const watched = [
    ['assert', assert],
    ['assert', assert.strict],
  ];
  if (config.runner === 'node:test') watched.push(['node:test', require('node:test')]);
  const kept = watched.flatMap(([module, object]) => functionsOf(object).map(([name, value]) => ({ module, object, name, value })));
  process.on('exit', () => {
    const changed = kept.filter(({ object, name, value }) => (describe(object, name) || {}).value !== value);
    if (changed.length === 0) return;
    const names = [...new Set(changed.map(({ module, name }) => module + '.' + name))].sort();
    const segment = openSegment();
    segment.error('What tests check with was replaced while the tests of ' + where + ' ran: ' + names.slice(0, 5).join(', ') + '.');
    segment.end();
  });
}

/**
 * Leaves a mark that goes away only when the process comes to its end by itself, with exit code 0, and with its own way to
 * speak to the runner. Whatever it said before: where a mark is left, one of its tests has to be red.
 */
function watchEnd(where) {
  const mark = config.report + '-' + process.pid + '-open';
  const { rmSync, writeFileSync } = fs;
  const describe = Object.getOwnPropertyDescriptor;
  const write = describe(process.stdout, 'write');
  writeFileSync(mark, where);
  process.on('exit', (code) => {
    const now = describe(process.stdout, 'write');
    if (code === 0 && (now && now.value) === (write && write.value)) rmSync(mark, { force: true });
  });
}
`;
