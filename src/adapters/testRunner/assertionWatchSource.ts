/**
 * Tells when what tests check with was replaced while they ran: a repair that does that makes every test green. It looks
 * once, when the process ends; code that puts the original back before that is not seen. Text: it runs inside the project's process.
 */
export const assertionWatchSource = `
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
`;
