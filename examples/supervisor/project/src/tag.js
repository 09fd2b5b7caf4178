import { initials } from './initials.js';
import { slug } from './slug.js';
import { truncate } from './truncate.js';

/** What a name tag shows. */
export function tag(name) {
  return { address: slug(name), picture: initials(name), label: truncate(name, 16) };
}
