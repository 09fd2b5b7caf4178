/** Who serves a model; decides which price and which known limits apply. `local` is this machine. */
export type ModelVendor =
  | 'anthropic'
  | 'openai'
  | 'gemini'
  | 'deepseek'
  | 'mistral'
  | 'openrouter'
  | 'local'
  | 'unknown';

const vendorOfHost: Readonly<Record<string, ModelVendor>> = {
  'api.anthropic.com': 'anthropic',
  'api.openai.com': 'openai',
  'generativelanguage.googleapis.com': 'gemini',
  'api.deepseek.com': 'deepseek',
  'api.mistral.ai': 'mistral',
  'openrouter.ai': 'openrouter',
};

/** The vendor behind a base URL. Loopback counts as `local`; a host nobody listed is `unknown`. */
export function vendorOfUrl(baseUrl: string): ModelVendor {
  const url = URL.parse(baseUrl);
  if (url === null) return 'unknown';
  return isLoopback(url.hostname) ? 'local' : (vendorOfHost[url.hostname] ?? 'unknown');
}

/** True for this machine's own addresses. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** True for addresses of this machine or of a private network (RFC 1918, RFC 4193, mDNS). */
export function isPrivateHost(hostname: string): boolean {
  return (
    isLoopback(hostname) ||
    /^10\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^\[f[cd]/.test(hostname) ||
    hostname.endsWith('.local')
  );
}
