/** A model's answer that repairs `slug` of the fixture needs-model-js; `letters` are kept. */
export const slugEdit = (letters: string) => `The title is folded first.

src/slug.js
<<<<<<< SEARCH
  return title.toLowerCase().replace(/ /g, '-');
=======
  return title
    .normalize('NFKD')
    .replace(/[\\u0300-\\u036f]/g, '')
    .toLowerCase()
    .replace(/[^${letters}]+/g, '-')
    .replace(/^-|-$/g, '');
>>>>>>> REPLACE
`;
/** Another change of the same file, which is not needed. */
export const otherEdit = `
src/slug.js
<<<<<<< SEARCH
    return count === 1 ? base : \`\${base}-\${count}\`;
=======
    return count > 1 ? \`\${base}-\${count}\` : base;
>>>>>>> REPLACE
`;
