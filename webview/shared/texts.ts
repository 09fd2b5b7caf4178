/** The person's language, as the extension wrote it into the page; English texts are their own keys. */
function loadTexts(): Readonly<Record<string, string>> {
  const found: unknown = JSON.parse(document.body.dataset.texts ?? '{}');
  return typeof found === 'object' && found !== null ? (found as Record<string, string>) : {};
}

const texts = loadTexts();

/** The text in the person's language, with {0}, {1} … filled in. */
export function t(text: string, ...values: readonly (string | number)[]): string {
  const said = texts[text] ?? text;
  // Pages that draw a thousand things ask for words thousands of times.
  if (values.length === 0) return said;
  return said.replace(/\{(\d+)\}/g, (all, index) => String(values[Number(index)] ?? all));
}
