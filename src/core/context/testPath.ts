/** True for a file that holds tests, by its name or folder, as test runners find them. */
export function isTestPath(path: string): boolean {
  return /(^|\/)(tests?|__tests__|spec|specs)\/|[._-](test|spec)s?\.\w+$|(^|\/)test_[^/]+\.py$|_test\.(py|go)$/i.test(
    path,
  );
}
