/** How a model writes JSON that is nearly right. */
export interface Sloppiness {
  readonly quote: '"' | "'" | 'curly';
  readonly bareKeys: boolean;
  readonly trailingCommas: boolean;
  readonly comments: boolean;
  readonly pythonWords: boolean;
  readonly rawBreaks: boolean;
}

const exact: Sloppiness = {
  quote: '"',
  bareKeys: false,
  trailingCommas: false,
  comments: false,
  pythonWords: false,
  rawBreaks: false,
};

/** Writes a JSON value as a model might: valid without `how`, nearly valid with it. */
export function writeJson(value: unknown, how: Partial<Sloppiness> = {}): string {
  const style = { ...exact, ...how };
  const comma = style.trailingCommas ? ',' : '';
  const note = style.comments ? " // it's a { note\n" : '';
  if (Array.isArray(value)) {
    const items = value.map((item) => writeJson(item, style)).join(`,${note}`);
    return value.length === 0 ? '[]' : `[${note}${items}${comma}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, member]) => {
      const name = style.bareKeys && /^[A-Za-z_]\w*$/.test(key) ? key : text(key, style);
      return `${name}: ${writeJson(member, style)}`;
    });
    return members.length === 0 ? '{}' : `{${note}${members.join(`,${note}`)}${comma}}`;
  }
  if (typeof value === 'string') return text(value, style);
  const word = JSON.stringify(value);
  return style.pythonWords ? ({ true: 'True', false: 'False', null: 'None' }[word] ?? word) : word;
}

function text(value: string, { quote, rawBreaks }: Sloppiness): string {
  const json = JSON.stringify(value).slice(1, -1);
  const broken = rawBreaks ? json.replace(/\\(.)/g, (whole, char) => (char === 'n' ? '\n' : whole)) : json;
  if (quote === '"') return `"${broken}"`;
  if (quote === "'")
    return `'${broken.replace(/\\.|'/gs, (one) => (one === '\\"' ? '"' : one === "'" ? "\\'" : one))}'`;
  return `\u201c${broken.replace(/[\u201c\u201d]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`)}\u201d`;
}
