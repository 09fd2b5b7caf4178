/** What programs need to find their parts, and nothing that could be a secret. */
const usual: readonly string[] = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR'],
  ...['SystemRoot', 'ComSpec', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'TEMP', 'TMP'],
];

/** The environment of a hook on the host: the usual variables, and those that the person named for it. */
export function hookEnvironment(
  host: Readonly<Record<string, string | undefined>>,
  named: readonly string[],
): Record<string, string> {
  const pairs = [...usual, ...named].flatMap((name): [string, string][] => {
    const value = Object.hasOwn(host, name) ? host[name] : undefined;
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(pairs);
}
