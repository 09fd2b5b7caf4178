// What a client accepts: media types, languages and encodings with their qualities.

/** Splits at a character that is not within quotes. */
function splitUnquoted(text, separator) {
  const parts = [''];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    if (quoted && character === '\\') {
      parts[parts.length - 1] += character + (text[at + 1] ?? '');
      at += 1;
    } else if (character === separator && !quoted) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

function unquote(text) {
  return text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}

/** The elements of a header as { value, parameters, quality, order }; those without a value are left out. */
export function parse(header) {
  return splitUnquoted(header, ',').flatMap((element, order) => {
    const [value, ...rest] = splitUnquoted(element, ';').map((part) => part.trim());
    if (value === '') return [];
    const parameters = {};
    let quality = 1;
    for (const part of rest) {
      const equals = part.indexOf('=');
      if (equals === -1) continue;
      const name = part.slice(0, equals).trim().toLowerCase();
      const text = unquote(part.slice(equals + 1).trim());
      if (name === 'q') {
        quality = Number.parseFloat(text);
        break;
      }
      parameters[name] = text;
    }
    return [{ value: value.toLowerCase(), parameters, quality, order }];
  });
}

/** How closely an accepted media type describes this one, from 0 ("*" + "/*") upwards; -1 when it does not. */
function mediaSpecificity(accepted, provided) {
  const [type, subtype] = accepted.value.split('/');
  const [providedType, providedSubtype] = provided.value.split('/');
  let specificity = 0;
  if (type === providedType) specificity += 4;
  else if (type !== '*') return -1;
  if (subtype === providedSubtype) specificity += 2;
  else if (subtype !== '*') return -1;
  const names = Object.keys(accepted.parameters);
  const same = (name) => accepted.parameters[name].toLowerCase() === provided.parameters[name]?.toLowerCase();
  if (!names.every(same)) return -1;
  return names.length > 0 ? specificity + 1 : specificity;
}

/** "en" describes "en-US" too, and "en-US" a little of "en". */
function languageSpecificity(accepted, provided) {
  if (accepted.value === provided.value) return 4;
  if (accepted.value === provided.value.split('-')[0]) return 2;
  if (accepted.value.split('-')[0] === provided.value) return 1;
  return accepted.value === '*' ? 0 : -1;
}

function plainSpecificity(accepted, provided) {
  if (accepted.value === provided.value) return 1;
  return accepted.value === '*' ? 0 : -1;
}

/** The closest of what is accepted, the first of equals. */
function rate(provided, accepted, specificity) {
  let best = { specificity: -1, quality: 0, order: Number.MAX_SAFE_INTEGER };
  for (const one of accepted) {
    const found = specificity(one, provided);
    if (found > best.specificity) best = { specificity: found, quality: one.quality, order: one.order };
  }
  return best;
}

function preferred(provided, accepted, specificity) {
  return provided
    .map((text, index) => ({ text, index, ...rate(parse(text)[0] ?? { value: '', parameters: {} }, accepted, specificity) }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || b.specificity - a.specificity || a.order - b.order || a.index - b.index)
    .map(({ text }) => text);
}

/** Those of the provided media types that are accepted, best first. Without a header all are. */
export function preferredMediaTypes(header, provided) {
  return preferred(provided, parse(header ?? '*/*'), mediaSpecificity);
}

export function preferredLanguages(header, provided) {
  return preferred(provided, parse(header ?? '*'), languageSpecificity);
}

/** As they are; "identity" is always accepted, as a last resort, unless it is refused. */
export function preferredEncodings(header, provided) {
  const accepted = parse(header ?? '');
  const named = accepted.some(({ value }) => value === 'identity' || value === '*');
  const lowest = accepted.reduce((low, { quality }) => Math.min(low, quality || 1), 1);
  if (!named) accepted.push({ value: 'identity', parameters: {}, quality: lowest, order: accepted.length });
  return preferred(provided, accepted, plainSpecificity);
}
