import { type LiteralCall, textOfCall } from './seenCalls.ts';
import type { SyntaxLanguage } from './syntaxParser.ts';

/** A program to be read from standard input by the language's interpreter. It prints one line for each call: what it gave. */
export interface ProbeProgram {
  readonly arguments: readonly string[];
  readonly text: string;
}

/** What a call gave: a value as the language prints it, or what was thrown; undefined: no answer within its time. */
export type ProbeAnswer = string | undefined;

const callMs = 300;

/** Ends the answer of a call that changed what it was given. */
export const changesArguments = '; changes its arguments';

/** The program that makes these calls to functions of a file (relative to the folder it runs in); undefined for other languages. */
export function probeProgram(
  language: SyntaxLanguage,
  path: string,
  calls: readonly LiteralCall[],
): ProbeProgram | undefined {
  const given = JSON.stringify(
    JSON.stringify({ path, calls: calls.map((call) => ({ ...call, text: textOfCall(call) })) }),
  );
  if (language === 'python') return { arguments: ['-'], text: pythonText(given) };
  if (language === 'javascript' || language === 'typescript')
    return { arguments: ['--no-warnings', '--input-type=module'], text: scriptText(given) };
  return undefined;
}

/** The answers that the program printed, in the order of the calls. Hostile input: anything else is passed over. */
export function readAnswers(output: string, count: number): readonly ProbeAnswer[] {
  const answers: ProbeAnswer[] = Array.from({ length: count }, () => undefined);
  for (const line of output.split('\n')) {
    const match = /^#(\d{1,3}) (.{1,400})$/.exec(line);
    const at = Number(match?.[1] ?? Number.NaN);
    if (match && at < count) answers[at] = (match[2] ?? '').replace(/0x[0-9a-f]{4,}/gi, '0x…');
  }
  return answers;
}

function pythonText(given: string): string {
  return `import importlib.util, inspect, io, itertools, json, os, signal, sys
out = sys.stdout
sys.stdout = sys.stderr = io.StringIO()
given = json.loads(${given})
class Late(BaseException):
    pass
def late(*_):
    raise Late()
signal.signal(signal.SIGALRM, late)
folder = os.getcwd()
path = os.path.join(folder, given["path"])
for place in (os.path.dirname(path), os.path.join(folder, "src"), folder):
    sys.path.insert(0, place)
name = given["path"][:-3].replace("/", ".")
name = name[4:] if name.startswith("src.") else name
try:
    module = importlib.import_module(name)
except ImportError:
    spec = importlib.util.spec_from_file_location("probed", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
for at, call in enumerate(given["calls"]):
    signal.setitimer(signal.ITIMER_REAL, ${callMs / 1000})
    try:
        names = dict(vars(module))
        try:
            given_args = eval("[" + ", ".join(call["args"]) + "]", names)
        except SyntaxError:
            given_args = None
        before = repr(given_args)
        value = eval(call["text"], names) if given_args is None else eval(call["name"], names)(*given_args)
        if inspect.isgenerator(value):
            value = list(itertools.islice(value, 50))
        answer = "returns " + repr(value)[:250]
        if repr(given_args) != before:
            answer += "${changesArguments}"
    except Late:
        answer = "does not end"
    except RecursionError:
        answer = "does not end"
    except Exception as error:
        answer = "throws " + type(error).__name__
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    out.write("#%d %s\\n" % (at, answer.replace("\\n", " ")[:300]))
    out.flush()
`;
}

function scriptText(given: string): string {
  return `import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import vm from 'node:vm';
const given = JSON.parse(${given});
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true;
const module = await import(pathToFileURL(resolve(given.path)).href);
const found = { ...(module.default ?? {}), ...module };
for (const [at, { name, args }] of given.calls.entries()) {
  let answer;
  try {
    const call = found[name] ?? (typeof module.default === 'function' ? module.default : undefined);
    const values = new Function('return [' + args.join(', ') + ']')();
    const before = inspect(values, { depth: 4 });
    globalThis.__probe = () => call(...values);
    const result = vm.runInThisContext('globalThis.__probe()', { timeout: ${callMs} });
    const late = new Promise((_, reject) => setTimeout(() => reject(Object.assign(new Error(), { code: 'late' })), ${callMs}).unref());
    answer = 'returns ' + inspect(await Promise.race([result, late]), { depth: 4, breakLength: Infinity }).slice(0, 250);
    if (inspect(values, { depth: 4 }) !== before) answer += '${changesArguments}';
  } catch (error) {
    const isLate = error?.code === 'late' || error?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' || /call stack/.test(String(error?.message));
    answer = isLate ? 'does not end' : 'throws ' + (error?.name ?? typeof error);
  }
  write('#' + at + ' ' + answer.replaceAll('\\n', ' ').slice(0, 300) + '\\n');
}
process.exit(0);
`;
}
