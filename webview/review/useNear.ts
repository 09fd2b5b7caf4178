import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Tells elements when they come close to what is in sight, and when they are far from it again. */
export interface Nearness {
  /** `tell` is called with the height that the element has just then. Ends with the function that is returned. */
  watch(element: Element, tell: (near: boolean, height: number) => void): () => void;
}

/** More than what a turn of the wheel or a page key moves by, so that nothing empty comes into sight. */
const margin = '1500px 0px';

/** One observer for all elements of a page. */
export function createNearness(): Nearness {
  const told = new Map<Element, (near: boolean, height: number) => void>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting, boundingClientRect } of entries)
        told.get(target)?.(isIntersecting, boundingClientRect.height);
    },
    // The page scrolls, or a part of it. The document by name: in a frame of another origin it would have no margin otherwise.
    { root: document, rootMargin: margin, scrollMargin: margin },
  );
  return {
    watch(element, tell) {
      told.set(element, tell);
      observer.observe(element);
      return () => {
        told.delete(element);
        observer.unobserve(element);
      };
    },
  };
}

/** Whether an element is close to what is in sight, and how high it was when it was so last. */
export function useNear(
  element: RefObject<Element | null>,
  { nearness, first }: { readonly nearness: Nearness; readonly first: boolean },
): { readonly near: boolean; readonly height: number | undefined } {
  const [state, setState] = useState<{ near: boolean; height: number | undefined }>({ near: first, height: undefined });
  useEffect(() => {
    if (!element.current) return undefined;
    return nearness.watch(element.current, (near, height) =>
      setState((before) => (before.near === near ? before : { near, height: near ? before.height : height })),
    );
  }, [element, nearness]);
  return state;
}
