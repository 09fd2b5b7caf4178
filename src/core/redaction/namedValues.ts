/** How a value is written down beside its name. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
  readonly quoted: boolean;
  /** A line of a settings file or a flag: what is not in quotes is a text there, not a name of something else. */
  readonly plain: boolean;
}

type Kind = 'password' | 'key';

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

const passwords = wordSet('password passwd pwd pass passphrase passcode psk pw mnemonic seed');
const keys = wordSet(
  'secret secrets token apikey credential credentials bearer authorization auth pat dockerconfigjson cookies authkey',
);
/** `key` says nothing alone: half of all programs have a key of something. */
const beforeKey = wordSet(
  'api access private account encryption signing secret master shared storage service auth app application license deploy admin write read subscription dd sdk preshared session hmac jwt webhook',
);
const sessions = wordSet('session sid sessionid sig signature jsessionid phpsessid');
/** With one of these at its end a name is about a secret, and none itself. */
const about = wordSet(
  'count counts counter length len name names field fields label labels type types kind id ids url uri path file filename hint text message messages placeholder regex regexp pattern policy expiry expires expire expiration ttl limit limits max min index indices start end size usage header headers prefix suffix env var variable ref class validator strength enabled required reset format version rotation error errors title description help helper provider manager service store stream list input output prompt type generator factory status code codes parser lexer kind position pos offset line budget rate cost price total used remaining per window source target group role scope scopes audience issuer algorithm alg salt rounds arn method mode option options config strategy handler middleware check checks rule rules test tests spec page form button icon column table mapping function callback hook at on date time address addresses utils util',
);

/** The words of a name, in lower case: `DB_passWord` gives `db`, `pass`, `word`, and `dbpassword` is one. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

const known = new Map<string, Kind | undefined>();
const mostKnown = 5_000;

/** What a name says of its value; undefined: nothing. */
export function kindOf(name: string): Kind | undefined {
  if (known.has(name)) return known.get(name);
  if (known.size >= mostKnown) known.clear();
  const kind = readKind(name);
  known.set(name, kind);
  return kind;
}

function readKind(name: string): Kind | undefined {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  if (about.has(last) && !(last === 'id' && words.includes('session'))) return undefined;
  if (words.includes('public') || words.includes('publishable')) return undefined;
  const joined = words.join('');
  if (
    words.some((word) => passwords.has(word)) ||
    /(?:password|passwd|passphrase|(?<!by|com|sur|tres|over|under)pass)\d*$/.test(joined)
  )
    return 'password';
  if (words.some((word) => keys.has(word) || sessions.has(word))) return 'key';
  if (/(?:apikey|secretkey|accesskey|privatekey|secret|token)\d*$/.test(joined)) return 'key';
  const isKey = words.some((word, at) => word === 'key' && at > 0 && beforeKey.has(words[at - 1] ?? ''));
  return isKey ? 'key' : undefined;
}

const standIn =
  /\$\{|\{\{|\$\(|^\$|^<|^%\w+%|^\[|^@|\bprocess\.env|os\.environ|getenv|secrets\.|example|your|xxxx|changeme|change-me|change_me|placeholder|dummy|redacted|\*\*\*|\.\.\.|todo|insert|replace|sample|fixme|not[-_ ]?set|undefined|function|required|optional|^(?:true|false|null|none|nil|string|number|boolean|object)$/i;

/** Whether a value that stands beside such a name is one that must not be seen. */
export function isSecretValue({ name, value, quoted, plain }: NamedValue): boolean {
  const kind = kindOf(name);
  if (kind === undefined || standIn.test(value) || /^(.)\1*$/s.test(value)) return false;
  if (kind === 'password')
    return (quoted || !/^[A-Za-z][a-z]+(?:[A-Z][a-z]+)*$/.test(value)) && isPassword(value, quoted || plain);
  return isKey(value, quoted || plain);
}

function isPassword(value: string, isText: boolean): boolean {
  if (!isText && /^[A-Za-z_$][\w$]*(?:[.:?!([]|$)/.test(value) && !/[A-Za-z]\d+[a-z]/.test(value)) return false;
  if (/\s/.test(value)) return isPhrase(value);
  if (isText && isPhrase(value.replaceAll('-', ' ')) && value.split('-').length >= 3) return true;
  // So long is what a program was given: the password of a registry is a token of some thousand characters.
  if (value.length > 200) return isKey(value, isText);
  return (
    value.length >= 6 &&
    classesOf(value) >= 2 &&
    !/^[A-Z]?[a-z]+(?:[-_. /][a-z]+)*[.:?!]?$/.test(value) &&
    !/^[a-z]+(?:[A-Z][a-z]+)*$/.test(value)
  );
}

const sentence = wordSet(
  'are cannot does enter forgot invalid is must new not passphrase password please reset secret should wrong you your',
);

/** Some words that make no sentence: what people take who were told to use words. */
function isPhrase(value: string): boolean {
  const words = value.split(' ');
  if (words.length < 3 || words.length > 12 || value.length < 14) return false;
  return (
    words.every((word) => /^[A-Za-z0-9'-]+$/.test(word)) && !words.some((word) => sentence.has(word.toLowerCase()))
  );
}

function isKey(value: string, isText: boolean): boolean {
  if (/\s/.test(value) || value.length < 12 || value.length > 4000) return false;
  if (/[(){}[\]]/.test(value) && !(isText && value.length >= 30 && classesOf(value) >= 3)) return false;
  const letters = /[A-Za-z]/.test(value);
  const digits = value.replace(/[^0-9]/g, '').length;
  if (/^[A-Za-z0-9_./@:-]+$/.test(value) && isReadable(value)) return false;
  const bits = entropyOf(value);
  if (!isText)
    return (
      letters && digits >= 2 && value.length >= 16 && bits >= 3.2 && !/^[a-z_$][\w$]*\.[a-z_$][\w$.]*$/i.test(value)
    );
  if (letters && digits >= 1) return bits >= (value.length >= 20 ? 3 : 2.8);
  return value.length >= 20 && bits >= 3.6 && classesOf(value) >= 2;
}

/** Made of words and small numbers, as names, paths and versions are. */
function isReadable(value: string): boolean {
  const parts = value.split(/[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])/).filter((part) => part !== '');
  return (
    parts.every((part) => /^(?:[A-Z]?[a-z]{2,12}|[A-Z]{2,10}|[A-Za-z]|v?\d{1,4}|[a-z]{2,10}\d{1,3})$/.test(part)) &&
    parts.length > 1
  );
}

/** How many of lower case, upper case, digits and others there are. */
function classesOf(value: string): number {
  return [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((set) => set.test(value)).length;
}

/** Shannon's entropy of the characters of a text, in bits a character. */
export function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const letter of value) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
