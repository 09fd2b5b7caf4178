import type { LanguageIdioms } from './languageIdioms.ts';

/** Python's library as it is used by mistake. */
export const pythonIdioms: LanguageIdioms = {
  bareMethods: new Set(
    (
      'strip lstrip rstrip lower upper title capitalize casefold swapcase split splitlines copy keys values items ' +
      'isdigit isalpha isalnum isspace isupper islower pop popleft read readline readlines close total_seconds date ' +
      'weekday isoweekday isoformat group groups'
    ).split(' '),
  ),
  pure: new Set(
    (
      'strip lstrip rstrip lower upper title capitalize casefold replace split join format sorted reversed union ' +
      'intersection difference symmetric_difference removeprefix removesuffix ljust rjust center zfill abs round ' +
      'max min sum map filter list tuple set dict str int float encode decode copy translate'
    ).split(' '),
  ),
  usualArguments: {
    'popitem/0': [{ text: 'last=False', prior: 0.4 }],
    'pop/0': [
      { text: '0', prior: 0.05 },
      { text: '-1', prior: 0.04 },
    ],
    'split/1': [{ text: '1', prior: 0.22 }],
    'rsplit/1': [{ text: '1', prior: 0.22 }],
    'replace/2': [{ text: '1', prior: 0.12 }],
    'enumerate/1': [
      { text: '1', prior: 0.25 },
      { text: 'start=1', prior: 0.06 },
    ],
    'round/1': [
      { text: '2', prior: 0.25 },
      { text: '1', prior: 0.08 },
    ],
    'range/1': [
      { text: '1', prior: 0.3, first: true },
      { text: '2', prior: 0.1, first: true },
    ],
    'range/2': [
      { text: '-1', prior: 0.2 },
      { text: '2', prior: 0.1 },
    ],
    'sum/1': [{ text: '[]', prior: 0.12 }],
    'max/1': [
      { text: 'default=0', prior: 0.25 },
      { text: 'default=None', prior: 0.1 },
      { text: 'key=len', prior: 0.16 },
    ],
    'min/1': [
      { text: 'default=0', prior: 0.22 },
      { text: 'default=None', prior: 0.1 },
      { text: 'key=len', prior: 0.14 },
    ],
    'sorted/1': [
      { text: 'reverse=True', prior: 0.22 },
      { text: 'key=len', prior: 0.16 },
      { text: 'key=str.lower', prior: 0.14 },
      { text: 'key=int', prior: 0.08 },
    ],
    'sort/0': [
      { text: 'reverse=True', prior: 0.22 },
      { text: 'key=len', prior: 0.16 },
      { text: 'key=str.lower', prior: 0.14 },
      { text: 'key=int', prior: 0.08 },
    ],
    'next/1': [{ text: 'None', prior: 0.3 }],
    'getattr/2': [{ text: 'None', prior: 0.3 }],
    'int/1': [
      { text: '2', prior: 0.12 },
      { text: '16', prior: 0.12 },
    ],
    'strip/0': [
      { text: '"/"', prior: 0.06 },
      { text: '","', prior: 0.05 },
    ],
    'findall/2': [{ text: 're.IGNORECASE', prior: 0.12 }],
    'search/2': [{ text: 're.IGNORECASE', prior: 0.14 }],
    'match/2': [{ text: 're.IGNORECASE', prior: 0.14 }],
    'sub/3': [{ text: 'flags=re.IGNORECASE', prior: 0.1 }],
    'dumps/1': [
      { text: 'sort_keys=True', prior: 0.22 },
      { text: 'indent=2', prior: 0.1 },
      { text: 'ensure_ascii=False', prior: 0.12 },
    ],
    'zfill/0': [{ text: '2', prior: 0.2 }],
    'makedirs/1': [{ text: 'exist_ok=True', prior: 0.3 }],
    'gather/1': [{ text: 'return_exceptions=True', prior: 0.2 }],
    'mkdir/0': [{ text: 'parents=True, exist_ok=True', prior: 0.2 }],
  },
  conversions: [
    ['sorted($)', 0.1],
    ['list($)', 0.08],
    ['set($)', 0.07],
    ['tuple($)', 0.06],
    ['len($)', 0.1],
    ['sum($)', 0.05],
    ['str($)', 0.1],
    ['$.strip()', 0.08],
    ['$.lower()', 0.09],
    ['$.upper()', 0.04],
    ['reversed($)', 0.05],
    ['$[::-1]', 0.08],
    ['int($)', 0.1],
    ['float($)', 0.05],
    ['bool($)', 0.05],
    ['abs($)', 0.08],
    ['ord($)', 0.04],
  ],
  iterations: [
    ['$.items()', 0.3],
    ['enumerate($)', 0.2],
    ['list($)', 0.12],
    ['sorted($)', 0.14],
    ['reversed($)', 0.07],
    ['set($)', 0.06],
    ['range(len($))', 0.14],
    ['range($)', 0.1],
    ['$.values()', 0.08],
    ['$.split()', 0.05],
    ['$[:-1]', 0.12],
    ['$[::-1]', 0.05],
  ],
  siblings: [
    ['lstrip', 'removeprefix'],
    ['rstrip', 'removesuffix'],
    ['encode', 'decode'],
    ['dump', 'dumps'],
    ['load', 'loads'],
    ['read', 'readline', 'readlines'],
    ['isupper', 'islower'],
    ['utcnow', 'now'],
    ['hex', 'oct', 'bin'],
    ['ord', 'chr'],
    ['isoformat', 'strftime'],
    ['remove', 'pop', 'discard'],
    ['year', 'month', 'day'],
    ['hour', 'minute', 'second'],
    ['before', 'after'],
    ['source', 'target'],
  ],
  empties: ['[]', '{}', 'set()'],
  has: (key, table) => [`${key} in ${table}`],
  slice: (list, from, to) => `${list}[${from ?? ''}:${to ?? ''}]`,
};
