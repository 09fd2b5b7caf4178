import { useEffect, useRef } from 'preact/hooks';

/** What each key does, by `event.key`; `R` is shift+r. */
export type KeyActions = Readonly<Record<string, () => void>>;

/** Listens to single keys on the whole page, except while the person types, in a dialog, or with a modifier held. */
export function useKeys(actions: KeyActions): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : undefined;
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        target?.closest('textarea, dialog, input[type=search], select')
      )
        return;
      // Space and Enter belong to the control that has the focus.
      if (event.key === ' ' && target?.closest('button, input, summary')) return;
      const action = Object.hasOwn(latest.current, event.key) ? latest.current[event.key] : undefined;
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
