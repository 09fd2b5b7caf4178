import type { SyntaxLanguage } from '../syntaxParser.ts';
import { goProfile } from './goProfile.ts';
import { javascriptProfile } from './javascriptProfile.ts';
import type { LanguageProfile } from './languageProfile.ts';
import { pythonProfile } from './pythonProfile.ts';

/** The profile of a language. */
export function profileOf(language: SyntaxLanguage): LanguageProfile {
  if (language === 'python') return pythonProfile;
  return language === 'go' ? goProfile : javascriptProfile;
}
