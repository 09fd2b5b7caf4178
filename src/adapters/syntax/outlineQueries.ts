import type { SyntaxLanguage } from '../../core/repair/syntaxParser.ts';

const functions = '[(arrow_function) (function_expression) (generator_function)]';

const javascript = `
(function_declaration name: (_) @name) @function
(generator_function_declaration name: (_) @name) @function
(function_expression name: (identifier) @name) @function
(class_declaration name: (_) @name) @class
(class name: (_) @name) @class
(method_definition name: (_) @name) @method
(variable_declarator name: (identifier) @name value: ${functions}) @function
(assignment_expression left: [(identifier) (member_expression)] @name right: ${functions}) @function
(pair key: [(property_identifier) (string)] @name value: ${functions}) @method
(call_expression function: (identifier) @called arguments: (arguments . (string) @name . ${functions})
  (#any-of? @called "describe" "it" "test" "suite" "context" "specify")) @function
`;

const typescript = `${javascript.replace('(class name: (_) @name) @class', '(class name: (type_identifier) @name) @class')}
(abstract_class_declaration name: (_) @name) @class
(interface_declaration name: (_) @name) @type
(type_alias_declaration name: (_) @name) @type
(enum_declaration name: (_) @name) @type
(function_signature name: (_) @name) @function
(public_field_definition name: (_) @name value: ${functions}) @method
`;

/** What is a definition in each language, as queries of tree-sitter: the capture's name is the kind. */
export const outlineQueries: Readonly<Record<SyntaxLanguage, string>> = {
  javascript: `${javascript}
(field_definition property: (_) @name value: ${functions}) @method
`,
  typescript,
  tsx: typescript,
  python: `
(function_definition name: (_) @name) @function
(class_definition name: (_) @name) @class
`,
  go: `
(function_declaration name: (_) @name) @function
(method_declaration name: (_) @name) @method
(type_spec name: (_) @name) @type
`,
};
