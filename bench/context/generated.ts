// Files that resemble the code of a large project, the same each time: enough of them for the bars of the index, whatever is installed.
import type { SourceFile } from './corpus.ts';

const verbs = [
  'load',
  'store',
  'parse',
  'render',
  'merge',
  'split',
  'count',
  'find',
  'check',
  'retry',
  'open',
  'close',
];
const nouns = [
  'order',
  'invoice',
  'customer',
  'session',
  'queue',
  'price',
  'report',
  'filter',
  'token',
  'window',
  'budget',
  'route',
];
const details = ['ByName', 'InOrder', 'WithLimit', 'OfDay', 'FromCache', 'AtOnce', 'Safely', 'ForUser'];
const linesOfFunction = 9;

/** `count` files of TypeScript, Python and Markdown, about 120 lines each, in folders of 40; a tenth of them are tests. */
export function* generatedFiles(count: number): Generator<SourceFile> {
  for (let at = 0; at < count; at++) {
    const random = generator(at + 1);
    const folder = `packages/${nameOf(generator(1 + Math.floor(at / 40)))}${Math.floor(at / 40)}/src`;
    const stem = `${nameOf(random)}${at}`;
    if (at % 20 === 7) yield { path: `${folder}/${stem}.md`, text: prose(random, stem) };
    else if (at % 5 === 3) yield { path: `${folder}/${snake(stem)}.py`, text: python(random) };
    else yield { path: `${folder}/${stem}${at % 10 === 1 ? '.test' : ''}.ts`, text: typescript(random) };
  }
}

type Random = (below: number) => number;

/** A linear congruential generator (Numerical Recipes, chapter 7): the same files on every machine. */
function generator(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const pick = (random: Random, from: readonly string[]) => from[random(from.length)] ?? '';
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const nameOf = (random: Random) => `${pick(random, verbs)}${capital(pick(random, nouns))}${pick(random, details)}`;
const snake = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

function sentence(random: Random): string {
  const [verb, noun, other] = [pick(random, verbs), pick(random, nouns), pick(random, nouns)];
  return `${capital(verb)}s the ${noun} of each ${other}, and gives up after ${1 + random(9)} attempts.`;
}

function functions(random: Random, one: (name: string, other: string, noun: string) => readonly string[]): string {
  const count = Math.floor(120 / linesOfFunction);
  const all = Array.from({ length: count }, (_, at) =>
    one(`${nameOf(random)}${at}`, nameOf(random), pick(random, nouns)),
  );
  return all.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function typescript(random: Random): string {
  const imports = [1, 2, 3].map(() => `import { ${nameOf(random)} } from './${nameOf(random)}.ts';\n`).join('');
  return `${imports}\n${functions(random, (name, other, noun) => [
    `/** ${sentence(random)} */`,
    `export function ${name}(${noun}: ${capital(noun)}, limit = ${random(100)}): ${capital(noun)}[] {`,
    `  const found: ${capital(noun)}[] = [];`,
    `  for (const item of ${other}(${noun})) {`,
    `    if (item.${pick(random, nouns)}Count > limit) found.push(item);`,
    '  }',
    `  return found.slice(0, ${1 + random(50)});`,
    '}',
  ])}`;
}

function python(random: Random): string {
  return `import ${snake(nameOf(random))}\n\n\n${functions(random, (name, other, noun) => [
    `def ${snake(name)}(${noun}, limit=${random(100)}):`,
    `    """${sentence(random)}"""`,
    '    found = []',
    `    for item in ${snake(other)}(${noun}):`,
    `        if item.${pick(random, nouns)}_count > limit:`,
    '            found.append(item)',
    '    return found',
    '',
  ])}`;
}

function prose(random: Random, title: string): string {
  const sections = Array.from({ length: 12 }, () => {
    const text = Array.from({ length: 4 }, () => sentence(random)).join('\n');
    return `## ${capital(pick(random, verbs))} the ${pick(random, nouns)}\n\n${text}\n`;
  });
  return `# ${title}\n\n${sections.join('\n')}`;
}
