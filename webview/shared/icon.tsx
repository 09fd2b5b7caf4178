const paths = {
  check: 'M13.5 3.8 6.3 12 2.6 8.6',
  cross: 'm3.5 3.5 9 9m0-9-9 9',
  warning: 'M8 2 1.6 13.5h12.8L8 2Zm0 4.2v3.6m0 1.6v.6',
  info: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8Zm0 5.4v4m0-6.4v.6',
  circle: 'M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z',
  right: 'm6 3.5 4.5 4.5L6 12.5',
  down: 'M3.5 6 8 10.5 12.5 6',
  spin: 'M13.8 8A5.8 5.8 0 1 1 8 2.2',
  pause: 'M5.5 3v10m5-10v10',
  slash: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM3.7 12.3l8.6-8.6',
  open: 'M9.5 2.5h4v4m0-4-6 6M6.5 4h-4v9.5H12v-4',
  shield: 'M8 1.8 3 3.6v4c0 3.2 2 5.3 5 6.6 3-1.3 5-3.4 5-6.6v-4L8 1.8Zm-2 4.4 4 4m0-4-4 4',
  agent: 'M5 5.5h6a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-3a2 2 0 0 1 2-2ZM8 5.5V3M5.8 8.8v.4m4.4-.4v.4',
  tool: 'M10.4 2.6a3.4 3.4 0 0 0-3.3 4.3l-4.4 4.4a1.4 1.4 0 0 0 2 2L9.1 8.9a3.4 3.4 0 0 0 4.2-4.2l-2 2-2-2 2-2a3.4 3.4 0 0 0-.9-.1Z',
  terminal: 'M2.5 3.5h11v9h-11ZM5 6.2 7 8 5 9.8m3.5.2H11',
  workflow: 'M2.5 3H6v3.5H2.5ZM10 9.5h3.5V13H10ZM6 4.8h3.8a2 2 0 0 1 2 2v2.7',
  person: 'M8 7.8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-4.8 5.6c.5-2.4 2.4-3.6 4.8-3.6s4.3 1.2 4.8 3.6',
  items: 'M5.8 4h7.7M5.8 8h7.7m-7.7 4h7.7M2.7 4h.1m-.1 4h.1m-.1 4h.1',
  loop: 'M3 8a5 5 0 0 1 8.6-3.4L13 6m0-3v3h-3m3 2a5 5 0 0 1-8.6 3.4L3 10m0 3v-3h3',
  race: 'M3.5 13.5v-11H12l-1.6 3L12 8.5H3.5',
  question: 'M6 6.2a2 2 0 1 1 3 1.8c-.7.4-1 .8-1 1.6m0 2.2v.2',
  clock: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8Zm0 2.9V8l2.3 1.5',
  skip: 'm3.5 4 5.2 4-5.2 4V4Zm8.6 0v8',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M2.5 6V2.5H6m4 0h3.5V6m0 4v3.5H10m-4 0H2.5V10',
  list: 'M2.5 4h11m-11 4h11m-11 4h11',
  comment: 'M2.5 3h11v8H8l-3.5 2.7V11h-2V3Z',
  retry: 'M13 3v3.6H9.4M12.6 6.6A5.2 5.2 0 1 0 13 9.4',
} as const;

/** Names of the icons there are. */
export type IconName = keyof typeof paths;

/** The lines of an icon as SVG path data, 16 px wide, for pictures that draw it themselves. */
export function iconPath(name: IconName): string {
  return paths[name];
}

/** A small line drawing in the colour of the text. Always beside a word, so screen readers skip it. */
export function Icon({ name, tone = '' }: { readonly name: IconName; readonly tone?: string }) {
  return <LineDrawing path={paths[name]} look={`icon ${name === 'spin' ? 'spin' : ''} ${tone}`} width="1.5" />;
}

/** Lines 16 px wide; `look` are its classes, `width` that of a line. */
export function LineDrawing({
  path,
  look,
  width,
}: {
  readonly path: string;
  readonly look: string;
  readonly width: string;
}) {
  return (
    <svg
      class={look}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width={width}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}
