import type { LanguageIdioms } from './languageIdioms.ts';

/** JavaScript's library as it is used by mistake. */
export const javascriptIdioms: LanguageIdioms = {
  bareMethods: new Set(
    (
      'toUpperCase toLowerCase trim trimStart trimEnd toString keys values entries pop shift reverse sort slice flat ' +
      'getDate getDay getMonth getFullYear getHours getMinutes getSeconds getTime getUTCDate getUTCDay getUTCMonth ' +
      'getUTCFullYear getUTCHours toISOString toJSON next valueOf json text'
    ).split(' '),
  ),
  pure: new Set(
    (
      'concat replace replaceAll trim trimStart trimEnd toLowerCase toUpperCase slice substring substr padStart padEnd ' +
      'map filter flat flatMap split join toSorted toReversed toSpliced with repeat abs floor ceil round max min parseInt ' +
      'parseFloat Number String Boolean keys values entries freeze normalize'
    ).split(' '),
  ),
  usualArguments: {
    'splice/1': [{ text: '1', prior: 0.45 }],
    'parseInt/1': [{ text: '10', prior: 0.2 }],
    'toFixed/0': [{ text: '2', prior: 0.3 }],
    'toString/0': [
      { text: '2', prior: 0.14 },
      { text: '16', prior: 0.12 },
    ],
    'flat/0': [
      { text: 'Infinity', prior: 0.3 },
      { text: '2', prior: 0.06 },
    ],
    'padStart/1': [{ text: "'0'", prior: 0.3 }],
    'padEnd/1': [{ text: "'0'", prior: 0.1 }],
    'split/0': [
      { text: "''", prior: 0.3 },
      { text: "' '", prior: 0.2 },
    ],
    'join/0': [
      { text: "''", prior: 0.4 },
      { text: "' '", prior: 0.2 },
      { text: "', '", prior: 0.1 },
    ],
    'slice/0': [
      { text: '1', prior: 0.2 },
      { text: '0, -1', prior: 0.12 },
    ],
    'slice/1': [{ text: '-1', prior: 0.1 }],
    'max/1': [{ text: '0', prior: 0.2, first: true }],
    'stringify/1': [{ text: 'null, 2', prior: 0.2 }],
    'localeCompare/1': [{ text: "undefined, { sensitivity: 'base' }", prior: 0.08 }],
    'reduce/1': [
      { text: '0', prior: 0.3 },
      { text: '[]', prior: 0.14 },
      { text: '{}', prior: 0.12 },
    ],
  },
  conversions: [
    ['Number($)', 0.12],
    ['String($)', 0.1],
    ['Boolean($)', 0.06],
    ['parseInt($, 10)', 0.06],
    ['Math.abs($)', 0.08],
    ['Math.floor($)', 0.08],
    ['$.length', 0.1],
    ['$.trim()', 0.08],
    ['$.toLowerCase()', 0.09],
    ['$.toUpperCase()', 0.04],
    ['Object.keys($)', 0.06],
    ['Object.values($)', 0.05],
    ['Object.entries($)', 0.05],
    ['JSON.stringify($)', 0.07],
    ['[...$]', 0.06],
    ['new Set($)', 0.03],
    ['Promise.all($)', 0.08],
    ['$.reverse()', 0.06],
    ['$.flat()', 0.06],
    ['$.map(Number)', 0.05],
    ['$.toString()', 0.04],
  ],
  iterations: [
    ['Object.entries($)', 0.25],
    ['Object.keys($)', 0.16],
    ['Object.values($)', 0.14],
    ['$.entries()', 0.16],
    ['[...$]', 0.14],
    ['$.slice(0, -1)', 0.1],
    ['[...$].reverse()', 0.08],
    ['new Set($)', 0.05],
  ],
  siblings: [
    ['encodeURI', 'encodeURIComponent'],
    ['decodeURI', 'decodeURIComponent'],
    ['test', 'exec', 'match'],
    ['then', 'catch', 'finally'],
    ['setTimeout', 'setInterval'],
    ['clearTimeout', 'clearInterval'],
    ['before', 'after'],
    ['source', 'target'],
    ['getMinutes', 'getSeconds', 'getHours'],
    ['getTime', 'getDate'],
    ['querySelector', 'querySelectorAll'],
    ['is', 'has'],
    ['delete', 'clear'],
    ['sign', 'abs'],
  ],
  empties: ['[]', '{}', 'new Map()', 'new Set()'],
  has: (key, table) => [`${key} in ${table}`, `Object.hasOwn(${table}, ${key})`],
  slice: (list, from, to) =>
    `${list}.slice(${from ?? (to === undefined ? '' : '0')}${to === undefined ? '' : `, ${to}`})`,
};
