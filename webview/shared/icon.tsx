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
} as const;

/** Names of the icons there are. */
export type IconName = keyof typeof paths;

/** A small line drawing in the colour of the text. Always beside a word, so screen readers skip it. */
export function Icon({ name, tone = '' }: { readonly name: IconName; readonly tone?: string }) {
  return (
    <svg
      class={`icon ${name === 'spin' ? 'spin' : ''} ${tone}`}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
