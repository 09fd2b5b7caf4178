type Methods<T> = { readonly [Name in keyof T]: (...args: never[]) => Promise<unknown> };

/**
 * Methods of a part that is loaded when the first of them is called, so that a command that lists runs loads no engine. All of
 * them have to be named.
 */
export function loadedLate<T extends Methods<T>>(names: Readonly<Record<keyof T, true>>, load: () => Promise<T>): T {
  let loading: Promise<T> | undefined;
  const methods = (Object.keys(names) as (keyof T)[]).map((name) => {
    const method = async (...args: never[]) => {
      loading ??= load();
      return (await loading)[name](...args);
    };
    return [name, method] as const;
  });
  return Object.fromEntries(methods) as T;
}
