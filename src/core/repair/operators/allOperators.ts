import type { EditOperator } from '../editSite.ts';
import { argumentEdits } from './argumentEdits.ts';
import { arithmeticEdits } from './arithmeticEdits.ts';
import { constantEdits } from './constantEdits.ts';
import { guardEdits } from './guardEdits.ts';
import { languageEdits } from './languageEdits.ts';
import { logicalEdits } from './logicalEdits.ts';
import { nameEdits } from './nameEdits.ts';
import { offByOneEdits } from './offByOneEdits.ts';
import { relationalEdits } from './relationalEdits.ts';
import { returnEdits } from './returnEdits.ts';
import { reuseEdits } from './reuseEdits.ts';
import { siblingEdits } from './siblingEdits.ts';
import { statementEdits } from './statementEdits.ts';
import { textEdits } from './textEdits.ts';
import { wrapEdits } from './wrapEdits.ts';

/** Every edit operator. Their order decides nothing but ties. */
export const allOperators: readonly EditOperator[] = [
  relationalEdits,
  offByOneEdits,
  logicalEdits,
  arithmeticEdits,
  constantEdits,
  nameEdits,
  siblingEdits,
  argumentEdits,
  returnEdits,
  guardEdits,
  textEdits,
  statementEdits,
  wrapEdits,
  languageEdits,
  reuseEdits,
];
