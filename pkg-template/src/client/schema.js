// @ts-check
/**
 * `schema`: checks the data of an answer through the interface that validation libraries share (Standard Schema). It
 * decides which error a mismatch gives; the schema decides what matches.
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../types.js').StandardSchema} StandardSchema
 */
import { AxiosError } from '../errors.js';
import { isFunction } from '../http/values.js';
import { leaveAlone } from '../session/report.js';

/** @param {Config} config @param {Answer} response */
export const validated = async (config, response) => {
  const standard = /** @type {StandardSchema} */ (config.schema)['~standard'];
  if (!standard) {
    leaveAlone('schema');
    return response;
  }
  if (!isFunction(standard.validate))
    throw new AxiosError(
      'schema takes a Standard Schema (Zod, Valibot, ArkType)',
      'ERR_BAD_OPTION_VALUE',
      config,
    );
  const { issues, value } = await standard.validate(response.data);
  if (issues)
    throw Object.assign(
      new AxiosError(
        'Response does not match the schema: ' + issues[0]?.message,
        'ERR_BAD_RESPONSE',
        config,
        response.request,
        response,
      ),
      { issues },
    );
  response.data = value;
  return response;
};
