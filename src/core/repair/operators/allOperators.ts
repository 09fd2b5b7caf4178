import type { EditOperator } from '../editSite.ts';
import { absenceEdits } from './absenceEdits.ts';
import { accumulateEdits } from './accumulateEdits.ts';
import { affixEdits } from './affixEdits.ts';
import { argumentEdits } from './argumentEdits.ts';
import { arithmeticEdits } from './arithmeticEdits.ts';
import { callEdits } from './callEdits.ts';
import { chainEdits } from './chainEdits.ts';
import { collectionEdits } from './collectionEdits.ts';
import { composeEdits } from './composeEdits.ts';
import { conditionEdits } from './conditionEdits.ts';
import { constantEdits } from './constantEdits.ts';
import { countEdits } from './countEdits.ts';
import { defaultEdits } from './defaultEdits.ts';
import { emptyEdits } from './emptyEdits.ts';
import { equalityEdits } from './equalityEdits.ts';
import { exchangeEdits } from './exchangeEdits.ts';
import { forgottenEdits } from './forgottenEdits.ts';
import { forwardEdits } from './forwardEdits.ts';
import { guardEdits } from './guardEdits.ts';
import { jumpEdits } from './jumpEdits.ts';
import { languageEdits } from './languageEdits.ts';
import { lengthEdits } from './lengthEdits.ts';
import { limitEdits } from './limitEdits.ts';
import { logicalEdits } from './logicalEdits.ts';
import { loopEdits } from './loopEdits.ts';
import { memberEdits } from './memberEdits.ts';
import { moduloEdits } from './moduloEdits.ts';
import { moveEdits } from './moveEdits.ts';
import { nameEdits } from './nameEdits.ts';
import { numberEdits } from './numberEdits.ts';
import { offByOneEdits } from './offByOneEdits.ts';
import { orderingEdits } from './orderingEdits.ts';
import { padEdits } from './padEdits.ts';
import { parallelEdits } from './parallelEdits.ts';
import { presenceEdits } from './presenceEdits.ts';
import { relationalEdits } from './relationalEdits.ts';
import { restEdits } from './restEdits.ts';
import { returnEdits } from './returnEdits.ts';
import { reuseEdits } from './reuseEdits.ts';
import { rowEdits } from './rowEdits.ts';
import { scriptEdits } from './scriptEdits.ts';
import { seedEdits } from './seedEdits.ts';
import { sentinelEdits } from './sentinelEdits.ts';
import { shapeEdits } from './shapeEdits.ts';
import { rareSiblingEdits, siblingEdits } from './siblingEdits.ts';
import { statementEdits } from './statementEdits.ts';
import { stepEdits } from './stepEdits.ts';
import { tableEdits } from './tableEdits.ts';
import { textEdits } from './textEdits.ts';
import { tieEdits } from './tieEdits.ts';
import { undoEdits } from './undoEdits.ts';
import { valueEdits } from './valueEdits.ts';
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
  rareSiblingEdits,
  countEdits,
  argumentEdits,
  returnEdits,
  guardEdits,
  textEdits,
  statementEdits,
  wrapEdits,
  languageEdits,
  callEdits,
  chainEdits,
  collectionEdits,
  presenceEdits,
  valueEdits,
  forgottenEdits,
  reuseEdits,
  absenceEdits,
  affixEdits,
  forwardEdits,
  lengthEdits,
  orderingEdits,
  loopEdits,
  restEdits,
  conditionEdits,
  shapeEdits,
  moveEdits,
  padEdits,
  jumpEdits,
  defaultEdits,
  composeEdits,
  memberEdits,
  stepEdits,
  equalityEdits,
  exchangeEdits,
  undoEdits,
  parallelEdits,
  numberEdits,
  accumulateEdits,
  emptyEdits,
  scriptEdits,
  limitEdits,
  moduloEdits,
  rowEdits,
  seedEdits,
  sentinelEdits,
  tableEdits,
  tieEdits,
];
