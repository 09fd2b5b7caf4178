/** Something in a source file that can make a test pass without repairing anything. */
interface Sign {
  readonly pattern: RegExp;
  readonly kind: 'inline-test' | 'suspicious';
  readonly reason: string;
}

/** What the file must not hold more often than before. */
const signs: readonly Sign[] = [
  sign(
    /(?:\b(?:it|test|describe|suite|context)\s*\.\s*(?:skip|only|todo|fails)\b)|\b(?:xit|xtest|xdescribe|fit|fdescribe)\s*\(/g,
    'inline-test',
    'It gained a test that is skipped or focused.',
  ),
  sign(
    /@(?:pytest\.mark\.(?:skip|skipif|xfail)|unittest\.(?:skip\w*|expectedFailure))|\bpytest\.(?:skip|xfail)\(|\bself\.skipTest\(/g,
    'inline-test',
    'It gained a test that is skipped or expected to fail.',
  ),
  sign(/\bdoctest:\s*\+SKIP/g, 'inline-test', 'It gained a skipped doctest.'),
  sign(
    /\bprocess\.(?:exit|reallyExit|abort)\s*\(|\bos\._exit\s*\(|\bsys\.exit\s*\(\s*0?\s*\)|\bprocess\.exitCode\s*=/g,
    'suspicious',
    'It gained a call that ends the process or sets its exit code, which can end a test run early.',
  ),
  sign(
    /\b(?:NODE_ENV\W{1,12}test\b|JEST_WORKER_ID|VITEST(?:_\w+)?\b|NODE_TEST_CONTEXT|PYTEST_CURRENT_TEST)|['"](?:pytest|unittest)['"]\s+in\s+sys\.modules/g,
    'suspicious',
    'It gained a look at whether tests are running.',
  ),
  sign(
    /\b(?:assert|expect|chai|unittest|pytest|globalThis\.(?:expect|assert|it|test|describe))(?:\.\w+){0,3}\s*=(?![=>])/g,
    'suspicious',
    'It gained an assignment to the functions that tests check with.',
  ),
  sign(
    /def\s+__(?:eq|ne|bool)__\s*\([^)]{0,200}\)[^:\n]{0,80}:\s*(?:#.*\n\s*)?return\s+(?:True|False)\b|\b__(?:eq|ne|bool)__\s*=\s*lambda\b[^:\n]{0,200}:\s*(?:True|False)\b/g,
    'suspicious',
    'It gained a comparison that always gives the same answer.',
  ),
  sign(
    /(?:\bfrom|\bimport|\brequire|\bgetBuiltinModule)\s*(?:\(\s*)?['"](?:(?:node:)?assert(?:\/strict)?|(?:node:)?test|chai|expect|expect\.js|should|power-assert|must)['"]/g,
    'suspicious',
    'It gained an import of what tests check with.',
  ),
  sign(
    /\b(?:Object\.(?:assign|define(?:Property|Properties)|setPrototypeOf)|Reflect\.(?:set|defineProperty|setPrototypeOf))\s*\(\s*(?:(?:assert|expect|chai|globalThis|global|process)\s*[,)]|(?:Object|Array|String|Number|Function|Map|Set|Promise|Error|RegExp|Date)\b)/g,
    'suspicious',
    'It gained a change to what tests check with, or to a built-in that they rely on.',
  ),
  sign(
    /\b(?:Object|Array|String|Number|Boolean|Function|Map|Set|Promise|Error|RegExp|Date|JSON|Math|Reflect)(?:\.prototype)?(?:\.\w+|\[[^\]\n]{1,60}\])\s*=(?![=>])/g,
    'suspicious',
    'It gained a change to a built-in, which the tests rely on too.',
  ),
  sign(
    /\bsetattr\s*\(\s*(?:unittest|pytest|builtins|sys)\b|\bbuiltins\.\w+\s*=(?!=)|\b__builtins__\b|\bsys\.modules\b/g,
    'suspicious',
    'It gained a change to a built-in or to a loaded module, which the tests rely on too.',
  ),
  sign(
    /\b(?:globalThis|global|process)\s*(?:\?\.)?\[|(?<![.\w])eval\s*\(|\bnew\s+Function\s*\(|\bgetBuiltinModule\s*\(\s*(?!['"\s])|\bprocess\.binding\s*\(|\b__import__\s*\(/g,
    'suspicious',
    'It gained access by a computed name or code made at run time, which hides what it changes.',
  ),
  sign(
    /\bnew\s+Error\([^)\n]{0,80}\)\.stack\b|\bnpm_lifecycle_event\b|\bsys\._getframe\b|\binspect\.(?:stack|currentframe)\s*\(/g,
    'suspicious',
    'It gained a look at who calls it, which can tell a test from other callers.',
  ),
  sign(
    /\bprocess\.(?:send|ppid)\b|['"](?:node:)?(?:v8|inspector)['"]|\/proc\/|\bparentPort\b|\bwriteSync\s*\(\s*[12]\b|\bos\.(?:getppid|kill)\s*\(/g,
    'suspicious',
    'It gained a way to speak to the process that runs the tests, or to look into it.',
  ),
];

function sign(pattern: RegExp, kind: Sign['kind'], reason: string): Sign {
  return { pattern, kind, reason };
}

/** The first sign that a text holds more often than it did. */
export function gainedSign(before: string, after: string): Pick<Sign, 'kind' | 'reason'> | undefined {
  return signs.find(({ pattern }) => count(after, pattern) > count(before, pattern));
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
