// Words of a command line as a shell splits them, and back.

/** The words; an operator is { operator: "&&" }. Variables are taken from the environment. Throws when a quote has no end. */
export function split(line, environment = {}) {
  const words = [];
  let word;
  let at = 0;
  const add = (text) => {
    word = (word ?? '') + text;
  };
  const end = () => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  while (at < line.length) {
    const character = line[at];
    const operator = /^(?:&&|\|\||;;|>>|>&|[;|&<>()])/.exec(line.slice(at));
    if (character === "'") {
      const close = line.indexOf("'", at + 1);
      if (close === -1) throw new SyntaxError("a ' has no end");
      add(line.slice(at + 1, close));
      at = close + 1;
    } else if (character === '"') {
      const [text, next] = readQuoted(line, at + 1, environment);
      add(text);
      at = next;
    } else if (character === '\\') {
      if (line[at + 1] !== '\n') add(line[at + 1] ?? '\\');
      at += 2;
    } else if (character === '$') {
      const [text, next] = readVariable(line, at, environment);
      if (text !== '') add(text);
      at = next;
    } else if (/\s/.test(character)) {
      end();
      at += 1;
    } else if (character === '#' && word === undefined && (at === 0 || /[\s;|&<>()]/.test(line[at - 1]))) {
      const newline = line.indexOf('\n', at);
      at = newline === -1 ? line.length : newline;
    } else if (operator) {
      end();
      words.push({ operator: operator[0] });
      at += operator[0].length;
    } else {
      add(character);
      at += 1;
    }
  }
  end();
  return words;
}

/** What is between double quotes from there on, and the place after them. */
function readQuoted(line, start, environment) {
  let text = '';
  let at = start;
  while (line[at] !== '"') {
    if (at >= line.length) throw new SyntaxError('a " has no end');
    if (line[at] === '\\' && '"\\$`\n'.includes(line[at + 1] ?? 'x')) {
      if (line[at + 1] !== '\n') text += line[at + 1];
      at += 2;
    } else if (line[at] === '$') {
      const [value, next] = readVariable(line, at, environment);
      text += value;
      at = next;
    } else {
      text += line[at];
      at += 1;
    }
  }
  return [text, at + 1];
}

/** The value of $NAME, ${NAME} or ${NAME:-default}, and the place after it. */
function readVariable(line, start, environment) {
  const match = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::-([^{}]*))?\})/.exec(line.slice(start));
  if (match === null) return ['$', start + 1];
  const value = environment[match[1] ?? match[2]] ?? '';
  return [value === '' ? (match[3] ?? '') : value, start + match[0].length];
}

/** One word so that a shell takes it as it is. */
export function quote(word) {
  if (word === '') return "''";
  if (/^[\w@%+=:,./-]+$/.test(word) && !/^[\w]+=/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A line that `split` takes apart into these words and operators. */
export function join(words) {
  return words.map((word) => (typeof word === 'string' ? quote(word) : word.operator)).join(' ');
}

/** Assignments before a command, the command and its arguments. */
export function readCommand(line, environment = {}) {
  const words = split(line, environment);
  const variables = {};
  while (typeof words[0] === 'string' && /^[A-Za-z_]\w*=/.test(words[0])) {
    const [assignment] = words.splice(0, 1);
    const equals = assignment.indexOf('=');
    variables[assignment.slice(0, equals)] = assignment.slice(equals + 1);
  }
  const stop = words.findIndex((word) => typeof word !== 'string');
  const [command, ...args] = stop === -1 ? words : words.slice(0, stop);
  return { variables, command, args, rest: stop === -1 ? [] : words.slice(stop) };
}
