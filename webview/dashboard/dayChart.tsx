import type { RunNumbers } from '../../src/protocol/dashboard.ts';
import { t } from '../shared/texts.ts';
import type { DayBar } from './figures.ts';
import { sayDay } from './words.ts';

/** What a chart of days shows. */
export interface DayChartProps {
  readonly title: string;
  /** Said instead of a chart in which there is nothing. */
  readonly nothing: string;
  readonly bars: readonly DayBar[];
  readonly legend: readonly { readonly key: string; readonly text: string }[];
  readonly say: (value: number) => string;
  /** The runs behind a day. */
  readonly runsOf: (day: string) => RunNumbers;
  readonly onPick: (label: string, runs: RunNumbers) => void;
}

const width = 600;
const height = 120;
const kinds = 6;

/** Days as stacked bars, with the same numbers as a table below for who cannot see them. */
export function DayChart(props: DayChartProps) {
  const { title, bars, legend, nothing } = props;
  const isEmpty = bars.every(({ total }) => total === 0);
  return (
    <section class="card chart" aria-label={title}>
      <h2>{title}</h2>
      {isEmpty ? (
        <p class="quiet">{nothing}</p>
      ) : (
        <>
          <Bars {...props} />
          <ul class="legend">
            {legend.map(({ key, text }, index) => (
              <li key={key}>
                <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
                  <rect class={`part-${index % kinds}`} width="10" height="10" />
                </svg>
                {text}
              </li>
            ))}
          </ul>
          <Table {...props} />
        </>
      )}
    </section>
  );
}

function Bars({ title, bars, legend, say, runsOf, onPick }: DayChartProps) {
  const step = width / bars.length;
  const highest = Math.max(...bars.map(({ total }) => total));
  const [first, last] = [bars[0], bars.at(-1)];
  const kindOf = (key: string) => legend.findIndex((one) => one.key === key) % kinds;
  return (
    <figure>
      <div class="axis quiet" aria-hidden="true">
        <span>{say(highest)}</span>
        <span>{say(0)}</span>
      </div>
      {/* A picture: the table below has the same numbers, and buttons that the keyboard reaches. */}
      <svg
        class="bars"
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('{0}, as bars. The table below has the same numbers.', title)}
      >
        {bars.map(({ day, total, parts }, index) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the table below has the same as buttons
          <g key={day} class="bar" onClick={() => total > 0 && onPick(`${title}: ${sayDay(day)}`, runsOf(day))}>
            <title>{`${sayDay(day)}: ${say(total)}`}</title>
            <rect class="reach" x={index * step} y={0} width={step} height={height} />
            {parts.map(({ key, from, to }) => (
              <rect
                key={key}
                class={`part-${kindOf(key)}`}
                x={index * step + step * 0.12}
                y={height * (1 - to)}
                width={step * 0.76}
                height={Math.max(1, height * (to - from))}
              />
            ))}
          </g>
        ))}
      </svg>
      <figcaption class="quiet" aria-hidden="true">
        <span>{first && sayDay(first.day)}</span>
        <span>{last && last !== first ? sayDay(last.day) : ''}</span>
      </figcaption>
    </figure>
  );
}

function Table({ title, bars, legend, say, runsOf, onPick }: DayChartProps) {
  const filled = bars.filter(({ total }) => total > 0);
  return (
    <details>
      <summary>{t('As a table')}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('day')}</th>
            {legend.map(({ key, text }) => (
              <th key={key} scope="col">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {filled.reverse().map(({ day, parts }) => (
            <tr key={day}>
              <th scope="row">
                <button type="button" class="link" onClick={() => onPick(`${title}: ${sayDay(day)}`, runsOf(day))}>
                  {sayDay(day)}
                </button>
              </th>
              {legend.map(({ key }) => (
                <td key={key}>{say(parts.find((part) => part.key === key)?.value ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
