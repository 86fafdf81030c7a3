// Before the first test: the frameworks that the recipes are written for are installed, where the matrix has them.
import { matrixStep } from '../../../scripts/lib/node-modules.mjs';
import { steps } from '../../../scripts/lib/steps.mjs';

export default () => steps('docs', [matrixStep]);
