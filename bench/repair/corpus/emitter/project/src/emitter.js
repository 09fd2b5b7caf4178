// Events by name, with listeners for one of them or for all.

export class Emitter {
  #listeners = new Map();

  #of(name) {
    let list = this.#listeners.get(name);
    if (list === undefined) {
      list = [];
      this.#listeners.set(name, list);
    }
    return list;
  }

  /** Adds a listener; returns a function that takes it away again. */
  on(name, listener) {
    this.#of(name).push({ listener, once: false });
    return () => this.off(name, listener);
  }

  once(name, listener) {
    this.#of(name).push({ listener, once: true });
    return () => this.off(name, listener);
  }

  prepend(name, listener) {
    this.#of(name).unshift({ listener, once: false });
  }

  /** Takes away the listener that was added last and is this one; without a listener, all of that name. */
  off(name, listener) {
    if (listener === undefined) {
      this.#listeners.delete(name);
      return;
    }
    const list = this.#listeners.get(name);
    if (list === undefined) return;
    const index = list.findLastIndex((entry) => entry.listener === listener);
    if (index === -1) return;
    list.splice(index, 1);
    if (list.length === 0) this.#listeners.delete(name);
  }

  /** Calls the listeners of that name, then those of "*", as they are now; returns whether there was any. */
  emit(name, ...values) {
    const own = [...(this.#listeners.get(name) ?? [])];
    const all = [...(this.#listeners.get('*') ?? [])];
    for (const entry of own) {
      if (entry.once) this.off(name, entry.listener);
      entry.listener(...values);
    }
    for (const entry of all) {
      if (entry.once) this.off('*', entry.listener);
      entry.listener(name, ...values);
    }
    return own.length + all.length > 0;
  }

  count(name) {
    return this.#listeners.get(name)?.length ?? 0;
  }

  names() {
    return [...this.#listeners.keys()];
  }
}

/** Resolves with the values of the next event of that name; rejects when the signal is aborted before. */
export function next(emitter, name, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const aborted = () => {
      emitter.off(name, listener);
      reject(signal.reason);
    };
    const listener = (...values) => {
      signal?.removeEventListener('abort', aborted);
      resolve(values);
    };
    emitter.once(name, listener);
    signal?.addEventListener('abort', aborted, { once: true });
  });
}

/** Sends on what one emitter says to another; returns a function that ends it. */
export function forward(from, to, names) {
  const ends = names.map((name) => from.on(name, (...values) => to.emit(name, ...values)));
  return () => {
    for (const end of ends) end();
  };
}
