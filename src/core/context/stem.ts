const vowel = /[aeiouy]/;

/**
 * The stem of a lower-case English word, so that `creates`, `created`, `creating` and `create` are one term: the first steps of
 * Porter's algorithm (Porter 1980, steps 1a, 1b and 5a) without those that join words of different meaning. Other words stay.
 */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  return withoutE(withoutEnding(withoutPlural(word)));
}

function withoutPlural(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2);
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word;
  if (/(xes|ches|shes|zzes)$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('s') && !/(ss|us|is|as)$/.test(word)) return word.slice(0, -1);
  return word;
}

function withoutEnding(word: string): string {
  for (const ending of ['ing', 'ed'] as const) {
    if (!word.endsWith(ending)) continue;
    const rest = word.slice(0, -ending.length);
    if (rest.length < 3 || !vowel.test(rest)) return word;
    const last = rest.at(-1) ?? '';
    const isDouble = last === rest.at(-2) && !'lsz'.includes(last);
    return isDouble ? rest.slice(0, -1) : rest;
  }
  return word;
}

function withoutE(word: string): string {
  return word.length > 4 && word.endsWith('e') ? word.slice(0, -1) : word;
}
