/** The first letters of a name, for a picture that is missing. */
export function initials(name) {
  return name
    .split(' ')
    .map((word) => word[0])
    .join('')
    .toUpperCase();
}
