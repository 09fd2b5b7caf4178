function matchBrackets(program) {
  const partner = new Map();
  const open = [];
  for (let at = 0; at < program.length; at += 1) {
    if (program[at] === '[') open.push(at);
    if (program[at] !== ']') continue;
    if (open.length === 0) throw new SyntaxError(`no [ for the ] at ${at}`);
    const start = open.pop();
    partner.set(start, at);
    partner.set(at, start);
  }
  if (open.length > 0) throw new SyntaxError(`no ] for the [ at ${open.pop()}`);
  return partner;
}

/** What a program writes that reads the input; at the end of the input it reads 0. */
export function run(program, input = '') {
  const partner = matchBrackets(program);
  const tape = new Uint8Array(30000);
  let cell = 0;
  let read = 0;
  let output = '';
  for (let at = 0; at < program.length; at += 1) {
    const command = program[at];
    if (command === '>') cell += 1;
    else if (command === '<') cell -= 1;
    else if (command === '+') tape[cell] += 1;
    else if (command === '-') tape[cell] -= 1;
    else if (command === '.') output += String.fromCharCode(tape[cell]);
    else if (command === ',') {
      tape[cell] = read < input.length ? input.charCodeAt(read) : 0;
      read += 1;
    } else if (command === '[' && tape[cell] === 0) at = partner.get(at);
    else if (command === ']' && tape[cell] !== 0) at = partner.get(at);
  }
  return output;
}
