/** Runs inside the sandbox: `node --check` for each file, four at a time. It parses and never runs the file. */
export const nodeSyntaxSource = String.raw`
const { execFile } = require('node:child_process');
const files = process.argv.slice(1);
const write = (value) => process.stdout.write(JSON.stringify(value) + '\n');
let next = 0;
let done = 0;
function read(file, error, stderr) {
  if (!error) return { file };
  if (!/^SyntaxError/m.test(stderr)) return { file, skipped: true };
  const lines = stderr.split('\n');
  const at = lines.findIndex((line) => /:\d+$/.test(line));
  const caret = lines.findIndex((line, index) => index > at && /^\s*\^+\s*$/.test(line));
  const message = lines.find((line) => line.startsWith('SyntaxError')) || 'SyntaxError';
  return {
    file,
    line: at < 0 ? undefined : Number(/:(\d+)$/.exec(lines[at])[1]),
    column: caret < 0 ? undefined : lines[caret].indexOf('^') + 1,
    message,
  };
}
function step() {
  if (next >= files.length) return;
  const file = files[next++];
  execFile(process.execPath, ['--check', file], { env: {}, timeout: 20000 }, (error, _out, stderr) => {
    write(read(file, error, stderr));
    if (++done === files.length) write({ end: done });
    step();
  });
}
if (files.length === 0) write({ end: 0 });
for (let i = 0; i < 4; i++) step();
`;

/** Runs inside the sandbox: compiles each file without writing or running the result. */
export const pythonSyntaxSource = `
import json, sys, warnings
warnings.simplefilter("ignore")
files = sys.argv[1:]
for name in files:
    answer = {"file": name}
    try:
        with open(name, "rb") as handle:
            compile(handle.read(), name, "exec", dont_inherit=True)
    except SyntaxError as error:
        answer.update(line=error.lineno, column=error.offset, message="%s: %s" % (type(error).__name__, error.msg))
    except ValueError as error:
        answer.update(line=1, message="ValueError: %s" % (error,))
    except (OSError, RecursionError, MemoryError):
        answer["skipped"] = True
    print(json.dumps(answer))
print(json.dumps({"end": len(files)}))
`;
