import * as nodeModule from 'node:module';

/**
 * Finds parts of the bundle at once: they lie beside each other, under names that nothing else has. Node would look for each of
 * them, for links on the way to it and for what kind of file it is: a tenth of the time until a run's tests begin. Node before
 * 22.15 does.
 */
export function findOwnFilesAtOnce(): void {
  if (!('registerHooks' in nodeModule)) return;
  nodeModule.registerHooks({
    resolve: (specifier, context, next) =>
      specifier.startsWith('./chunk-')
        ? { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true }
        : next(specifier, context),
  });
}
