/** The person's language, as the extension wrote it into the page; English texts are their own keys. */
function loadTexts(): Readonly<Record<string, string>> {
  const found: unknown = JSON.parse(document.body.dataset.texts ?? '{}');
  return typeof found === 'object' && found !== null ? (found as Record<string, string>) : {};
}

const texts = loadTexts();

/** The text in the person's language, with {0}, {1} … filled in. */
export function t(text: string, ...values: readonly (string | number)[]): string {
  return (texts[text] ?? text).replace(/\{(\d+)\}/g, (all, index) => String(values[Number(index)] ?? all));
}
