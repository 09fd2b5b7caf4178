import { CodedError } from '../../base/errors.ts';
import { isLoopback } from '../../core/model/modelVendor.ts';

/** Finds the proxy for a URL; undefined means to go there directly. */
export type ProxyOf = (url: URL) => URL | undefined;

/**
 * The proxies that the environment names, by the rules that curl and Node share: `https_proxy` and `http_proxy` (lower case
 * first), `all_proxy`, and `no_proxy` with names, suffixes and `*`. This machine's own addresses are never sent to a proxy.
 * Throws `model.badProxy` at the first URL that would need a proxy that is no address.
 */
export function proxiesFrom(variables: Readonly<Record<string, string | undefined>>): ProxyOf {
  const read = (name: string) => variables[name] || variables[name.toUpperCase()] || undefined;
  const exceptions = (read('no_proxy') ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  return (url) => {
    if (isLoopback(url.hostname) || exceptions.some((entry) => isException(entry, url))) return undefined;
    const text = read(`${url.protocol.slice(0, -1)}_proxy`) ?? read('all_proxy');
    if (text === undefined) return undefined;
    const proxy = URL.parse(/^\w+:\/\//.test(text) ? text : `http://${text}`);
    if (proxy && (proxy.protocol === 'http:' || proxy.protocol === 'https:')) return proxy;
    // Not repeated: it may hold a password.
    throw new CodedError(
      'model.badProxy',
      'The proxy that the environment names is not an http:// or https:// address.',
      {
        hint: 'Correct HTTPS_PROXY or HTTP_PROXY, or name the server in NO_PROXY.',
      },
    );
  };
}

function isException(entry: string, url: URL): boolean {
  if (entry === '*') return true;
  const [host = '', port] = entry.toLowerCase().split(':');
  if (port !== undefined && port !== (url.port || (url.protocol === 'https:' ? '443' : '80'))) return false;
  const name = host.replace(/^\*?\./, '');
  return url.hostname === name || url.hostname.endsWith(`.${name}`);
}
